import { freeName } from '../../src/ir/names.ts';
import { isSynaptic, type Network, type Population, type Projection } from '../../src/ir/network.ts';
import { copyOf, namesOf, scaledBy } from './one-to-one.ts';

/**
 * Spikes carry no sign, so the values of an input on both sides of 0 become two populations, x = relu(x) - relu(-x): NAME.positive and
 * NAME.negative are fed one-to-one, with weights 1 and -1, by the input, which sends its values themselves (coding `current`). What heard the
 * input hears both, the negative one with the opposite weights. Converted like all others, they are encoders on the chip.
 * @param network of activations, where this changes no value
 * @param negative inputs with values below 0
 */
export function withSignedInputs(network: Network, negative: ReadonlySet<string>): Network {
  const taken = namesOf(network);
  const parts = new Map<string, readonly [above: Population, below: Population]>();
  const added: Projection[] = [];
  for (const input of network.populations) {
    if (!negative.has(input.name)) continue;
    const part = (name: string): Population => ({ name: freeName(`${input.name}.${name}`, taken), shape: input.shape, neuron: { kind: 'relu', ceiling: null }, origin: input.origin });
    const [above, below] = [part('positive'), part('negative')];
    parts.set(input.name, [above, below]);
    added.push(copyOf(input, above, 1, 0, taken), copyOf(input, below, -1, 0, taken));
  }
  if (parts.size === 0) return network;
  const heard = (projection: Projection): readonly Projection[] => {
    const pair = parts.get(projection.source);
    if (!pair) return [projection];
    const opposite = { ...scaledBy(projection, -1), name: freeName(`${projection.name}.negative`, taken), source: pair[1].name };
    return [{ ...projection, source: pair[0].name }, isSynaptic(opposite) ? { ...opposite, bias: null } : opposite];
  };
  return {
    ...network,
    populations: network.populations.flatMap((population) => [valued(population, negative), ...(parts.get(population.name) ?? [])]),
    projections: [...added, ...network.projections.flatMap(heard)],
  };
}

function valued(population: Population, negative: ReadonlySet<string>): Population {
  const { neuron, name } = population;
  if (neuron.kind !== 'input' || !negative.has(name)) return population;
  return { ...population, neuron: { kind: 'input', coding: 'current', ...(neuron.levels && { levels: neuron.levels }) } };
}
