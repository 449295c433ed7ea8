import { hash, normal } from '../ir/random.ts';
import type { PlannedProjection } from './plan.ts';

const TABLE = 1 << 18;

/** Adds a draw of device variation, normal numbers times `sigma`, to the weights of rows from `firstRow` on. */
export type WeightNoise = (weights: Float32Array, planned: PlannedProjection, firstRow: number, draw: number, sigma: number) => void;

/**
 * Noise for training: numbers of one seeded table, from another place on for each draw, since a fresh normal number for every weight of every batch would
 * cost more than the batch.
 */
export function weightNoise(seed: number): WeightNoise {
  const table = Float32Array.from({ length: TABLE }, (_, i) => normal(seed, i, 0x77));
  return (weights, { columns, used, offset }, firstRow, draw, sigma) => {
    const place = hash(seed, draw, 0x78) + offset + firstRow * columns;
    for (let row = 0; row < weights.length; row += columns) {
      for (let i = row; i < row + used; i++) weights[i] = weights[i]! + sigma * table[(place + i) & (TABLE - 1)]!;
    }
  };
}

/** The weights of a projection with noise of standard deviation `sigma`, every number drawn for itself: what devices with this variation would hold. */
export function disturbed(weights: Float32Array, { columns, used }: PlannedProjection, sigma: number, ...address: readonly number[]): Float32Array {
  return weights.map((weight, i) => (i % columns < used ? weight + sigma * normal(...address, i) : weight));
}

/** Root mean square of the weights of a projection, bias included, padding left out. */
export function rootMeanSquare(weights: Float32Array, { inputs, used }: PlannedProjection): number {
  let sum = 0;
  for (const weight of weights) sum += weight * weight;
  return Math.sqrt(sum / ((inputs + 1) * used));
}
