import { readoutAt } from './connections.ts';
import { addListedValues, type ListedSynapses } from './listed.ts';
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
      for (const plane of crossbars.planes) moveColumns(program, state.driven.readouts[i]!, plane, 'drives', state);
    }
  }
}

export function isCurrent(state: Program['populations'][number]): state is InputState {
  return state.kind === 'input' && state.population.coding === 'current';
}

/** Adds value x weight of every input of sample b to the accumulators of the ideal chip. */
export function scatterValues(program: Program, source: InputState, incoming: Incoming, b: number, accumulators: Block<Int32Array | Float32Array>): void {
  const { connection: { listed, tapOffsets }, crossed } = incoming;
  const add = (values: Block<Int32Array | Float32Array>, through: Pick<Incoming, 'tapOffsets' | 'taps'>, list: ListedSynapses | undefined): void => {
    const first = b * source.layout.size;
    if (list) return addListedValues({ tapOffsets }, list, source.ids.data, values.data, first, source.valueCounts[b]!, accumulators.data);
    program.kernels.scatterValuesI16(source.ids.pointer + 4 * first, values.pointer + 4 * first, source.valueCounts[b]!, through.tapOffsets, through.taps, program.weights, accumulators.pointer);
  };
  add(source.positive ?? source.values, incoming, listed);
  if (source.negative && crossed) add(source.negative, crossed, crossed.listed);
}

/** Adds value x cell of every input of sample b to the columns of the crossbars, and value^2 x variance to their variances. */
export function scatterOnCrossbars({ kernels, crossbars }: Program, source: InputState, { tapOffsets, taps }: Incoming, b: number, into: 'sums' | 'drives'): void {
  const at = b * source.layout.size * 4;
  const { planes, solved } = crossbars!;
  if (solved) return void kernels.scatterValuesF32(source.ids.pointer + at, source.values.pointer + at, source.valueCounts[b]!, tapOffsets, taps, solved.rows.cells, solved.rows[into].pointer);
  planes.forEach(({ signal, linear, squared }, index) => {
    const add = (values: Block<Int32Array | Float32Array>, cells: number, to = signal): void =>
      kernels.scatterValuesF32(source.ids.pointer + at, values.pointer + at, source.valueCounts[b]!, tapOffsets, taps, cells, to[into].pointer);
    add(source.positive ?? source.values, signal.cells);
    // Planes of positive and of negative weights come in pairs.
    if (source.negative) add(source.negative, planes[index ^ 1]!.signal.cells);
    for (const one of linear) add(source.values, one.cells, one);
    for (const one of squared) add(source.squares!, one.cells, one);
  });
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
  const { columns, solved } = crossbars!;
  if (solved) solved.rows.drives.data.fill(0, solved.layout.first[readout]!, solved.layout.first[readout]! + columns.rows[readout]!);
  const first = columns.first[readout]!;
  const end = first + columns.columns[readout]!;
  for (const { signal, linear, squared } of crossbars!.planes) {
    signal.drives.data.fill(0, first, end);
    for (const one of [...linear, ...squared]) one.drives.data.fill(0, first, end);
  }
}
