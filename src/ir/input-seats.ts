import { fail } from '../diagnostics/diagnostic.ts';
import { somaClusters, type Clustered } from './clustered.ts';
import { usableCores } from './mesh.ts';
import { neuronBases, neuronCount, type Network, type Population } from './network.ts';
import { piecesOf } from './pieces.ts';
import type { Placed } from './placed.ts';
import { coreCount, type Target } from './target.ts';
import { geometriesOf } from './unrolled.ts';

/**
 * Populations of inputs that take the places of neurons on cores of this target: all, but those whose values are registers of the neurons that they drive.
 * None where inputs are outside.
 */
export function seatedInputs(network: Network, { mesh, inputValues }: Target): readonly Population[] {
  if (mesh.inputs !== 'cores') return [];
  const geometries = geometriesOf(network);
  const oneToOne = (population: Population): boolean => network.projections.every(({ source }, index) =>
    source !== population.name || (geometries[index]!.rowsPerGroup === 1 && geometries[index]!.columnsPerGroup === 1));
  return network.populations.filter((population) => population.neuron.kind === 'input'
    && !(inputValues === 'registers' && population.neuron.coding === 'current' && oneToOne(population)));
}

/**
 * Gives every input that takes the place of a neuron a core: those that hold the fewest neurons first, each filled before the next.
 * @throws DiagnosticError S703 when the cores do not have as many places left
 */
export function withSeatedInputs(placed: Placed, target: Target): Placed {
  const { network } = placed.clustered.unrolled;
  const seated = seatedInputs(network, target);
  if (seated.length === 0) return placed;
  const bases = neuronBases(network);
  const limit = target.core.neurons ?? Infinity;
  const held = neuronsOnCores(placed.clustered, placed.coreOf, target);
  const order = [...usableCores(target.mesh)].sort((a, b) => held[a]! - held[b]! || a - b);
  const inputCores = new Int32Array(bases[bases.length - 1]!).fill(-1);
  let next = 0;
  for (const population of seated) {
    const base = bases[network.populations.indexOf(population)]!;
    for (let neuron = 0; neuron < neuronCount(population); neuron++) {
      while (next < order.length && held[order[next]!]! >= limit) next++;
      if (next === order.length) {
        const demand = seated.reduce((sum, one) => sum + neuronCount(one), 0);
        const seats = inputCores.reduce((sum, core) => sum + Number(core >= 0), 0);
        fail('S703', { limit: 'places of neurons for inputs', demand, available: seats, population: population.name, remedy: 'use a target with more cores, or a smaller network' });
      }
      inputCores[base + neuron] = order[next]!;
      held[order[next]!]!++;
    }
  }
  return { ...placed, inputCores };
}

/** Neurons on each core. */
function neuronsOnCores(clustered: Clustered, coreOf: Int32Array, target: Target): Int32Array {
  const held = new Int32Array(coreCount(target.mesh));
  for (const cluster of somaClusters(clustered.unrolled, piecesOf(clustered.unrolled, clustered.style), clustered.clusterOf)) if (cluster >= 0) held[coreOf[cluster]!]!++;
  return held;
}
