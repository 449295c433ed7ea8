import type { Padding4, Pair } from '../../../ir/network.ts';
import { fail } from '../../../diagnostics/diagnostic.ts';
import { integersAttribute, textAttribute } from '../attributes.ts';
import { printable } from '../../../diagnostics/printable.ts';
import type { Signal, Step } from '../step.ts';

/** Channels of planes. */
export interface Plane {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A window sliding over planes: settings shared by convolution and pooling. */
export interface SlidingWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding4;
  /** Height and width of the result. */
  readonly output: Pair;
}

/** The planes of a value [N, channels, height, width]. @throws DiagnosticError S310 */
export function planeOf(step: Step, signal: Signal): Plane {
  if (signal.shape.length !== 3) {
    fail('S310', { what: 'input', shape: signal.shape, wanted: '[channels, height, width]', input: signal.shape }, step.where);
  }
  const [channels, height, width] = signal.shape as [number, number, number];
  return { channels, height, width };
}

/**
 * Reads strides, dilations, pads and auto_pad. `ceil` rounds the size of the result up, as ceil_mode of the pools.
 * @throws DiagnosticError S310, S311
 */
export function readWindow(step: Step, plane: Plane, kernel: Pair, ceil: boolean): SlidingWindow {
  const stride = pairAttribute(step, 'strides');
  const dilation = pairAttribute(step, 'dilations');
  const padding = readPadding(step, plane, kernel, stride, dilation);
  const rounded = ceil ? Math.ceil : Math.floor;
  const extent = (size: number, axis: 0 | 1): number =>
    rounded((size + padding[axis]! + padding[axis + 2]! - reach(kernel[axis], dilation[axis])) / stride[axis]) + 1;
  const output: Pair = [extent(plane.height, 0), extent(plane.width, 1)];
  if (output[0] < 1 || output[1] < 1) {
    fail('S310', { what: 'kernel', shape: kernel, wanted: 'one that fits the padded planes', input: [plane.channels, plane.height, plane.width] }, step.where);
  }
  return { kernel, stride, dilation, padding, output };
}

export function isPairOf(list: readonly number[], first: number, second: number): boolean {
  return list.length === 2 && list[0] === first && list[1] === second;
}

/** Largest kernel, stride, dilation and padding; far above any network. */
const LARGEST_SETTING = 65_536;

/** A list of two numbers of at least 1; [1, 1] when left out. */
export function pairAttribute(step: Step, name: string): Pair {
  const list = integersAttribute(step, name);
  if (list === null) return [1, 1];
  if (list.length !== 2 || list.some((value) => !(value >= 1 && value <= LARGEST_SETTING))) {
    fail('S311', { setting: name, value: `[${list.slice(0, 8).join(', ')}]`, accepted: 'two numbers of at least 1' }, step.where);
  }
  return list as unknown as Pair;
}

function readPadding(step: Step, plane: Plane, kernel: Pair, stride: Pair, dilation: Pair): Padding4 {
  const mode = textAttribute(step, 'auto_pad', 'NOTSET');
  switch (mode) {
    case '':
    case 'NOTSET': return statedPadding(step);
    case 'VALID': return [0, 0, 0, 0];
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const [top, bottom] = samePadding(plane.height, kernel[0], stride[0], dilation[0], mode);
      const [left, right] = samePadding(plane.width, kernel[1], stride[1], dilation[1], mode);
      return [top, left, bottom, right];
    }
    default: return fail('S311', { setting: 'auto_pad', value: `'${printable(mode)}'`, accepted: 'NOTSET, VALID, SAME_UPPER or SAME_LOWER' }, step.where);
  }
}

function statedPadding(step: Step): Padding4 {
  const list = integersAttribute(step, 'pads') ?? [0, 0, 0, 0];
  if (list.length !== 4 || list.some((value) => !(value >= 0 && value <= LARGEST_SETTING))) {
    fail('S311', { setting: 'pads', value: `[${list.slice(0, 8).join(', ')}]`, accepted: 'four numbers of at least 0: top, left, bottom, right' }, step.where);
  }
  return list as unknown as Padding4;
}

/** Padding that makes the result ceil(size / stride) long; the odd one goes to the end with SAME_UPPER. */
function samePadding(size: number, kernel: number, stride: number, dilation: number, mode: 'SAME_UPPER' | 'SAME_LOWER'): readonly [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach(kernel, dilation) - size);
  const smaller = Math.floor(total / 2);
  return mode === 'SAME_UPPER' ? [smaller, total - smaller] : [total - smaller, smaller];
}

/** Rows that a dilated kernel spans. */
function reach(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}
