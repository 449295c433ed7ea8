import type { Dataset } from '../../src/ir/dataset.ts';
import type { PassContext } from '../../src/ir/pass.ts';
import type { Target } from '../../src/ir/target.ts';

export function contextWith(calibration: Dataset | null = null, target: Target | null = null): PassContext {
  return { target, calibration, profileOf: () => null, seed: 1, progress: () => undefined };
}
