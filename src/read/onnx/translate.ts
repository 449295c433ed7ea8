import { collect, diagnose, fail, stopOnErrors, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import type { Origin } from '../../ir/origin.ts';
import type { ByteFile } from './bytes.ts';
import { choiceNodes } from './choices.ts';
import { addPopulation, emptyDraft, type Draft } from './draft.ts';
import { batchOf, sampleShape } from './inputs.ts';
import type { ModelHeader, NodeHeader, ValueHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';
import { identifierFrom } from '../names.ts';
import { rising } from './operators/head.ts';
import { domainNamed, PARTING } from './operators/operators.ts';
import { bentActivation, isBent, risingAtEnd } from './operators/unconvertible.ts';
import { placeOf, unknownOperator } from './place.ts';
import { neededFor, type NeededGraph } from './needed.ts';
import { demand, type Demanded } from './stepped/demand.ts';
import type { Misses } from './stepped/match.ts';
import { isRounding, waitingNodes, type Waiting } from './stepped/waiting.ts';
import { isConstant, populationShape, type Broken, type Operator, type Signal, type Step, type Value } from './step.ts';

/**
 * Turns the graph into populations and projections, node by node in the order of the file. A node that is refused gives a
 * diagnostic and a broken value, so that all faults of a model are found at once.
 * @throws DiagnosticError with everything that was found
 */
export function translate(file: ByteFile, model: ModelHeader, name: string): { readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  const needed = neededFor(file, model.graph);
  const diagnostics: Diagnostic[] = [...needed.diagnostics];
  const draft = emptyDraft();
  const values = new Map<string, Value>();
  for (const tensor of model.graph.initializers) values.set(tensor.name, { kind: 'constant', tensor });
  const batch = collect(diagnostics, () => batchOf(file, needed.inputs)) ?? 1;
  const translation: Translation = {
    file, model, needed, draft, values, diagnostics, batch, waiting: new Map(), misses: new Map(), risingAtEnd: risingAtEnd(needed), choices: choiceNodes(model.graph),
  };
  for (const input of needed.inputs) readInput(translation, input);
  const waiting = waitingNodes(file, model.graph, needed.nodes);
  for (const { node, fallbackName } of needed.nodes) {
    if (waiting.has(node.index)) putOff(translation, node, fallbackName);
    else readNode(translation, node, fallbackName);
  }
  if (translation.waiting.has(needed.output.name)) demand(demanded(translation), needed.output.name);
  collect(diagnostics, () => outputPopulation(translation));
  stopOnErrors(diagnostics);
  return { network: networkOf(translation, name), diagnostics };
}

interface Translation {
  readonly file: ByteFile;
  readonly model: ModelHeader;
  readonly needed: NeededGraph;
  readonly draft: Draft;
  readonly values: Map<string, Value>;
  readonly diagnostics: Diagnostic[];
  readonly batch: number;
  /** By the name of their output: nodes around a rounding, see `stepped/`. */
  readonly waiting: Map<string, Waiting>;
  readonly misses: Misses;
  readonly risingAtEnd: ReadonlySet<number>;
  readonly choices: ReadonlySet<number>;
}

const BROKEN_SIGNAL: Broken = { kind: 'broken', numbers: false };
const BROKEN_NUMBERS: Broken = { kind: 'broken', numbers: true };

function readInput({ file, draft, values, diagnostics }: Translation, input: ValueHeader): void {
  const origin: Origin = { file: file.path, place: `input '${printable(input.name)}'` };
  const value = collect(diagnostics, (): Value => {
    const shape = sampleShape(file, input);
    const population = addPopulation(draft, identifierFrom(input.name) || 'input', populationShape(shape), { kind: 'input', coding: 'current' }, origin, origin);
    return { kind: 'signal', population, shape, shared: false, dropped: null };
  });
  values.set(input.name, value ?? BROKEN_SIGNAL);
}

/** A node that waits; what it reads must be there or wait too. */
function putOff(translation: Translation, node: NodeHeader, fallbackName: string): void {
  const where: Where = { file: translation.file.path, place: placeOf(node) };
  const shapes = node.inputs.filter((name) => name !== '').map((name) => {
    const before = translation.waiting.get(name);
    if (before) return before.shape;
    const value = valueNamed(translation, name, where);
    return value.kind === 'signal' ? value.shape : null;
  });
  translation.waiting.set(node.outputs[0]!, { node, fallbackName, shape: shapes.find((shape) => shape !== null) ?? null });
}

function demanded(translation: Translation): Demanded {
  const { file, values, waiting, misses, needed: { readers }, diagnostics } = translation;
  const whereOf = ({ node }: Waiting): Where => ({ file: file.path, place: placeOf(node) });
  const stepOf = (one: Waiting, inputs: readonly string[]): Step =>
    stepFor(translation, one.node, one.fallbackName, inputs.map((name) => values.get(name) ?? null), whereOf(one));
  return {
    file, values, waiting, readers, misses,
    stepOf: (one) => stepOf(one, one.node.inputs),
    settleMatch: (one, base, settle) => (values.get(base)?.kind === 'broken' ? null : collect(diagnostics, () => settle(stepOf(one, [base])))) ?? BROKEN_SIGNAL,
    settleNode: ({ node, fallbackName }) => readNode(translation, node, fallbackName),
  };
}

function readNode(translation: Translation, node: NodeHeader, fallbackName: string): void {
  const { values, diagnostics } = translation;
  const where: Where = { file: translation.file.path, place: placeOf(node) };
  const inputs = node.inputs.map((name) => (name === '' ? null : shapeWaiting(translation, node, name) ?? valueNamed(translation, name, where)));
  const parting = node.domain === '' && !isConstant(inputs[0]) ? PARTING.get(node.operator) ?? null : null;
  const onConstants = isOnConstants(inputs);
  const operator = parting ?? (translation.risingAtEnd.has(node.index) && !onConstants ? rising : operatorFor(node, onConstants));
  if (operator === null) diagnostics.push(...(onConstants ? [unknownOperator(node, translation.model.graph.nodes.length, where)] : refusal(translation, node, inputs, where)));
  const broken = operator === null || inputs.some((value) => value?.kind === 'broken');
  const result = broken ? null : collect(diagnostics, () => operator(stepFor(translation, node, fallbackName, inputs, where)));
  if (parting) {
    node.outputs.forEach((name, index) => { if (name !== '') values.set(name, (result as readonly Value[] | null)?.[index] ?? BROKEN_SIGNAL); });
    return;
  }
  const [first, ...others] = node.outputs;
  if (first) values.set(first, (result as Value | null) ?? (onConstants || node.operator === 'Shape' ? BROKEN_NUMBERS : BROKEN_SIGNAL));
  for (const name of others) refuseOtherOutput(translation, name, where, result === null);
}

/** For a Shape, what tells the shape of a value that waits: asking for it is no use of its activations, so it goes on waiting. */
function shapeWaiting({ values, waiting }: Translation, node: NodeHeader, name: string): Signal | null {
  const shape = node.operator === 'Shape' && !values.has(name) ? waiting.get(name)?.shape : null;
  return shape ? { kind: 'signal', population: '', shape, shared: true, dropped: null } : null;
}

/** The value of that name; when nothing before gives one, a diagnostic, once. */
function valueNamed(translation: Translation, name: string, where: Where): Value {
  const { values, model, diagnostics } = translation;
  if (!values.has(name) && translation.waiting.has(name)) demand(demanded(translation), name);
  const value = values.get(name);
  if (value) return value;
  const reason = model.graph.sparseInitializers.includes(name)
    ? 'is a sparse tensor, which this version does not read' : 'is read before any node, input or initializer gives it';
  diagnostics.push(diagnose('S318', { value: printable(name), reason }, where));
  values.set(name, BROKEN_SIGNAL);
  return BROKEN_SIGNAL;
}

function isOnConstants(inputs: readonly (Value | null)[]): boolean {
  return inputs.length > 0 && inputs.every((value) => value === null || isConstant(value) || (value.kind === 'broken' && value.numbers));
}

/** null for an operator that is unknown, or known on constants alone and met on activations. */
function operatorFor(node: NodeHeader, onConstants: boolean): Operator | null {
  const domain = domainNamed(node.domain);
  return (onConstants ? domain?.constants.get(node.operator) : undefined) ?? domain?.activations.get(node.operator) ?? null;
}

/** What is said of an operator that is not known on activations; nothing where it follows from what was said already. */
function refusal({ model, misses, choices }: Translation, node: NodeHeader, inputs: readonly (Value | null)[], where: Where): readonly Diagnostic[] {
  const follows = inputs.some((value) => value?.kind === 'broken');
  if (isRounding(node)) return follows ? [] : [diagnose('S360', { operator: node.operator, reason: misses.get(node.index)?.reason ?? 'no bounds and no steps stand around it' }, where)];
  if (choices.has(node.index)) return [];
  if (node.operator === 'Where' && node.domain === '' && inputs.slice(1).some((value) => value?.kind === 'broken')) return [];
  if (!isBent(node)) return [unknownOperator(node, model.graph.nodes.length, where)];
  const found = bentActivation(node, model.graph.nodes, where);
  return found ? [found] : [];
}

function stepFor(translation: Translation, node: NodeHeader, fallbackName: string, inputs: readonly (Value | null)[], where: Where): Step {
  const { file, model, needed, draft, diagnostics, batch } = translation;
  return {
    file, node, inputs, opset: model.opset!, batch, draft, where,
    name: identifierFrom(node.name) || identifierFrom(fallbackName) || 'population',
    origin: { file: file.path, place: where.place! },
    soleReader: (index) => needed.readers.get(node.inputs[index] ?? '') === 1,
    note: (code, args) => diagnostics.push(diagnose(code, args, where)),
  };
}

/** Only first outputs have a meaning here: no mask of a Dropout, no indices of a MaxPool. */
function refuseOtherOutput({ needed, values, diagnostics }: Translation, name: string, where: Where, broken: boolean): void {
  if (name === '' || !needed.readers.has(name)) return;
  values.set(name, BROKEN_SIGNAL);
  if (!broken) diagnostics.push(diagnose('S311', { setting: `output '${printable(name)}'`, value: 'in use', accepted: 'the first output alone' }, where));
}

function outputPopulation({ file, draft, needed, values }: Translation): string {
  const name = printable(needed.output.name);
  const where: Where = { file: file.path, place: `output '${name}'` };
  const value = values.get(needed.output.name) ?? fail('S319', { reason: `nothing produces '${name}'` }, where);
  if (value.kind === 'broken') return '';
  if (value.kind !== 'signal') return fail('S319', { reason: `'${name}' is a constant` }, where);
  if (draft.populations.get(value.population)!.neuron.kind === 'input') fail('S319', { reason: `'${name}' is an input, unchanged` }, where);
  return value.population;
}

function networkOf(translation: Translation, name: string): Network {
  const { draft } = translation;
  return {
    stage: 'network', name, dt_s: null, timesteps: null,
    populations: [...draft.populations.values()],
    projections: [...draft.projections.values()].flat(),
    output: { population: outputPopulation(translation), readout: 'value' },
    bits: null,
  };
}
