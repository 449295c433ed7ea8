import { isSynaptic, neuronCount, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { DriveRange } from '../../src/ir/potential-range.ts';
import { layoutOf } from '../../src/ir/unrolled.ts';
import { rowsOf } from './levels.ts';

/**
 * Least and most that may arrive at a neuron of each feature, or at each neuron with listed synapses, in one timestep, bias included, in levels: every synapse at the extreme of what its
 * source sends (spikes 0 or 1, currents the levels of their input), whatever the data. Plain neurons only: they have one drive.
 */
export function driveRange(network: Network, population: Population): DriveRange {
  const listed = network.projections.some(({ kind, destination }) => kind === 'listed' && destination === population.name);
  const features = listed ? neuronCount(population) : layoutOf(network, population).features;
  const [lowest, highest] = [new Float64Array(features), new Float64Array(features)];
  for (const projection of network.projections) {
    if (projection.destination !== population.name || !isSynaptic(projection)) continue;
    addRange(network, projection, lowest, highest);
  }
  return { lowest, highest };
}

function addRange(network: Network, projection: SynapticProjection, lowest: Float64Array, highest: Float64Array): void {
  const { weights: { data }, bias } = projection;
  const { least, most } = sentOver(network, projection);
  const { rows, start } = rowsOf(projection);
  // A convolution may stand beside a dense projection into the same planes: then every neuron is a feature.
  const repeat = lowest.length / rows;
  for (let row = 0; row < rows; row++) {
    let [low, high] = [bias?.[row] ?? 0, bias?.[row] ?? 0];
    for (let i = start(row); i < start(row + 1); i++) {
      const level = data[i]!;
      low += Math.min(level * least, level * most);
      high += Math.max(level * least, level * most);
    }
    for (let feature = row * repeat; feature < (row + 1) * repeat; feature++) {
      lowest[feature]! += low;
      highest[feature]! += high;
    }
  }
}

/** What one row can bring in a timestep: all neurons of a sum window share it. */
function sentOver({ populations }: Network, { source, window }: SynapticProjection): { readonly least: number; readonly most: number } {
  const { neuron } = populations.find(({ name }) => name === source)!;
  const axons = window ? window.kernel[0] * window.kernel[1] : 1;
  const levels = neuron.kind === 'input' && neuron.coding === 'current' ? neuron.levels! : { low: 0, high: 1 };
  return { least: axons * Math.min(0, levels.low), most: axons * levels.high };
}
