import { isSynaptic, neuronCount, planeShape, populationNamed, type DenseProjection, type Network, type Padding4, type Pair, type Projection, type SparseProjection } from '../../ir/network.ts';
import { rowGeometry, weightOffset } from '../../ir/rows.ts';

/** Adds the weights of all synapses into a neuron of the destination to `sums`, each to that of the rank of its source; a rank below 0 is silence. */
export type FanIn = (neuron: number, ranks: Int32Array, sums: Float64Array) => void;

/** Synapses into each neuron of a projection with weights. */
export function fanInOf(network: Network, projection: Projection): FanIn {
  if (projection.kind === 'sparse') return sparseFanIn(projection);
  if (!isSynaptic(projection)) throw new Error(`projection ${projection.name} has no weights`);
  if (projection.kind === 'dense') return denseFanIn(projection);
  const geometry = rowGeometry(network, projection);
  const { positions, columnsPerGroup, rowsPerGroup, inputAt, lists } = geometry;
  const { data } = projection.weights;
  return (neuron, ranks, sums) => {
    const position = neuron % positions;
    const column = Math.floor(neuron / positions);
    const group = Math.floor(column / columnsPerGroup);
    const rows = lists ? lists.offsets[position + 1]! - lists.offsets[position]! : rowsPerGroup;
    for (let row = 0; row < rows; row++) {
      const source = inputAt(position, group, row);
      const rank = source < 0 ? -1 : ranks[source]!;
      if (rank >= 0) sums[rank]! += data[weightOffset(geometry, group, row, column % columnsPerGroup, position)]!;
    }
  };
}

function denseFanIn({ weights: { data, shape } }: DenseProjection): FanIn {
  const inputs = shape[1]!;
  return (neuron, ranks, sums) => {
    for (let source = 0; source < inputs; source++) if (ranks[source]! >= 0) sums[ranks[source]!]! += data[neuron * inputs + source]!;
  };
}

function sparseFanIn({ offsets, destinations, values, size }: SparseProjection): FanIn {
  const lists = Array.from({ length: size }, (): [number, number][] => []);
  for (let source = 0; source + 1 < offsets.length; source++) {
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) lists[destinations[i]!]!.push([source, values[i]!]);
  }
  return (neuron, ranks, sums) => { for (const [source, weight] of lists[neuron]!) if (ranks[source]! >= 0) sums[ranks[source]!]! += weight; };
}

/**
 * When each neuron of a population fires that pools, pads or passes on: the earliest or latest spike of its window. A window in the padding is silent, and so is
 * the latest spike of a window in which a neuron is.
 */
export function passedOn(network: Network, projection: Projection, from: Float64Array): Float64Array {
  if (projection.kind === 'one-to-one') return from.slice();
  const destination = populationNamed(network, projection.destination);
  const source = planeShape(populationNamed(network, projection.source).shape);
  const made = planeShape(destination.shape);
  const to = new Float64Array(neuronCount(destination)).fill(Infinity);
  const { kernel, stride, padding } = windowOf(projection);
  const latest = projection.kind === 'pooling' && projection.method === 'latest';
  for (let index = 0; index < to.length; index++) {
    const [channel, y, x] = [Math.floor(index / (made[1] * made[2])), Math.floor(index / made[2]) % made[1], index % made[2]];
    const heard = timesIn(from, source, channel, [y * stride[0] - padding[0], x * stride[1] - padding[1]], kernel);
    if (heard.length > 0) to[index] = latest ? Math.max(...heard) : Math.min(...heard);
  }
  return to;
}

function windowOf(projection: Projection): { readonly kernel: Pair; readonly stride: Pair; readonly padding: Padding4 } {
  switch (projection.kind) {
    case 'pooling': return projection;
    case 'padding': return { kernel: [1, 1], stride: [1, 1], padding: projection.padding };
    default: throw new Error(`projection ${projection.name} does not pass on times`);
  }
}

function timesIn(from: Float64Array, [, height, width]: readonly [number, number, number], channel: number, [top, left]: Pair, kernel: Pair): number[] {
  const times: number[] = [];
  for (let y = Math.max(0, top); y < Math.min(height, top + kernel[0]); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + kernel[1]); x++) times.push(from[(channel * height + y) * width + x]!);
  }
  return times;
}
