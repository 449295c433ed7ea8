import { fail } from '../../diagnostics/diagnostic.ts';
import type { InputSlice } from '../../ir/inputs.ts';

/** Turns the values of one input into what it sends, timestep by timestep. */
export interface Encoder {
  readonly start: (sample: Float32Array) => void;
  readonly emit: (step: number, sent: Float64Array) => void;
}

/**
 * @param total neurons of all inputs together, the length of one timestep of a sample
 * @param fixed stage `quantised`: values are levels, the rate encoder counts in levels and rounds to f32
 * @param dataTimesteps null for samples of values, which are presented in every step; past the last step there is silence
 * @throws DiagnosticError S562 for coding `spikes` without spike trains.
 */
export function encoderOf(slice: InputSlice, total: number, fixed: boolean, dataTimesteps: number | null): Encoder {
  const { neuron } = slice.population;
  if (neuron.kind !== 'input') throw new Error(`${slice.name} is no input`);
  if (neuron.coding === 'spikes' && dataTimesteps === null) fail('S562', { input: slice.name }, slice.population.origin);
  const levels = fixed && neuron.coding !== 'spikes' ? neuron.levels! : null;
  const round = fixed ? Math.fround : (value: number): number => value;
  const threshold = levels ? round(1 / levels.scale) : 1;
  const charge = new Float64Array(slice.length);
  let presented: Float32Array = new Float32Array(0);
  const valueAt = (step: number, index: number): number => {
    if (dataTimesteps !== null && step >= dataTimesteps) return 0;
    const value = presented[(dataTimesteps === null ? 0 : step * total) + slice.offset + index]!;
    return levels ? Math.min(levels.high, Math.max(levels.low, Math.round(value / levels.scale))) : value;
  };
  const encode = (step: number, index: number): number => {
    charge[index] = round(charge[index]! + valueAt(step, index));
    if (charge[index]! < threshold) return 0;
    charge[index] = round(charge[index]! - threshold);
    return 1;
  };
  const send = neuron.coding === 'rate' ? encode : valueAt;
  return {
    start: (sample) => {
      presented = sample;
      charge.fill(round(threshold / 2));
    },
    emit: (step, sent) => {
      for (let index = 0; index < slice.length; index++) sent[index] = send(step, index);
    },
  };
}
