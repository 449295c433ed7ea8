import type { NeuronState, Program } from './program.ts';

/** Starts a step of a population: a new stamp, and a read of every readout that current-coded inputs drive in every step. */
export function openStep(program: Program, { driven }: NeuronState): void {
  const stamps = program.stamps.data;
  // The last slot of the slack holds the running stamp: it only ever grows while a program lives.
  stamps[stamps.length - 1]!++;
  for (let i = 0; i < driven.count; i++) readNow(program, driven.readouts[i]!);
}

export function currentStamp({ stamps }: Program): number {
  return stamps.data[stamps.data.length - 1]!;
}

/** Counts a read of this readout unless it was read in this step. */
export function readNow(program: Program, readout: number): void {
  const stamp = currentStamp(program);
  if (program.stamps.data[readout] === stamp) return;
  program.stamps.data[readout] = stamp;
  program.reads.data[readout]!++;
}
