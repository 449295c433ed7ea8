import type { ConverterSpread } from '../../ir/non-idealities.ts';
import { hash, normal } from '../../ir/random.ts';
import type { ColumnConverter } from './adc.ts';
import type { CrossbarAddress } from './conductances.ts';

const STREAM = 7;
/** The S-shaped error u - u^3 is largest at 1/sqrt(3), where it is 2 / sqrt(27). */
const ESS_SCALE = Math.sqrt(27) / 2;

/** What is wrong with the converter of each column of a crossbar: gain, and in codes the offset and the peaks of both shapes of its nonlinearity. */
export interface ConverterErrors {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
  readonly bow: Float64Array;
  readonly ess: Float64Array;
}

/** Written once: draws the converters of a crossbar, one for `columnsPerConverter` neighbouring columns. Those of the `slice`-th columns of a bit-sliced weight are others. */
export function drawConverterErrors(spread: ConverterSpread, columns: number, { seed, core, crossbar }: CrossbarAddress, slice: number): ConverterErrors {
  const { gain, offset_codes, inl_codes, columnsPerConverter = 1 } = spread;
  const draw = (kind: number, mean: number, sigma: number): Float64Array => Float64Array.from({ length: columns }, (_, column) =>
    mean + sigma * normal(hash(seed, STREAM, core, crossbar, slice), kind, Math.floor(column / columnsPerConverter)));
  return { gain: draw(0, 1, gain), offset: draw(1, 0, offset_codes), bow: draw(2, 0, inl_codes), ess: draw(3, 0, inl_codes) };
}

/**
 * Every read: code = round(gain x + offset + bow (1 - u^2) + ess (u - u^3) sqrt(27) / 2), x the column in codes and u its share of full scale; then clipped as by
 * `digitise`. Both shapes are 0 at the ends of the range: offset and gain are those of the straight line through them.
 * @param firstColumn column of the crossbar that columns[start] is
 */
export function digitiseWithErrors(
  columns: Float32Array, start: number, length: number, { step, highest }: ColumnConverter, { gain, offset, bow, ess }: ConverterErrors, firstColumn: number,
): void {
  for (let i = 0; i < length; i++) {
    const column = columns[start + i]!;
    const at = firstColumn + i;
    const codes = column / step;
    const u = Math.max(-1, Math.min(1, codes / highest));
    const value = codes * gain[at]! + offset[at]! + bow[at]! * (1 - u * u) + ESS_SCALE * ess[at]! * (u - u * u * u);
    const nearest = Math.floor(Math.abs(value) + 0.5);
    const code = nearest < highest ? nearest : highest;
    columns[start + i] = value < 0 ? -code * step : code * step;
  }
}
