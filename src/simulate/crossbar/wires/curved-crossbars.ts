import type { CellCurve } from '../../../ir/crossbar-case.ts';
import type { ArrayWires, Wires } from '../../../ir/wires.ts';
import type { Conductances } from '../conductances.ts';
import { allocateLadders } from './ladders.ts';
import { allocateState, type LinearState } from './linear-solver.ts';
import { withoutOpenParts } from './network.ts';
import { newton, type CurvedState } from './newton.ts';
import { preconditionedGradients } from './preconditioned-gradients.ts';
import { cellVoltages } from './sensitivity.ts';
import { toArrays, type ArraySize, type PlacedArrays } from './wired-crossbars.ts';

/** What the columns of a crossbar carry for one vector of row voltages; overwritten by the next. */
export interface CurvedRead {
  /** Largest error of a current, as a share of the largest one of a column; not above the tolerance, or the solver did not get there. */
  readonly residual: number;
  readonly reached: boolean;
  /** Of the columns of the positive devices, and of the negative ones or the reference, A; by column of the devices. */
  readonly positive_A: Float64Array;
  readonly negative_A: Float64Array;
  /** Variances from the noise of the devices, A^2; zeros where there is none. */
  readonly positive_A2: Float64Array;
  readonly negative_A2: Float64Array;
}

/** A crossbar whose devices do not conduct linearly, behind its wires. */
export interface CurvedCrossbar {
  /** @param row_V of the rows in use @param fresh not from the voltages of the read before */
  readonly read: (row_V: Float64Array, fresh: boolean) => CurvedRead;
}

export interface CurvedBench {
  readonly wires: ArrayWires;
  /** Of the arrays; null where they are as large as what is written in them. */
  readonly size: ArraySize | null;
  readonly off_S: number;
  readonly curve: CellCurve;
  /** Current of a device at the read voltage over that of a conductor of its small-signal conductance. */
  readonly readGain: number;
  /** Variance of a conductance from read to read, S^2; null where devices do not vary. */
  readonly varianceOf: ((conductance_S: number) => number) | null;
}

/** Largest error of a column current, as a share of the largest one of its array: what is left is below the rounding of the sums (f32). */
export const READ_TOLERANCE = 1e-9;

/**
 * Crossbars that are solved in every read, by Newton's method from the voltages of the read before. Conductances are those at the read voltage. The noise of a
 * device goes with the current that it carries in the solution; what its column feels of it is that of conductors (`cellVoltages`).
 */
export function curvedCrossbars({ wires, size, off_S, curve, readGain, varianceOf }: CurvedBench): (devices: Conductances) => CurvedCrossbar {
  const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
  const resistances: Wires = { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm };
  const workspaces = new Map<string, Workspace>();
  return (devices) => {
    const placed = toArrays(devices, wires.unusedCells === 'open' ? null : size, off_S);
    const { rows, columns } = placed.whole;
    const key = `${rows} ${columns}`;
    const workspace = workspaces.get(key) ?? createWorkspace(placed.whole, resistances);
    workspaces.set(key, workspace);
    const arrays = placed.arrays.map((cells) => createArray(cells, placed, resistances, readGain, varianceOf));
    return { read: (row_V, fresh) => readArrays(devices, placed, arrays, workspace, curve, row_V, fresh) };
  };
}

/** Memory that arrays of one size share. */
interface Workspace {
  readonly linear: LinearState;
  readonly wires: Wires;
  readonly current_A: Float64Array;
  readonly slope_S: Float64Array;
  readonly scratch: CurvedState['scratch'];
}

/** What an array keeps from read to read. */
interface CurvedArray {
  /** Of small signals. */
  readonly conductance_S: Float64Array;
  readonly column_V: Float64Array;
  readonly volts: Float64Array;
  readonly carried_A: Float64Array;
  /** Variance that each cell adds to its column for each square ampere that it carries; null without noise. */
  readonly noise: Float64Array | null;
}

function createWorkspace({ rows, columns }: ArraySize, wires: Wires): Workspace {
  const array = (): Float64Array => new Float64Array(rows * columns);
  const closed = withoutOpenParts({ rows, columns, conductance_S: array(), wires }).wires;
  return { linear: allocateState(allocateLadders(rows, columns, closed)), wires: closed, current_A: array(), slope_S: array(), scratch: [array(), array(), array(), array()] };
}

function createArray(cells: Float64Array, { whole: { rows, columns } }: PlacedArrays, wires: Wires, readGain: number, varianceOf: CurvedBench['varianceOf']): CurvedArray {
  const { conductance_S } = withoutOpenParts({ rows, columns, conductance_S: cells, wires });
  const felt = varianceOf && cellVoltages(conductance_S, rows, columns, wires).backward;
  const noise = felt && conductance_S.map((siemens, cell) => (siemens === 0 ? 0 : varianceOf(siemens) * (felt[cell]! / siemens) ** 2));
  const array = (): Float64Array => new Float64Array(cells.length);
  return { conductance_S: conductance_S.map((siemens) => siemens / readGain), column_V: array(), volts: array(), carried_A: array(), noise };
}

function readArrays(devices: Conductances, placed: PlacedArrays, arrays: readonly CurvedArray[], workspace: Workspace, curve: CellCurve, row_V: Float64Array, fresh: boolean): CurvedRead {
  const { whole, used } = placed;
  const solved = arrays.map((array) => {
    const { conductance_S, column_V, volts, carried_A, noise } = array;
    const { wires, current_A, slope_S, scratch } = workspace;
    const linear = { ...workspace.linear, column_V };
    linear.source_V.fill(0);
    linear.source_V.set(row_V, whole.rows - used.rows);
    const { reached, residual_A, largest_A } = newton({ linear, wires, floats: null, conductance_S, volts, carried_A, current_A, slope_S, scratch }, curve, preconditionedGradients, { relative: READ_TOLERANCE, absolute_A: 0 }, !fresh);
    return { reached, residual: residual_A === 0 ? 0 : residual_A / largest_A, amperes: linear.sensed_A.slice(0, used.columns), squares: squaresOf(noise, carried_A, placed) };
  });
  const [one, other] = [solved[0]!, solved[1] ?? solved[0]!];
  const { columns, offset } = devices;
  const reference = (values: Float64Array): Float64Array => (offset ? new Float64Array(columns).fill(values[columns]!) : values);
  return {
    residual: Math.max(one.residual, other.residual), reached: one.reached && other.reached,
    positive_A: one.amperes, negative_A: reference(other.amperes), positive_A2: one.squares, negative_A2: reference(other.squares),
  };
}

function squaresOf(noise: Float64Array | null, carried_A: Float64Array, { whole, used }: PlacedArrays): Float64Array {
  const squares = new Float64Array(used.columns);
  if (!noise) return squares;
  for (let row = whole.rows - used.rows; row < whole.rows; row++) {
    for (let column = 0, cell = row * whole.columns; column < used.columns; column++, cell++) squares[column]! += noise[cell]! * carried_A[cell]! ** 2;
  }
  return squares;
}
