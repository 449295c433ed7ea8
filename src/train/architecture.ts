import { fail } from '../diagnostics/diagnostic.ts';
import type { Padding4, Pair } from '../ir/network.ts';
import { shortened } from './shortened.ts';

/** Populations of a network to be trained, one after the other. */
export interface Architecture {
  /** [N] or [channels, height, width]. */
  readonly input: readonly number[];
  readonly steps: readonly Step[];
}

/** A projection and the population it leads to. Every population but the input has a bias: an input of its own that fires at t = 0. */
export type Step =
  | { readonly kind: 'dense'; readonly neurons: number }
  | { readonly kind: 'convolution'; readonly channels: number; readonly kernel: Pair; readonly stride: Pair; readonly padding: Padding4 };

const MOST_NEURONS = 1 << 24;
const EXAMPLES = 'such as 784-400-10, or "28x28x1 conv5x32s2 conv5x16s2 10"';

/** Whether a text is meant as an architecture rather than the name of a file: words of digits, x, conv and s only. */
export function isArchitecture(text: string): boolean {
  return /^\s*\d+(?:x\d+x\d+)?(?:[\s-]+(?:conv[\dxs]*|\d+))*\s*$/i.test(text);
}

/**
 * Reads an architecture: populations with spaces or hyphens between them. The first is the input, N values or HEIGHTxWIDTHxCHANNELS; then `N`, a dense
 * projection to N neurons, or `convKxC` or `convKxCsS`, a convolution to C channels with kernels of K x K, a stride of S (1) and SAME padding as in
 * TensorFlow (outputs ceil(extent / S), the odd pixel of padding below and on the right).
 * @throws DiagnosticError S660
 */
export function parseArchitecture(text: string): Architecture {
  const [first = '', ...rest] = text.trim().split(/[\s-]+/);
  const input = parseInput(first) ?? refuse(text, `"${shortened(first)}" is no input`);
  if (rest.length === 0) refuse(text, 'nothing follows the input');
  let shape = input;
  const steps = rest.map((word) => {
    const step = /^\d+$/.test(word) ? parseDense(word) : parseConvolution(word, shape);
    if (typeof step === 'string') return refuse(text, step);
    shape = shapeAfter(step, shape);
    return step;
  });
  if (sizeTooLarge(input, steps)) refuse(text, `a population has more than ${MOST_NEURONS} neurons, or none`);
  return { input, steps };
}

/** The architecture as parseArchitecture reads it. */
export function describeArchitecture({ input, steps }: Architecture): string {
  const first = input.length === 3 ? [input[1], input[2], input[0]].join('x') : String(input[0]);
  const words = steps.map((step) => (step.kind === 'dense' ? String(step.neurons) : `conv${step.kernel[0]}x${step.channels}${step.stride[0] > 1 ? `s${step.stride[0]}` : ''}`));
  return [first, ...words].join(steps.some(({ kind }) => kind === 'convolution') ? ' ' : '-');
}

/** Shape of the population that a step leads to. */
export function shapeAfter(step: Step, shape: readonly number[]): readonly number[] {
  if (step.kind === 'dense') return [step.neurons];
  const { channels, kernel, stride, padding } = step;
  const extent = (axis: 0 | 1): number => Math.floor((shape[axis + 1]! + padding[axis] + padding[axis + 2]! - kernel[axis]) / stride[axis]) + 1;
  return [channels, extent(0), extent(1)];
}

function refuse(text: string, reason: string): never {
  return fail('S660', { text: shortened(text), reason, examples: EXAMPLES });
}

function parseInput(word: string): readonly number[] | null {
  const found = /^(\d+)(?:x(\d+)x(\d+))?$/i.exec(word);
  if (!found || word.length > 30) return null;
  const [a, b, c] = found.slice(1).map(Number);
  return found[2] === undefined ? [a!] : [c!, a!, b!];
}

function parseDense(word: string): Step | string {
  return word.length <= 9 ? { kind: 'dense', neurons: Number(word) } : `"${shortened(word)}" is too many neurons`;
}

function parseConvolution(word: string, shape: readonly number[]): Step | string {
  const found = /^conv(\d{1,4})x(\d{1,6})(?:s(\d{1,4}))?$/i.exec(word);
  if (!found) return `"${shortened(word)}" is neither a number of neurons nor convKxC or convKxCsS`;
  if (shape.length !== 3) return `"${shortened(word)}" follows a population without a plane; begin with HEIGHTxWIDTHxCHANNELS`;
  const [kernel, channels, stride] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 1)];
  if (kernel === 0 || stride === 0) return `"${shortened(word)}" has a kernel or a stride of 0`;
  const [top, bottom] = samePadding(shape[1]!, kernel, stride);
  const [left, right] = samePadding(shape[2]!, kernel, stride);
  return { kind: 'convolution', channels, kernel: [kernel, kernel], stride: [stride, stride], padding: [top, left, bottom, right] };
}

/** Padding before and after an extent so that ceil(extent / stride) outputs come out: SAME of TensorFlow. */
export function samePadding(extent: number, kernel: number, stride: number): readonly [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + kernel - extent);
  return [total >> 1, total - (total >> 1)];
}

function sizeTooLarge(input: readonly number[], steps: readonly Step[]): boolean {
  const wrong = (shape: readonly number[]): boolean => { const size = shape.reduce((product, extent) => product * extent, 1); return !(size > 0 && size <= MOST_NEURONS); };
  let shape = input;
  return wrong(input) || steps.some((step) => wrong(shape = shapeAfter(step, shape)));
}
