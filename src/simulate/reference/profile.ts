import type { Dataset } from '../../ir/dataset.ts';
import { neuronBases, neuronCount, type Network, type SynapticProjection } from '../../ir/network.ts';
import { rowGeometry } from '../../ir/rows.ts';
import type { SpikeProfile } from '../../ir/spike-profile.ts';
import { isTemporal } from '../../ir/temporal.ts';
import { interpret } from './interpret.ts';

/** Samples and timesteps that are looked at, at most: mapping needs which neurons speak often, not the last digit. */
const SAMPLES = 16;
const TIMESTEPS = 250;

/** Synapses used in all samples together, and in the one that must be affordable, if one in ten neurons spikes: seconds of the interpreter. */
const AFFORDABLE = 3e8;
const MOST = 4e9;
const ACTIVE = 0.1;

/**
 * How often every neuron of a quantised network speaks on the first samples of a dataset, scaled to the network's timesteps.
 * @returns null where even one sample would take too long
 */
export function measureProfile(network: Network, dataset: Dataset): SpikeProfile | null {
  const whole = network.timesteps ?? dataset.timesteps ?? 1;
  const timesteps = Math.min(whole, TIMESTEPS);
  const uses = ACTIVE * timesteps * synapsesOf(network);
  if (uses > MOST || dataset.count === 0) return null;
  const limit = Math.max(1, Math.min(SAMPLES, Math.floor(AFFORDABLE / uses), dataset.count));
  const bases = neuronBases(network);
  const spikes = new Float64Array(bases[bases.length - 1]!);
  const steps = stepRecorder(timesteps);
  const temporal = isTemporal(network);
  interpret(network, dataset, {
    limit, timesteps,
    onSample: (sample, activity) => network.populations.forEach((population, index) => {
      const { name, neuron } = population;
      const size = neuronCount(population);
      const sent = temporal ? activity.get(name)!.map((time) => Number(time < Infinity)) : activity.get(name)!;
      if (neuron.kind !== 'input' || neuron.coding !== 'current') steps.add(sample, bases[index]!, size, sent);
      // A current-coded value travels once, however long it acts.
      const once = neuron.kind === 'input' && neuron.coding === 'current';
      const scale = (once ? 1 : whole / timesteps) / limit;
      for (let i = 0; i < (once ? size : sent.length); i++) if (sent[i] !== 0) spikes[bases[index]! + (i % size)]! += scale;
    }),
  });
  return { spikes, kind: 'measured', samples: limit, steps: steps.take(limit) };
}

/** Collects who spoke in each timestep. */
function stepRecorder(timesteps: number): {
  readonly add: (sample: number, first: number, size: number, sent: ArrayLike<number>) => void;
  readonly take: (samples: number) => NonNullable<SpikeProfile['steps']>;
} {
  const byStep: number[][] = [];
  return {
    add: (sample, first, size, sent) => {
      for (let i = 0; i < sent.length; i++) if (sent[i] !== 0) (byStep[sample * timesteps + Math.floor(i / size)] ??= []).push(first + (i % size));
    },
    take: (samples) => {
      const count = samples * timesteps;
      const offsets = new Int32Array(count + 1);
      for (let step = 0; step < count; step++) offsets[step + 1] = offsets[step]! + (byStep[step]?.length ?? 0);
      const neurons = new Int32Array(offsets[count]!);
      for (let step = 0; step < count; step++) neurons.set(byStep[step] ?? [], offsets[step]);
      return { count, offsets, neurons };
    },
  };
}

/** Synapses, each use of a shared weight counted. */
function synapsesOf(network: Network): number {
  return network.projections.reduce((sum, projection) => {
    const { groups, rowsPerGroup, columnsPerGroup, positions } = rowGeometry(network, projection as SynapticProjection);
    return sum + groups * rowsPerGroup * columnsPerGroup * positions;
  }, 0);
}
