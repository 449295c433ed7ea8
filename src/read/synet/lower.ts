import { printable } from '../../diagnostics/printable.ts';
import type { DocumentSyntax, NameSyntax, NetworkSyntax, OutputSyntax, SettingSyntax, StatementSyntax } from '../../../grammar/syntax.ts';
import { diagnose, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network, NetworkStage, Population, Projection, Readout } from '../../ir/network.ts';
import { knownWord } from './arguments.ts';
import { nearestIn, report, type Context } from './context.ts';
import { lowerPopulation, lowerShape } from './populations.ts';
import { lowerProjection } from './projections.ts';
import { NUMBERS_OF, scalar } from './quantities.ts';

/** What was read, with warnings. */
export interface Read {
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
}

export const STAGES: readonly NetworkStage[] = ['network', 'folded', 'spiking', 'quantised'];

/** How the output is read. */
export const READOUTS: Readonly<Record<Readout, string>> = {
  count: 'most spikes win', membrane: 'the highest membrane potential after the last timestep wins', value: 'the largest activation wins',
  first: 'the earliest spike wins, index 0 where there is none (temporal coding)',
};

/**
 * Syntax tree -> Network. Names, arguments, units and the shapes of tensors are checked, and all errors are collected; whether the
 * network as a whole makes sense (planes that meet, loops, what its stage promises) is for `verifyNetwork`. Of a text with syntax
 * errors the other statements are checked all the same, and what may follow from those errors is not reported.
 * @param where the text, for diagnostics and origins, and the folder that side files are read from
 * @param known syntax errors that have been found
 * @throws DiagnosticError `known` and S410..S432, and those of readNpy and readNpz
 */
export function lower({ network: syntax }: DocumentSyntax, where: { readonly file: string; readonly folder: string }, known: readonly Diagnostic[] = []): Read {
  const context = fileContext(syntax, where);
  const populations = lowerPopulations(syntax, context);
  const tau_s = setting(syntax, 'time_constant', context);
  const declared = declaredShapes(syntax, populations, context);
  const network = {
    stage: context.stage,
    name: syntax.name.text,
    dt_s: context.dt_s,
    timesteps: setting(syntax, 'timesteps', context),
    ...(tau_s !== null && { tau_s }),
    populations: [...populations.values()],
    projections: lowerProjections(syntax, declared, context),
    output: lowerOutput(syntax, declared, context),
    bits: context.bits,
  };
  const many = context.budget.errors === 0 ? [diagnose('S407', { count: REPORTED_ERRORS }, { file: where.file })] : [];
  return { network, diagnostics: stopOnErrors([...inOrder([...known, ...context.found]), ...many]) };
}

/** Entries for source neurons in all lists of synapses of a file together; as many as a network may have neurons. */
const OFFSETS = 2 ** 25;

const REPORTED_ERRORS = 200;

/** Stage, bits and dt come first: the rest is read by their light. */
function fileContext(syntax: NetworkSyntax, { file, folder }: { readonly file: string; readonly folder: string }): Context {
  const blank: Context = {
    file, place: '', stage: 'network', bits: null, dt_s: null, sideFiles: { folder, read: new Map() }, budget: { offsets: OFFSETS, errors: REPORTED_ERRORS }, found: [],
  };
  const stage = syntax.stage ? knownWord(syntax.stage, 'stage', STAGES, blank) : 'network';
  const bits = syntax.bits && scalar(syntax.bits, 'bits', NUMBERS_OF.bits, blank);
  if (bits === null && stage === 'quantised') report(blank, 'S419', { statement: 'number of bits', example: 'network NAME stage quantised bits 8 {' }, syntax.name.span);
  // Where dt has a syntax error any time constant is long enough.
  const unknown = isBroken(syntax, 'dt') ? Number.MIN_VALUE : null;
  return { ...blank, stage, bits, dt_s: setting(syntax, 'dt', blank) ?? unknown };
}

function isBroken({ broken }: NetworkSyntax, kind: StatementSyntax['kind']): boolean {
  return broken.some((statement) => statement.kind === kind);
}

function setting(syntax: NetworkSyntax, kind: SettingSyntax['kind'], context: Context): number | null {
  const found = only(syntax, kind, context) as SettingSyntax | null;
  return found && scalar(found.value, kind, NUMBERS_OF[kind], context);
}

