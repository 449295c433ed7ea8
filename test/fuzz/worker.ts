import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { watchAllocations } from './allocations.ts';
import { FORMATS, type Format } from './formats.ts';
import { inputOf, putInput } from './inputs.ts';
import { outcomeOf } from './outcome.ts';
import { Progress, type Job, type JobResult, type Preparation, type WorkerData } from './progress.ts';
import type { Seed } from './seeds.ts';

const { seed, memoryLimit_bytes, progress, ...data } = workerData as WorkerData;
const folder = mkdtempSync(join(data.folder, 'thread-'));
const seedsOf = new Map<string, readonly Seed[]>();
const forget = watchAllocations(memoryLimit_bytes);
// What libraries print about damaged files says nothing here.
console.error = console.warn = console.log = () => {};

parentPort!.on('message', async (message: Preparation | Job) => {
  parentPort!.postMessage('seeds' in message ? await prepare(message) : await fuzz(message));
});
parentPort!.postMessage('ready');

/** Reads one sound file too, so that the time and memory of loading the reader are not those of the first input. */
async function prepare({ format: name, seeds }: Preparation): Promise<'ready'> {
  seedsOf.set(name, seeds);
  const format = formatNamed(name);
  const input = inputOf(format, seeds, seed, 0);
  const file = putInput(input, join(folder, 'first'));
  forget();
  await outcomeOf(() => format.read(file, input.random));
  return 'ready';
}

async function fuzz({ format: name, first, end }: Job): Promise<JobResult> {
  const format = formatNamed(name);
  const refused: Record<string, number> = {};
  const faults: JobResult['faults'][number][] = [];
  let read = 0;
  for (let index = first; index < end; index++) {
    Atomics.store(progress, Progress.size_MB, 0);
    Atomics.store(progress, Progress.index, index);
    const input = inputOf(format, seedsOf.get(name)!, seed, index);
    const inputFolder = join(folder, String(index % 8));
    const file = putInput(input, inputFolder);
    forget();
    Atomics.store(progress, Progress.size_MB, Math.ceil(process.memoryUsage.rss() / 2 ** 20));
    const outcome = await outcomeOf(() => format.read(file, input.random), format.isStage);
    if (outcome.kind === 'read') read++;
    else if (outcome.kind === 'refused') refused[outcome.code] = (refused[outcome.code] ?? 0) + 1;
    else faults.push({ ...outcome, index, seedName: input.seedName });
    rmSync(inputFolder, { recursive: true });
  }
  return { read, refused, faults };
}

function formatNamed(name: string): Format {
  return FORMATS.find((format) => format.name === name)!;
}
