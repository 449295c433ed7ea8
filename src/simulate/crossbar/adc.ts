/** A column converter, symmetric around zero: codes run from -highest to highest, one code is `step` levels. */
export interface ColumnConverter {
  /** Set anew where the range is calibrated on the written chip. */
  step: number;
  readonly highest: number;
}

/** The converter of `bits` (at least 2) whose full scale is `fullScale` levels. */
export function columnConverter(bits: number, fullScale: number): ColumnConverter {
  const highest = 2 ** (bits - 1) - 1;
  return { step: fullScale / highest, highest };
}

/** Every read: rounds each column to the nearest code, half away from zero, and clips it to the range. */
export function digitise(columns: Float32Array, start: number, length: number, { step, highest }: ColumnConverter): void {
  for (let i = start; i < start + length; i++) {
    const column = columns[i]!;
    const nearest = Math.floor(Math.abs(column) / step + 0.5);
    const code = nearest < highest ? nearest : highest;
    columns[i] = column < 0 ? -code * step : code * step;
  }
}
