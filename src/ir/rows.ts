import { windowedShape } from './geometry.ts';
import { neuronCount, planeShape, populationNamed, type ListedProjection, type Network, type SumWindow, type SynapticProjection } from './network.ts';
import { sizeOf } from './tensor.ts';

/**
 * A synaptic projection seen as a matrix: `groups` blocks of `rowsPerGroup` x `columnsPerGroup` weights, applied at `positions`.
 * A dense projection is one block at one position; a convolution has one block per group, applied at every output position; a listed one has a block of one
 * column, with weights of its own at every position.
 */
export interface RowGeometry {
  readonly groups: number;
  readonly rowsPerGroup: number;
  readonly columnsPerGroup: number;
  readonly positions: number;
  /** Rows of one channel: the taps of the kernel; 1 for a dense projection. */
  readonly kernelSize: number;
  /** Neurons of the source after its sum window (equal to its neurons without one). */
  readonly inputs: number;
  /**
   * Listed synapses: weights depend on the position. Those of position p are offsets[p] .. offsets[p + 1] of the weights, one a row, and so are their sources;
   * `rowsPerGroup` is the longest list, and rows beyond the own list of a position do not exist. Null where all positions have the same weights.
   */
  readonly lists: Pick<ListedProjection, 'offsets' | 'sources'> | null;
  /** Windowed source neuron on row `row` of `group` at `position`; -1 in the padding. */
  readonly inputAt: (position: number, group: number, row: number) => number;
  /** Source neurons of each windowed neuron, in CSR form; null when they are the same. */
  readonly window: { readonly offsets: Int32Array; readonly sources: Int32Array } | null;
}

export function rowGeometry(network: Network, projection: SynapticProjection): RowGeometry {
  if (projection.kind === 'listed') return listGeometry(projection, neuronCount(populationNamed(network, projection.source)));
  const source = planeShape(populationNamed(network, projection.source).shape);
  const windowed = windowedShape(source, projection.window);
  const window = projection.window ? windowSources(source, windowed, projection.window) : null;
  const inputs = sizeOf(windowed);
  if (projection.kind === 'dense') {
    const [columns, rows] = projection.weights.shape as [number, number];
    return { groups: 1, rowsPerGroup: rows, columnsPerGroup: columns, positions: 1, kernelSize: 1, inputs, lists: null, inputAt: (_position, _group, row) => row, window };
  }
  const destination = planeShape(populationNamed(network, projection.destination).shape);
  const [, outHeight, outWidth] = destination;
  const [, height, width] = windowed;
  const [outChannels, channels, kernelHeight, kernelWidth] = projection.weights.shape as [number, number, number, number];
  const { stride, padding, dilation } = projection;
  const rows = channels * kernelHeight * kernelWidth;
  const [rowY, rowX, rowChannel] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  for (let row = 0; row < rows; row++) {
    rowChannel[row] = Math.floor(row / (kernelHeight * kernelWidth));
    rowY[row] = Math.floor(row / kernelWidth) % kernelHeight * dilation[0] - padding[0];
    rowX[row] = (row % kernelWidth) * dilation[1] - padding[1];
  }
  // Asked for every synapse: divisions would take most of the time of what asks.
  const inputAt = (position: number, group: number, row: number): number => {
    const outY = Math.floor(position / outWidth);
    const y = outY * stride[0] + rowY[row]!;
    const x = (position - outY * outWidth) * stride[1] + rowX[row]!;
    if (y < 0 || y >= height || x < 0 || x >= width) return -1;
    return ((group * channels + rowChannel[row]!) * height + y) * width + x;
  };
  return {
    groups: projection.groups, rowsPerGroup: rows, columnsPerGroup: outChannels / projection.groups,
    positions: outHeight * outWidth, kernelSize: kernelHeight * kernelWidth, inputs, lists: null, inputAt, window,
  };
}

/** Every neuron of the destination is a position with one feature. */
function listGeometry({ offsets, sources }: ListedProjection, inputs: number): RowGeometry {
  let longest = 0;
  for (let position = 0; position + 1 < offsets.length; position++) longest = Math.max(longest, offsets[position + 1]! - offsets[position]!);
  return {
    groups: 1, rowsPerGroup: longest, columnsPerGroup: 1, positions: offsets.length - 1, kernelSize: 1, inputs, lists: { offsets, sources }, window: null,
    inputAt: (position, _group, row) => (row < offsets[position + 1]! - offsets[position]! ? sources[offsets[position]! + row]! : -1),
  };
}

/** Synapses: taps in the padding of a convolution count, rows beyond the end of a list do not. */
export function synapsesOf({ groups, rowsPerGroup, columnsPerGroup, positions, lists }: RowGeometry): number {
  return lists ? lists.offsets[positions]! : groups * rowsPerGroup * columnsPerGroup * positions;
}

/** Offset of the weight of (group, row, column in group) in the projection's tensor. @param position matters to listed synapses alone */
export function weightOffset(geometry: RowGeometry, group: number, row: number, column: number, position = 0): number {
  if (geometry.lists) return geometry.lists.offsets[position]! + row;
  return (group * geometry.columnsPerGroup + column) * geometry.rowsPerGroup + row;
}

/** Most source neurons that share one row. */
export function axonsPerRow(geometry: RowGeometry): number {
  if (!geometry.window) return 1;
  let most = 0;
  for (let i = 0; i < geometry.inputs; i++) most = Math.max(most, geometry.window.offsets[i + 1]! - geometry.window.offsets[i]!);
  return most;
}

function windowSources(source: readonly number[], windowed: readonly number[], window: SumWindow): RowGeometry['window'] {
  const [channels, height, width] = source as [number, number, number];
  const [, outHeight, outWidth] = windowed as [number, number, number];
  const offsets = new Int32Array(channels * outHeight * outWidth + 1);
  const sources: number[] = [];
  let index = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        for (let tapY = 0; tapY < window.kernel[0]; tapY++) {
          const y = outY * window.stride[0] - window.padding[0] + tapY;
          if (y < 0 || y >= height) continue;
          for (let tapX = 0; tapX < window.kernel[1]; tapX++) {
            const x = outX * window.stride[1] - window.padding[1] + tapX;
            if (x >= 0 && x < width) sources.push((channel * height + y) * width + x);
          }
        }
        offsets[++index] = sources.length;
      }
    }
  }
  return { offsets, sources: Int32Array.from(sources) };
}
