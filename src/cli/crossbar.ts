import {
  checkWritable, type CrossbarCase, DEFAULT_TOLERANCE, defaultMethod, DiagnosticError, fail, type MethodName, METHODS, readCase, renderCrossbarJson, renderCrossbarText, solveCase,
  solveEffectiveMatrix, spiceNetlist, summariseCrossbar, writeAtomically,
} from '../index.ts';
import { colourful } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

interface Flags {
  readonly method?: MethodName;
  readonly tolerance?: number;
  readonly vector?: number;
  readonly effectiveMatrix?: boolean;
  readonly emit?: 'spice';
  readonly output?: string;
  readonly json?: string | true;
}

/** Solves one crossbar with its wires, or writes its netlist. */
export function crossbar(file: string, flags: Flags): void {
  refuseIdle(flags);
  for (const output of [flags.json, flags.output]) if (typeof output === 'string' && output !== '-') checkWritable(output);
  const problem = withVector(readCase(file), flags.vector);
  if (flags.emit === 'spice') emit(problem, flags.output);
  else inFile(file, () => report(file, problem, flags));
}

/** Options that mean nothing without another one, or with it. @throws DiagnosticError S807 */
function refuseIdle({ emit: emitted, output, json, method, tolerance, effectiveMatrix }: Flags): void {
  const refuse = (option: string, allowed: string): never => fail('S807', { option, value: 'given', allowed });
  if (emitted === undefined && output !== undefined) refuse('--output', 'given together with --emit (results go where --json says)');
  for (const [option, value] of Object.entries({ '--json': json, '--method': method, '--tolerance': tolerance, '--effective-matrix': effectiveMatrix })) {
    if (emitted !== undefined && value !== undefined) refuse(option, 'left out with --emit, which solves nothing');
  }
  if (tolerance !== undefined && method !== undefined && METHODS[method].kind === 'matrix') refuse('--tolerance', `left out with --method ${method}, which does not iterate`);
}

function withVector(problem: CrossbarCase, vector: number | undefined): CrossbarCase {
  if (vector === undefined) return problem;
  const { rows, vectors, inputs_V } = problem;
  if (vector >= vectors) fail('S807', { option: '--vector', value: String(vector), allowed: vectors === 0 ? 'left out: the case has no input vectors' : `from 0 to ${vectors - 1}` });
  return { ...problem, vectors: 1, firstVector: vector, inputs_V: inputs_V.subarray(vector * rows, (vector + 1) * rows) };
}

function emit(problem: CrossbarCase, output: string | undefined): void {
  if (problem.silentRows !== 'driven' && problem.vectors > 1) fail('S807', { option: '--vector', value: 'missing', allowed: `given: silent rows are ${problem.silentRows}, so every input vector has a netlist of its own` });
  const netlist = [...spiceNetlist(problem)].join('');
  if (output === undefined || output === '-') process.stdout.write(netlist);
  else writeAtomically(output, netlist);
}

function report(file: string, problem: CrossbarCase, { method, tolerance, effectiveMatrix, json }: Flags): void {
  // Who asks for a tolerance asks for iterations.
  const name = method ?? (tolerance === undefined ? defaultMethod(problem) : 'pcg');
  const solution = solveCase(problem, name, tolerance ?? DEFAULT_TOLERANCE);
  const effective_S = effectiveMatrix ? solution.effective_S ?? solveEffectiveMatrix(problem, name, tolerance ?? DEFAULT_TOLERANCE) : null;
  const summary = summariseCrossbar(file, SYNAPTILE_VERSION, problem, solution, effective_S);
  if (typeof json === 'string' && json !== '-') writeAtomically(json, renderCrossbarJson(summary));
  process.stdout.write(json === true || json === '-' ? renderCrossbarJson(summary) : renderCrossbarText(summary, colourful(process.stdout)));
}

/** What is found while solving is about the file too. */
function inFile(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(error.diagnostics.map((one) => ({ ...one, where: { file, ...one.where } })));
  }
}
