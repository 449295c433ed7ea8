import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { CrossbarCase } from '../../../ir/crossbar-case.ts';
import { evaluateCells, rangeOf } from './cells.ts';
import type { ClosedForm } from './closed-forms.ts';
import { iterativeSolver, type VectorOutcome } from './iterative-solver.ts';
import { METHODS, type Method, type MethodName } from './methods.ts';
import { gateRows, withoutOpenParts } from './network.ts';

/** Share of the largest current of a column that an iterative solution may be off by. */
export const DEFAULT_TOLERANCE = 1e-11;

/** What a crossbar does with its input vectors. */
export interface CrossbarSolution {
  readonly method: MethodName;
  /** vectors x columns, A. */
  readonly currents_A: Float64Array;
  /** The same with ideal wires, drivers and sense resistances; no finite number where a cell is shorted. */
  readonly ideal_A: Float64Array;
  /** rows x columns, S; null where the method makes none, or another one for each input vector. */
  readonly effective_S: Float64Array | null;
  /** null: the method does not iterate. */
  readonly iteration: Iteration | null;
}

export interface Iteration {
  readonly tolerance: number;
  /** Largest over the vectors: what the tolerance asks for. */
  readonly residual: number;
  /** Of each vector. */
  readonly iterations: readonly number[];
  /** Newton steps of each vector; null with linear cells. */
  readonly steps: readonly number[] | null;
  /** The cell with the least share of its row's input, over all vectors and driven rows. */
  readonly worstCell: { readonly vector: number; readonly row: number; readonly column: number; readonly share: number } | null;
}

/**
 * Currents of all input vectors by one method.
 * @throws DiagnosticError S864 when the tolerance is not reached, S865 when the method cannot do this, S866 outside the range of a curve, S867 when a number overflows
 */
export function solveCase(problem: CrossbarCase, name: MethodName, tolerance: number): CrossbarSolution {
  stopOnErrors([...unsuited(problem, name), ...inputsOutOfRange(problem)]);
  const ideal_A = idealCurrents(problem);
  const method: Method = METHODS[name];
  if (method.kind === 'matrix') return { method: name, ideal_A, iteration: null, ...matrixCurrents(problem, method.matrix) };
  return { method: name, ideal_A, effective_S: null, ...iterate(problem, name, tolerance) };
}

/**
 * The effective conductance matrix, rows x columns, S: output currents are the row voltages times it.
 * @throws DiagnosticError S864, S865
 */
export function solveEffectiveMatrix(problem: CrossbarCase, name: MethodName, tolerance: number): Float64Array {
  const { rows, columns, cell, silentRows } = problem;
  const remedy = 'leave --effective-matrix out';
  if (cell.kind !== 'linear') fail('S865', { method: name, reason: `${cell.kind} cells have no effective conductance`, remedy });
  if (silentRows !== 'driven') fail('S865', { method: name, reason: `silent rows are ${silentRows}, so every input vector has an effective matrix of its own`, remedy });
  stopOnErrors(unsuited(problem, name));
  const method: Method = METHODS[name];
  const { conductance_S, wires } = withoutOpenParts(problem);
  if (method.kind === 'matrix') return method.matrix(conductance_S, rows, columns, wires);
  const unit = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++) unit[row * rows + row] = 1;
  return solveCase({ ...problem, vectors: rows, inputs_V: unit }, name, tolerance).currents_A;
}

function unsuited({ cell, silentRows, conductance_S, columns }: CrossbarCase, name: MethodName): Diagnostic[] {
  const short = conductance_S.indexOf(Infinity);
  if (short >= 0 && (name !== 'merge' || cell.kind !== 'linear')) {
    const reason = `the cell at row ${Math.floor(short / columns)}, column ${short % columns} is shorted`;
    return [diagnose('S865', { method: name, reason, remedy: cell.kind === 'linear' ? 'use --method merge' : 'write a large conductance such as 1 instead of "inf"' })];
  }
  if (METHODS[name].kind !== 'matrix') return [];
  const remedy = 'use --method pcg';
  if (cell.kind !== 'linear') return [diagnose('S865', { method: name, reason: `its ${cell.kind} cells have no effective conductance`, remedy })];
  if (silentRows === 'floating') return [diagnose('S865', { method: name, reason: 'its silent rows float, so the circuit is another for every input vector', remedy })];
  return [];
}

const MOST_FINDINGS = 20;

function inputsOutOfRange({ cell, inputs_V, rows, firstVector }: CrossbarCase): Diagnostic[] {
  const range = rangeOf(cell);
  const found: Diagnostic[] = [];
  for (const [at, volts] of inputs_V.entries()) {
    if (Math.abs(volts) <= range || found.length >= MOST_FINDINGS) continue;
    found.push(outOfRange(at % rows, null, volts, range, firstVector + Math.floor(at / rows)));
  }
  return found;
}

function outOfRange(row: number, column: number | null, volts: number, range: number, vector: number): Diagnostic {
  return diagnose('S866', { row, column, volts: volts.toPrecision(4), range: range.toPrecision(4) }, { place: `inputs_V[${vector}]` });
}

