import { fail } from '../../src/diagnostics/diagnostic.ts';
import { positions, slidShape, touchesPadding, windowedShape } from '../../src/ir/geometry.ts';
import { planeShape, type SumWindow } from '../../src/ir/network.ts';
import { sizeOf, type TensorData } from '../../src/ir/tensor.ts';
import type { ConvolutionMap, DenseMap } from './linear-map.ts';
import { depthwise, isZero, MOST_WEIGHTS } from './linear-map.ts';
import type { Joint } from './compose.ts';

/** Dense after dense: the matrix product, bias carried through. */
export function multiply(first: DenseMap, second: DenseMap, joint: Joint): DenseMap {
  const [rows, inner] = second.weights.shape as [number, number];
  const columns = first.weights.shape[1]!;
  const product = allocate(rows * columns, joint);
  const [left, right] = [second.weights.data, first.weights.data];
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) addScaled(product, row * columns, right, k * columns, columns, left[row * inner + k]!);
  }
  return { kind: 'dense', window: first.window, weights: { shape: [rows, columns], data: product }, bias: carried(first.bias, second) };
}

/** second.bias + second.weights x bias of the middle neurons. */
function carried(bias: Float64Array | null, second: DenseMap): Float64Array | null {
  if (!bias) return second.bias;
  const [rows, inner] = second.weights.shape as [number, number];
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = second.bias?.[row] ?? 0;
    for (let k = 0; k < inner; k++) sum += second.weights.data[row * inner + k]! * bias[k]!;
    return sum;
  });
}

/** Dense after convolution: every row of the dense weights goes backwards through the convolution. */
export function denseAfterConvolution(first: ConvolutionMap, second: DenseMap, joint: Joint): DenseMap {
  const source = windowedShape(joint.source, first.window);
  const weights = backwards(first, source, second, joint);
  const plane = sizeOf(joint.middle) / first.weights.shape[0]!;
  const bias = first.bias && Float64Array.from({ length: sizeOf(joint.middle) }, (_, neuron) => first.bias![Math.floor(neuron / plane)]!);
  return { kind: 'dense', window: first.window, weights, bias: carried(bias, second) };
}

function backwards(map: ConvolutionMap, source: readonly number[], dense: DenseMap, joint: Joint): DenseMap['weights'] {
  const [rows, inner] = dense.weights.shape as [number, number];
  const columns = sizeOf(source);
  const weights = allocate(rows * columns, joint);
  const from = dense.weights.data;
  forEachTap(map, source, (output, input, weight) => {
    for (let row = 0; row < rows; row++) weights[row * columns + input]! += weight * from[row * inner + output]!;
  });
  return { shape: [rows, columns], data: weights };
}

/** A dense map with its sum window written out in the weights. */
export function spreadWindow(map: DenseMap, joint: Joint): DenseMap {
  if (!map.window) return map;
  const boxes = depthwise({ kind: 'channelwise', window: map.window, gain: new Float64Array(planeShape(joint.middle)[0]).fill(1), shift: null });
  return { kind: 'dense', window: null, weights: backwards(boxes, joint.middle, map, joint), bias: map.bias };
}

/** A convolution (without window) after dense: every column of the dense weights goes through it. */
export function planesAfterDense(first: DenseMap, second: ConvolutionMap, joint: Joint): DenseMap {
  const [, kernelHeight, kernelWidth] = second.weights.shape.slice(1) as [number, number, number];
  const plane = positionsOf(second, [kernelHeight, kernelWidth], joint.middle);
  const rows = second.weights.shape[0]! * plane;
  const columns = first.weights.shape[1]!;
  const weights = allocate(rows * columns, joint);
  const bias = first.bias || second.bias ? Float64Array.from({ length: rows }, (_, row) => second.bias?.[Math.floor(row / plane)] ?? 0) : null;
  forEachTap(second, joint.middle, (output, input, weight) => {
    addScaled(weights, output * columns, first.weights.data, input * columns, columns, weight);
    if (first.bias) bias![output]! += weight * first.bias[input]!;
  });
  return { kind: 'dense', window: first.window, weights: { shape: [rows, columns], data: weights }, bias };
}

function positionsOf(map: ConvolutionMap, kernel: readonly [number, number], shape: readonly number[]): number {
  const [, height, width] = slidShape(shape, { ...map, kernel }) as [number, number, number];
  return height * width;
}

/** Calls `visit` for every synapse of a convolution (without window) on planes of shape `source`. */
function forEachTap(map: ConvolutionMap, source: readonly number[], visit: (output: number, input: number, weight: number) => void): void {
  const [, height, width] = planeShape(source);
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = map.weights.shape as [number, number, number, number];
  const { stride, padding, dilation, groups, weights: { data } } = map;
  const [outHeight, outWidth] = positions(height, width, { kernel: [kernelHeight, kernelWidth], stride, padding, dilation });
  let index = 0;
  for (let out = 0; out < outChannels; out++) {
    const firstChannel = Math.floor(out / (outChannels / groups)) * groupChannels;
    for (let channel = firstChannel; channel < firstChannel + groupChannels; channel++) {
      for (let tapY = 0; tapY < kernelHeight; tapY++) {
        for (let tapX = 0; tapX < kernelWidth; tapX++) {
          const weight = data[index++]!;
          if (weight === 0) continue;
          for (let outY = 0; outY < outHeight; outY++) {
            const y = outY * stride[0] - padding[0] + tapY * dilation[0];
            if (y < 0 || y >= height) continue;
            for (let outX = 0; outX < outWidth; outX++) {
              const x = outX * stride[1] - padding[1] + tapX * dilation[1];
              if (x >= 0 && x < width) visit((out * outHeight + outY) * outWidth + outX, (channel * height + y) * width + x, weight);
            }
          }
        }
      }
    }
  }
}

