import type { Network, SynapticProjection } from '../../src/ir/network.ts';
import { rowGeometry, weightOffset } from '../../src/ir/rows.ts';

/** Largest matrix, or longest lists, that a projection may be written out to: weights. */
export const LARGEST = 2 ** 26;

/** Calls `visit` for every synapse; the inputs of each output ascend. */
export function forEachWeight(network: Network, projection: SynapticProjection, visit: (input: number, output: number, weight: number) => void): void {
  const geometry = rowGeometry(network, projection);
  const { data } = projection.weights;
  for (let position = 0; position < geometry.positions; position++) {
    for (let group = 0; group < geometry.groups; group++) {
      for (let row = 0; row < geometry.rowsPerGroup; row++) {
        const input = geometry.inputAt(position, group, row);
        if (input < 0) continue;
        for (let column = 0; column < geometry.columnsPerGroup; column++) {
          visit(input, (group * geometry.columnsPerGroup + column) * geometry.positions + position, data[weightOffset(geometry, group, row, column, position)]!);
        }
      }
    }
  }
}

/** One value a neuron from one a channel or one a neuron. */
export function repeat(values: Float32Array, neurons: number): Float32Array {
  const each = neurons / values.length;
  return Float32Array.from({ length: neurons }, (_, i) => values[Math.floor(i / each)]!);
}
