import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../src/ir/random.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { parseArchitecture } from '../../src/train/architecture.ts';
import { columnBases, sharedF32, sharedF64, sharedI32, STATISTICS, type Board } from '../../src/train/board.ts';
import { drawWeights } from '../../src/train/draw-weights.ts';
import { openLane } from '../../src/train/lane.ts';
import { planOf } from '../../src/train/plan.ts';
import { lossOf, networkWith, outputsOf } from './reference-network.ts';

const SAMPLES = 3;

/** Gradients of the loss over some samples, as training has them, with the weights and samples they are for. */
function gradientsOf(architecture: string, background: number): { board: Board; samples: number[][]; loss: number } {
  const plan = planOf(parseArchitecture(architecture)), size = sizeOf(plan.architecture.input), bases = columnBases(plan);
  const vector = (): Float32Array => sharedF32(plan.parameters);
  const board: Board = {
    plan, samples: sharedF32(SAMPLES * size), labels: sharedI32(SAMPLES), validation: { samples: sharedF32(0), labels: sharedI32(0) }, order: sharedI32(SAMPLES),
    shown: vector(), weights: vector(), means: vector(), squares: vector(), scales: sharedF32(bases[bases.length - 1]!), gradients: vector(), statistics: sharedF64(STATISTICS),
  };
  const drawn = drawWeights(plan, 5);
  // Some negative weights and biases.
  plan.projections.forEach(({ offset, rows, columns, used, emptyRows }) => {
    for (let i = 0; i < rows * columns; i++) if (i % columns < used && !emptyRows.includes(Math.floor(i / columns))) board.shown[offset + i] = drawn[offset + i]! + 0.03 * normal(3, offset + i);
  });
  // Part of the inputs fires last and together, as the background of an image.
  for (let i = 0; i < SAMPLES * size; i++) board.samples[i] = uniform(1, i) < background ? 20 : 1 + 15 * uniform(2, i);
  board.labels.set([0, 1, 1]);
  board.order.set([0, 1, 2]);
  openLane({ board, lane: 0, lanes: 1, seed: 1, jitter: 0, noisy: false, mostLevel: null, shards: 1, limit: Infinity })({ kind: 'learn', epoch: 0, first: 0, shards: [{ first: 0, count: SAMPLES }] });
  return { board, samples: Array.from({ length: SAMPLES }, (_, i) => [...board.samples.subarray(i * size, (i + 1) * size)]), loss: board.statistics[0]! };
}

describe.each([['6-4-3', 0], ['12-20-3', 0.5], ['24-18-17-3', 0.6], ['6x5x2 conv3x3s2 conv2x2 3', 0.2], ['5x5x1 conv2x17 4', 0]] as const)('%s', (architecture, background) => {
  const { board, samples, loss } = gradientsOf(architecture, background);
  const lossWith = (vector: Float32Array): number => samples.reduce((sum, z, i) => sum + lossOf(networkWith(architecture, vector), z, board.labels[i]!), 0);

  it('has the loss of the definition', () => {
    expect(outputsOf(networkWith(architecture, board.shown), samples[0]!).some(Number.isFinite)).toBe(true);
    expect(loss / lossWith(board.shown)).toBeCloseTo(1, 4);
  });

  it('has the gradients of finite differences', () => {
    const { plan, shown, gradients } = board;
    const largest = gradients.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    let compared = 0;
    plan.projections.forEach(({ offset, rows, columns, used, emptyRows }) => {
      const stride = Math.max(1, Math.floor((rows * used) / 40));
      for (let i = 0; i < rows * used; i += stride) {
        const row = Math.floor(i / used), at = offset + row * columns + (i % used);
        if (emptyRows.includes(row)) continue;
        // In f32 steps, since weights are such.
        const moved = (by: number): Float32Array => { const vector = shown.slice(); vector[at] = vector[at]! + by; return vector; };
        const [up, down] = [moved(1e-4), moved(-1e-4)];
        const difference = (lossWith(up) - lossWith(down)) / (up[at]! - down[at]!);
        expect(Math.abs(gradients[at]! - difference)).toBeLessThan(2e-3 * largest);
        compared++;
      }
    });
    expect(compared).toBeGreaterThan(30);
  });

  it('leaves padding alone', () => {
    board.plan.projections.forEach(({ offset, rows, columns, used }) => {
      for (let i = 0; i < rows * columns; i++) if (i % columns >= used) expect(board.gradients[offset + i]).toBe(0);
    });
  });
});
