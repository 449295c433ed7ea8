/**
 * What real devices and circuits do to a crossbar; null switches an effect off. Everything off is the ideal chip.
 * Written-once effects are drawn when a chip is programmed, every-read effects in each read.
 */
export interface NonIdealities {
  /** Written once: conductances per device, evenly spaced from off to on; null keeps the target's exact levels. */
  readonly levels: number | null;
  /** Written once: G is drawn from a normal distribution around its target; `sigma` is relative to G. */
  readonly programmingVariation: { readonly sigma: number } | null;
  /** Written once: share of devices stuck at the off and the on conductance, drawn independently per device. */
  readonly stuckCells: { readonly off: number; readonly on: number } | null;
  /** Every read: white noise on each column current; `sigma` is relative to the current of one fully-on device. */
  readonly readNoise: { readonly sigma: number } | null;
  /** Every read: row drivers of `bits`: a row input saturates at 2^bits - 1 (spikes) or is rounded to 2^bits levels (values). */
  readonly dac: { readonly bits: number } | null;
  /** Every read: column converter of `bits`, symmetric range of `range` (share of the largest possible column sum, 0..1]. */
  readonly adc: { readonly bits: number; readonly range: number } | null;
}

export const IDEAL: NonIdealities = {
  levels: null, programmingVariation: null, stuckCells: null, readNoise: null, dac: null, adc: null,
};

export function isIdeal(nonIdealities: NonIdealities): boolean {
  return Object.values(nonIdealities).every((effect) => effect === null);
}
