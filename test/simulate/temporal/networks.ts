import type { Response } from '../../../src/ir/first-spike.ts';
import type { ConvolutionProjection, DenseProjection, Network, Population } from '../../../src/ir/network.ts';
import { convolution, dense, noise, population } from '../../ir/build.ts';
import { LINEAR_TIMES, temporal, temporalNetwork, timeInput } from '../../ir/temporal-networks.ts';

/** Levels -40..40 around a mean. */
export const levels = (count: number, seed: number, mean: number): Int8Array => Int8Array.from(noise(count, seed), (value) => Math.round(40 * (value + mean)));
export const wholes = (count: number, seed: number): Float32Array => Float32Array.from(noise(count, seed), (value) => Math.round(30 * value));

/** Neurons of stage `quantised`: the threshold is in levels. */
export function quantised(name: string, shape: readonly number[], response: Response, threshold: number): Population {
  return { ...temporal(name, shape, response, threshold), scale: new Float32Array(shape[0]!).fill(1 / 40) };
}

export const denseLevels = (source: string, destination: string, rows: number, columns: number, seed: number, mean: number, changes: Partial<DenseProjection> = {}): DenseProjection =>
  ({ ...dense(source, destination, [[0]]), weights: { shape: [rows, columns], data: levels(rows * columns, seed, mean) }, ...changes });

export const convolutionLevels = (source: string, destination: string, shape: readonly number[], data: Int8Array, changes: Partial<ConvolutionProjection> = {}): ConvolutionProjection =>
  ({ ...convolution(source, destination, [1], [0]), weights: { shape, data }, ...changes });

export function denseNetwork(response: Response): Network {
  const threshold = response === 'step' ? 130.5 : 43.7;
  return temporalNetwork([population('x', [40], timeInput(LINEAR_TIMES)), quantised('h', [21], response, threshold), quantised('y', [5], response, threshold)],
    [denseLevels('x', 'h', 21, 40, 1, 0.15, { bias: wholes(21, 5) }), denseLevels('h', 'y', 5, 21, 2, 0.3)], { stage: 'quantised', bits: 8 });
}

/** With pooling as the pass fold leaves it: of weights 1, threshold 1 for the earliest and 4 for the latest of a window. */
export function deepNetwork(pooled: 1 | 4): Network {
  return temporalNetwork(
    [
      population('x', [2, 9, 9], timeInput({ kind: 'linear', latest: 3, grid: 0.25, silentBelow: 0.1 })),
      quantised('c', [11, 5, 5], 'exponential', 40), quantised('p', [11, 2, 2], 'step', pooled), quantised('d', [4, 2, 2], 'exponential', 55.5), quantised('y', [6], 'exponential', 40),
    ],
    [
      convolutionLevels('x', 'c', [11, 2, 3, 3], levels(198, 3, 0.3), { stride: [2, 2], padding: [1, 1, 1, 1], bias: wholes(11, 8) }),
      convolutionLevels('c', 'p', [11, 1, 2, 2], new Int8Array(44).fill(1), { stride: [2, 2], groups: 11 }),
      convolutionLevels('p', 'd', [4, 11, 1, 1], levels(44, 4, 0.3)),
      denseLevels('d', 'y', 6, 16, 6, 0.3),
    ], { stage: 'quantised', bits: 8 });
}
