import type { Configuration, ConfiguredPopulation } from '../../ir/configuration.ts';
import { parameterAt } from '../../ir/network.ts';
import type { SpikingNeuron } from '../../ir/neuron.ts';
import { chosenNeurons, type PotentialChoice, type Recordable } from '../potential-choice.ts';
import type { PopulationPotentials } from '../result.ts';
import { localOf } from './layout.ts';
import type { NeuronState, Program } from './program.ts';
import { addUp, fire, startSample } from './run-steps.ts';

/** Keeps potentials of one sample. */
export interface PotentialRecorder {
  /** After a population has fired, or has not, in timestep t. */
  readonly note: (state: NeuronState, t: number) => void;
  readonly take: () => readonly PopulationPotentials[];
}

/** The populations of a configuration whose potentials can be kept. */
export function recordable({ kind, name, features, positions }: ConfiguredPopulation): readonly Recordable[] {
  return kind === 'neurons' ? [{ name, neurons: features * positions }] : [];
}

/** A recorder for the neurons chosen; of a configuration in timesteps. */
export function recordPotentials({ populations, timesteps }: Pick<Configuration, 'populations' | 'timesteps'>, choice: PotentialChoice): PotentialRecorder {
  const records = populations.map((population) => {
    const [own] = recordable(population);
    if (!own) return null;
    const neurons = chosenNeurons(choice, own);
    return { population: own.name, neurons, timesteps, values: new Float32Array(timesteps * neurons.length), thresholds: new Float32Array(neurons.length), unit: 'levels' as const };
  });
  return {
    note: ({ index, layout, population, parameters }, t) => {
      const { neurons, values, thresholds } = records[index]!;
      const potentials = parameters.potentials.data;
      for (let i = 0; i < neurons.length; i++) values[t * neurons.length + i] = potentials[localOf(layout, neurons[i]!)]!;
      if (t === 0) neurons.forEach((neuron, i) => { thresholds[i] = thresholdAt(population, neuron); });
    },
    take: () => records.filter((record) => record !== null && record.neurons.length > 0) as readonly PopulationPotentials[],
  };
}

/** The potential at which a neuron fires; Infinity where it never does. */
export function thresholdAt({ neuron, shape }: { readonly neuron: SpikingNeuron; readonly shape: readonly number[] }, index: number): number {
  const threshold = parameterAt(neuron.threshold, shape, index);
  // The largest f32 stands for neurons that are read by their potential.
  if (neuron.sends === 'potential' || threshold >= LARGEST) return Infinity;
  return neuron.kind === 'loihi-lif' ? 64 * threshold : threshold;
}

const LARGEST = Math.fround(3.4028234663852886e38);

/**
 * Runs the first sample of a batch once more through a population that went through it panel by panel, where no potentials are left of the steps between.
 * What it listens to has run before. Nothing of it is counted, and its spikes stay as they are: sums of devices in another order may differ in the last bit.
 */
export function replay(program: Program, state: NeuronState, sample: number, recorder: PotentialRecorder): void {
  const { timesteps, reads } = program;
  const { layout, spikes, counts, spikeCounts } = state;
  const before = { reads: reads.data.slice(), spikeCounts: spikeCounts.data.slice(), spikes: spikes.data.slice(0, timesteps * layout.size), counts: counts.slice(0, timesteps) };
  startSample(program, state, 0, sample);
  for (let t = 0; t < timesteps; t++) {
    addUp(program, state, 0, t, sample);
    fire(program, state, 0, t);
    recorder.note(state, t);
  }
  reads.data.set(before.reads);
  spikeCounts.data.set(before.spikeCounts);
  spikes.data.set(before.spikes);
  counts.set(before.counts);
}
