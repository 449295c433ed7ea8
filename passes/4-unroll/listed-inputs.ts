import { fail } from '../../src/diagnostics/diagnostic.ts';
import { areBytes, levelsOf, rangeOf, type WeightLevels } from '../../src/ir/levels.ts';
import { listedSynapses } from '../../src/ir/listed.ts';
import { neuronCount, populationNamed, type ListedProjection, type Network, type SynapticProjection } from '../../src/ir/network.ts';
import { rowGeometry, type RowGeometry } from '../../src/ir/rows.ts';
import { tensor } from '../../src/ir/tensor.ts';
import { forEachWeight, LARGEST, repeat } from './weights.ts';

/** Inputs of the neuron of a population with the most of them, as exact unrolling counts: rows of all projections that add to one drive. */
export function mostInputs(network: Network, projections: readonly SynapticProjection[]): number {
  const geometries = projections.map((projection) => rowGeometry(network, projection));
  const shared = geometries.reduce((sum, { lists, rowsPerGroup }) => sum + (lists ? 0 : rowsPerGroup), 0);
  const lists = geometries.flatMap((geometry) => (geometry.lists ? [geometry.lists.offsets] : []));
  let most = 0;
  for (let neuron = 0; lists.length > 0 && neuron + 1 < lists[0]!.length; neuron++) {
    most = Math.max(most, lists.reduce((sum, offsets) => sum + offsets[neuron + 1]! - offsets[neuron]!, 0));
  }
  return shared + most;
}

/**
 * Any quantised projection as listed synapses, one for each axon: a row that a sum window feeds becomes one synapse for each of its axons. Where windows overlap,
 * synapses between one pair are added up and kept within the levels.
 */
export function listedOf(network: Network, projection: SynapticProjection): ListedProjection {
  if (projection.kind === 'listed') return projection;
  const inputs = neuronCount(populationNamed(network, projection.source));
  const size = neuronCount(populationNamed(network, projection.destination));
  const axons = axonsOf(rowGeometry(network, projection));
  const offsets = new Int32Array(inputs + 1);
  let count = 0;
  forEachWeight(network, projection, (input) => axons(input, (source) => { offsets[source + 1]!++; count++; }));
  if (count > LARGEST) {
    fail('S703', { limit: 'synapses listed one by one', demand: count, available: LARGEST, population: projection.destination, remedy: 'leave out --unroll, or use a target with a larger fan-in' });
  }
  for (let source = 0; source < inputs; source++) offsets[source + 1]! += offsets[source]!;
  const next = offsets.slice(0, inputs);
  const [destinations, values] = [new Int32Array(count), new Float32Array(count)];
  forEachWeight(network, projection, (input, output, weight) => axons(input, (source) => {
    destinations[next[source]!] = output;
    values[next[source]!++] = weight;
  }));
  const { offsets: lists, sources, weights } = listedSynapses({ offsets, destinations, values, size });
  const { name, source, destination, delay, receptor, origin, levels, bias } = projection;
  return {
    kind: 'listed', name, source, destination, delay, ...(receptor && { receptor }), origin, window: null, ...(levels && { levels }),
    offsets: lists, sources, weights: tensor([sources.length], withinLevels(weights.data, levelsOf(projection, network))), bias: bias && repeat(bias, size),
  };
}

/** Calls its visitor with every source neuron that feeds a windowed input. */
function axonsOf({ window }: RowGeometry): (input: number, visit: (source: number) => void) => void {
  if (!window) return (input, visit) => visit(input);
  return (input, visit) => { for (let i = window.offsets[input]!; i < window.offsets[input + 1]!; i++) visit(window.sources[i]!); };
}

/** Numbers as levels: the nearest there is, half away from zero; of mid-rise levels 0 becomes 1. */
export function withinLevels(values: ArrayLike<number>, levels: WeightLevels): Int8Array | Int16Array {
  const { most, rise } = rangeOf(levels);
  const data = areBytes(levels) ? new Int8Array(values.length) : new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    const level = Math.min(most, rise === 'mid-tread' ? Math.floor(size + 0.5) : 2 * Math.floor(size / 2) + 1);
    data[i] = values[i]! < 0 ? -level : level;
  }
  return data;
}
