import type { Where } from '../../../diagnostics/diagnostic.ts';
import type { ArrayWires, Wires } from '../../../ir/wires.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import type { Conductances } from '../conductances.ts';
import { createWireSolver } from './effective-matrix.ts';
import { sensitivityOf } from './sensitivity.ts';

/** The conductances with which sources act on the column circuits, in place of those of the devices. */
export interface Wired {
  (devices: Conductances, where?: Where): Conductances;
  /** How much of a change of each conductance reaches its column (sensitivityOf). */
  readonly sensitivity: (devices: Conductances) => Conductances;
}

/** Word lines and bit lines of an array. */
export interface ArraySize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Wires of the crossbars of a chip. The devices of one sign are an array of their own, with drivers, wires and sense circuits of its own. The rows in
 * use are the last ones, next to the sense circuits, and the columns in use the first ones, next to the drivers. The rows that are not used, and
 * those that are silent, are held at 0 V. Devices in the other rows and columns keep `off_S`, or are disconnected: then the wires that lead
 * past them carry no current, and the array is no larger than what is used of it.
 * @param size of the arrays; null where they are as large as what is written in them
 * @param kernels an instance of their own
 */
export function wiredCrossbars(wires: ArrayWires, size: ArraySize | null, off_S: number, kernels: Kernels): Wired {
  const solver = createWireSolver(kernels);
  const whole = size && wires.unusedCells !== 'open' ? size : null;
  const arrays = whole && [0, 1].map(() => new Float64Array(whole.rows * whole.columns));
  const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
  const resistances: Wires = { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm };
  const solve = (devices: Conductances, work: (pair: readonly Float64Array[], size: ArraySize) => readonly Float64Array[]): Conductances => {
    const { rows, columns, positive, negative } = devices;
    if (!whole || !arrays || rows > whole.rows || columns > whole.columns || (rows === whole.rows && columns === whole.columns)) {
      const [one, other] = work([positive, negative], devices);
      return { rows, columns, positive: one!, negative: other! };
    }
    const used = { rows, columns, stride: whole.columns, first: (whole.rows - rows) * whole.columns };
    [positive, negative].forEach((cells, sign) => placeUsed(cells, arrays[sign]!.fill(off_S), used));
    const [one, other] = work(arrays, whole);
    return { rows, columns, positive: takeUsed(one!, used), negative: takeUsed(other!, used) };
  };
  return Object.assign(
    (devices: Conductances, where: Where = {}) => solve(devices, (pair, { rows, columns }) => solver.effectiveMatrices(pair, rows, columns, resistances, pair === arrays ? arrays : undefined, where)),
    { sensitivity: (devices: Conductances) => solve(devices, (pair, { rows, columns }) => pair.map((cells) => sensitivityOf(cells, rows, columns, resistances))) },
  );
}

/** Where the used part of an array stands in it. */
interface Used extends ArraySize {
  readonly stride: number;
  readonly first: number;
}

function placeUsed(cells: Float64Array, array: Float64Array, { rows, columns, stride, first }: Used): void {
  for (let row = 0; row < rows; row++) array.set(cells.subarray(row * columns, (row + 1) * columns), first + row * stride);
}

function takeUsed(array: Float64Array, { rows, columns, stride, first }: Used): Float64Array {
  const cells = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) cells.set(array.subarray(first + row * stride, first + row * stride + columns), row * columns);
  return cells;
}
