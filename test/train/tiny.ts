import { normal } from '../../src/ir/random.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { parseArchitecture } from '../../src/train/architecture.ts';
import { sharedF32, sharedI32 } from '../../src/train/board.ts';
import { drawWeights } from '../../src/train/draw-weights.ts';
import { planOf, type Plan } from '../../src/train/plan.ts';
import type { Examples, TrainingSettings } from '../../src/train/trainer.ts';

export const SETTINGS: TrainingSettings = { epochs: 4, batch: 40, learningRate: 0.01, seed: 3, bits: null, weightNoise: 0, jitter: 0 };

/** Samples about one pattern a class: inputs that fire at t = 0.5 and others at 2.5, both disturbed, and a background that fires last. */
export function patterns(size: number, classes: number, count: number, seed: number): Examples {
  const samples = sharedF32(count * size), labels = sharedI32(count);
  for (let sample = 0; sample < count; sample++) {
    const label = sample % classes;
    labels[sample] = label;
    for (let i = 0; i < size; i++) {
      const early = (i * 7 + label * 3) % classes === 0, background = (i + label) % 3 === 0;
      samples[sample * size + i] = Math.exp(background && !early ? 3 : Math.max(0, (early ? 0.5 : 2.5) + 0.3 * normal(seed, sample, i)));
    }
  }
  return { samples, labels };
}

export function planFor(architecture: string): { plan: Plan; start: Float32Array; size: number } {
  const plan = planOf(parseArchitecture(architecture));
  return { plan, start: drawWeights(plan, 3), size: sizeOf(plan.architecture.input) };
}
