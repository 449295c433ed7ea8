import type { Pair } from '../../../ir/network.ts';
import { fail } from '../../../diagnostics/diagnostic.ts';
import { hasAttribute, integerAttribute, integersAttribute } from '../attributes.ts';
import { constantAt, growInto, integersOf, signalAt, type Operator, type Signal, type Step } from '../step.ts';
import { pairAttribute, planeOf, readWindow, type SlidingWindow } from './windows.ts';

export const averagePool: Operator = (step) => {
  const input = signalAt(step, 0);
  const window = poolingWindow(step, input);
  const padded = window.padding.some((extent) => extent > 0);
  const countPadding = !padded || integerAttribute(step, 'count_include_pad', 0) !== 0;
  return pool(step, input, 'average', window, countPadding);
};

export const maxPool: Operator = (step) => {
  const input = signalAt(step, 0);
  const window = poolingWindow(step, input);
  return pool(step, input, 'maximum', window, true);
};

export const globalAveragePool: Operator = (step) => {
  const input = signalAt(step, 0);
  const { height, width } = planeOf(step, input);
  const window: SlidingWindow = { kernel: [height, width], stride: [height, width], dilation: [1, 1], padding: [0, 0, 0, 0], output: [1, 1] };
  return pool(step, input, 'average', window, true);
};

/** ReduceMean and ReduceSum over height and width: a pool over the whole plane. */
export const reducePlanes: Operator = (step) => {
  const input = signalAt(step, 0);
  const { height, width } = planeOf(step, input);
  const constant = constantAt(step, 1);
  const axes = constant === null ? integersAttribute(step, 'axes') ?? [] : integersOf(step, constant);
  const normal = axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  if (normal.length !== 2 || normal[0] !== 2 || normal[1] !== 3) fail('S311', { setting: 'axes', value: `[${axes.slice(0, 8).join(', ')}]`, accepted: '[2, 3], height and width' }, step.where);
  const window: SlidingWindow = { kernel: [height, width], stride: [height, width], dilation: [1, 1], padding: [0, 0, 0, 0], output: [1, 1] };
  const pooled = pool(step, input, step.node.operator === 'ReduceSum' ? 'sum' : 'average', window, true);
  if (integerAttribute(step, 'keepdims', 1) !== 0) return pooled;
  return growInto(step, [input.shape[0]!], { kind: 'one-to-one', source: pooled.population });
};

function pool(step: Step, input: Signal, method: 'average' | 'sum' | 'maximum', window: SlidingWindow, countPadding: boolean): Signal {
  return growInto(step, [input.shape[0]!, ...window.output], {
    kind: 'pooling', source: input.population, method, kernel: window.kernel, stride: window.stride, padding: window.padding, countPadding,
  });
}

function poolingWindow(step: Step, input: Signal): SlidingWindow {
  if (!hasAttribute(step, 'kernel_shape')) fail('S311', { setting: 'kernel_shape', value: 'left out', accepted: 'two numbers of at least 1' }, step.where);
  const plane = planeOf(step, input);
  const kernel: Pair = pairAttribute(step, 'kernel_shape');
  const window = readWindow(step, plane, kernel, false);
  if (window.dilation[0] !== 1 || window.dilation[1] !== 1) {
    fail('S311', { setting: 'dilations', value: `[${window.dilation.join(', ')}]`, accepted: '[1, 1]' }, step.where);
  }
  if (window.padding.some((extent, side) => extent >= kernel[side % 2]!)) {
    fail('S311', { setting: 'pads', value: `[${window.padding.join(', ')}]`, accepted: 'padding smaller than the kernel' }, step.where);
  }
  if (integerAttribute(step, 'ceil_mode', 0) !== 0) {
    const up = readWindow(step, plane, kernel, true).output;
    if (up[0] !== window.output[0] || up[1] !== window.output[1]) {
      fail('S311', { setting: 'ceil_mode', value: '1', accepted: `0, or sizes that the windows divide (here [${up.join(', ')}] would differ from [${window.output.join(', ')}])` }, step.where);
    }
  }
  return window;
}
