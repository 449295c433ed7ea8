import { fail } from '../../src/diagnostics/diagnostic.ts';
import { samePlanes, slidShape, touchesPadding, windowedShape } from '../../src/ir/geometry.ts';
import { planeShape, type Padding4, type SumWindow } from '../../src/ir/network.ts';
import type { Origin } from '../../src/ir/origin.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { convolveTwice, denseAfterConvolution, multiply, planesAfterDense, spreadWindow } from './explicit.ts';
import { depthwise, isZero, type ChannelwiseMap, type ConvolutionMap, type DenseMap, type LinearMap, type MapGrid, type MatrixMap } from './linear-map.ts';
import { asMatrix, composeListed } from './listed-map.ts';
import { composeWindows } from './windows.ts';

/** Where two maps meet: shapes of the source of the first and of the population between, names for messages. */
export interface Joint {
  readonly source: readonly number[];
  readonly middle: readonly number[];
  readonly first: string;
  readonly second: string;
  readonly origin: Origin;
}

/**
 * The one map that computes second(first(x)).
 * @throws DiagnosticError S531, S532, S535 when there is none with the same weights at every position, or it is too large.
 */
export function compose(first: LinearMap, second: LinearMap, joint: Joint): LinearMap {
  const listed = composeListed(first, second, joint.source, joint.middle);
  if (listed) return listed;
  if (first.kind === 'listed') return compose(asMatrix(first, sizeOf(joint.source), joint.first, joint.origin), second, joint);
  if (second.kind === 'listed') return compose(first, asMatrix(second, sizeOf(joint.middle), joint.second, joint.origin), joint);
  if (second.kind === 'dense') return intoDense(first, second, joint);
  if (second.kind === 'channelwise' && isUniform(second)) return scaled(first, second.gain[0]!);
  if (first.kind === 'dense') return afterDense(first, second, joint);
  if (!samePlanes(madeBy(first, joint.source), joint.middle)) return refuse(joint, 'a reshape stands between them');
  if (first.kind === 'convolution') return afterConvolution(first, second, joint);
  return second.kind === 'channelwise' ? channelwiseTwice(first, second, joint) : intoConvolution(first, second, joint);
}

function madeBy(map: ChannelwiseMap | ConvolutionMap, source: readonly number[]): readonly number[] {
  const windowed = windowedShape(source, map.window);
  if (map.kind === 'channelwise') return windowed;
  const [channels, , height, width] = map.weights.shape as [number, number, number, number];
  return [channels, ...slidShape(windowed, { ...map, kernel: [height, width] }).slice(1)];
}

function isUniform({ window, gain, shift }: ChannelwiseMap): boolean {
  return !window && isZero(shift) && gain.every((value) => value === gain[0]);
}

function scaled(map: MatrixMap, gain: number): MatrixMap {
  if (gain === 1) return map;
  if (map.kind === 'channelwise') return { ...map, gain: map.gain.map((value) => value * gain), shift: map.shift && map.shift.map((value) => value * gain) };
  return rowsScaled(map, () => gain);
}

function intoDense(first: MatrixMap, second: DenseMap, joint: Joint): DenseMap {
  if (first.kind === 'channelwise') return channelwiseIntoDense(first, second, joint);
  const plain = spreadWindow(second, joint);
  return first.kind === 'dense' ? multiply(first, plain, joint) : denseAfterConvolution(first, plain, joint);
}

function channelwiseIntoDense(first: ChannelwiseMap, second: DenseMap, joint: Joint): DenseMap {
  const [, height, width] = planeShape(joint.source);
  const made = madeBy(first, joint.source);
  const window = isZero(first.shift) && samePlanes(made, joint.middle) ? composeWindows(first.window, second.window, height, width) : undefined;
  if (window === undefined && second.window) return channelwiseIntoDense(first, spreadWindow(second, joint), joint);
  const columns = sizeOf(windowedShape(second.window ? joint.middle : made, second.window));
  const perChannel = columns / first.gain.length;
  return { ...columnsScaled(second, first, (column) => Math.floor(column / perChannel)), window: second.window ? window! : first.window };
}

/** Columns times the gain of their channel; the shift goes through the weights into the bias. */
function columnsScaled<M extends DenseMap | ConvolutionMap>(map: M, { gain, shift }: ChannelwiseMap, channelOf: (column: number, row: number) => number): M {
  if (isZero(shift) && gain.every((value) => value === 1)) return map;
  const { shape, data } = map.weights;
  const rows = shape[0]!;
  const columns = data.length / rows;
  const weights = new Float64Array(data.length);
  const bias = Float64Array.from({ length: rows }, (_, row) => map.bias?.[row] ?? 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const channel = channelOf(column, row);
      const weight = data[row * columns + column]!;
      weights[row * columns + column] = weight * gain[channel]!;
      if (shift) bias[row]! += weight * shift[channel]!;
    }
  }
  const keeps = gain.every((value) => value === gain[0]);
  return { ...map, weights: { shape, data: weights }, bias: map.bias || shift ? bias : null, grid: keeps ? scaledGrid(map, () => gain[0]!) : undefined };
}

