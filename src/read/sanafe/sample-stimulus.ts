import type { Dataset } from '../../ir/dataset.ts';
import { inputSlices, type InputSlice } from '../../ir/inputs.ts';
import type { InputNeuron, Network } from '../../ir/network.ts';
import type { InputStimulus, SanafeStimulus } from './stimulus.ts';

/**
 * One sample of a dataset as what the inputs send: values of inputs with coding `current`; spike trains for `spikes`, and for `rate` and
 * `latency` those that their encoders make of the values (see InputNeuron), in the arithmetic of the network's stage.
 * @param timesteps length of the trains
 */
export function stimulusOfSample(network: Network, dataset: Dataset, index: number, timesteps: number): SanafeStimulus {
  const { neurons, slices } = inputSlices(network);
  const steps = dataset.timesteps ?? 1;
  const sample = new Float32Array(neurons * steps);
  dataset.read(index, sample);
  const valueAt = (slice: InputSlice, neuron: number, step: number): number => (step < steps || dataset.timesteps === null ? sample[(dataset.timesteps === null ? 0 : step) * neurons + slice.offset + neuron]! : 0);
  return { timesteps, inputs: slices.map((slice) => stimulusOf(slice, network, (neuron, step) => valueAt(slice, neuron, step), timesteps)) };
}

function stimulusOf({ population, length }: InputSlice, { stage }: Network, valueAt: (neuron: number, step: number) => number, timesteps: number): InputStimulus {
  const { neuron, name } = population;
  if (neuron.kind !== 'input') throw new Error(`${name} is no input`);
  if (neuron.coding === 'current') return { population: name, kind: 'current', values: Float32Array.from({ length }, (_, i) => valueAt(i, 0)) };
  const fires = spikeTest(neuron, stage === 'quantised', timesteps);
  const offsets = new Int32Array(length + 1);
  const spikes: number[] = [];
  for (let i = 0; i < length; i++) {
    fires.start();
    for (let step = 0; step < timesteps; step++) if (fires.test(valueAt(i, step), step)) spikes.push(step);
    offsets[i + 1] = spikes.length;
  }
  return { population: name, kind: 'spikes', offsets, steps: Int32Array.from(spikes), rates: new Float64Array(length), poisson: new Float64Array(length) };
}

interface SpikeTest {
  /** Before the first step of a neuron. */
  readonly start: () => void;
  readonly test: (value: number, step: number) => boolean;
}

function spikeTest({ coding, levels: given, amplitude = 1 }: InputNeuron, quantised: boolean, timesteps: number): SpikeTest {
  const levels = quantised ? given ?? null : null;
  const unit = levels?.scale ?? 1;
  const levelOf = (value: number): number => (levels ? Math.min(levels.high, Math.max(levels.low, Math.round(value / levels.scale))) : value);
  const idle = (): void => undefined;
  if (coding === 'spikes') return { start: idle, test: (value) => value !== 0 };
  if (coding === 'latency') return { start: idle, test: (value, step) => step === timesteps - Math.min(timesteps, Math.round((levelOf(value) * unit * timesteps) / amplitude)) };
  const round = quantised ? Math.fround : (value: number): number => value;
  const threshold = round(amplitude / unit);
  let potential = 0;
  return {
    start: () => { potential = round(0.5 * threshold); },
    test: (value) => {
      potential = round(potential + levelOf(value));
      if (potential < threshold) return false;
      potential = round(potential - threshold);
      return true;
    },
  };
}
