import type { InputLevels } from '../../ir/network.ts';

/** Most spikes a row driver of `bits` can put on one row in one timestep; more are lost. */
export function mostSpikes(bits: number): number {
  return 2 ** bits - 1;
}

/**
 * Every read: an input value (integer level) rounded to what a row driver of `bits` can express: 2^bits values from 0 to the highest,
 * or 2^bits - 1 symmetric around zero where the input may be negative. Zero always stays zero: a silent row is not driven.
 */
export function quantiseInput(value: number, { low, high }: InputLevels, bits: number): number {
  const largest = Math.max(high, -low);
  const codes = low < 0 ? Math.max(1, 2 ** (bits - 1) - 1) : 2 ** bits - 1;
  const code = Math.round((Math.abs(value) * codes) / largest);
  return (Math.sign(value) * code * largest) / codes;
}
