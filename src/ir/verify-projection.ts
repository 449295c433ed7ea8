import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { printShape, projectedShape, samePlanes, slidShape, UNIT, windowedShape, type Sliding } from './geometry.ts';
import { channelCount, isSpiking, isSynaptic, neuronCount, planeShape, populationNamed } from './network.ts';
import type { BatchNormProjection, ListedProjection, Network, Population, Projection, SparseProjection, SynapticProjection } from './network.ts';
import { areOffsets } from './offsets.ts';
import { sizeOf, type TensorData } from './tensor.ts';

/** Geometry, lengths and values of one projection whose ends exist. */
export function verifyProjection(network: Network, projection: Projection): Diagnostic[] {
  const source = populationNamed(network, projection.source);
  const destination = populationNamed(network, projection.destination);
  const reason = badGeometry(projection, source);
  if (reason !== null) return [diagnose('S511', { projection: projection.name, reason }, projection.origin)];
  return [...verifyShape(projection, source, destination), ...verifyValues(projection, source), ...verifyReceiver(projection, destination)];
}

/** What the neurons that it drives ask of a projection. */
function verifyReceiver(projection: Projection, { name, neuron }: Population): Diagnostic[] {
  const { receptor, origin } = projection;
  if (receptor && isSpiking(neuron) && neuron.kind !== 'conductance-lif') return [diagnose('S527', { projection: projection.name, population: name }, origin)];
  if (neuron.kind !== 'loihi-lif' || !('bias' in projection)) return [];
  const weights = projection.kind === 'sparse' ? projection.values : projection.weights.data;
  for (const [what, values] of [['weight', weights], ['bias', projection.bias ?? []]] as const) {
    const broken = values.find((value: number) => !Number.isInteger(value));
    if (broken !== undefined) return [diagnose('S526', { projection: projection.name, population: name, what, value: broken }, origin)];
  }
  return [];
}

/** Why the numbers of the projection make no sense on this source; null when they do. */
function badGeometry(projection: Projection, source: Population): string | null {
  if (!isCount(projection.delay, 0)) return `the delay ${projection.delay} is not a whole number from 0`;
  const window = isSynaptic(projection) ? projection.window : null;
  const misfit = window && badSliding('window', source.shape, window);
  if (misfit) return misfit;
  const windowed = windowedShape(source.shape, window);
  switch (projection.kind) {
    case 'dense':
      return badTensor(projection, 2) ?? (projection.weights.shape[1] === sizeOf(windowed)
        ? null : `weights ${printShape(projection.weights.shape)} do not fit a source of ${sizeOf(windowed)} neurons`);
    case 'convolution':
      return badTensor(projection, 4) ?? badGroups(projection.weights.shape, projection.groups, planeShape(windowed)[0])
        ?? badSliding('kernel', windowed, { ...projection, kernel: [projection.weights.shape[2]!, projection.weights.shape[3]!] });
    case 'sparse':
      return badSynapses(projection, neuronCount(source));
    case 'listed':
      return badLists(projection, neuronCount(source));
    case 'pooling':
      return badSliding('kernel', windowed, projection) ?? (projection.method !== 'sum' && hasEmptyWindow(windowed, projection)
        ? 'a window lies wholly in the padding' : null);
    case 'padding':
      return badSliding('padded plane', windowed, { kernel: UNIT, stride: UNIT, padding: projection.padding });
    case 'batch-norm':
    case 'one-to-one':
      return null;
  }
}

function badSynapses({ offsets, destinations, values, size }: SparseProjection, sources: number): string | null {
  if (offsets.length !== sources + 1) return `it lists the synapses of ${offsets.length - 1} neurons, the source has ${sources}`;
  if (!areOffsets(offsets, destinations.length) || destinations.length !== values.length) return 'its lists of synapses do not fit together';
  const outside = destinations.find((destination) => destination < 0 || destination >= size);
  return outside === undefined ? null : `a synapse leads to neuron ${outside} of ${size}`;
}

function badLists({ offsets, sources, weights: { shape, data } }: ListedProjection, inputs: number): string | null {
  const fits = areOffsets(offsets, sources.length) && data.length === sources.length && shape.length === 1 && shape[0] === data.length;
  if (!fits) return 'its lists of synapses do not fit together';
  for (let neuron = 0; neuron + 1 < offsets.length; neuron++) {
    let last = -1;
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
      const from = sources[i]!;
      if (from >= inputs) return `a synapse starts at neuron ${from} of ${inputs}`;
      if (from <= last) return `the sources of neuron ${neuron} are not in ascending order`;
      last = from;
    }
  }
  return null;
}

function badTensor({ weights }: SynapticProjection, rank: number): string | null {
  if (weights.shape.length !== rank || !weights.shape.every((extent) => isCount(extent, 1))) return `weights have the shape ${printShape(weights.shape)}, not ${rank} extents from 1`;
  return weights.data.length === sizeOf(weights.shape) ? null : `weights ${printShape(weights.shape)} hold ${weights.data.length} values`;
}

function badGroups(weights: readonly number[], groups: number, channels: number): string | null {
  if (!isCount(groups, 1) || weights[0]! % groups !== 0) return `${groups} groups do not divide ${weights[0]} output channels`;
  return weights[1]! * groups === channels ? null : `weights ${printShape(weights)} with ${groups} group(s) do not fit a source of ${channels} channels`;
}

