import { describe, expect, it } from 'vitest';
import { columnBases } from '../../src/train/board.ts';
import { openTrainer, START, type EpochResult, type Progress, type TrainingSettings, type Vectors } from '../../src/train/trainer.ts';
import { patterns, planFor, SETTINGS } from './tiny.ts';

interface Ended {
  readonly weights: Buffer;
  readonly shown: Float32Array;
  readonly history: readonly EpochResult[];
  readonly scales: Float32Array;
  readonly states: readonly { readonly progress: Progress; readonly vectors: Vectors }[];
}

/** Trains to the end, and keeps the state after every batch. */
async function trained(architecture: string, changes: Partial<TrainingSettings> = {}, lanes = 1, from?: { readonly progress: Progress; readonly vectors: Vectors }): Promise<Ended> {
  const { plan, start, size } = planFor(architecture), settings = { ...SETTINGS, ...changes };
  const trainer = await openTrainer(plan, patterns(size, 4, 130, 1), patterns(size, 4, 60, 2), settings, from?.vectors ?? { weights: start }, lanes);
  const states: { progress: Progress; vectors: Vectors }[] = [];
  const copy = ({ weights, means, squares, scales }: Vectors): Vectors => ({ weights: weights.slice(), means: means.slice(), squares: squares.slice(), scales: scales.slice() });
  const { history } = await trainer.train(from?.progress ?? START, {
    onBatch: async (progress, collect) => { states.push({ progress, vectors: copy(await collect()) }); },
    onEpoch: async (_, progress, collect) => { states.push({ progress, vectors: copy(await collect()) }); },
  });
  const shown = await trainer.shown();
  await trainer.close();
  return { weights: Buffer.from(states[states.length - 1]?.vectors.weights.buffer ?? new ArrayBuffer(0)), shown, history, scales: trainer.board.scales.slice(), states };
}

describe('training', () => {
  it.each([['16-12-4', {}], ['4x4x1 conv2x6s2 4', {}], ['16-12-4', { jitter: 0.05 }], ['16-12-4', { weightNoise: 0.1 }]] as const)('learns a few patterns: %s %o', async (architecture, changes) => {
    const { history } = await trained(architecture, { epochs: 8, ...changes });
    expect(history).toHaveLength(8);
    expect(history[7]!.loss).toBeLessThan(0.5 * history[0]!.loss);
    expect(history[7]!.validation).toBeGreaterThan(0.9);
  });

  it.each([['16-12-4', {}], ['4x4x1 conv2x6s2 20 4', { weightNoise: 0.1, jitter: 0.05 }], ['16-12-4', { bits: 2 }]] as const)('gives the same bytes whatever the number of lanes: %s %o', async (architecture, changes) => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((lanes) => trained(architecture, { epochs: 2, ...changes }, lanes)));
    expect(two!.weights.equals(one!.weights)).toBe(true);
    expect(three!.weights.equals(one!.weights)).toBe(true);
    expect(two!.history).toEqual(one!.history);
  });

  it.each([{}, { bits: 4, weightNoise: 0.1, jitter: 0.02 }] as const)('goes on from any state to the same bytes: %o', async (changes) => {
    const whole = await trained('16-12-4', { epochs: 3, ...changes });
    expect(whole.states.length).toBe(12);
    for (const at of [1, 3, 6]) {
      const resumed = await trained('16-12-4', { epochs: 3, ...changes }, 2, { progress: JSON.parse(JSON.stringify(whole.states[at]!.progress)), vectors: whole.states[at]!.vectors });
      expect(resumed.weights.equals(whole.weights)).toBe(true);
      expect(resumed.history).toEqual(whole.history);
    }
  });

  it.each([2, 4, 8] as const)('ends on the levels of %i bits', async (bits) => {
    const { plan } = planFor('16-12-4'), { shown, scales, history } = await trained('16-12-4', { bits, epochs: 8 });
    const most = 2 ** (bits - 1) - 1, bases = columnBases(plan);
    expect(history[7]!.accuracy).toBeGreaterThan(0.6);
    plan.projections.forEach(({ offset, rows, columns, used }, i) => {
      const levels = new Set<number>();
      for (let at = 0; at < rows * columns; at++) {
        if (at % columns >= used) continue;
        const scale = scales[bases[i]! + (at % columns)]!, level = Math.round(shown[offset + at]! / scale);
        expect(Math.fround(level * scale) + 0).toBe(shown[offset + at]! + 0);
        expect(Math.abs(level)).toBeLessThanOrEqual(most);
        levels.add(level);
      }
      expect(levels.size).toBeGreaterThan(Math.min(2, most));
    });
  });

  it('noise on weights changes decisions, and the same draw the same ones', async () => {
    const { plan, start, size } = planFor('16-12-4');
    const trainer = await openTrainer(plan, patterns(size, 4, 130, 1), null, SETTINGS, { weights: start }, 1);
    const losses = [];
    for (const noise of [undefined, { share: 0.3, draw: 1 }, { share: 0.3, draw: 2 }, { share: 0.3, draw: 1 }]) losses.push((await trainer.evaluate('training', noise)).loss);
    expect(losses[3]).toBe(losses[1]);
    expect(new Set(losses).size).toBe(3);
    await trainer.close();
  });
});
