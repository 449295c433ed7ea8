import { freeName } from '../../src/ir/names.ts';
import { integrateAndFire, type Network, type Population, type Projection, type SpikingNeuron } from '../../src/ir/network.ts';
import { copyOf, namesOf } from './one-to-one.ts';

/**
 * Fires in the timesteps in which it hears a spike, and forgets the rest: where devices vary, a spike that arrives weaker still counts, and what
 * silent rows leak does not add up until a relay fires for ever.
 */
const RELAY: SpikingNeuron = integrateAndFire({ decay: 0, threshold: 0.5 });

/**
 * Puts a population of relays between every input of coding `latency` and all that hears it. A relay that was hit once hears itself a timestep
 * later and fires in every following step: the value x of T timesteps, whose spike came in number T - round(x T / amplitude), has then sent
 * round(x T / amplitude) spikes, and their rate stands for it as under the coding `rate`.
 * @param network without one-to-one projections; weights out of its inputs are those of a rate
 */
export function withRelays(network: Network): Network {
  const taken = namesOf(network);
  const relays = new Map<string, Population>();
  const added: Projection[] = [];
  for (const input of network.populations) {
    if (input.neuron.kind !== 'input' || input.neuron.coding !== 'latency') continue;
    const { shape, origin } = input;
    const relay: Population = { name: freeName(`${input.name}.relay`, taken), shape, neuron: RELAY, origin };
    relays.set(input.name, relay);
    added.push(copyOf(input, relay, 1, 0, taken), copyOf(relay, relay, 1, 1, taken));
  }
  if (relays.size === 0) return network;
  return {
    ...network,
    populations: network.populations.flatMap((population) => [population, ...(relays.has(population.name) ? [relays.get(population.name)!] : [])]),
    projections: [...added, ...network.projections.map((projection) => ({ ...projection, source: relays.get(projection.source)?.name ?? projection.source }))],
  };
}
