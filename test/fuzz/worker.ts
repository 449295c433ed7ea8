import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { watchAllocations } from './allocations.ts';
import { FORMATS } from './formats.ts';
import { inputOf, putInput } from './inputs.ts';
import { outcomeOf, type Fault } from './outcome.ts';
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
  /** [0] is the index of the input at work. */
  readonly progress: Int32Array;
}

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

const { seeds, seed, memoryLimit_bytes, progress, ...data } = workerData as WorkerData;
const folder = mkdtempSync(join(data.folder, 'thread-'));
const format = FORMATS.find(({ name }) => name === data.format)!;
const forget = watchAllocations(memoryLimit_bytes);
// What libraries print about damaged files says nothing here.
console.error = console.warn = console.log = () => {};

parentPort!.on('message', async ({ first, end }: Job) => {
  const refused: Record<string, number> = {};
  const faults: JobResult['faults'][number][] = [];
  let read = 0;
  for (let index = first; index < end; index++) {
    Atomics.store(progress, 0, index);
    const input = inputOf(format, seeds, seed, index);
    const inputFolder = join(folder, String(index % 8));
    const file = putInput(input, inputFolder);
    forget();
    const outcome = await outcomeOf(() => format.read(file, input.random));
    if (outcome.kind === 'read') read++;
    else if (outcome.kind === 'refused') refused[outcome.code] = (refused[outcome.code] ?? 0) + 1;
    else faults.push({ ...outcome, index, seedName: input.seedName });
    rmSync(inputFolder, { recursive: true });
  }
  parentPort!.postMessage({ read, refused, faults } satisfies JobResult);
});

parentPort!.postMessage('ready');
