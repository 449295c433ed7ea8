import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { watchAllocations } from './allocations.ts';
import { FORMATS } from './formats.ts';
import { inputOf, putInput } from './inputs.ts';
import { outcomeOf } from './outcome.ts';
import { Progress, type Job, type JobResult, type WorkerData } from './progress.ts';

const { seeds, seed, memoryLimit_bytes, progress, ...data } = workerData as WorkerData;
const folder = mkdtempSync(join(data.folder, 'thread-'));
const format = FORMATS.find(({ name }) => name === data.format)!;
await loadEverything();
const forget = watchAllocations(memoryLimit_bytes);
// What libraries print about damaged files says nothing here.
console.error = console.warn = console.log = () => {};

parentPort!.on('message', async ({ first, end }: Job) => {
  const refused: Record<string, number> = {};
  const faults: JobResult['faults'][number][] = [];
  let read = 0;
  for (let index = first; index < end; index++) {
    Atomics.store(progress, Progress.size_MB, 0);
    Atomics.store(progress, Progress.index, index);
    const input = inputOf(format, seeds, seed, index);
    const inputFolder = join(folder, String(index % 8));
    const file = putInput(input, inputFolder);
    forget();
    Atomics.store(progress, Progress.size_MB, Math.ceil(process.memoryUsage.rss() / 2 ** 20));
    const outcome = await outcomeOf(() => format.read(file, input.random), format.undeclared);
    if (outcome.kind === 'read') read++;
    else if (outcome.kind === 'refused') refused[outcome.code] = (refused[outcome.code] ?? 0) + 1;
    else faults.push({ ...outcome, index, seedName: input.seedName });
    rmSync(inputFolder, { recursive: true });
  }
parentPort!.postMessage({ read, refused, faults } satisfies JobResult);
});

parentPort!.postMessage('ready');

/** Reads one sound file, so that the time and memory of loading the reader are not those of the first input. */
async function loadEverything(): Promise<void> {
  const input = inputOf(format, seeds, seed, 0);
  const file = putInput(input, join(folder, 'first'));
  await outcomeOf(() => format.read(file, input.random));
}
