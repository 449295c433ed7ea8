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
    scatterValues(program, source, incoming, b, crossbars ? crossbars.drives : state.drive);
  }
  if (crossbars && !crossbars.runs) {
    for (let i = 0; i < state.driven.count; i++) moveColumns(program, state.driven.readouts[i]!, crossbars.drives.data, state.drive.data as Float32Array);
  }
}

export function isCurrent(state: Program['populations'][number]): state is InputState {
  return state.kind === 'input' && state.population.coding === 'current';
}

/** Adds value x weight of every input of sample b to the accumulators. */
export function scatterValues({ kernels, weights, crossbars }: Program, source: InputState, { connection, tapOffsets, taps }: Incoming, b: number, accumulators: Block<Int32Array | Float32Array>): void {
  const { listed } = connection;
  if (listed) return addListedValues(connection, listed, source.ids.data, source.values.data, b * source.layout.size, source.valueCounts[b]!, accumulators.data);
  const at = b * source.layout.size * 4;
  const scatter = crossbars ? kernels.scatterValuesF32 : kernels.scatterValuesI16;
  scatter(source.ids.pointer + at, source.values.pointer + at, source.valueCounts[b]!, tapOffsets, taps, weights, accumulators.pointer);
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
  crossbars!.drives.data.fill(0, first, first + crossbars!.columns.columns[readout]!);
}
