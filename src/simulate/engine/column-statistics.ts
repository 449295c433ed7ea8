import type { CrossbarConnections } from './crossbar-connections.ts';

/** Mean and standard deviation that the column furthest from 0 reaches. */
interface ColumnReach {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Largest column sum, in levels, that a readout is to tell apart: for each column |mean| + sigmas x standard deviation of its sum when each row carries its
 * `largest` with probability `activity` and nothing otherwise, rows independent; the largest of all columns of the readout.
 */
export function statisticalReach(
  { readouts, crossbars }: CrossbarConnections, weights: Float32Array, readout: number, largest: number, { sigmas, activity }: { sigmas: number; activity: number },
): number {
  const crossbar = readouts.crossbar[readout]!;
  const [rows, stride, base] = [crossbars.rows[crossbar]!, crossbars.stride[crossbar]!, crossbars.base[crossbar]!];
  let reach = 0;
  for (let column = readouts.lowest[readout]!; column < readouts.lowest[readout]! + readouts.columns[readout]!; column++) {
    const { mean, deviation } = reachOf(weights, base + column, rows, stride, activity);
    reach = Math.max(reach, largest * (Math.abs(mean) + sigmas * deviation));
  }
  return reach;
}

function reachOf(weights: Float32Array, first: number, rows: number, stride: number, activity: number): ColumnReach {
  let [sum, squares] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weights[first + row * stride]!;
    sum += weight;
    squares += weight * weight;
  }
  return { mean: activity * sum, deviation: Math.sqrt(activity * (1 - activity) * squares) };
}
