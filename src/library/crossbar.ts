import { fail } from '../diagnostics/diagnostic.ts';
import type { CrossbarCase } from '../ir/crossbar-case.ts';
import { summariseCrossbar, type CrossbarReport } from '../report/crossbar/summary.ts';
import { defaultMethod, METHODS, type MethodName } from '../simulate/crossbar/wires/methods.ts';
import { DEFAULT_TOLERANCE, solveCase, solveEffectiveMatrix } from '../simulate/crossbar/wires/solve-case.ts';
import { spiceNetlist } from '../simulate/crossbar/wires/spice.ts';
import { checkOptions, refuseName } from './check-options.ts';
import { inFile } from './in-file.ts';
import { VERSION } from './version.ts';

/** Which input vectors of a case. */
export interface VectorOptions {
  /** This one only, counted from 0. Default: all. */
  readonly vector?: number;
}

export interface CrossbarOptions extends VectorOptions {
  /** `merge` (effective matrix), `line` or `pcg` (iterations; nonlinear cells), or the closed forms `jeong`, `dmr`, `alpha-beta`. Default: `merge` where cells are linear and rows do not float, else `pcg`. */
  readonly method?: MethodName;
  /** Largest error of a current, as a share of the largest one, that iterations stop at. Default 1e-11. */
  readonly tolerance?: number;
  /** Whether the report has the effective conductance matrix. Default false. */
  readonly effectiveMatrix?: boolean;
  /** What the report and diagnostics call the case. Default: its name. */
  readonly file?: string;
}

/**
 * Solves one crossbar with its wires: output currents (A) of all input vectors, beside those of ideal wires; of a closed form its error too.
 * @param problem of `readCase`: conductances (S), rows x columns, and voltages (V), vectors x rows
 * @returns the report, which `renderCrossbarJson` and `renderCrossbarText` show
 * @throws DiagnosticError S993 and S994 for options, S807 for those that mean nothing together, S864 when the tolerance is not reached, S865 when the method cannot do this,
 *   S866 outside the range of a curve, S867 when a number overflows
 */
export function solveCrossbar(problem: CrossbarCase, options: CrossbarOptions = {}): CrossbarReport {
  checkCrossbarOptions(options);
  const { method, tolerance, effectiveMatrix = false, file = problem.name } = options;
  const chosen = withVector(problem, options);
  // Who asks for a tolerance asks for iterations.
  const name = method ?? (tolerance === undefined ? defaultMethod(chosen) : 'pcg');
  return inFile(file, () => {
    const solution = solveCase(chosen, name, tolerance ?? DEFAULT_TOLERANCE);
    const effective_S = effectiveMatrix ? solution.effective_S ?? solveEffectiveMatrix(chosen, name, tolerance ?? DEFAULT_TOLERANCE) : null;
    return summariseCrossbar(file, VERSION, chosen, solution, effective_S);
  });
}

/**
 * What is wrong with options before anything is read, for whoever wants to know early; `solveCrossbar` asks it too.
 * @throws DiagnosticError S807, S993, S994
 */
export function checkCrossbarOptions(options: CrossbarOptions): void {
  checkOptions('solveCrossbar', options);
  const { method, tolerance } = options;
  if (method === undefined) return;
  if (!Object.hasOwn(METHODS, method)) refuseName('solveCrossbar', 'method', method, Object.keys(METHODS));
  if (tolerance !== undefined && METHODS[method].kind === 'matrix') fail('S807', { option: '--tolerance', value: 'given', allowed: `left out with --method ${method}, which does not iterate` });
}

/**
 * The crossbar as a netlist that ngspice accepts (`ngspice -b FILE`), which puts each input vector on and prints the current (A) of every column.
 * @throws DiagnosticError S807 where every vector has a netlist of its own and none is named, S993, S994
 */
export function crossbarNetlist(problem: CrossbarCase, options: VectorOptions = {}): string {
  checkOptions('crossbarNetlist', options);
  const chosen = withVector(problem, options);
  if (chosen.silentRows !== 'driven' && chosen.vectors > 1) fail('S807', { option: '--vector', value: 'missing', allowed: `given: silent rows are ${chosen.silentRows}, so every input vector has a netlist of its own` });
  return [...spiceNetlist(chosen)].join('');
}

function withVector(problem: CrossbarCase, { vector }: VectorOptions): CrossbarCase {
  if (vector === undefined) return problem;
  const { rows, vectors, inputs_V } = problem;
  if (vector >= vectors) fail('S807', { option: '--vector', value: String(vector), allowed: vectors === 0 ? 'left out: the case has no input vectors' : `from 0 to ${vectors - 1}` });
  return { ...problem, vectors: 1, firstVector: vector, inputs_V: inputs_V.subarray(vector * rows, (vector + 1) * rows) };
}
