import type { Dataset } from '../../ir/dataset.ts';
import { inputSlices, type InputSlice } from '../../ir/inputs.ts';
import type { Network } from '../../ir/network.ts';
import type { InputStimulus, SanafeStimulus } from './stimulus.ts';

/**
 * One sample of a dataset as what the inputs send: values of inputs with coding `current`; spike trains for `spikes`, and for `rate` those that
 * its encoder makes of the values (see InputNeuron), in the arithmetic of the network's stage.
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
  const levels = stage === 'quantised' && neuron.coding === 'rate' ? neuron.levels ?? null : null;
  const round = stage === 'quantised' ? Math.fround : (value: number): number => value;
  const threshold = levels ? round(1 / levels.scale) : 1;
  const offsets = new Int32Array(length + 1);
  const spikes: number[] = [];
  for (let i = 0; i < length; i++) {
    let potential = round(0.5 * threshold);
    for (let step = 0; step < timesteps; step++) {
      const value = valueAt(i, step);
      if (neuron.coding === 'rate') potential = round(potential + (levels ? Math.min(levels.high, Math.max(levels.low, Math.round(value / levels.scale))) : value));
      const fires = neuron.coding === 'rate' ? potential >= threshold : value !== 0;
      if (!fires) continue;
      if (neuron.coding === 'rate') potential = round(potential - threshold);
      spikes.push(step);
    }
    offsets[i + 1] = spikes.length;
  }
  return { population: name, kind: 'spikes', offsets, steps: Int32Array.from(spikes), rates: new Float64Array(length), poisson: new Float64Array(length) };
}
