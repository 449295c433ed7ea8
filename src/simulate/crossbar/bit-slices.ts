import { cellsOfWeight } from '../../ir/cell-bits.ts';

/** One of the cells that hold a weight together: its digits stand for `worth` levels each. */
export interface BitSlice {
  readonly worth: number;
  /** Largest digit: the n of the cell. */
  readonly largest: number;
  readonly digits: (levels: Float64Array) => Float64Array;
}

/**
 * Slices of `bits` of levels up to `largest`, the lowest first: a level of magnitude m and sign s is the sum of worth x digit, each digit s times `bits`
 * bits of m. Every slice has pairs of devices and column circuits of its own, and a digit spans the whole range of a device; what the converters of the
 * slices say is added up digitally, times worth.
 */
export function bitSlices(largest: number, bits: number): readonly BitSlice[] {
  const base = 2 ** bits;
  return Array.from({ length: cellsOfWeight(largest, bits) }, (_, slice) => {
    const worth = base ** slice;
    return { worth, largest: base - 1, digits: (levels) => levels.map((level) => Math.sign(level) * (Math.floor(Math.abs(level) / worth) % base)) };
  });
}
