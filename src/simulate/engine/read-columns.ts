import { digitise } from '../crossbar/adc.ts';
import { addReadNoise } from '../crossbar/read-noise.ts';
import type { NeuronState, Program } from './program.ts';
import { currentStamp } from './readouts.ts';

/** Reads every crossbar of a population that was driven in this step: every-read effects, then its columns go to their somas. */
export function readColumns(program: Program, state: NeuronState, sample: number, timestep: number): void {
  const { crossbars, stamps, seed } = program;
  const { sums, drives, columns, converters, noise } = crossbars!;
  const stamp = currentStamp(program);
  const perRead = converters !== null || noise > 0;
  for (const readout of state.readouts) {
    if (stamps.data[readout] !== stamp) continue;
    const first = columns.first[readout]!;
    const width = columns.columns[readout]!;
    if (perRead) {
      for (let i = first; i < first + width; i++) sums.data[i] = Math.fround(sums.data[i]! + drives.data[i]!);
      if (noise > 0) addReadNoise(sums.data, first, width, noise, seed, sample, timestep, readout);
      if (converters) digitise(sums.data, first, width, converters[readout]!);
    }
    moveColumns(program, readout, sums.data, state.accumulators.data as Float32Array);
    sums.data.fill(0, first, first + width);
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