function idealCurrents({ rows, columns, conductance_S, vectors, inputs_V, cell }: CrossbarCase): Float64Array {
  const ideal_A = new Float64Array(vectors * columns);
  const [volts, current_A, slope_S] = [new Float64Array(columns), new Float64Array(columns), new Float64Array(columns)];
  for (let vector = 0; vector < vectors; vector++) {
    for (let row = 0; row < rows; row++) {
      evaluateCells(cell, conductance_S.subarray(row * columns, (row + 1) * columns), volts.fill(inputs_V[vector * rows + row]!), current_A, slope_S);
      for (let column = 0; column < columns; column++) ideal_A[vector * columns + column]! += current_A[column]!;
    }
  }
  return ideal_A;
}

function matrixCurrents(problem: CrossbarCase, matrixOf: ClosedForm): Pick<CrossbarSolution, 'currents_A' | 'effective_S'> {
  const { rows, columns, vectors, inputs_V, silentRows } = problem;
  const { conductance_S, wires } = withoutOpenParts(problem);
  const currents_A = new Float64Array(vectors * columns);
  let effective_S = silentRows === 'driven' ? matrixOf(conductance_S, rows, columns, wires) : null;
  for (let vector = 0; vector < vectors; vector++) {
    const input_V = inputs_V.subarray(vector * rows, (vector + 1) * rows);
    if (silentRows === 'gated') effective_S = matrixOf(gateRows(conductance_S, input_V), rows, columns, wires);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) currents_A[vector * columns + column]! += input_V[row]! * effective_S![row * columns + column]!;
    }
  }
  return { currents_A, effective_S: silentRows === 'driven' ? effective_S : null };
}

function iterate(problem: CrossbarCase, name: MethodName, tolerance: number): { readonly currents_A: Float64Array; readonly iteration: Iteration } {
  const { rows, columns, vectors, inputs_V, cell } = problem;
  const method: Method = METHODS[name];
  if (method.kind !== 'iteration') throw new Error(`${name} does not iterate`);
  const solve = iterativeSolver(problem, method.solve, tolerance);
  const currents_A = new Float64Array(vectors * columns);
  const outcomes: Pick<VectorOutcome, 'residual' | 'iterations' | 'steps'>[] = [];
  const findings: Diagnostic[] = [];
  let worstCell: Iteration['worstCell'] = null;
  for (let vector = 0; vector < vectors; vector++) {
    const input_V = inputs_V.subarray(vector * rows, (vector + 1) * rows);
    const outcome = solve(input_V);
    findings.push(...faultsOf(problem, outcome, name, problem.firstVector + vector, tolerance));
    if (findings.length >= MOST_FINDINGS) break;
    currents_A.set(outcome.currents_A, vector * columns);
    outcomes.push({ residual: outcome.residual, iterations: outcome.iterations, steps: outcome.steps });
    const worst = worstCellOf(problem, outcome.cell_V, input_V);
    if (worst !== null && (worstCell === null || worst.share < worstCell.share)) worstCell = { vector: problem.firstVector + vector, ...worst };
  }
  stopOnErrors(findings);
  return {
    currents_A,
    iteration: {
      tolerance, residual: outcomes.reduce((most, { residual }) => Math.max(most, residual), 0), iterations: outcomes.map(({ iterations }) => iterations),
      steps: cell.kind === 'linear' ? null : outcomes.map(({ steps }) => steps), worstCell,
    },
  };
}

function faultsOf({ columns, cell }: CrossbarCase, { reached, residual, iterations, cell_V, currents_A }: VectorOutcome, method: MethodName, vector: number, tolerance: number): Diagnostic[] {
  const where = { place: `inputs_V[${vector}]` };
  if (!Number.isFinite(residual) || !currents_A.every(Number.isFinite)) return [diagnose('S867', { vector }, where)];
  if (!reached) return [diagnose('S864', { method, vector, iterations, reached: residual < 1 ? residual.toExponential(1) : null, tolerance: tolerance.toExponential(1) }, where)];
  const range = rangeOf(cell);
  let highest = 0;
  for (let at = 1; at < cell_V.length; at++) if (Math.abs(cell_V[at]!) > Math.abs(cell_V[highest]!)) highest = at;
  return Math.abs(cell_V[highest]!) <= range ? [] : [outOfRange(Math.floor(highest / columns), highest % columns, cell_V[highest]!, range, vector)];
}

function worstCellOf({ columns, conductance_S }: CrossbarCase, cell_V: Float64Array, input_V: Float64Array): { row: number; column: number; share: number } | null {
  let worst: { row: number; column: number; share: number } | null = null;
  for (const [cell, volts] of cell_V.entries()) {
    const row = Math.floor(cell / columns);
    const share = volts / input_V[row]!;
    if (conductance_S[cell]! > 0 && input_V[row] !== 0 && (worst === null || share < worst.share)) worst = { row, column: cell % columns, share };
  }
  return worst;
}
