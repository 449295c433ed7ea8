import { firstSpike, type InputTimes, type Response } from '../../src/ir/first-spike.ts';
import type { InputNeuron, Network, Population, Projection } from '../../src/ir/network.ts';
import type { Parameter } from '../../src/ir/neuron.ts';
import { network, population } from './build.ts';

/** Parts of networks of temporal coding, for tests. */
export const LINEAR_TIMES: InputTimes = { kind: 'linear', latest: 3 };

export function timeInput(times: InputTimes = { kind: 'value' }): InputNeuron {
  return { kind: 'input', coding: 'time', times };
}

export function temporal(name: string, shape: readonly number[], response: Response = 'exponential', threshold: Parameter = 1): Population {
  return population(name, shape, firstSpike(response, threshold));
}

/** The last population is the output, read by its first spike. */
export function temporalNetwork(populations: readonly Population[], projections: readonly Projection[], changes: Partial<Network> = {}): Network {
  return network(populations, projections, { output: { population: populations.at(-1)!.name, readout: 'first' }, ...changes });
}
