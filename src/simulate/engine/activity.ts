import type { Target } from '../../ir/target.ts';

/** Counts the updates of one population's neurons that are not at rest at 0 before and after, without a spike. */
export interface Activity {
  /** By local id, over all samples so far. */
  readonly counts: Uint32Array;
  /** Before the first step of a sample. */
  readonly start: (potentials: Float32Array) => void;
  /**
   * After a step.
   * @param fired local ids of what fired: fired[first] .. fired[first + count]
   * @param byCore where to add the number of each core, from `at` on; null for nowhere
   */
  readonly step: (potentials: Float32Array, fired: Int32Array, first: number, count: number, byCore: Uint32Array | null, at: number) => void;
}

/** Whether a target prices or times them: telling them apart takes a look at every potential in every step. */
export function asksForActivity({ prices, timing }: Pick<Target, 'prices' | 'timing'>): boolean {
  return prices.some(({ count }) => count === 'activeUpdates') || timing.perCount_ns.activeUpdates !== undefined;
}

/** @param cores core of each local id; -1 for padding */
export function activityOf(cores: Int32Array): Activity {
  const size = cores.length;
  const counts = new Uint32Array(size);
  // Bit 0: at 0 after the last step, bit 1: after the step before it.
  const rest = new Uint8Array(size);
  return {
    counts,
    start: (potentials) => { for (let k = 0; k < size; k++) rest[k] = potentials[k] === 0 ? 1 : 0; },
    step: (potentials, fired, first, count, byCore, at) => {
      for (let k = 0; k < size; k++) {
        const now = ((rest[k]! & 1) << 1) | (potentials[k] === 0 ? 1 : 0);
        rest[k] = now;
        if (now === 3) continue;
        counts[k]!++;
        if (byCore !== null && cores[k]! >= 0) byCore[at + cores[k]!]!++;
      }
      for (let i = first; i < first + count; i++) {
        const k = fired[i]!;
        if (rest[k] !== 3) continue;
        counts[k]!++;
        if (byCore !== null) byCore[at + cores[k]!]!++;
      }
    },
  };
}
