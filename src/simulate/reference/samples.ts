import { fail } from '../../diagnostics/diagnostic.ts';
import type { InputSlice } from '../../ir/inputs.ts';
import type { InputLevels, InputNeuron } from '../../ir/network.ts';

/** Turns the values of one input into what it sends, timestep by timestep. */
export interface Encoder {
  readonly start: (sample: Float32Array) => void;
  readonly emit: (step: number, sent: Float64Array) => void;
}

/** How samples are presented. */
export interface Presentation {
  /** Neurons of all inputs together: the length of one timestep of a sample. */
  readonly neurons: number;
  /** Timesteps a sample is presented for. */
  readonly timesteps: number;
  /** Of the data; null for samples of values, which are presented in every step; past the last step there is silence. */
  readonly dataTimesteps: number | null;
  /** Stage `quantised`: values are levels, and what the rate encoder counts is rounded to f32. */
  readonly fixed: boolean;
}

/** @throws DiagnosticError S562 for coding `spikes` without spike trains, S802 for coding `latency` with them. */
export function encoderOf(slice: InputSlice, presentation: Presentation): Encoder {
  const { neuron } = slice.population;
  const { neurons, dataTimesteps, fixed } = presentation;
  if (neuron.kind !== 'input') throw new Error(`${slice.name} is no input`);
  if (neuron.coding === 'spikes' && dataTimesteps === null) fail('S562', { input: slice.name }, slice.population.origin);
  if (neuron.coding === 'latency' && dataTimesteps !== null) fail('S802', { input: slice.name, coding: neuron.coding, mixed: false }, slice.population.origin);
  const levels = fixed && neuron.coding !== 'spikes' ? neuron.levels! : null;
  let presented: Float32Array = new Float32Array(0);
  const valueAt: ValueAt = (step, index) => {
    if (dataTimesteps !== null && step >= dataTimesteps) return 0;
    const value = presented[(dataTimesteps === null ? 0 : step * neurons) + slice.offset + index]!;
    return levels ? Math.min(levels.high, Math.max(levels.low, Math.round(value / levels.scale))) : value;
  };
  const sender = senderOf(neuron, levels, slice.length, valueAt, presentation);
  return {
    start: (sample) => {
      presented = sample;
      sender.start();
    },
    emit: (step, sent) => {
      for (let index = 0; index < slice.length; index++) sent[index] = sender.send(step, index);
    },
  };
}

/** The value, or level, of a neuron that is presented in a step. */
type ValueAt = (step: number, index: number) => number;

interface Sender {
  readonly start: () => void;
  readonly send: (step: number, index: number) => number;
}

function senderOf({ coding, amplitude = 1 }: InputNeuron, levels: InputLevels | null, length: number, valueAt: ValueAt, { fixed, timesteps }: Presentation): Sender {
  if (coding === 'rate') return rateSender(levels ? Math.fround(amplitude / levels.scale) : amplitude, length, valueAt, fixed);
  if (coding !== 'latency') return { start: () => undefined, send: valueAt };
  const unit = levels?.scale ?? 1;
  return { start: () => undefined, send: (step, index) => Number(step === timesteps - Math.min(timesteps, Math.round((valueAt(0, index) * unit * timesteps) / amplitude))) };
}

/** A non-leaky neuron for each value, half charged, that loses its threshold with every spike. */
function rateSender(threshold: number, length: number, valueAt: ValueAt, fixed: boolean): Sender {
  const round = fixed ? Math.fround : (value: number): number => value;
  const charge = new Float64Array(length);
  return {
    start: () => { charge.fill(round(threshold / 2)); },
    send: (step, index) => {
      charge[index] = round(charge[index]! + valueAt(step, index));
      if (charge[index]! < threshold) return 0;
      charge[index] = round(charge[index]! - threshold);
      return 1;
    },
  };
}
