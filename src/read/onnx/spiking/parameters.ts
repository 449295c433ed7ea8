import { fail, type Where } from '../../../diagnostics/diagnostic.ts';
import type { Parameter } from '../../../ir/neuron.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { elementsOf } from './constants.ts';
import { everyValue, fitTogether, type Grid } from './grid.ts';

/** Extents of one sample: the first axis is the batch, unless it is the only one. */
export function sampleDims(dims: readonly number[]): readonly number[] {
  return dims.length > 1 ? dims.slice(1) : dims.length === 1 ? dims : [1];
}

/**
 * A number of the graph as a parameter of the neurons of a value: one number, one a channel, or one a neuron.
 * @param dims extents of the value, the batch first
 * @throws DiagnosticError S337 where samples of a batch differ, S324 for numbers that are not finite
 */
export function parameterOf(grid: Grid, dims: readonly number[], what: string, population: string, where: Where): Parameter {
  if (!everyValue(grid, (value) => Number.isFinite(Math.fround(value)))) fail('S324', { part: population, reason: `${what} holds a value that is not a finite number` }, where);
  if (typeof grid === 'number') return grid;
  const sample = sampleDims(dims);
  const own = grid.dims.slice(Math.max(0, grid.dims.length - sample.length));
  if (!fitTogether(own, sample) || sizeOf(own) !== grid.values.length || own.some((extent, back) => extent > (sample.at(back - own.length) ?? 1))) {
    return fail('S337', { population, what }, where);
  }
  const values = Float32Array.from(elementsOf({ dims: own, values: grid.values }, sample));
  return byChannel(values, sample) ?? values;
}

/** One value a channel, where planes of three axes have no more than that. */
function byChannel(values: Float32Array, sample: readonly number[]): Float32Array | null {
  if (sample.length !== 3) return null;
  const plane = sizeOf(sample.slice(1));
  if (!values.every((value, index) => value === values[index - (index % plane)])) return null;
  return Float32Array.from({ length: sample[0]! }, (_, channel) => values[channel * plane]!);
}
