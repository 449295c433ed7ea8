import { fail, type Where } from '../../../diagnostics/diagnostic.ts';
import type { Wires } from '../../../ir/wires.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { loadKernels } from '../../../kernels/load.ts';
import { checkLinear } from './check-linear.ts';
import { elongatedMatrix, isElongated } from './elongated.ts';
import { mergePlan, type MergePlan } from './merge-plan.ts';

/** Effective conductances of crossbars; keeps its memory from call to call. */
export interface WireSolver {
  /**
   * G_eff of each of these crossbars, rows x columns, S: the current out of column j is the sum over rows of V_i G_eff[i][j]. Two crossbars are
   * worked on at once; what comes out does not depend on which.
   * @param results where to write, one a crossbar; may be the conductances themselves
   * @throws DiagnosticError S850..S853
   */
  readonly effectiveMatrices: (conductances_S: readonly Float64Array[], rows: number, columns: number, wires: Wires, results?: readonly Float64Array[], where?: Where) => readonly Float64Array[];
}

/**
 * The conductance of a connection without resistance. So far above all others (at most 1e40 S) that what it leaves of a resistance is below the
 * rounding error of any result, and so the same as none: the merging never subtracts, so it keeps its precision whatever the ratio.
 */
const IDEAL_S = 2 ** 213;

/** Conductance of a connection, S; finite where there is no resistance. */
export function siemensOf(ohm: number): number {
  return ohm === 0 ? IDEAL_S : 1 / ohm;
}

/** @param kernels take an instance of their own: its memory is kept for the largest shape that was solved */
export function createWireSolver(kernels: Kernels): WireSolver {
  const plans = new Map<string, PlacedPlan>();
  let arena: Arena = { cells: 0, workspace: 0, pointers: null };
  return {
    effectiveMatrices(conductances_S, rows, columns, wires, results = conductances_S.map(({ length }) => new Float64Array(length)), where = {}) {
      for (const conductance_S of conductances_S) checkLinear(conductance_S, rows, columns, wires, where);
      if (Object.values(wires).every((ohm) => ohm === 0)) {
        conductances_S.forEach((conductance_S, i) => results[i]!.set(conductance_S));
        return results;
      }
      if (isElongated(rows, columns)) {
        conductances_S.forEach((cells, i) => results[i]!.set(elongatedMatrix(cells, rows, columns, wires) ?? fail('S853', { rows, columns, reason: 'it is too long to be merged, and its lines cannot be solved one by one' }, where)));
        return results;
      }
      const key = `${rows} ${columns}`;
      const placed = plans.get(key) ?? orFail(rows, columns, where, () => placePlan(kernels, mergePlan(rows, columns)));
      plans.set(key, placed);
      arena = orFail(rows, columns, where, () => withRoom(kernels, arena, placed.plan));
      for (let i = 0; i < conductances_S.length; i += 2) solvePair(kernels, placed, arena.pointers!, conductances_S, i, wires, results);
      return results;
    },
  };
}

/**
 * G_eff of one crossbar with cells that conduct linearly: exact, by merging of parts (mergePlan), whatever the resistances.
 * @returns rows x columns, S: I_j = sum over i of V_i G_eff[i][j]
 * @throws DiagnosticError S850..S853
 */
export function effectiveMatrix(conductance_S: Float64Array, rows: number, columns: number, wires: Wires, implementation: Kernels['implementation'] = 'wasm'): Float64Array {
  return createWireSolver(loadKernels(implementation)).effectiveMatrices([conductance_S], rows, columns, wires)[0]!;
}

/** A plan, and where its table lies in the memory of the kernels. */
interface PlacedPlan {
  readonly plan: MergePlan;
  readonly table: number;
}

/** Memory for crossbars of at most so many cells whose plans need at most so many elements. */
interface Arena {
  readonly cells: number;
  readonly workspace: number;
  readonly pointers: Pointers | null;
}

interface Pointers {
  readonly cells: readonly [number, number];
  readonly results: readonly [number, number];
  readonly workspace: number;
}

const F64 = 8, PAIR = 16;

function orFail<T>(rows: number, columns: number, where: Where, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return fail('S853', { rows, columns, reason: error.message }, where);
    throw error;
  }
}

function placePlan(kernels: Kernels, plan: MergePlan): PlacedPlan {
  const table = kernels.allocate(plan.table.byteLength);
  new Int32Array(kernels.buffer(), table, plan.table.length).set(plan.table);
  return { plan, table };
}

/** The memory at hand, or more where it is too small. */
function withRoom(kernels: Kernels, arena: Arena, { rows, columns, workspace }: MergePlan): Arena {
  if (rows * columns <= arena.cells && workspace <= arena.workspace) return arena;
  const [cells, elements] = [Math.max(arena.cells, rows * columns), Math.max(arena.workspace, workspace)];
  const matrix = (): number => kernels.allocate(F64 * cells);
  return { cells, workspace: elements, pointers: { cells: [matrix(), matrix()], results: [matrix(), matrix()], workspace: kernels.allocate(PAIR * elements) } };
}

function solvePair(
  kernels: Kernels, { plan, table }: PlacedPlan, { cells, results, workspace }: Pointers, conductances_S: readonly Float64Array[], at: number, wires: Wires, into: readonly Float64Array[],
): void {
  const { rows, columns, root } = plan;
  const last = Math.min(at + 1, conductances_S.length - 1);
  for (let i = at; i <= last; i++) placeCells(new Float64Array(kernels.buffer(), cells[i - at], rows * columns), conductances_S[i]!);
  const [driver, wireRow, wireCol, sense] = [wires.driver_ohm, wires.wireRow_ohm, wires.wireCol_ohm, wires.sense_ohm].map(siemensOf) as [number, number, number, number];
  kernels.mergeWires(table, root, cells[0], cells[last - at]!, rows, columns, driver, wireRow, wireCol, sense, results[0], results[last - at]!, workspace);
  for (let i = at; i <= last; i++) into[i]!.set(new Float64Array(kernels.buffer(), results[i - at], rows * columns));
}

function placeCells(to: Float64Array, conductance_S: Float64Array): void {
  to.set(conductance_S);
  for (let cell = to.indexOf(Infinity); cell >= 0; cell = to.indexOf(Infinity, cell + 1)) to[cell] = IDEAL_S;
}