/**
 * Convolution after convolution (the second without window). A tap of the composed kernel lies at
 * a * stride1 * dilation2 + j * dilation1 for taps a of the second and j of the first.
 * @throws DiagnosticError S531 when the second pads planes that the first could go on computing outside.
 */
export function convolveTwice(first: ConvolutionMap, second: ConvolutionMap, joint: Joint): ConvolutionMap {
  const [, height, width] = planeShape(windowedShape(joint.source, first.window));
  const [, middleHeight, middleWidth] = planeShape(joint.middle);
  const [out1, in1, ...kernel1] = first.weights.shape as [number, number, number, number];
  const [out2, in2, ...kernel2] = second.weights.shape as [number, number, number, number];
  const slide2: SumWindow & { dilation: ConvolutionMap['dilation'] } = { kernel: kernel2, stride: second.stride, padding: second.padding, dilation: second.dilation };
  if (touchesPadding(middleHeight, middleWidth, slide2) && !isPointwise(first)) {
    fail('S531', { first: joint.first, second: joint.second, reason: 'padding lies between them' }, joint.origin);
  }
  const [outHeight, outWidth] = positions(middleHeight, middleWidth, slide2);
  const vertical = composeTaps(first, second, 0, kernel1[0], kernel2[0], height, outHeight);
  const horizontal = composeTaps(first, second, 1, kernel1[1], kernel2[1], width, outWidth);
  const groups = second.groups === out1 && out2 === out1 ? first.groups : 1;
  const channels = (in1 * first.groups) / groups;
  const weights = allocate(out2 * channels * vertical.kernel * horizontal.kernel, joint);
  const bias = first.bias || second.bias ? Float64Array.from({ length: out2 }, (_, out) => second.bias?.[out] ?? 0) : null;
  for (let out = 0; out < out2; out++) {
    const firstMiddle = Math.floor(out / (out2 / second.groups)) * in2;
    for (let m = 0; m < in2; m++) {
      const middle = firstMiddle + m;
      const offset = groups === first.groups ? 0 : Math.floor(middle / (out1 / first.groups)) * in1;
      for (let a = 0; a < kernel2[0] * kernel2[1]; a++) {
        const outer = second.weights.data[(out * in2 + m) * kernel2[0] * kernel2[1] + a]!;
        if (first.bias) bias![out]! += outer * first.bias[middle]!;
        if (outer === 0) continue;
        const [aY, aX] = [Math.floor(a / kernel2[1]), a % kernel2[1]];
        for (let channel = 0; channel < in1; channel++) {
          for (let j = 0; j < kernel1[0] * kernel1[1]; j++) {
            const y = aY * vertical.outer + Math.floor(j / kernel1[1]) * vertical.inner;
            const x = aX * horizontal.outer + (j % kernel1[1]) * horizontal.inner;
            weights[((out * channels + offset + channel) * vertical.kernel + y) * horizontal.kernel + x]!
              += outer * first.weights.data[(middle * in1 + channel) * kernel1[0] * kernel1[1] + j]!;
          }
        }
      }
    }
  }
  return {
    kind: 'convolution', window: first.window, weights: { shape: [out2, channels, vertical.kernel, horizontal.kernel], data: weights }, bias,
    stride: [vertical.stride, horizontal.stride], padding: [vertical.low, horizontal.low, vertical.high, horizontal.high],
    dilation: [vertical.dilation, horizontal.dilation], groups,
  };
}

/** Keeps zeros zero and every neuron in its place, so padding after it is padding before it. */
function isPointwise({ weights, stride, padding, bias }: ConvolutionMap): boolean {
  return weights.shape[2] === 1 && weights.shape[3] === 1 && stride.every((value) => value === 1) && padding.every((value) => value === 0) && isZero(bias);
}

/** Kernel, stride, dilation and padding along one axis, and how far apart taps of the second (outer) and first (inner) lie in it. */
function composeTaps(first: ConvolutionMap, second: ConvolutionMap, axis: 0 | 1, kernel1: number, kernel2: number, extent: number, out: number) {
  const far = second.dilation[axis] * first.stride[axis];
  const near = first.dilation[axis];
  const stride = first.stride[axis] * second.stride[axis];
  const low = first.padding[axis] + second.padding[axis] * first.stride[axis];
  const reach = (kernel2 - 1) * far + (kernel1 - 1) * near + 1;
  const high = (out - 1) * stride + reach - extent - low;
  if (kernel2 === 1) return { kernel: kernel1, dilation: near, outer: 0, inner: 1, stride, low, high };
  if (kernel1 === 1) return { kernel: kernel2, dilation: far, outer: 1, inner: 0, stride, low, high };
  return { kernel: reach, dilation: 1, outer: far, inner: near, stride, low, high };
}

function allocate(elements: number, joint: Joint): Float64Array {
  if (elements > MOST_WEIGHTS) fail('S535', { first: joint.first, second: joint.second, elements, most: MOST_WEIGHTS }, joint.origin);
  return new Float64Array(elements);
}

function addScaled(to: Float64Array, offset: number, from: TensorData, start: number, length: number, factor: number): void {
  if (factor === 0) return;
  for (let index = 0; index < length; index++) to[offset + index]! += factor * from[start + index]!;
}
