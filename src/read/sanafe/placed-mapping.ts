import { somaClusters } from '../../ir/clustered.ts';
import { isSynaptic, neuronBases, neuronCount, type Network, type SynapticProjection } from '../../ir/network.ts';
import { piecesOf } from '../../ir/pieces.ts';
import { pointOf, tileOf, type Placed } from '../../ir/placed.ts';
import { coreCount, type Target } from '../../ir/target.ts';
import type { SpikeProfile } from '../../ir/spike-profile.ts';
import type { GroupMapping, SanafeMapping } from './mapping.ts';

/**
 * Where a compiled network computes its neurons, as SANA-FE says it: each neuron on the core of its soma; tile number x height + y. Inputs are neurons of a
 * core in SANA-FE; those that enter our mesh from outside go to the cores that hold the fewest neurons, each to an input unit of its own,
 * `loihi_inputs[i]` as in SANA-FE's loihi.yaml for targets whose names begin so, else `inputs[i]`. There the unit of the synapses is named too.
 * A core updates its neurons in the order of `order`: those that speak most come first.
 */
export function mappingOfPlaced({ clustered, coreOf, inputCores }: Placed, target: Target): SanafeMapping {
  const { unrolled, style, clusterOf, profile } = clustered;
  const { mesh } = target;
  const clusters = somaClusters(unrolled, piecesOf(unrolled, style), clusterOf);
  const bases = neuronBases(unrolled.network);
  const cores = Int32Array.from(clusters, (cluster, neuron) => (cluster < 0 ? inputCores?.[neuron] ?? -1 : coreOf[cluster]!));
  const held = new Int32Array(coreCount(mesh));
  for (const core of cores) if (core >= 0) held[core]!++;
  const seat = seatsFor(held, target.core.neurons ?? NEURONS);
  const places = new Int32Array(held.length);
  const ofLoihi = /^loihi/.test(target.name);
  const unitNames: string[] = ofLoihi ? Object.values(SYNAPSE_UNITS) : [];
  const firstInput = unitNames.length;
  const unitOf = (place: number): number => {
    while (unitNames.length <= firstInput + place) unitNames.push(`${ofLoihi ? 'loihi_inputs' : 'inputs'}[${unitNames.length - firstInput}]`);
    return firstInput + place;
  };
  const ranks = ranksBySpikes(profile);
  const groups = unrolled.network.populations.map((population, index): GroupMapping => {
    const size = neuronCount(population);
    const entries = (): Int32Array => new Int32Array(size).fill(-1);
    const group = { population: population.name, tiles: entries(), cores: entries(), order: ranks.slice(bases[index]!, bases[index + 1]!), somas: entries(), dendrites: entries(), synapses: entries() };
    const kind = ofLoihi && kindOfSynapses(unrolled.network, population.name);
    if (kind) group.synapses.fill(unitNames.indexOf(SYNAPSE_UNITS[kind]));
    for (let neuron = 0; neuron < size; neuron++) {
      let core = cores[bases[index]! + neuron]!;
      if (population.neuron.kind === 'input') {
        const { core: own, place } = core < 0 ? seat() : { core, place: places[core]!++ };
        core = own;
        group.somas[neuron] = unitOf(place);
      }
      const { x, y } = pointOf(mesh, tileOf(mesh, core));
      group.tiles[neuron] = x * mesh.height + y;
      group.cores[neuron] = core % mesh.coresPerTile;
    }
    return group;
  });
  return { groups, unitNames };
}

/**
 * Rank of every neuron: the more it speaks, the sooner its turn. A message leaves when its neuron is updated, so that cores do not wait for messages
 * behind neurons that are silent, and the work that messages bring begins early in a timestep. Neurons that speak alike keep the order of their numbers.
 */
function ranksBySpikes({ spikes }: SpikeProfile): Int32Array {
  const ranks = new Int32Array(spikes.length);
  [...spikes.keys()].sort((a, b) => spikes[b]! - spikes[a]! || a - b).forEach((neuron, rank) => (ranks[neuron] = rank));
  return ranks;
}

/** Units of SANA-FE's loihi.yaml, which prices synapses by the unit that a neuron names for all that it hears. */
const SYNAPSE_UNITS = { dense: 'loihi_dense_synapse', listed: 'loihi_sparse_synapse', convolution: 'loihi_conv_synapse' } as const;

/** How the first synapses into a population are stored that are not those of a value to a neuron each; null where there are none. */
function kindOfSynapses({ projections, populations }: Network, population: string): SynapticProjection['kind'] | null {
  const isValue = (source: string): boolean => populations.some(({ name, neuron }) => name === source && neuron.kind === 'input' && neuron.coding === 'current');
  const heard = projections.find((projection) => projection.destination === population && isSynaptic(projection) && !isValue(projection.source));
  return heard ? (heard as SynapticProjection).kind : null;
}

/** Inputs that a core takes where the chip states no limit. */
const NEURONS = 1024;

/** The next free place for an input: cores in the order of how much they hold, each filled before the next; beyond the limit on the last one. */
function seatsFor(held: Int32Array, limit: number): () => { readonly core: number; readonly place: number } {
  const order = [...held.keys()].sort((a, b) => held[a]! - held[b]! || a - b);
  let next = 0, place = 0;
  return () => {
    while (next + 1 < order.length && held[order[next]!]! + place >= limit) {
      next++;
      place = 0;
    }
    return { core: order[next]!, place: place++ };
  };
}
