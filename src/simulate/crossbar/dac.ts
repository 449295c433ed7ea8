import type { InputLevels } from '../../ir/network.ts';

/** Most spikes a row driver of `bits` can put on one row in one timestep; more are lost. */
export function mostSpikes(bits: number): number {
  return 2 ** bits - 1;
}

/** Every read: an input value (integer level) rounded to the 2^bits values a row driver of `bits` knows between low and high. */
export function quantiseInput(value: number, { low, high }: InputLevels, bits: number): number {
  const step = (high - low) / (2 ** bits - 1);
  return low + Math.round((value - low) / step) * step;
}
