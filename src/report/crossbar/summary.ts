import type { CrossbarCase } from '../../ir/crossbar-case.ts';
import { solveCase, type CrossbarSolution } from '../../simulate/crossbar/wires/solve-case.ts';
import { METHODS, type MethodName } from '../../simulate/crossbar/wires/methods.ts';

/** What `synaptile crossbar` says. Losses are shares of the ideal current; rows, columns and vectors are counted from 0. */
export interface CrossbarReport {
  readonly schema: 'synaptile-crossbar/1';
  readonly version: string;
  /** The file. */
  readonly case: string;
  readonly problem: CrossbarCase;
  readonly solution: CrossbarSolution;
  readonly exact: boolean;
  /** Row nodes and column nodes. */
  readonly nodes: number;
  readonly loss: Losses;
  /** Of a closed form, against an exact method; null for exact methods. */
  readonly error: ApproximationError | null;
  /** rows x columns, S; null where it was not asked for. */
  readonly effectiveMatrix_S: Float64Array | null;
}

export interface Losses {
  /** Of all currents together; null where there is no ideal current. */
  readonly mean: number | null;
  /** Of each column over all input vectors. */
  readonly columns: readonly (number | null)[];
  /** Of each row in the effective matrix; null where there is none. */
  readonly rows: readonly (number | null)[] | null;
}

export interface ApproximationError {
  readonly against: MethodName;
  /** Largest error of a current, over the largest current. */
  readonly largest: number;
  /** Root of the sum of squared errors over that of squared currents. */
  readonly relativeL2: number;
}

/** @param effectiveMatrix_S where it was asked for */
export function summariseCrossbar(file: string, version: string, problem: CrossbarCase, solution: CrossbarSolution, effectiveMatrix_S: Float64Array | null): CrossbarReport {
  const { exact } = METHODS[solution.method];
  return {
    schema: 'synaptile-crossbar/1', version, case: file, problem, solution, exact, nodes: 2 * problem.rows * problem.columns,
    loss: lossesOf(problem, solution), error: exact ? null : errorAgainst(solveCase(problem, 'merge', 0), solution), effectiveMatrix_S,
  };
}

function lossesOf({ rows, columns, vectors, conductance_S }: CrossbarCase, { currents_A, ideal_A, effective_S }: CrossbarSolution): Losses {
  const columnSums = Array.from({ length: columns }, (_, column) => sumOver(vectors, (vector) => [ideal_A[vector * columns + column]!, currents_A[vector * columns + column]!]));
  const rowSums = effective_S && Array.from({ length: rows }, (_, row) => sumOver(columns, (column) => [conductance_S[row * columns + column]!, effective_S[row * columns + column]!]));
  const all = sumOver(columns, (column) => [columnSums[column]!.ideal, columnSums[column]!.left]);
  return { mean: lossOf(all), columns: columnSums.map(lossOf), rows: rowSums && rowSums.map(lossOf) };
}

interface Sums {
  readonly ideal: number;
  readonly left: number;
}

/** Amounts that should flow, and what is left of them in their own direction. */
function sumOver(count: number, pair: (at: number) => readonly [ideal: number, real: number]): Sums {
  let [ideal, left] = [0, 0];
  for (let at = 0; at < count; at++) {
    const [should, does] = pair(at);
    ideal += Math.abs(should);
    left += should < 0 ? -does : does;
  }
  return { ideal, left };
}

function lossOf({ ideal, left }: Sums): number | null {
  return ideal > 0 && Number.isFinite(ideal) ? 1 - left / ideal : null;
}

function errorAgainst(exact: CrossbarSolution, { currents_A }: CrossbarSolution): ApproximationError {
  let [largest, worst, squares, errors] = [0, 0, 0, 0];
  for (let at = 0; at < currents_A.length; at++) {
    const [true_A, off_A] = [exact.currents_A[at]!, currents_A[at]! - exact.currents_A[at]!];
    largest = Math.max(largest, Math.abs(true_A));
    worst = Math.max(worst, Math.abs(off_A));
    squares += true_A * true_A;
    errors += off_A * off_A;
  }
  return { against: exact.method, largest: worst === 0 ? 0 : worst / largest, relativeL2: errors === 0 ? 0 : Math.sqrt(errors / squares) };
}