function rowsScaled<M extends DenseMap | ConvolutionMap>(map: M, gainOf: (row: number) => number, shiftOf?: (row: number) => number): M {
  const { shape, data } = map.weights;
  const columns = data.length / shape[0]!;
  const weights = new Float64Array(data.length);
  for (let row = 0; row < shape[0]!; row++) {
    const gain = gainOf(row);
    for (let index = row * columns; index < (row + 1) * columns; index++) weights[index] = data[index]! * gain;
  }
  const bias = map.bias || shiftOf ? Float64Array.from({ length: shape[0]! }, (_, row) => (map.bias?.[row] ?? 0) * gainOf(row) + (shiftOf?.(row) ?? 0)) : null;
  return { ...map, weights: { shape, data: weights }, bias, grid: scaledGrid(map, gainOf) };
}

/** Levels stay where a whole row of weights and its scale grow by the same factor; a row of zeros has the level 0 on any scale. */
function scaledGrid({ grid }: DenseMap | ConvolutionMap, gainOf: (row: number) => number): MapGrid | undefined {
  return grid && { ...grid, scale: grid.scale.map((scale, row) => scale * (Math.abs(gainOf(row)) || 1)) };
}

function afterDense(first: DenseMap, second: ChannelwiseMap | ConvolutionMap, joint: Joint): DenseMap {
  if (second.kind === 'channelwise' && !second.window) {
    const perChannel = first.weights.shape[0]! / second.gain.length;
    const channel = (row: number): number => Math.floor(row / perChannel);
    return rowsScaled(first, (row) => second.gain[channel(row)]!, second.shift ? (row) => second.shift![channel(row)]! : undefined);
  }
  if (second.kind === 'channelwise') return planesAfterDense(first, depthwise(second), joint);
  if (!second.window) return planesAfterDense(first, second, joint);
  const summed = planesAfterDense(first, depthwise(box(second.window, joint.middle)), joint);
  return planesAfterDense(summed, { ...second, window: null }, { ...joint, middle: windowedShape(joint.middle, second.window) });
}

function box(window: SumWindow, shape: readonly number[]): ChannelwiseMap {
  return { kind: 'channelwise', window, gain: new Float64Array(planeShape(shape)[0]).fill(1), shift: null };
}

function afterConvolution(first: ConvolutionMap, second: ChannelwiseMap | ConvolutionMap, joint: Joint): ConvolutionMap {
  if (second.kind === 'channelwise') {
    if (second.window) return convolveTwice(first, depthwise(second), joint);
    return rowsScaled(first, (row) => second.gain[row]!, second.shift ? (row) => second.shift![row]! : undefined);
  }
  if (!second.window) return convolveTwice(first, second, joint);
  const summed = convolveTwice(first, depthwise(box(second.window, joint.middle)), joint);
  return convolveTwice(summed, { ...second, window: null }, { ...joint, middle: windowedShape(joint.middle, second.window) });
}

function channelwiseTwice(first: ChannelwiseMap, second: ChannelwiseMap, joint: Joint): MatrixMap {
  const [, height, width] = planeShape(joint.source);
  const window = composeWindows(first.window, second.window, height, width);
  if (window === undefined) return afterConvolution(depthwise(first), second, joint);
  const carried = summedShift(first, second.window, joint);
  const gain = first.gain.map((value, channel) => value * second.gain[channel]!);
  const shift = carried || second.shift ? gain.map((_, channel) => (carried?.[channel] ?? 0) * second.gain[channel]! + (second.shift?.[channel] ?? 0)) : null;
  return { kind: 'channelwise', window, gain, shift };
}

/** The shift of `first` summed over a window of its planes: the same everywhere only when no window reaches into padding. */
function summedShift(first: ChannelwiseMap, window: SumWindow | null, joint: Joint): Float64Array | null {
  if (isZero(first.shift) || !window) return first.shift;
  const [, height, width] = planeShape(joint.middle);
  if (touchesPadding(height, width, window)) fail('S532', joint, joint.origin);
  return first.shift!.map((value) => value * window.kernel[0] * window.kernel[1]);
}

function intoConvolution(first: ChannelwiseMap, second: ConvolutionMap, joint: Joint): ConvolutionMap {
  const [, height, width] = planeShape(joint.source);
  const window = composeWindows(first.window, second.window, height, width);
  if (window === undefined) return afterConvolution(depthwise(first), second, joint);
  const shift = summedShift(first, second.window, joint);
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = second.weights.shape as [number, number, number, number];
  const [, middleHeight, middleWidth] = planeShape(windowedShape(joint.middle, second.window));
  if (!isZero(shift) && touchesPadding(middleHeight, middleWidth, { ...second, kernel: [kernelHeight, kernelWidth] })) fail('S532', joint, joint.origin);
  const perGroup = outChannels / second.groups;
  const channelOf = (column: number, row: number): number => Math.floor(row / perGroup) * groupChannels + Math.floor(column / (kernelHeight * kernelWidth));
  return withPadding(columnsScaled({ ...second, window: null }, { ...first, shift }, channelOf), window);
}

/** A window that only pads or crops joins the padding of the convolution, unless what it crops would come back. */
function withPadding(map: ConvolutionMap, window: SumWindow | null): ConvolutionMap {
  const slides = window && [...window.kernel, ...window.stride].some((value) => value !== 1);
  if (!window || slides || window.padding.some((cropped, side) => cropped < 0 && map.padding[side]! > 0)) return { ...map, window };
  return { ...map, window: null, padding: map.padding.map((value, side) => value + window.padding[side]!) as unknown as Padding4 };
}

function refuse(joint: Joint, reason: string): never {
  return fail('S531', { first: joint.first, second: joint.second, reason }, joint.origin);
}
