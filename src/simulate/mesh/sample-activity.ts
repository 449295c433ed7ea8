import type { Configuration } from '../../ir/configuration.ts';

/** What the neurons of one sample did, by neuron number. */
export interface SampleActivity {
  /** Spikes of timestep t are neurons[offsets[t]] .. neurons[offsets[t + 1]], ascending. */
  readonly offsets: Int32Array;
  readonly neurons: Int32Array;
  /** Inputs whose value is sent at the beginning of the sample, ascending. */
  readonly values: Int32Array;
}

export interface ActivityCollector {
  readonly onSpikes: (population: number, timestep: number, neurons: Int32Array) => void;
  readonly onValues: (population: number, neurons: Int32Array) => void;
  readonly finish: () => SampleActivity;
}

/** Gathers one sample, population by population in any order. */
export function collectActivity({ populations, timesteps }: Configuration): ActivityCollector {
  const steps: Int32Array[][] = Array.from({ length: timesteps }, () => []);
  const values: Int32Array[] = [];
  const numbered = (population: number, neurons: Int32Array): Int32Array => neurons.map((index) => populations[population]!.firstNeuron + index);
  return {
    onSpikes: (population, timestep, neurons) => {
      if (neurons.length > 0) steps[timestep]!.push(numbered(population, neurons));
    },
    onValues: (population, neurons) => { values.push(numbered(population, neurons)); },
    finish() {
      const offsets = new Int32Array(timesteps + 1);
      const sorted = steps.map(sortedTogether);
      sorted.forEach(({ length }, t) => { offsets[t + 1] = offsets[t]! + length; });
      const neurons = new Int32Array(offsets[timesteps]!);
      sorted.forEach((list, t) => neurons.set(list, offsets[t]!));
      return { offsets, neurons, values: sortedTogether(values) };
    },
  };
}

function sortedTogether(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}