function badSliding(what: string, shape: readonly number[], sliding: Sliding): string | null {
  const { kernel, stride, padding, dilation = UNIT } = sliding;
  if (![...kernel, ...stride, ...dilation].every((value) => isCount(value, 1))) return `${what}, stride and dilation must be whole numbers from 1`;
  if (!padding.every(Number.isInteger)) return 'the padding is not made of whole numbers';
  const [, height, width] = slidShape(shape, sliding) as [number, number, number];
  return height >= 1 && width >= 1 ? null : `the ${what} ${kernel.join(' x ')} with padding ${printShape(padding)} does not fit into ${printShape(shape)}`;
}

function hasEmptyWindow(shape: readonly number[], sliding: Sliding): boolean {
  const [, ...extents] = planeShape(shape);
  const [, ...counts] = slidShape(shape, sliding);
  return [0, 1].some((axis) => {
    const low = sliding.padding[axis as 0 | 1];
    return low >= sliding.kernel[axis as 0 | 1] || (counts[axis]! - 1) * sliding.stride[axis as 0 | 1] - low >= extents[axis]!;
  });
}

function isCount(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}

function verifyShape(projection: Projection, source: Population, destination: Population): Diagnostic[] {
  const made = projectedShape(projection, source.shape);
  const byCount = projection.kind === 'dense' || projection.kind === 'one-to-one' || projection.kind === 'sparse' || projection.kind === 'listed';
  const fits = byCount ? sizeOf(made) === neuronCount(destination) : samePlanes(made, destination.shape);
  return fits ? [] : [diagnose('S503', { projection: projection.name, expected: printShape(destination.shape), found: printShape(made) }, projection.origin)];
}

function verifyValues(projection: Projection, source: Population): Diagnostic[] {
  if (projection.kind === 'batch-norm') return verifyBatchNorm(projection, channelCount(source));
  if (projection.kind === 'sparse') {
    const bias = projection.bias ? [...sized(projection, 'bias', projection.bias, projection.size), ...finite(projection, 'bias', projection.bias)] : [];
    return [...finite(projection, 'weights', projection.values), ...bias];
  }
  if (!isSynaptic(projection)) return [];
  const found = [...finite(projection, 'weights', projection.weights.data), ...verifyGrid(projection)];
  if (!projection.bias) return found;
  return [...found, ...sized(projection, 'bias', projection.bias, biasLength(projection)), ...finite(projection, 'bias', projection.bias)];
}

/** One value for each channel of a convolution, else for each neuron. */
function biasLength(projection: SynapticProjection): number {
  return projection.kind === 'listed' ? projection.offsets.length - 1 : projection.weights.shape[0]!;
}

/** How far a weight may lie from its level, in levels: f32 keeps 24 bits of weight and scale. */
const OFF_GRID = 1e-3;

function verifyGrid(projection: SynapticProjection): Diagnostic[] {
  const { grid, weights: { shape, data } } = projection;
  if (!grid || projection.kind === 'listed') return [];
  const refuse = (reason: string): Diagnostic[] => [diagnose('S528', { projection: projection.name, reason }, projection.origin)];
  const rows = shape[0]!;
  if (!(Number.isInteger(grid.bits) && grid.bits >= 1 && grid.bits <= 32)) return refuse(`it has ${grid.bits} bits`);
  if (grid.scale.length !== rows) return refuse(`it has ${grid.scale.length} scales for ${rows} rows of weights`);
  const flat = grid.scale.findIndex((scale) => !(scale > 0 && Number.isFinite(scale)));
  if (flat >= 0) return refuse(`the scale of row ${flat} is ${grid.scale[flat]}`);
  const columns = data.length / rows;
  const most = 2 ** (grid.bits - 1);
  for (let index = 0; index < data.length; index++) {
    const level = data[index]! / grid.scale[Math.floor(index / columns)]!;
    if (Math.abs(level - Math.round(level)) > OFF_GRID || Math.abs(Math.round(level)) >= most) return refuse(`the weight at index ${index} is ${Number(level.toPrecision(6))} levels`);
  }
  return [];
}

function verifyBatchNorm(projection: BatchNormProjection, channels: number): Diagnostic[] {
  const { gamma, beta, mean, variance, epsilon } = projection;
  const found = Object.entries({ gamma, beta, mean, variance }).flatMap(([what, values]) =>
    [...sized(projection, what, values, channels), ...finite(projection, what, values)]);
  const index = variance.findIndex((value) => !(value + epsilon > 0));
  if (index >= 0 && found.length === 0) found.push(diagnose('S508', { what: `1 / sqrt(variance + epsilon) of "${projection.name}"`, index }, projection.origin));
  return found;
}

function sized(projection: Projection, what: string, values: TensorData, expected: number): Diagnostic[] {
  if (values.length === expected) return [];
  return [diagnose('S504', { what: `${what} of projection "${projection.name}"`, found: values.length, allowed: `${expected}` }, projection.origin)];
}

function finite(projection: Projection, what: string, values: TensorData): Diagnostic[] {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index]!)) return [diagnose('S508', { what: `${what} of projection "${projection.name}"`, index }, projection.origin)];
  }
  return [];
}
