import {
  checkCrossbarOptions, checkWritable, type CrossbarCase, crossbarNetlist, type CrossbarOptions, fail, readCase, renderCrossbarJson, renderCrossbarText, solveCrossbar, writeAtomically,
} from '../index.ts';
import { colourful } from './terminal.ts';

interface Flags extends Omit<CrossbarOptions, 'file'> {
  readonly emit?: 'spice';
  readonly output?: string;
  readonly json?: string | true;
}

/** Solves one crossbar with its wires, or writes its netlist. */
export function crossbar(file: string, flags: Flags): void {
  refuseIdle(flags);
  const { method, tolerance, vector, effectiveMatrix } = flags;
  const options = { method, tolerance, vector, effectiveMatrix, file };
  checkCrossbarOptions(options);
  for (const output of [flags.json, flags.output]) if (typeof output === 'string' && output !== '-') checkWritable(output);
  const problem = readCase(file);
  if (flags.emit === 'spice') emit(problem, flags);
  else report(problem, options, flags);
}

/** Options that mean nothing without another one, or with it. @throws DiagnosticError S807 */
function refuseIdle({ emit: emitted, output, json, method, tolerance, effectiveMatrix }: Flags): void {
  const refuse = (option: string, allowed: string): never => fail('S807', { option, value: 'given', allowed });
  if (emitted === undefined && output !== undefined) refuse('--output', 'given together with --emit (results go where --json says)');
  for (const [option, value] of Object.entries({ '--json': json, '--method': method, '--tolerance': tolerance, '--effective-matrix': effectiveMatrix })) {
    if (emitted !== undefined && value !== undefined) refuse(option, 'left out with --emit, which solves nothing');
  }
}

function emit(problem: CrossbarCase, { vector, output }: Flags): void {
  const netlist = crossbarNetlist(problem, { vector });
  if (output === undefined || output === '-') process.stdout.write(netlist);
  else writeAtomically(output, netlist);
}

function report(problem: CrossbarCase, options: CrossbarOptions, { json }: Flags): void {
  const made = solveCrossbar(problem, options);
  if (typeof json === 'string' && json !== '-') writeAtomically(json, renderCrossbarJson(made));
  process.stdout.write(json === true || json === '-' ? renderCrossbarJson(made) : renderCrossbarText(made, colourful(process.stdout)));
}
