import type { DocumentSyntax, NameSyntax, NetworkSyntax, OutputSyntax, SettingSyntax, StatementSyntax } from '../../../grammar/syntax.ts';
import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network, NetworkStage, Population, Projection } from '../../ir/network.ts';
import { knownWord } from './arguments.ts';
import { report, type Context } from './context.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { lowerPopulation } from './populations.ts';
import { lowerProjection } from './projections.ts';
import { scalar, TIME, whole, type Range } from './quantities.ts';

/** What was read, with warnings. */
export interface Read {
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
}

const STAGES: readonly NetworkStage[] = ['network', 'folded', 'spiking', 'quantised'];
const READOUTS = ['count', 'membrane', 'value'] as const;

/**
 * Syntax tree -> Network. Names, arguments, units and the shapes of tensors are checked, and all errors are collected; whether the
 * network as a whole makes sense (planes that meet, loops, what its stage promises) is for `verifyNetwork`.
 * @param where the text, for diagnostics and origins, and the folder that side files are read from
 * @throws DiagnosticError S410..S432, and those of readNpy and readNpz
 */
export function lower({ network: syntax }: DocumentSyntax, where: { readonly file: string; readonly folder: string }): Read {
  const context = fileContext(syntax, where);
  const populations = lowerPopulations(syntax, context);
  const network = {
    stage: context.stage,
    name: syntax.name.text,
    dt_s: context.dt_s,
    timesteps: setting(syntax, 'timesteps', whole(1), context),
    populations: [...populations.values()],
    projections: lowerProjections(syntax, populations, context),
    output: lowerOutput(syntax, populations, context),
    bits: context.bits,
  };
  return { network, diagnostics: stopOnErrors(inOrder(context.found)) };
}

/** Stage, bits and dt come first: the rest is read by their light. */
function fileContext(syntax: NetworkSyntax, { file, folder }: { readonly file: string; readonly folder: string }): Context {
  const blank: Context = { file, place: '', stage: 'network', bits: null, dt_s: null, sideFiles: { folder, read: new Map() }, found: [] };
  const stage = syntax.stage ? knownWord(syntax.stage, 'stage', STAGES, blank) : 'network';
  const bits = syntax.bits && scalar(syntax.bits, 'bits', whole(2, 16), blank);
  if (bits === null && stage === 'quantised') report(blank, 'S419', { statement: 'number of bits', example: 'network NAME stage quantised bits 8 {' }, syntax.name.span);
  return { ...blank, stage, bits, dt_s: setting(syntax, 'dt', TIME, blank) };
}

function setting(syntax: NetworkSyntax, kind: SettingSyntax['kind'], range: Range, context: Context): number | null {
  const found = only(syntax, kind, context) as SettingSyntax | null;
  return found && scalar(found.value, kind, range, context);
}

/** The statement of that kind; repetitions are reported. */
function only(syntax: NetworkSyntax, kind: 'timesteps' | 'dt' | 'output', context: Context): StatementSyntax | null {
  const [first, ...others] = syntax.statements.filter((statement) => statement.kind === kind);
  for (const { span } of others) report(context, 'S415', { what: `'${kind}'` }, span);
  return first ?? null;
}

function lowerPopulations(syntax: NetworkSyntax, context: Context): ReadonlyMap<string, Population> {
  const populations = new Map<string, Population>();
  for (const statement of syntax.statements) {
    if (statement.kind !== 'input' && statement.kind !== 'population') continue;
    const inside = { ...context, place: `${statement.kind} ${statement.name.text}` };
    const population = lowerPopulation(statement, inside);
    if (isNew(statement.name, 'population', populations, inside)) populations.set(population.name, population);
  }
  if (!syntax.statements.some((statement) => statement.kind === 'input')) {
    report(context, 'S419', { statement: 'input', example: 'input x : [1, 28, 28] current' }, syntax.name.span);
  }
  return populations;
}

function isNew({ text, span }: NameSyntax, what: string, known: ReadonlyMap<string, Population | Projection | number>, context: Context): boolean {
  const other = known.get(text);
  if (other === undefined) return true;
  report(context, 'S411', { what, name: text, line: typeof other === 'number' ? other : other.origin.span!.line }, span);
  return false;
}

function lowerProjections(syntax: NetworkSyntax, populations: ReadonlyMap<string, Population>, context: Context): readonly Projection[] {
  const lines = new Map<string, number>();
  const projections: Projection[] = [];
  for (const statement of syntax.statements) {
    if (statement.kind !== 'projection') continue;
    const inside = { ...context, place: `projection ${statement.name.text}` };
    const source = shapeOf(statement.source, populations, inside);
    const destination = shapeOf(statement.destination, populations, inside);
    const projection = lowerProjection(statement, { source, destination }, inside);
    if (isNew(statement.name, 'projection', lines, inside)) lines.set(statement.name.text, statement.name.span.line);
    if (projection) projections.push(projection);
  }
  return projections;
}

/** Empty when there is no such population, which is reported. */
function shapeOf(name: NameSyntax, populations: ReadonlyMap<string, Population>, context: Context): readonly number[] {
  const found = populations.get(name.text);
  if (!found) report(context, 'S410', { name: name.text, nearest: nearest(name.text, populations.keys()) }, name.span);
  return found?.shape ?? [];
}

function lowerOutput(syntax: NetworkSyntax, populations: ReadonlyMap<string, Population>, context: Context): Network['output'] {
  const output = only(syntax, 'output', context) as OutputSyntax | null;
  if (!output) {
    report(context, 'S419', { statement: 'output', example: 'output NAME count' }, syntax.name.span);
    return { population: '', readout: 'count' };
  }
  shapeOf(output.population, populations, { ...context, place: 'output' });
  return { population: output.population.text, readout: knownWord(output.readout, 'readout', READOUTS, context) };
}

/** As they stand in the text; findings in side files last. */
function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ where: { span } }: Diagnostic): readonly [number, number] => (span ? [span.line, span.column] : [Infinity, 0]);
  return [...found].sort((a, b) => {
    const [[lineA, columnA], [lineB, columnB]] = [key(a), key(b)];
    return lineA === lineB ? columnA - columnB : lineA - lineB;
  });
}
