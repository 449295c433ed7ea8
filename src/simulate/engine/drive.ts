import { readoutAt } from './connections.ts';
import { addListedValues } from './listed.ts';
import type { Block } from './memory.ts';
import { moveColumns } from './read-columns.ts';
import type { Incoming, InputState, NeuronState, Program } from './program.ts';

/**
 * What the current-coded inputs of sample b add in every step, computed once: sums in `drive` (on crossbars with every-read effects
 * they stay at the readouts until they are read), and the list of readouts they drive.
 */
export function driveOf(program: Program, state: NeuronState, b: number): void {
  const { crossbars, populations } = program;
  state.drive.data.fill(0);
  listDriven(program, state, b);
  if (crossbars) for (const readout of state.readouts) clearColumns(program, readout);
  for (const incoming of state.incoming) {
    const source = populations[incoming.connection.source]!;
    if (!isCurrent(source) || incoming.connection.delay > 0) continue;
    if (crossbars) scatterOnCrossbars(program, source, incoming, b, 'drives');
    else scatterValues(program, source, incoming, b, state.drive);
  }
  if (crossbars && !crossbars.runs) {
    for (let i = 0; i < state.driven.count; i++) {
      for (const { signal, worth } of crossbars.planes) moveColumns(program, state.driven.readouts[i]!, signal.drives.data, state.drive.data as Float32Array, worth);
    }
  }
}

export function isCurrent(state: Program['populations'][number]): state is InputState {
  return state.kind === 'input' && state.population.coding === 'current';
}

/** Adds value x weight of every input of sample b to the accumulators of the ideal chip. */
export function scatterValues({ kernels, weights }: Program, source: InputState, { connection, tapOffsets, taps }: Incoming, b: number, accumulators: Block<Int32Array | Float32Array>): void {
  const { listed } = connection;
  if (listed) return addListedValues(connection, listed, source.ids.data, source.values.data, b * source.layout.size, source.valueCounts[b]!, accumulators.data);
  const at = b * source.layout.size * 4;
  kernels.scatterValuesI16(source.ids.pointer + at, source.values.pointer + at, source.valueCounts[b]!, tapOffsets, taps, weights, accumulators.pointer);
}

/** Adds value x cell of every input of sample b to the columns of the crossbars, and value^2 x variance to their variances. */
export function scatterOnCrossbars({ kernels, crossbars }: Program, source: InputState, { tapOffsets, taps }: Incoming, b: number, into: 'sums' | 'drives'): void {
  const at = b * source.layout.size * 4;
  for (const { signal, variance } of crossbars!.planes) {
    kernels.scatterValuesF32(source.ids.pointer + at, source.values.pointer + at, source.valueCounts[b]!, tapOffsets, taps, signal.cells, signal[into].pointer);
    if (variance) kernels.scatterValuesF32(source.ids.pointer + at, source.squares!.pointer + at, source.valueCounts[b]!, tapOffsets, taps, variance.cells, variance[into].pointer);
  }
}

/** Readouts with a row that a non-zero value of sample b drives. */
function listDriven({ populations }: Program, { driven, incoming }: NeuronState, b: number): void {
  driven.count = 0;
  driven.mark++;
  for (const { connection } of incoming) {
    const source = populations[connection.source]!;
    if (!isCurrent(source) || connection.delay > 0) continue;
    const first = b * source.layout.size;
    for (let i = first; i < first + source.valueCounts[b]!; i++) {
      const id = source.ids.data[i]!;
      for (let tap = connection.tapOffsets[id]!; tap < connection.tapOffsets[id + 1]!; tap++) {
        const readout = readoutAt(connection, tap);
        if (driven.marks[readout] === driven.mark) continue;
        driven.marks[readout] = driven.mark;
        driven.readouts[driven.count++] = readout;
      }
    }
  }
}

function clearColumns({ crossbars }: Program, readout: number): void {
  const first = crossbars!.columns.first[readout]!;
  const end = first + crossbars!.columns.columns[readout]!;
  for (const { signal, variance } of crossbars!.planes) {
    signal.drives.data.fill(0, first, end);
    variance?.drives.data.fill(0, first, end);
  }
}
