import { digitise } from '../crossbar/adc.ts';
import { digitiseWithErrors } from '../crossbar/adc-errors.ts';
import { addDeviceNoise } from '../crossbar/device-noise.ts';
import { addReadNoise } from '../crossbar/read-noise.ts';
import type { Accumulated, Plane } from './planes.ts';
import type { NeuronState, Program } from './program.ts';
import type { ColumnRun } from './read-effects.ts';
import { currentStamp } from './readouts.ts';

/** Reads every crossbar of a population that was driven in this step: every-read effects, then its columns go to their somas. */
export function readColumns(program: Program, state: NeuronState, sample: number, timestep: number): void {
  const { crossbars, stamps } = program;
  const { columns, runs, planes } = crossbars!;
  const stamp = currentStamp(program);
  for (const readout of state.readouts) {
    if (stamps.data[readout] !== stamp) continue;
    const first = columns.first[readout]!;
    const end = first + columns.columns[readout]!;
    for (let slice = 0; slice < planes.length; slice++) {
      const plane = planes[slice]!;
      if (runs) {
        addDrives(plane.signal, first, end);
        if (plane.variance) addDrives(plane.variance, first, end);
        for (const run of runs[slice]![readout]!) actOn(program, plane, run, sample, timestep);
      }
      moveColumns(program, readout, plane.signal.sums.data, state.accumulators.data as Float32Array, plane.worth);
      plane.signal.sums.data.fill(0, first, end);
      plane.variance?.sums.data.fill(0, first, end);
    }
  }
}

/** Adds the columns of a readout, each unit of them `worth` levels, to the sums of the neurons they belong to. */
export function moveColumns({ crossbars }: Program, readout: number, from: Float32Array, to: Float32Array, worth: number): void {
  const { moveOffsets, moves } = crossbars!.columns;
  for (let move = moveOffsets[readout]!; move < moveOffsets[readout + 1]!; move++) {
    const [source, destination, length] = [moves[3 * move]!, moves[3 * move + 1]!, moves[3 * move + 2]!];
    for (let i = 0; i < length; i++) to[destination + i] = Math.fround(to[destination + i]! + worth * from[source + i]!);
  }
}

function addDrives({ sums: { data: sums }, drives: { data: drives } }: Accumulated, first: number, end: number): void {
  for (let i = first; i < end; i++) sums[i] = Math.fround(sums[i]! + drives[i]!);
}

function actOn({ crossbars, effects, seed }: Program, { signal, variance }: Plane, run: ColumnRun, sample: number, timestep: number): void {
  const { quantiles } = crossbars!;
  const columns = signal.sums.data;
  if (variance) addDeviceNoise(columns, variance.sums.data, run.first, run.length, quantiles!, seed, sample, timestep, run.address);
  if (effects.readNoise) addReadNoise(columns, run.first, run.length, run.sigma, quantiles!, seed, sample, timestep, run.address);
  if (run.converter && run.errors) digitiseWithErrors(columns, run.first, run.length, run.converter, run.errors, run.column);
  else if (run.converter) digitise(columns, run.first, run.length, run.converter);
}
