import type { Fault } from './outcome.ts';
import type { Seed } from './seeds.ts';

/** What a thread is made with. */
export interface WorkerData {
  /** Name of the format it reads. */
  readonly format: string;
  /** Made once for all threads: some take seconds. */
  readonly seeds: readonly Seed[];
  /** Where inputs are written. */
  readonly folder: string;
  readonly seed: number;
  readonly memoryLimit_bytes: number;
  /** See Progress. */
  readonly progress: Int32Array;
}

/** What a thread tells while it works: the index of its input, and the size of the process when reading began (0 while the input is made). */
export const Progress = { index: 0, size_MB: 1, length: 2 } as const;

/** Inputs first .. end - 1 of its format. */
export interface Job {
  readonly first: number;
  readonly end: number;
}

export interface JobResult {
  readonly read: number;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: readonly (Fault & { readonly index: number; readonly seedName: string })[];
}
