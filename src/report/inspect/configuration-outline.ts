import { levelsOfBlock, type Configuration, type ConfiguredPopulation } from '../../ir/configuration.ts';
import type { InputNeuron, Neuron } from '../../ir/network.ts';
import { length } from '../../ir/unrolled.ts';
import { equationsOf } from '../equations.ts';
import { meanLinks } from './mapped-outline.ts';
import { kindOf } from './network-outline.ts';
import type { Outline, ProjectionOutline } from './outline.ts';

/** What a chip is loaded with: who drives whom is read from the axon tables. */
export function outlineOfConfiguration(configuration: Configuration): Outline {
  const { populations, units, applications, routes, axonRoutes, keys } = configuration;
  const cores = populations.map((population) => new Set<number>(population.kind === 'input' ? (population.cores ?? []).filter((core) => core >= 0) : []));
  applications.unit.forEach((unit, application) => cores[units[unit]!.population]!.add(applications.core[application]!));
  const links = meanLinks(routes, axonRoutes, populations.map(({ firstNeuron, features, positions }) => [firstNeuron, firstNeuron + features * positions] as const));
  const projections = projectionsOf(configuration);
  return {
    name: configuration.name, stage: 'configuration', target: configuration.target, timesteps: configuration.timesteps, bits: configuration.bits,
    populations: populations.map((population, index) => ({
      name: population.name, input: population.kind === 'input', kind: kindOf(neuronOf(population)), shape: population.shape, neurons: population.features * population.positions,
      equations: equationsOf({ name: population.name, shape: population.shape, neuron: neuronOf(population), origin: {} as never }, { dt_s: configuration.dt_s, stage: 'quantised' }),
      units: units.filter((unit) => unit.population === index).length, clusters: null, cores: [...cores[index]!].sort((a, b) => a - b), linksPerSpike: links[index] ?? null,
    })),
    projections,
    totals: {
      neurons: populations.reduce((sum, { features, positions }) => sum + features * positions, 0), synapses: projections.reduce((sum, { synapses }) => sum + synapses!, 0), units: units.length,
      clusters: null, cores: new Set(applications.core).size, routes: routes.sourceTile.length, routerEntries: keys.key.length,
    },
  };
}

function neuronOf(population: ConfiguredPopulation): Neuron {
  if (population.kind === 'neurons') return population.neuron;
  const { coding, levels, amplitude, times } = population;
  return { kind: 'input', coding, ...(levels && { levels }), ...(amplitude !== undefined && { amplitude }), ...(times && { times }) } satisfies InputNeuron;
}

/** Blocks of weights, by the populations that their rows are driven from. */
function projectionsOf(configuration: Configuration): readonly ProjectionOutline[] {
  const { populations, applications, addresses, units, blocks } = configuration;
  const owner = ownerOf(populations);
  const found = new Map<string, { source: number; destination: number; block: number; delay: number; synapses: number }>();
  applications.unit.forEach((index, application) => {
    const { population, columns, synapses } = units[index]!;
    if (!synapses) return;
    const core = applications.core[application]!;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const address = addresses.coreOffsets[core]! + applications.rows[i]!;
      const source = owner(addresses.axons[addresses.axonOffsets[address]!]!);
      const delay = addresses.delays[address]!;
      const key = `${source} ${population} ${synapses.block} ${delay}`;
      if (!found.has(key)) found.set(key, { source, destination: population, block: synapses.block, delay, synapses: 0 });
      found.get(key)!.synapses += length(columns);
    }
  });
  return [...found.values()].map(({ source, destination, block, delay, synapses }) => ({
    source: populations[source]!.name, destination: populations[destination]!.name, kind: blocks[block]!.stored ?? 'matrix', weights: blocks[block]!.levels.shape, synapses,
    bits: levelsOfBlock(blocks[block]!, configuration).bits, delay,
  }));
}

function ownerOf(populations: readonly ConfiguredPopulation[]): (axon: number) => number {
  const last = populations[populations.length - 1]!;
  const owners = new Int32Array(last.firstNeuron + last.features * last.positions);
  populations.forEach(({ firstNeuron, features, positions }, index) => owners.fill(index, firstNeuron, firstNeuron + features * positions));
  return (axon) => owners[axon]!;
}
