import { somaClusters } from '../../ir/clustered.ts';
import { neuronBases, neuronCount } from '../../ir/network.ts';
import { piecesOf } from '../../ir/pieces.ts';
import { pointOf, tileOf, type Placed } from '../../ir/placed.ts';
import { coreCount, type Target } from '../../ir/target.ts';
import type { GroupMapping, SanafeMapping } from './mapping.ts';

/**
 * Where a compiled network computes its neurons, as SANA-FE says it: each neuron on the core of its soma; tile number x height + y. Inputs are neurons of a
 * core in SANA-FE; those that enter our mesh from outside go to the cores that hold the fewest neurons, each to an input unit of its own,
 * `loihi_inputs[i]` as in SANA-FE's loihi.yaml for targets whose names begin so, else `inputs[i]`.
 */
export function mappingOfPlaced({ clustered, coreOf, inputCores }: Placed, target: Target): SanafeMapping {
  const { unrolled, style, clusterOf } = clustered;
  const { mesh } = target;
  const clusters = somaClusters(unrolled, piecesOf(unrolled, style), clusterOf);
  const bases = neuronBases(unrolled.network);
  const cores = Int32Array.from(clusters, (cluster, neuron) => (cluster < 0 ? inputCores?.[neuron] ?? -1 : coreOf[cluster]!));
  const held = new Int32Array(coreCount(mesh));
  for (const core of cores) if (core >= 0) held[core]!++;
  const seat = seatsFor(held, target.core.neurons ?? NEURONS);
  const places = new Int32Array(held.length);
  const unitNames: string[] = [];
  const unitOf = (index: number): number => {
    while (unitNames.length <= index) unitNames.push(`${/^loihi/.test(target.name) ? 'loihi_inputs' : 'inputs'}[${unitNames.length}]`);
    return index;
  };
  const groups = unrolled.network.populations.map((population, index): GroupMapping => {
    const size = neuronCount(population);
    const entries = (): Int32Array => new Int32Array(size).fill(-1);
    const group = { population: population.name, tiles: entries(), cores: entries(), order: Int32Array.from({ length: size }, (_, i) => bases[index]! + i), somas: entries(), dendrites: entries(), synapses: entries() };
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
