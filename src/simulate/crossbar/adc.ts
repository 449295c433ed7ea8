/** A column converter: `bits`, symmetric around zero; one code is `step` levels. */
export interface ColumnConverter {
  readonly step: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The converter whose full scale is `range` times the largest sum a column of `rows` rows can reach. */
export function columnConverter({ bits, range }: { bits: number; range: number }, rows: number, highestLevel: number): ColumnConverter {
  const highest = 2 ** (bits - 1) - 1;
  const step = (range * rows * highestLevel) / Math.max(1, highest);
  return { step, lowest: -highest - (bits === 1 ? 0 : 1), highest: Math.max(1, highest) };
}

/** Every read: rounds each column to the nearest code and clips it to the range. */
export function digitise(columns: Float32Array, start: number, length: number, { step, lowest, highest }: ColumnConverter): void {
  for (let i = start; i < start + length; i++) {
    columns[i] = Math.fround(Math.min(highest, Math.max(lowest, Math.round(columns[i]! / step))) * step);
  }
}
