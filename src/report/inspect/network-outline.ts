import { levelsOf } from '../../ir/levels.ts';
import { isSynaptic, neuronCount, type Network, type Neuron, type Projection } from '../../ir/network.ts';
import { rowGeometry } from '../../ir/rows.ts';
import { equationsOf } from '../equations.ts';
import type { Outline, ProjectionOutline } from './outline.ts';

export function outlineOfNetwork(network: Network): Outline {
  const projections = network.projections.map((projection) => outlineOfProjection(network, projection));
  return {
    name: network.name, stage: network.stage, target: null, timesteps: network.timesteps, bits: network.bits,
    populations: network.populations.map((population) => ({
      name: population.name, input: population.neuron.kind === 'input', kind: kindOf(population.neuron), shape: population.shape, neurons: neuronCount(population),
      equations: equationsOf(population, network), units: null, clusters: null, cores: null, linksPerSpike: null,
    })),
    projections,
    totals: {
      neurons: network.populations.reduce((sum, population) => sum + neuronCount(population), 0),
      synapses: projections.some(({ synapses }) => synapses === null) ? null : projections.reduce((sum, { synapses }) => sum + synapses!, 0),
      units: null, clusters: null, cores: null, routes: null, routerEntries: null,
    },
  };
}

/** A neuron's model, an input's coding. */
export function kindOf(neuron: Neuron): string {
  return neuron.kind === 'input' ? neuron.coding : neuron.kind;
}

function outlineOfProjection(network: Network, projection: Projection): ProjectionOutline {
  const { source, destination, kind, delay } = projection;
  const common = { source, destination, kind: kind === 'pooling' ? `${projection.method} pooling` : kind, delay };
  if (kind === 'sparse') return { ...common, weights: null, synapses: projection.values.length, bits: null };
  if (!isSynaptic(projection)) return { ...common, weights: null, synapses: null, bits: null };
  return { ...common, weights: projection.weights.shape, synapses: synapsesOf(network, projection), bits: network.bits === null ? null : levelsOf(projection, network).bits };
}

/** Each use of a shared weight counted, those on padding too. */
function synapsesOf(network: Network, projection: Extract<Projection, { kind: 'dense' | 'convolution' | 'listed' }>): number {
  if (projection.kind === 'listed') return projection.weights.data.length;
  const { groups, rowsPerGroup, columnsPerGroup, positions } = rowGeometry(network, projection);
  return groups * rowsPerGroup * columnsPerGroup * positions;
}
