import { workerData } from 'piscina';
import type { Job } from './lane.ts';
import { openSentLane, type SentSetup } from './lanes.ts';

/** Entry of a training thread: one lane, opened when its first job comes. */
let run: ReturnType<typeof openSentLane> | null = null;

/** @returns why the lane could not be opened, null where all is well */
export default function doJob(job: Job): string | null {
  try {
    run ??= openSentLane(workerData as SentSetup);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  run(job);
  return null;
}
