import { digitise } from '../crossbar/adc.ts';
import { digitiseWithErrors } from '../crossbar/adc-errors.ts';
import { noteSums } from '../crossbar/adc-range.ts';
import { addDeviceNoise, addReferenceNoise } from '../crossbar/device-noise.ts';
import { addReadNoise } from '../crossbar/read-noise.ts';
import { lowerVariances, type SagSums } from '../crossbar/sag-variances.ts';
import type { Accumulated, Plane, PlaneSag } from './planes.ts';
import type { NeuronState, Program } from './program.ts';
import type { ColumnRun } from './read-effects.ts';
import { currentStamp } from './readouts.ts';

/** Reads every crossbar of a population that was driven in this step: every-read effects, then its columns go to their somas. */
export function readColumns(program: Program, state: NeuronState, sample: number, timestep: number): void {
  const { crossbars, stamps } = program;
  const { columns, runs, planes, solved } = crossbars!;
  const stamp = currentStamp(program);
  for (const readout of state.readouts) {
    if (stamps.data[readout] !== stamp) continue;
    const first = columns.first[readout]!;
    const end = first + columns.columns[readout]!;
    if (solved) addDrives(solved.rows, solved.layout.first[readout]!, solved.layout.first[readout]! + columns.rows[readout]!);
    for (let slice = 0; slice < planes.length; slice++) {
      const plane = planes[slice]!;
      if (solved) solved.read(slice, readout, plane);
      if (runs) {
        addDrives(plane.signal, first, end);
        for (const one of plane.linear) addDrives(one, first, end);
        for (const one of plane.squared) addDrives(one, first, end);
        for (const run of runs[slice]![readout]!) actOn(program, plane, run, sample, timestep);
      }
      moveColumns(program, readout, plane, 'sums', state);
      plane.signal.sums.data.fill(0, first, end);
      for (const one of plane.linear) one.sums.data.fill(0, first, end);
      for (const one of plane.squared) one.sums.data.fill(0, first, end);
    }
    if (solved) solved.rows.sums.data.fill(0, solved.layout.first[readout]!, solved.layout.first[readout]! + columns.rows[readout]!);
  }
}

/** Adds the columns of a readout, each unit of them `worth` levels, to the sums of the neurons they belong to; of drives, to what is added in every step. */
export function moveColumns({ crossbars }: Program, readout: number, { signal, worth, branch }: Plane, what: 'sums' | 'drives', { accumulators, drive, layout }: NeuronState): void {
  const { moveOffsets, moves } = crossbars!.columns;
  const from = signal[what].data;
  const to = (what === 'sums' ? accumulators : drive).data as Float32Array;
  const shift = branch * layout.size;
  for (let move = moveOffsets[readout]!; move < moveOffsets[readout + 1]!; move++) {
    const [source, destination, length] = [moves[3 * move]!, moves[3 * move + 1]! + shift, moves[3 * move + 2]!];
    for (let i = 0; i < length; i++) to[destination + i] = Math.fround(to[destination + i]! + worth * from[source + i]!);
  }
}

function addDrives({ sums: { data: sums }, drives: { data: drives } }: Accumulated, first: number, end: number): void {
  for (let i = first; i < end; i++) sums[i] = Math.fround(sums[i]! + drives[i]!);
}

function actOn({ crossbars, effects, seed }: Program, { signal, variance, reference, sag }: Plane, run: ColumnRun, sample: number, timestep: number): void {
  const { quantiles } = crossbars!;
  const columns = signal.sums.data;
  if (variance && sag) lowerVariances(variance.sums.data, reference && reference.sums.data, columns, sumsOf(sag), run.first, run.length, run.place);
  if (variance) addDeviceNoise(columns, variance.sums.data, run.first, run.length, quantiles!, seed, sample, timestep, run.address);
  if (reference) addReferenceNoise(columns, reference.sums.data, run.first, run.length, quantiles!, seed, sample, timestep, run.read);
  if (effects.readNoise) addReadNoise(columns, run.first, run.length, run.sigma, quantiles!, seed, sample, timestep, run.address);
  const seen = crossbars!.watch?.get(run);
  if (seen) return noteSums(seen, columns, run.first, run.length);
  if (run.converter && run.errors) digitiseWithErrors(columns, run.first, run.length, run.converter, run.errors, run.column);
  else if (run.converter) digitise(columns, run.first, run.length, run.converter);
}

function sumsOf({ current, linear, square, turned }: PlaneSag): SagSums {
  return { current: current.sums.data, linear: { positive: linear.positive.sums.data, negative: linear.negative.sums.data }, square, turned };
}
