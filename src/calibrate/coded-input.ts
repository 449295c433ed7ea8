import type { InputNeuron } from '../ir/network.ts';
import { addSpikes, emptyTrains, type SpikeTrains } from './trains.ts';

/** What an input sends over the calibration samples. */
export interface SentValues {
  /** [samples x size] its value, or its spikes a timestep. */
  readonly means: Float32Array;
  /** Null for values that stay in all timesteps. */
  readonly trains: SpikeTrains | null;
}

/**
 * What an input sends for values, as its coding says (`src/ir/network.ts`).
 * @param values [samples x size] in any order, which is that of the result
 */
export function sentOf(neuron: InputNeuron, values: Float32Array, size: number, timesteps: number): SentValues {
  return codedTrains(neuron, values, size, timesteps, 'once');
}

/** As `sentOf`, but of a converted network, before its inputs of coding `latency` have relays: these fire from the timestep of the spike on. */
export function heardOf(neuron: InputNeuron, values: Float32Array, size: number, timesteps: number): SentValues {
  return codedTrains(neuron, values, size, timesteps, 'onwards');
}

function codedTrains({ coding, amplitude = 1 }: InputNeuron, values: Float32Array, size: number, timesteps: number, latency: 'once' | 'onwards'): SentValues {
  if (coding === 'current' || coding === 'spikes') return { means: values, trains: null };
  const samples = values.length / size;
  const trains = emptyTrains(samples, timesteps, size);
  const means = new Float32Array(values.length);
  const charges = new Float64Array(size);
  const ids = new Int32Array(size);
  for (let sample = 0; sample < samples; sample++) {
    const base = sample * size;
    charges.fill(1 / 2);
    for (let timestep = 0; timestep < timesteps; timestep++) {
      let count = 0;
      for (let place = 0; place < size; place++) {
        const share = Math.min(1, values[base + place]! / amplitude);
        if (coding === 'rate' ? (charges[place]! += share) < 1 : !isTime(timestep, timesteps - Math.round(share * timesteps), latency)) continue;
        if (coding === 'rate') charges[place]!--;
        means[base + place]! += 1 / timesteps;
        ids[count++] = place;
      }
      addSpikes(trains, sample, timestep, ids, count);
    }
  }
  return { means, trains };
}

function isTime(timestep: number, first: number, latency: 'once' | 'onwards'): boolean {
  return latency === 'once' ? timestep === first : timestep >= first;
}
