import { channelCount, type Parameter } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { addProjection } from '../draft.ts';
import { growPopulation, populationShape, type Connection, type Signal, type Step } from '../step.ts';
import { isZero, type Grid } from './grid.ts';
import { parameterOf, sampleDims } from './parameters.ts';

export interface Term {
  readonly signal: Signal;
  readonly factor: Grid;
}

/** Activations times factors, added up with a constant; the activations themselves where that is all. `dims` are those of the sum, the batch first. */
export function weightedSum(step: Step, terms: readonly Term[], constant: Grid, dims: readonly number[]): Signal {
  const shape = sampleDims(dims);
  const [first] = terms;
  if (terms.length === 1 && first!.factor === 1 && isZero(constant) && sizeOf(first!.signal.shape) === sizeOf(shape)) return { ...first!.signal, shape };
  const population = growPopulation(step, shape, { kind: 'linear' });
  terms.forEach(({ signal, factor }, index) => {
    const scale = parameterOf(factor, dims, 'a factor', `"${population}"`, step.where);
    const shift = index === 0 ? parameterOf(constant, dims, 'a bias', `"${population}"`, step.where) : 0;
    const source = inShape(step, signal, shape);
    addProjection(step.draft, { ...scaling(step, source, shape, scale, shift), destination: population, origin: step.origin });
  });
  return { kind: 'signal', population, shape, shared: true, dropped: null };
}

/** The population of a signal, or a copy of it in the shape that is wanted; one value may spread over the others. */
function inShape(step: Step, signal: Signal, shape: readonly number[]): string {
  const held = step.draft.populations.get(signal.population)!.shape;
  const wanted = populationShape(shape);
  if (held.length === wanted.length && held.every((extent, axis) => extent === wanted[axis])) return signal.population;
  const copy = growPopulation(step, shape, { kind: 'linear' });
  const sources = sizeOf(held);
  const connection = sources === sizeOf(wanted) ? { kind: 'one-to-one', source: signal.population } as const : spread(signal, shape);
  addProjection(step.draft, { ...connection, destination: copy, origin: step.origin });
  return copy;
}

/** A value of fewer elements over a larger one, by the rules of broadcasting. */
function spread(signal: Signal, to: readonly number[]): Connection {
  const from = signal.shape;
  const size = sizeOf(to);
  const lists = Array.from({ length: sizeOf(from) }, () => new Array<number>());
  for (let index = 0; index < size; index++) {
    let [rest, offset, stride] = [index, 0, 1];
    for (let back = 1; back <= to.length; back++) {
      const own = from[from.length - back] ?? 1;
      if (own !== 1) offset += (rest % to[to.length - back]!) * stride;
      stride *= own;
      rest = Math.floor(rest / to[to.length - back]!);
    }
    lists[offset]!.push(index);
  }
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, source) => { offsets[source + 1] = offsets[source]! + list.length; });
  return { kind: 'sparse', source: signal.population, size, offsets, destinations: Int32Array.from(lists.flat()), values: new Float32Array(size).fill(1), bias: null };
}

function scaling(step: Step, source: string, shape: readonly number[], scale: Parameter, shift: Parameter): Connection {
  if (scale === 1 && shift === 0) return { kind: 'one-to-one', source };
  const population = step.draft.populations.get(source)!;
  const channels = channelCount(population);
  const size = sizeOf(shape);
  const fits = (parameter: Parameter): boolean => typeof parameter === 'number' || parameter.length === channels;
  const list = (parameter: Parameter, length: number): Float32Array => {
    if (typeof parameter === 'number') return new Float32Array(length).fill(parameter);
    return parameter.length === length ? parameter : Float32Array.from({ length }, (_, index) => parameter[Math.floor(index / (length / parameter.length))]!);
  };
  if (fits(scale) && fits(shift)) {
    return { kind: 'batch-norm', source, gamma: list(scale, channels), beta: list(shift, channels), mean: new Float32Array(channels), variance: new Float32Array(channels).fill(1), epsilon: 0 };
  }
  const indices = Int32Array.from({ length: size + 1 }, (_, index) => index);
  return { kind: 'sparse', source, size, offsets: indices, destinations: indices.slice(0, size), values: list(scale, size), bias: shift === 0 ? null : list(shift, size) };
}
