import { MEAN_KEPT, SQUARE_KEPT } from './own-rows.ts';

/** The rate falls geometrically to this share of what it was at first. */
export const LAST_RATE = 0.01;

/**
 * Rate of step number `step` (from 0) of `steps`, and the factors of Adam's bias corrections with it.
 * @param learningRate that of the first step
 */
export function rateOf(step: number, steps: number, learningRate: number): { readonly rate: number; readonly correction: number } {
  const rate = learningRate * LAST_RATE ** (step / Math.max(1, steps - 1));
  return { rate: rate / (1 - MEAN_KEPT ** (step + 1)), correction: 1 / Math.sqrt(1 - SQUARE_KEPT ** (step + 1)) };
}
