import { slidShape } from '../../../ir/geometry.ts';
import { neuronCount, planeShape, populationNamed, type Network, type PoolingProjection, type Projection, type SynapticProjection } from '../../../ir/network.ts';
import { rowGeometry, weightOffset } from '../../../ir/rows.ts';

/** Takes one synapse. */
export type Take = (source: number, destination: number, weight: number) => void;

/** Why the synapses of a projection cannot be listed; null when they can. */
export function unlistable(projection: Projection): string | null {
  switch (projection.kind) {
    case 'pooling': return projection.method === 'maximum' ? 'maximum pooling is no sum of spikes' : projection.method === 'average' && !projection.countPadding ? 'an average without its padding' : null;
    case 'batch-norm': return 'batch norm must be folded';
    case 'padding': return 'padding must be folded';
    default: return null;
  }
}

/** Lists the synapses of a projection, those of a sum window one by one. */
export function forEachSynapse(network: Network, projection: Projection, take: Take): void {
  switch (projection.kind) {
    case 'sparse':
      for (let source = 0; source + 1 < projection.offsets.length; source++) {
        for (let i = projection.offsets[source]!; i < projection.offsets[source + 1]!; i++) take(source, projection.destinations[i]!, projection.values[i]!);
      }
      return;
    case 'dense':
    case 'convolution':
    case 'listed':
      return listBlocks(network, projection, take);
    case 'one-to-one':
      for (let neuron = 0; neuron < neuronCount(populationNamed(network, projection.source)); neuron++) take(neuron, neuron, 1);
      return;
    case 'pooling':
      return listPooling(network, projection, take);
    default:
      throw new Error(`a projection of kind ${projection.kind} has no synapses`);
  }
}

function listBlocks(network: Network, projection: SynapticProjection, take: Take): void {
  const geometry = rowGeometry(network, projection);
  const { groups, rowsPerGroup, columnsPerGroup, positions, window } = geometry;
  const { data } = projection.weights;
  for (let position = 0; position < positions; position++) {
    for (let group = 0; group < groups; group++) {
      for (let row = 0; row < rowsPerGroup; row++) {
        const input = geometry.inputAt(position, group, row);
        if (input < 0) continue;
        const [from, to] = window ? [window.offsets[input]!, window.offsets[input + 1]!] : [0, 1];
        for (let at = from; at < to; at++) {
          const source = window ? window.sources[at]! : input;
          for (let column = 0; column < columnsPerGroup; column++) {
            take(source, (group * columnsPerGroup + column) * positions + position, data[weightOffset(geometry, group, row, column, position)]!);
          }
        }
      }
    }
  }
}

function listPooling(network: Network, projection: PoolingProjection, take: Take): void {
  const source = populationNamed(network, projection.source);
  const [channels, height, width] = planeShape(source.shape);
  const [, outHeight, outWidth] = slidShape(source.shape, projection) as [number, number, number];
  const { kernel, stride, padding } = projection;
  const weight = projection.method === 'sum' ? 1 : Math.fround(1 / (kernel[0] * kernel[1]));
  for (let neuron = 0; neuron < channels * outHeight * outWidth; neuron++) {
    const channel = Math.floor(neuron / (outHeight * outWidth));
    const [outY, outX] = [Math.floor((neuron % (outHeight * outWidth)) / outWidth), neuron % outWidth];
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const y = outY * stride[0] - padding[0] + Math.floor(tap / kernel[1]), x = outX * stride[1] - padding[1] + (tap % kernel[1]);
      if (y >= 0 && y < height && x >= 0 && x < width) take((channel * height + y) * width + x, neuron, weight);
    }
  }
}
