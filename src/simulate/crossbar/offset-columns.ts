import type { Device } from '../../ir/target.ts';
import type { Conductances } from './conductances.ts';

/** Levels from -n to n share the range of one device, which levels of a pair have for 0 to n alone. */
export const OFFSET_SHARE = 2;

/**
 * One device a weight in place of a pair: G = G_off + (w + n) / 2n (G_on - G_off), and a reference column with a device in the middle of the range in
 * every row, whose current is subtracted from that of each column: a level is (G - G_reference) 2n / (G_on - G_off). Cells without a synapse are level 0.
 */
export function toOffsetConductances(levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device): Conductances {
  const off = device.conductanceOff_S.value;
  const span = device.conductanceOn_S.value - off;
  const middle = off + 0.5 * span;
  const positive = levels.map((level, cell) => middle + (level / (OFFSET_SHARE * highest[cell % columns]!)) * span);
  return { rows, columns, positive, negative: new Float64Array(rows * columns).fill(middle), offset: true };
}

/** All columns of a crossbar are compared with one reference column: whatever became of it, it is the same for all of them. */
export function shareReference({ rows, columns, negative }: Conductances): void {
  for (let row = 0; row < rows; row++) negative.fill(negative[row * columns]!, row * columns, (row + 1) * columns);
}
