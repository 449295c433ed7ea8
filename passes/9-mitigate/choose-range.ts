import { pairError, type StuckPairs } from './pairs.ts';

/** How many times too large the weights may be written. */
export const RANGES: readonly number[] = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/**
 * Sums of squared errors, by the importance of their rows, of weights that are written `factor` times too large and cut off where the devices end: stuck devices
 * then are worth less, and large weights are lost. The idea is the value range of Zhang et al., ASP-DAC 2019.
 * @param weights rows x columns, row-major, shares of the range of a device
 * @param most largest weight that devices can hold: 1 for a pair, 1/2 beside a reference
 * @param compensates whether healthy devices make up for their stuck partners
 * @returns one for each of `RANGES`
 */
export function rangeErrors(weights: Float64Array, importance: Float64Array, stuck: StuckPairs | null, most: number, compensates: boolean): Float64Array {
  const columns = weights.length / importance.length;
  return Float64Array.from(RANGES, (factor) => {
    let sum = 0;
    for (let cell = 0; cell < weights.length; cell++) {
      const wanted = factor * weights[cell]!;
      const written = Math.min(most, Math.max(-most, wanted));
      const error = written - wanted + (stuck ? pairError(written, stuck.positive[cell]!, stuck.negative[cell]!, compensates) : 0);
      sum += importance[Math.floor(cell / columns)]! * (error / factor) ** 2;
    }
    return sum;
  });
}
