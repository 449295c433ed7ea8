import { digitise } from '../crossbar/adc.ts';
import { addReadNoise } from '../crossbar/read-noise.ts';
import type { NeuronState, Program } from './program.ts';
import { currentStamp } from './readouts.ts';

/** Reads every crossbar of a population that was driven in this step: every-read effects, then its columns go to their somas. */
export function readColumns(program: Program, state: NeuronState, sample: number, timestep: number): void {
  const { crossbars, stamps, seed } = program;
  const { columns, runs, quantiles } = crossbars!;
  const sums = crossbars!.sums.data;
  const drives = crossbars!.drives.data;
  const stamp = currentStamp(program);
  for (const readout of state.readouts) {
    if (stamps.data[readout] !== stamp) continue;
    const first = columns.first[readout]!;
    const width = columns.columns[readout]!;
    if (runs) {
      for (let i = first; i < first + width; i++) sums[i] = Math.fround(sums[i]! + drives[i]!);
      for (const run of runs[readout]!) {
        if (quantiles) addReadNoise(sums, run.first, run.length, run.sigma, quantiles, seed, sample, timestep, run.address);
        if (run.converter) digitise(sums, run.first, run.length, run.converter);
      }
    }
    moveColumns(program, readout, sums, state.accumulators.data as Float32Array);
    sums.fill(0, first, first + width);
  }
}

/** Adds the columns of a readout to the sums of the neurons they belong to. */
export function moveColumns({ crossbars }: Program, readout: number, from: Float32Array, to: Float32Array): void {
  const { moveOffsets, moves } = crossbars!.columns;
  for (let move = moveOffsets[readout]!; move < moveOffsets[readout + 1]!; move++) {
    const [source, destination, length] = [moves[3 * move]!, moves[3 * move + 1]!, moves[3 * move + 2]!];
    for (let i = 0; i < length; i++) to[destination + i] = Math.fround(to[destination + i]! + from[source + i]!);
  }
}
