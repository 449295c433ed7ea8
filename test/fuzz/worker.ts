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
  readonly root: string;
  /** Where inputs are written. */
  readonly folder: string;
  readonly seed: number;
  readonly memoryLimit_bytes: number;
  /** [0] is the index of the input at work. */
  readonly progress: Int32Array;
}

/** Inputs first .. end - 1 of a format. */
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

const { root, seed, memoryLimit_bytes, progress, ...data } = workerData as WorkerData;
const folder = mkdtempSync(join(data.folder, 'thread-'));
const seeds = new Map<string, readonly Seed[]>();
// Known before memory is watched: the making of seeds is not what is looked at.
const seedsOf = (format: (typeof FORMATS)[number]): readonly Seed[] => {
  const known = seeds.get(format.name) ?? format.seeds(root);
  seeds.set(format.name, known);
  return known;
};
const forget = watchAllocations(memoryLimit_bytes);
// What libraries print about damaged files says nothing here.
console.error = console.warn = console.log = () => {};

parentPort!.on('message', async ({ format: name, first, end }: Job) => {
  const format = FORMATS.find((one) => one.name === name)!;
  const chosen = seedsOf(format);
  const refused: Record<string, number> = {};
  const faults: JobResult['faults'][number][] = [];
  let read = 0;
  for (let index = first; index < end; index++) {
    Atomics.store(progress, 0, index);
    const input = inputOf(format, chosen, seed, index);
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