/** The statement of that kind; repetitions are reported. */
function only(syntax: NetworkSyntax, kind: 'timesteps' | 'dt' | 'time_constant' | 'output', context: Context): StatementSyntax | null {
  const [first, ...others] = syntax.statements.filter((statement) => statement.kind === kind);
  for (const { span } of others) report(context, 'S415', { what: `'${kind}'` }, span);
  return first ?? null;
}

function lowerPopulations(syntax: NetworkSyntax, context: Context): ReadonlyMap<string, Population> {
  const populations = new Map<string, Population>();
  for (const statement of syntax.statements) {
    if (statement.kind !== 'input' && statement.kind !== 'population') continue;
    const inside = { ...context, place: `${statement.kind} ${printable(statement.name.text)}` };
    const population = lowerPopulation(statement, inside);
    const line = populations.get(population.name)?.origin.span!.line;
    if (isNew(statement.name, 'population', line, inside)) populations.set(population.name, population);
  }
  if (syntax.broken.length === 0 && !syntax.statements.some((statement) => statement.kind === 'input')) {
    report(context, 'S419', { statement: 'input', example: 'input x : [1, 28, 28] current' }, syntax.name.span);
  }
  return populations;
}

/** @param line in which the name was declared before, if it was */
function isNew({ text, span }: NameSyntax, what: string, line: number | undefined, context: Context): boolean {
  if (line !== undefined) report(context, 'S411', { what, name: text, line }, span);
  return line === undefined;
}

/** Shapes by name, empty where they are not known. A name that an error hid may be any: then no name is wrong. */
interface Declared {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly complete: boolean;
}

function declaredShapes({ broken }: NetworkSyntax, populations: ReadonlyMap<string, Population>, context: Context): Declared {
  const shapes = new Map(Array.from(populations.values(), ({ name, shape }) => [name, shape]));
  const hidden = broken.filter(({ kind }) => kind === 'input' || kind === 'population');
  for (const { name, shape } of hidden) if (name && !shapes.has(name.text)) shapes.set(name.text, shape ? lowerShape({ shape }, context) : []);
  return { shapes, complete: hidden.every(({ name }) => name !== null) };
}

function lowerProjections(syntax: NetworkSyntax, declared: Declared, context: Context): readonly Projection[] {
  const lines = new Map<string, number>();
  const projections: Projection[] = [];
  for (const statement of syntax.statements) {
    if (statement.kind !== 'projection') continue;
    const inside = { ...context, place: `projection ${printable(statement.name.text)}` };
    const source = shapeOf(statement.source, declared, inside);
    const destination = shapeOf(statement.destination, declared, inside);
    const projection = lowerProjection(statement, { source, destination }, inside);
    if (isNew(statement.name, 'projection', lines.get(statement.name.text), inside)) lines.set(statement.name.text, statement.name.span.line);
    if (projection) projections.push(projection);
  }
  return projections;
}

/** Empty when there is no such population, which is reported. */
function shapeOf(name: NameSyntax, { shapes, complete }: Declared, context: Context): readonly number[] {
  const found = shapes.get(name.text);
  if (!found && complete) report(context, 'S410', { name: name.text, nearest: nearestIn(context, name.text, shapes.keys()) }, name.span);
  return found ?? [];
}

function lowerOutput(syntax: NetworkSyntax, declared: Declared, context: Context): Network['output'] {
  const output = only(syntax, 'output', context) as OutputSyntax | null;
  if (!output) {
    if (syntax.broken.length === 0) report(context, 'S419', { statement: 'output', example: 'output NAME count' }, syntax.name.span);
    return { population: '', readout: 'count' };
  }
  shapeOf(output.population, declared, { ...context, place: 'output' });
  return { population: output.population.text, readout: knownWord(output.readout, 'readout', Object.keys(READOUTS) as Readout[], context) };
}

/** As they stand in the text; findings in side files and those without a place last. */
function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ where: { span } }: Diagnostic): readonly [number, number] => (span ? [span.line, span.column] : [Number.MAX_VALUE, 0]);
  return [...found].sort((a, b) => {
    const [[lineA, columnA], [lineB, columnB]] = [key(a), key(b)];
    return lineA === lineB ? columnA - columnB : lineA - lineB;
  });
}
