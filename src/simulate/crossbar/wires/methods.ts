import type { CrossbarCase } from '../../../ir/crossbar-case.ts';
import { alphaBeta, dmr, jeong, type ClosedForm } from './closed-forms.ts';
import { effectiveMatrix } from './effective-matrix.ts';
import type { LinearSolver } from './linear-solver.ts';
import { lineRelaxation } from './line-relaxation.ts';
import { preconditionedGradients } from './preconditioned-gradients.ts';

/** A way from conductances and wires to currents. */
export type Method =
  /** One effective conductance matrix: exact, or a closed form that comes near. */
  | { readonly kind: 'matrix'; readonly exact: boolean; readonly summary: string; readonly matrix: ClosedForm }
  /** Iterates for every input vector. */
  | { readonly kind: 'iteration'; readonly exact: true; readonly summary: string; readonly solve: LinearSolver };

export const METHODS = {
  merge: { kind: 'matrix', exact: true, summary: 'nested merging of blocks to the effective conductance matrix', matrix: effectiveMatrix },
  line: { kind: 'iteration', exact: true, summary: 'line relaxation: all rows, then all columns, again and again', solve: lineRelaxation },
  pcg: { kind: 'iteration', exact: true, summary: 'conjugate gradients with the rows as preconditioner', solve: preconditionedGradients },
  jeong: { kind: 'matrix', exact: false, summary: 'wires as resistances in series with each cell', matrix: jeong },
  dmr: { kind: 'matrix', exact: false, summary: 'one falling factor for each row and one for each column, of mean cells', matrix: dmr },
  'alpha-beta': { kind: 'matrix', exact: false, summary: 'the same with the cells of each row and column themselves', matrix: alphaBeta },
} as const satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof METHODS;

/** The method for a case where the user names none: the matrix where one matrix says everything. */
export function defaultMethod({ cell, silentRows }: CrossbarCase): MethodName {
  return cell.kind === 'linear' && silentRows !== 'floating' ? 'merge' : 'pcg';
}
