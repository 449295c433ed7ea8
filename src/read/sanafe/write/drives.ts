import { neuronCount, populationNamed, type Network, type Population } from '../../../ir/network.ts';
import type { Findings } from '../draft/findings.ts';
import type { SanafeStimulus } from '../stimulus.ts';
import { forEachSynapse, unlistable } from './synapses.ts';

/** Inputs that send the same values in every timestep are no neurons in SANA-FE: what they drive is a bias there. */
export function isDrive({ neuron }: Population): boolean {
  return neuron.kind === 'input' && neuron.coding === 'current';
}

/**
 * What the inputs of coding `current` add to the drive of each population in every timestep.
 * @param stimulus the values of one sample; without it they count as 0, which only inputs of one neuron each may
 * @returns by name of the population
 */
export function constantDrives(network: Network, stimulus: SanafeStimulus | null, findings: Findings): ReadonlyMap<string, Float64Array> {
  const drives = new Map<string, Float64Array>();
  for (const population of network.populations.filter(isDrive)) {
    const given = stimulus?.inputs.find((input) => input.population === population.name);
    const leaving = network.projections.filter(({ source }) => source === population.name);
    const place = `input "${population.name}"`;
    if (!given || given.kind !== 'current') {
      if (leaving.some(({ kind }) => kind !== 'one-to-one')) findings.report('S953', { what: place, reason: 'its values become biases, and no sample of them is given' });
      else findings.report('S952', { what: place, reason: 'its values are the biases of the neurons it drives, and none are given: they are 0' });
      continue;
    }
    const sent = levelled(population, given.values);
    for (const projection of leaving) {
      const reason = projection.delay > 0 ? 'its values would arrive late, which a bias does not' : unlistable(projection);
      if (reason !== null) {
        findings.report('S953', { what: place, reason });
        continue;
      }
      const destination = populationNamed(network, projection.destination);
      const drive = drives.get(destination.name) ?? new Float64Array(neuronCount(destination));
      forEachSynapse(network, projection, (from, to, weight) => { drive[to]! += weight * sent[from]!; });
      drives.set(destination.name, drive);
    }
  }
  return drives;
}

/** Stage `quantised`: values are levels. */
function levelled({ neuron }: Population, values: Float32Array): ArrayLike<number> {
  if (neuron.kind !== 'input' || !neuron.levels) return values;
  const { scale, low, high } = neuron.levels;
  return Array.from(values, (value) => Math.min(high, Math.max(low, Math.round(value / scale))));
}
