import type { Device } from '../../ir/target.ts';
import { OFFSET_SHARE } from './offset-columns.ts';

/** The devices of one crossbar: a signed weight is the difference of two conductances, S; row-major, rows x columns. */
export interface Conductances {
  readonly rows: number;
  readonly columns: number;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  /** `negative` is the reference column, once for each column (`offset-columns.ts`); left out: pairs. */
  readonly offset?: true;
}

/** Where a crossbar is, so that what is drawn for it does not depend on the order of work. */
export interface CrossbarAddress {
  readonly seed: number;
  readonly core: number;
  readonly crossbar: number;
}

/**
 * Levels to conductances, exactly: level w in a column of highest level n raises one device of the pair to G_off + |w| / n (G_on - G_off), the
 * positive one for w > 0, and leaves the other at G_off. Cells without a synapse are level 0.
 */
export function toConductances(levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device): Conductances {
  const off = device.conductanceOff_S.value;
  const span = device.conductanceOn_S.value - off;
  const positive = new Float64Array(rows * columns).fill(off);
  const negative = new Float64Array(rows * columns).fill(off);
  levels.forEach((level, cell) => {
    if (level > 0) positive[cell] = off + (level / highest[cell % columns]!) * span;
    else if (level < 0) negative[cell] = off + (-level / highest[cell % columns]!) * span;
  });
  return { rows, columns, positive, negative };
}

/** What the column circuits see, in units of one level. */
export function toEffectiveLevels(devices: Conductances, highest: Float64Array, device: Device): Float32Array {
  const { columns, positive, negative } = devices;
  const perSiemens = levelsPerSiemens(devices, highest, device);
  const effective = new Float32Array(positive.length);
  for (let cell = 0; cell < effective.length; cell++) effective[cell] = (positive[cell]! - negative[cell]!) * perSiemens[cell % columns]!;
  return effective;
}

/** Levels that a siemens of G+ - G- is worth in each column: n / (G_on - G_off), or 2n with offset columns. */
export function levelsPerSiemens({ offset }: Conductances, highest: Float64Array, device: Device): Float64Array {
  return highest.map((level) => ((offset ? OFFSET_SHARE : 1) * level) / (device.conductanceOn_S.value - device.conductanceOff_S.value));
}
