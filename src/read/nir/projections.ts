import { diagnose, fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { samePlanes } from '../../ir/geometry.ts';
import { parameterAt, planeShape, type Parameter, type Population, type Projection } from '../../ir/network.ts';
import { sizeOf, type Tensor } from '../../ir/tensor.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';
import type { Delay, LinearNode, NirNode, Scale } from './model.ts';
import { uniform } from './neurons.ts';
import { paddingOf } from './shapes.ts';

type WithoutEnds<P> = P extends Projection ? Omit<P, 'name' | 'source' | 'destination' | 'origin'> : never;
/** A projection that still lacks its ends and its name. */
export type Link = WithoutEnds<Projection>;

/** What a linear node does between two populations. */
export interface Stretch {
  readonly node: LinearNode;
  readonly source: Pick<Population, 'shape'>;
  readonly destination: Pick<Population, 'shape'>;
  readonly dt_s: number | null;
  readonly where: Where;
  readonly diagnostics: Diagnostic[];
}

/** The projections that do what the node does; several for a delay that differs between neurons. @throws DiagnosticError S906 */
export function linksOf(stretch: Stretch): readonly Link[] {
  const { node } = stretch;
  switch (node.type) {
    case 'Affine':
    case 'Linear':
      return [{ kind: 'dense', weights: tensorOf(node.weight), bias: node.bias && floats(node.bias), window: null, delay: 0 }];
    case 'Conv1d':
    case 'Conv2d': {
      const { stride, dilation, groups } = node;
      const bias = node.bias && node.bias.data.some((value: number) => value !== 0) ? floats(node.bias) : null;
      return [{ kind: 'convolution', weights: tensorOf(node.weight), bias, stride, padding: paddingOf(node), dilation, groups, window: null, delay: 0 }];
    }
    case 'SumPool2d':
    case 'AvgPool2d': {
      const { kernel, stride, padding: [y, x] } = node;
      return [{ kind: 'pooling', method: node.type === 'SumPool2d' ? 'sum' : 'average', kernel, stride, padding: [y, x, y, x], countPadding: true, delay: 0 }];
    }
    case 'Flatten':
      return [{ kind: 'one-to-one', delay: 0 }];
    case 'Scale':
      return [scaling(node, stretch)];
    case 'Delay':
      return delays(node, stretch);
  }
}

/** Weights in 32 bits where that loses nothing. */
function tensorOf({ shape, data }: Hdf5Array): Tensor {
  if (data instanceof Float32Array) return { shape, data };
  const floats = Float32Array.from(data);
  return { shape, data: data.every((value: number, index: number) => floats[index] === value || Number.isNaN(value)) ? floats : Float64Array.from(data) };
}

function floats({ data }: Hdf5Array): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function scaling({ scale }: Scale, stretch: Stretch): Link {
  const shape = stretch.source.shape;
  const factor = valuesFor(scale, 'scale', stretch);
  const [channels] = planeShape(shape);
  const perChannel = typeof factor === 'number' || factor.length === channels;
  if (!perChannel || !samePlanes(shape, stretch.destination.shape)) {
    return diagonal(sizeOf(shape), (index) => parameterAt(factor, shape, index), () => true, 0);
  }
  const gamma = typeof factor === 'number' ? new Float32Array(channels).fill(factor) : factor;
  return { kind: 'batch-norm', gamma, beta: new Float32Array(channels), mean: new Float32Array(channels), variance: new Float32Array(channels).fill(1), epsilon: 0, delay: 0 };
}

function valuesFor(array: Hdf5Array, parameter: string, { source, where }: Stretch): Parameter {
  return uniform(array.data, source.shape) ?? fail('S906', { parameter, found: `an array of ${array.data.length} values`, wanted: `one value, or ${sizeOf(source.shape)}` }, where);
}

/** One synapse a neuron, to the neuron of the same index, for the neurons that `included` names. */
function diagonal(neurons: number, valueOf: (index: number) => number, included: (index: number) => boolean, delay: number): Link {
  const offsets = new Int32Array(neurons + 1);
  const destinations: number[] = [];
  for (let index = 0; index < neurons; index++) {
    if (included(index)) destinations.push(index);
    offsets[index + 1] = destinations.length;
  }
  return { kind: 'sparse', size: neurons, offsets, destinations: Int32Array.from(destinations), values: Float32Array.from(destinations, valueOf), bias: null, delay };
}

/** One to one where all neurons are held back alike; else one projection for each delay that occurs. */
function delays(node: Delay, stretch: Stretch): readonly Link[] {
  const { shape } = stretch.source;
  const delay_s = valuesFor(node.delay, 'delay', stretch);
  const steps = stepsOf(delay_s, stretch);
  if (typeof steps === 'number') return [{ kind: 'one-to-one', delay: steps }];
  const each = Int32Array.from({ length: sizeOf(shape) }, (_, index) => parameterAt(steps, shape, index));
  return [...new Set(each)].sort((a, b) => a - b).map((delay) => diagonal(each.length, () => 1, (index) => each[index] === delay, delay));
}

/** Whole timesteps, with a note on the first delay that is no multiple of one. @throws DiagnosticError S906 */
function stepsOf(delay_s: Parameter, { dt_s, where, diagnostics }: Stretch): Parameter {
  const values = typeof delay_s === 'number' ? [delay_s] : [...delay_s];
  const steps = values.map((value) => Math.round(value / dt_s!));
  const bad = steps.findIndex((step) => !(step >= 0 && step <= MOST_STEPS));
  if (bad >= 0) fail('S906', { parameter: 'delay', found: `${values[bad]} s`, wanted: `a time from 0 to ${MOST_STEPS} timesteps` }, where);
  const off = values.findIndex((value) => !isWhole(value / dt_s!));
  if (off >= 0) diagnostics.push(diagnose('S916', { delay_s: Number(values[off]!.toPrecision(6)), dt_s: dt_s!, steps: steps[off]! }, where));
  return typeof delay_s === 'number' ? steps[0]! : Float32Array.from(steps);
}

const MOST_STEPS = 65536;
/** In timesteps. */
const ROUNDING = 1e-3;

/** Whole timesteps of a Delay that holds all neurons back alike; null where they differ or are out of range. */
export function evenSteps({ delay: { data } }: Delay, dt_s: number | null): number | null {
  const steps = Math.round(data[0]! / dt_s!);
  return steps >= 0 && steps <= MOST_STEPS && data.every((value: number) => value === data[0]) && isWhole(data[0]! / dt_s!) ? steps : null;
}

function isWhole(steps: number): boolean {
  return Math.abs(steps - Math.round(steps)) <= ROUNDING;
}

/** Whether a node holds every neuron's signal back for a timestep or more. */
export function holdsBack(node: NirNode, dt_s: number | null): boolean {
  return node.type === 'Delay' && node.delay.data.every((value: number) => Math.round(value / dt_s!) >= 1);
}
