import { collect, diagnose, fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { positions, printShape } from '../../ir/geometry.ts';
import type { Pair, Padding4 } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';
import { placeOf } from './decode.ts';
import type { Convolution, Flatten, NirNeuron, NirNode, Pool, Port } from './model.ts';
import type { Wiring } from './wiring.ts';

/** Shape that each node sends, as NIR counts it, batch axes included; null where it could not be found. */
export type Shapes = readonly (readonly number[] | null)[];

/**
 * Follows the shapes of the signals from the inputs on. A node that nothing leads to states its own. Faults are added to `diagnostics`.
 * @param order every node after all that send to it, feedback aside
 */
export function inferShapes({ nodes, before }: Wiring, order: readonly number[], file: string, diagnostics: Diagnostic[]): Shapes {
  const shapes: (readonly number[] | null)[] = nodes.map(() => null);
  const known = new Set<number>();
  for (const index of order) {
    const node = nodes[index]!;
    const where: Where = { file, place: placeOf(node.path, node.type) };
    const context: Context = { where, diagnostics };
    const arriving = before[index]!.filter((source) => known.has(source)).map((source) => shapes[source]!);
    known.add(index);
    if (!arriving.some((shape) => shape === null)) shapes[index] = collect(diagnostics, () => shapeFrom(node, arriving, context));
  }
  const rank = new Map(order.map((index, position) => [index, position]));
  for (const index of order) {
    const late = before[index]!.filter((source) => rank.get(source)! >= rank.get(index)!);
    for (const source of late) checkFeedback(nodes[index]!, shapes[index], shapes[source], { where: { file, place: placeOf(nodes[index]!.path, nodes[index]!.type) }, diagnostics });
  }
  return shapes;
}

interface Context {
  readonly where: Where;
  readonly diagnostics: Diagnostic[];
}

/** What the node sends when these arrive: all of them of one size, as they add up. @throws DiagnosticError S908, S909 */
function shapeFrom(node: NirNode, arriving: readonly (readonly number[])[], context: Context): readonly number[] {
  const [first = shapeStated(node, context.where), ...others] = arriving;
  for (const other of others) {
    if (sizeOf(other) !== sizeOf(first)) fail('S908', { found: other, wanted: `${sizeOf(first)} values, as another edge brings` }, context.where);
  }
  return shapeAfter(node, first, context);
}

/** What a node says of its own input, for one that nothing leads to. @throws DiagnosticError S909 */
export function shapeStated(node: NirNode, where: Where): readonly number[] {
  switch (node.type) {
    case 'Input':
    case 'Output':
      return node.shape;
    case 'Affine':
    case 'Linear':
      return [node.weight.shape[1]!];
    case 'Conv1d':
    case 'Conv2d':
      if (node.inputShape) return [node.weight.shape[1]! * node.groups, ...node.inputShape];
      break;
    case 'Flatten':
      if (node.inputShape) return node.inputShape;
      break;
    case 'Scale':
      return node.scale.shape;
    case 'Delay':
      return node.delay.shape;
    case 'SumPool2d':
    case 'AvgPool2d':
      break;
    default:
      return ownShape(node);
  }
  return fail('S909', { reason: 'nothing leads to this node, and it does not state the shape of its input' }, where);
}

/** Shape that a node makes of what arrives. @throws DiagnosticError S908 */
export function shapeAfter(node: NirNode, arriving: readonly number[], context: Context): readonly number[] {
  switch (node.type) {
    case 'Input':
    case 'Output':
      return afterPort(node, arriving, context);
    case 'Affine':
    case 'Linear':
      return afterMatrix(node.weight, arriving, context);
    case 'Conv1d':
    case 'Conv2d':
      return afterConvolution(node, arriving, context);
    case 'SumPool2d':
    case 'AvgPool2d':
      return afterPool(node, arriving, context);
    case 'Flatten':
      return afterFlatten(node, arriving, context);
    case 'Scale':
      return broadcastTo(node.scale, arriving, context);
    case 'Delay':
      return broadcastTo(node.delay, arriving, context);
    default:
      return afterNeuron(node, arriving, context);
  }
}

/** Ports pass on what arrives, whatever they say of it. */
function afterPort({ shape }: Port, arriving: readonly number[], { where, diagnostics }: Context): readonly number[] {
  if (sizeOf(shape) !== sizeOf(arriving)) {
    diagnostics.push(diagnose('S919', { what: `its shape is ${printShape(shape.slice(0, 8))}, but a signal of shape ${printShape(arriving)} arrives`, reading: 'the signal passes as it is' }, where));
  }
  return arriving;
}

function afterMatrix({ shape }: Hdf5Array, arriving: readonly number[], { where, diagnostics }: Context): readonly number[] {
  const [outputs, inputs] = shape as [number, number];
  if (sizeOf(arriving) !== inputs) fail('S908', { found: arriving, wanted: `${inputs} values, as its weight [${shape.join(', ')}] says` }, where);
  if (arriving.at(-1) !== inputs) diagnostics.push(diagnose('S917', { found: arriving, wanted: inputs }, where));
  return [outputs];
}

function afterConvolution(node: Convolution, arriving: readonly number[], { where }: Context): readonly number[] {
  const [outputs, perGroup, ...kernel] = node.weight.shape as [number, number, number, number];
  const channels = perGroup * node.groups;
  const spatial = node.type === 'Conv1d' ? 1 : 2;
  const { batch, extents } = planesIn(arriving, spatial, channels, where);
  if (node.inputShape && !node.inputShape.every((extent, axis) => extent === extents[axis])) {
    fail('S908', { found: arriving, wanted: `planes of [${node.inputShape.join(', ')}], as its input_shape says` }, where);
  }
  if (outputs % node.groups !== 0) fail('S906', { parameter: 'groups', found: `${node.groups}`, wanted: `a divisor of ${outputs} output channels` }, where);
  if (node.padding === 'same' && (node.stride[0] !== 1 || node.stride[1] !== 1)) {
    fail('S906', { parameter: 'padding', found: "'same'", wanted: 'numbers where the stride is not 1, as in PyTorch' }, where);
  }
  const plane: Pair = spatial === 1 ? [1, extents[0]!] : [extents[0]!, extents[1]!];
  const [height, width] = positions(...plane, { kernel: kernel as unknown as Pair, stride: node.stride, padding: paddingOf(node), dilation: node.dilation });
  if (height < 1 || width < 1) fail('S908', { found: arriving, wanted: `planes that hold the kernel ${kernel.join(' x ')} at least once` }, where);
  return [...batch, outputs, ...(spatial === 1 ? [width] : [height, width])];
}

/** Padding on the four sides; 'same' puts the odd one to the right and to the bottom, as PyTorch does. */
export function paddingOf({ padding, dilation, weight }: Convolution): Padding4 {
  if (padding !== 'same') return [padding[0], padding[1], padding[0], padding[1]];
  const [height, width] = [dilation[0] * (weight.shape[2]! - 1), dilation[1] * (weight.shape[3]! - 1)];
  return [Math.floor(height / 2), Math.floor(width / 2), Math.ceil(height / 2), Math.ceil(width / 2)];
}

function planesIn(arriving: readonly number[], spatial: number, channels: number | null, where: Where): { readonly batch: readonly number[]; readonly extents: readonly number[] } {
  const rank = spatial + 1;
  const batch = arriving.slice(0, Math.max(0, arriving.length - rank));
  const fits = arriving.length >= rank && batch.every((extent) => extent === 1) && (channels === null || arriving.at(-rank) === channels);
  if (!fits) fail('S908', { found: arriving, wanted: `[${channels ?? 'channels'}, ${spatial === 1 ? 'length' : 'height, width'}]` }, where);
  return { batch, extents: arriving.slice(-spatial) };
}

function afterPool({ kernel, stride, padding }: Pool, arriving: readonly number[], { where }: Context): readonly number[] {
  const { batch, extents } = planesIn(arriving, 2, null, where);
  const [height, width] = positions(extents[0]!, extents[1]!, { kernel, stride, padding: [padding[0], padding[1], padding[0], padding[1]] });
  if (height < 1 || width < 1) fail('S908', { found: arriving, wanted: `planes that hold the kernel ${kernel.join(' x ')} at least once` }, where);
  if (2 * padding[0] > kernel[0] || 2 * padding[1] > kernel[1]) fail('S906', { parameter: 'padding', found: `[${padding.join(', ')}]`, wanted: 'at most half the kernel, as in PyTorch' }, where);
  return [...batch, arriving.at(-3)!, height, width];
}

/** Axes count in the shape that the node states, which may have a batch axis that the signal has not. */
function afterFlatten({ startDim, endDim, inputShape }: Flatten, arriving: readonly number[], { where }: Context): readonly number[] {
  const shape = inputShape && sizeOf(inputShape) === sizeOf(arriving) ? inputShape : arriving;
  const [start, end] = [startDim, endDim].map((axis) => (axis < 0 ? axis + shape.length : axis)) as [number, number];
  if (start < 0 || end >= shape.length) fail('S908', { found: arriving, wanted: `axes ${startDim} to ${endDim} to flatten` }, where);
  if (start >= end) return shape;
  return [...shape.slice(0, start), sizeOf(shape.slice(start, end + 1)), ...shape.slice(end + 1)];
}

function broadcastTo(array: Hdf5Array, arriving: readonly number[], { where }: Context): readonly number[] {
  const size = array.data.length;
  if (size === 1 || size === sizeOf(arriving) || isPerChannel(array.shape, arriving)) return arriving;
  return fail('S908', { found: arriving, wanted: `[${array.shape.join(', ')}], the shape of its values` }, where);
}

/** Whether values of shape [channels, 1, 1] stand for the planes of a signal. */
function isPerChannel(values: readonly number[], arriving: readonly number[]): boolean {
  const [own, signal] = [withoutBatch(values, arriving.length), withoutBatch(arriving, values.length)];
  return own.length >= 2 && own.length === signal.length && own[0] === signal[0] && own.slice(1).every((extent) => extent === 1);
}

function withoutBatch(shape: readonly number[], rank: number): readonly number[] {
  const extra = Math.max(0, shape.length - rank);
  return shape.slice(0, extra).every((extent) => extent === 1) ? shape.slice(extra) : shape;
}

function afterNeuron(node: NirNeuron, arriving: readonly number[], context: Context): readonly number[] {
  const own = ownShape(node);
  if (sizeOf(own) === 1) return arriving;
  if (sizeOf(own) === sizeOf(arriving)) return own;
  if (isPerChannel(own, arriving)) return arriving;
  if (!isUniform(node)) fail('S908', { found: arriving, wanted: `[${own.join(', ')}], the shape of its parameters` }, context.where);
  context.diagnostics.push(diagnose('S919', { what: `its parameters are ${sizeOf(own)} equal values each, but a signal of shape ${printShape(arriving)} arrives`, reading: 'one value is taken for all' }, context.where));
  return arriving;
}

function isUniform({ parameters }: NirNeuron): boolean {
  return [...parameters.values()].every(({ data }) => data.every((value: number) => value === data[0]));
}

/** Shape of the largest parameter. */
function ownShape({ parameters }: NirNeuron): readonly number[] {
  let largest: readonly number[] = [1];
  for (const { shape } of parameters.values()) if (sizeOf(shape) > sizeOf(largest) || largest.length === 0) largest = shape;
  return largest;
}

/** A signal that comes back later must give the shape that came first. */
function checkFeedback(node: NirNode, shape: readonly number[] | null | undefined, arriving: readonly number[] | null | undefined, context: Context): void {
  if (!arriving || !shape) return;
  // What is told of the node was told when the first signal came.
  const found: Diagnostic[] = [];
  const made = collect(found, () => shapeAfter(node, arriving, { ...context, diagnostics: found }));
  context.diagnostics.push(...found.filter(({ severity }) => severity === 'error'));
  if (made && sizeOf(made) !== sizeOf(shape)) context.diagnostics.push(diagnose('S908', { found: arriving, wanted: `what makes ${sizeOf(shape)} values, as another edge brings` }, context.where));
}
