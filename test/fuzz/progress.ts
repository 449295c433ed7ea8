import type { Fault } from './outcome.ts';
import type { Seed } from './seeds.ts';

/** What a thread is made with. */
export interface WorkerData {
  /** Where inputs are written. */
  readonly folder: string;
  readonly seed: number;
  readonly memoryLimit_bytes: number;
  /** See Progress. */
  readonly progress: Int32Array;
}

/** What a thread tells while it works: the index of its input, and the size of the process when reading began (0 while the input is made). */
export const Progress = { index: 0, size_MB: 1, length: 2 } as const;

/** Must be known before the first job of a format; answered by `ready`. The seeds are made once for all threads: some take seconds. */
export interface Preparation {
  readonly format: string;
  readonly seeds: readonly Seed[];
}

/** Inputs first .. end - 1 of a format; answered by a JobResult. */
export interface Job {
  readonly format: string;
  readonly first: number;
  readonly end: number;
}

export interface JobResult {
  readonly read: number;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: readonly (Fault & { readonly index: number; readonly seedName: string })[];
}
