import { isSpiking, type Network } from '../../ir/network.ts';
import { isTemporal } from '../../ir/temporal.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { thresholdAt } from '../engine/potentials.ts';
import { checkPotentialChoice, chosenNeurons, type PotentialChoice } from '../potential-choice.ts';
import type { PopulationPotentials } from '../result.ts';
import type { InterpretOptions } from './interpret.ts';

/** Keeps potentials of the first sample, as the interpreter goes through it. Networks of temporal coding have none. @throws DiagnosticError S643..S645 */
export function referencePotentials(network: Network, choice: PotentialChoice | undefined, timesteps: number): { readonly onPotentials?: InterpretOptions['onPotentials']; readonly take: () => readonly PopulationPotentials[] } {
  if (!choice || isTemporal(network)) return { take: () => [] };
  const populations = network.populations.flatMap(({ name, shape, neuron }) => (isSpiking(neuron) ? [{ name, shape, neuron, neurons: sizeOf(shape) }] : []));
  checkPotentialChoice(choice, populations, timesteps);
  const records = new Map(populations.map((population): [string, PopulationPotentials] => {
    const neurons = chosenNeurons(choice, population);
    const thresholds = Float32Array.from(neurons, (neuron) => thresholdAt(population, neuron));
    return [population.name, { population: population.name, neurons, timesteps, values: new Float32Array(timesteps * neurons.length), thresholds, unit: network.stage === 'quantised' ? 'levels' : 'network' }];
  }));
  return {
    onPotentials: (sample, timestep, name, potentials) => {
      const record = records.get(name);
      if (sample > 0 || !record || record.neurons.length === 0) return;
      const all = potentials();
      record.neurons.forEach((neuron, i) => { record.values[timestep * record.neurons.length + i] = all[neuron]!; });
    },
    take: () => [...records.values()].filter(({ neurons }) => neurons.length > 0),
  };
}
