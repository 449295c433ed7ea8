import { fail, type Where } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import type { NodeHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { identifierFrom } from '../../names.ts';
import { partOf } from '../operators/moving.ts';
import { OPERATORS } from '../operators/operators.ts';
import { placeOf } from '../place.ts';
import { growInto, populationShape, type Signal, type Step, type Value } from '../step.ts';
import { echoOf, inputPopulation, type Assembly } from './assembly.ts';
import { storedAt } from './constants.ts';
import { isConstant, OWN, valueOf, type FlowValue } from './flow.ts';
import { applied, isElementwise } from './expressions.ts';
import { sampleDims } from './parameters.ts';
import { previousOf, whereIs } from './population.ts';
import type { Potential } from './potentials.ts';
import { atomsOf, constantTerm, type Polynomial } from './polynomial.ts';
import { isSpikeOf } from './threshold.ts';
import { weightedSum } from './weighted-sum.ts';

/** Recursion is bounded by this: networks are some hundred operators deep between two populations of neurons at most. */
const DEEPEST = 400;

/**
 * The activations that a value of the graph stands for, as seen in timestep `time`: an input, the spikes of a population, or what operators
 * make of them, which is added to the draft as linear populations.
 * @throws DiagnosticError S324 for what has no counterpart, S336, and those of the operators
 */
export function signalOf(assembly: Assembly, id: number, time: number, depth = 0): Signal {
  const key = `${id}@${time}`;
  const known = assembly.signals.get(key);
  if (known) return known;
  const value = valueOf(assembly.flow, id);
  if (depth > DEEPEST) fail('S320', { what: 'operators one after the other', limit: DEEPEST }, whereIs(assembly.flow, id));
  const signal = built(assembly, value, time, depth + 1);
  assembly.signals.set(key, signal);
  return signal;
}

function built(assembly: Assembly, value: FlowValue, time: number, depth: number): Signal {
  const { flow, timeline } = assembly;
  if (isElementwise(value) || isConstant(value)) {
    const of = timeline.evaluate.polynomial(value.id);
    const where = whereIs(flow, value.id);
    const itself = of.has(String(timeline.evaluate.table.keys.get(`v${value.id}`)));
    if (itself && !assembly.members.has(timeline.potentialAt(value.id)?.chain ?? -1)) fail('S324', { part: 'what drives a population', reason: 'it is more than sums and products' }, where);
    return sumOf(assembly, of, value, time, where, depth);
  }
  switch (value.operator) {
    case OWN.input: case OWN.state: return sourceOf(assembly, value);
    case OWN.slice: return sliceOf(assembly, value, time, depth);
    case OWN.merged: return mergedOf(assembly, value, time, depth);
    case OWN.reshape: return reshaped(assembly, value, signalOf(assembly, value.operands[0]!, time, depth));
    case OWN.stack: return partsOf(assembly, value, time, depth);
    default:
      if (value.node !== null && !value.operator.startsWith('#')) return operated(assembly, value, value.node, time, depth);
      return fail('S324', { part: 'what drives a population', reason: 'values of several timesteps meet here' }, whereIs(flow, value.id));
  }
}

/** A current that is the same in every step. */
function mergedOf(assembly: Assembly, value: FlowValue, time: number, depth: number): Signal {
  const { flow, timeline: { evaluate: { table, polynomial } } } = assembly;
  const where = whereIs(flow, value.id);
  const of = applied(table, value.made, value.operands.map(polynomial));
  return of === null ? fail('S324', { part: 'what drives a population', reason: 'it is more than sums and products' }, where) : sumOf(assembly, of, value, time, where, depth);
}

/** A sum of currents and spikes, each with a factor, and a constant. */
function sumOf(assembly: Assembly, polynomial: Polynomial, { node, dims }: Pick<FlowValue, 'node' | 'dims'>, time: number, where: Where, depth: number): Signal {
  const terms = [...polynomial.values()].filter(({ atoms }) => atoms.length > 0).map(({ factor, atoms }) => {
    if (atoms.length > 1) fail('S324', { part: 'what drives a population', reason: 'values that change are multiplied with each other' }, where);
    return { signal: signalOfAtom(assembly, atoms[0]!, dims, time, where, depth), factor };
  });
  if (terms.length === 0) fail('S324', { part: 'what drives a population', reason: 'it is the same number in every step and for every sample' }, where);
  return weightedSum(stepFor(assembly, node, dims, where), terms, constantTerm(polynomial), dims);
}

/** What an atom of a polynomial stands for: the spikes of a population, a potential that is sent, or another value. */
export function signalOfAtom(assembly: Assembly, number: number, dims: readonly number[], time: number, where: Where, depth = 0): Signal {
  const { flow, timeline: { evaluate: { table } } } = assembly;
  const atom = table.atoms[number]!;
  if (atom.kind !== 'value') {
    const spikes = spikesOf(assembly, number, time);
    if (spikes) return spikes;
    if (atom.kind !== 'positive') return fail('S324', { part: 'what drives a population', reason: 'it is neither a current nor the spikes of a population' }, where);
    const inner = sumOf(assembly, atom.of, { node: null, dims }, time, where, depth);
    return growInto(stepFor(assembly, null, dims, where), inner.shape, { kind: 'one-to-one', source: inner.population }, { kind: 'relu', ceiling: null });
  }
  const { potential, delay } = potentialBehind(assembly, atom.value, time);
  const isCurrent = atom.value >= 0 && !isElementwise(valueOf(flow, atom.value)) && delay > 0;
  const member = potential && !isCurrent ? assembly.members.get(potential.chain) : undefined;
  if (!member) return atom.value < 0 ? fail('S324', { part: 'what drives a population', reason: 'a state is used that belongs to no population' }, where) : signalOf(assembly, atom.value, time, depth);
  if (member.found.form.threshold !== null) return fail('S336', { population: `"${member.name}"` }, where);
  return fromMember(assembly, member.chain, delay, where);
}

/** The potential that a value is, or stands for, and how many timesteps ago it was. */
function potentialBehind({ timeline: { potentialAt } }: Assembly, id: number, time: number): { readonly potential: Potential | undefined; readonly delay: number } {
  const potential = potentialAt(id < 0 ? previousOf(id) : id);
  return { potential, delay: potential ? time - potential.time + (id < 0 ? 1 : 0) : 0 };
}

/** The spikes of a population that an atom asks for; null where it asks for something else. */
function spikesOf(assembly: Assembly, number: number, time: number): Signal | null {
  const { timeline: { evaluate: { table } } } = assembly;
  const [base] = atomsOf((table.atoms[number] as { of: Polynomial }).of);
  if (base === undefined || !isSpikeOf(table, number, base)) return null;
  const inner = table.atoms[base]!;
  const { potential, delay } = inner.kind === 'value' ? potentialBehind(assembly, inner.value, time) : { potential: undefined, delay: 0 };
  if (!potential || potential.after || !assembly.members.has(potential.chain)) return null;
  return fromMember(assembly, potential.chain, delay, { file: assembly.flow.file.path });
}

function fromMember(assembly: Assembly, chain: number, delay: number, where: Where): Signal {
  const { name, dims } = assembly.members.get(chain)!;
  if (delay < 0) fail('S326', { reason: `the spikes of "${name}" are used before they are there` }, where);
  const shape = sampleDims(dims);
  return { kind: 'signal', population: echoOf(assembly, name, delay, populationShape(shape)), shape, shared: true, dropped: null };
}

/** An input of the graph, or the spikes of a population in the step before that an input holds. */
function sourceOf(assembly: Assembly, { id, dims, name }: FlowValue): Signal {
  const chain = assembly.feedback.get(id);
  if (chain !== undefined) return fromMember(assembly, chain, 1, { file: assembly.flow.file.path });
  return inputPopulation(assembly, name, sampleDims(dims));
}

/** One timestep of an input of all timesteps, or a part of activations. */
function sliceOf(assembly: Assembly, value: FlowValue, time: number, depth: number): Signal {
  const { flow, timeline: { timeOf } } = assembly;
  const source = valueOf(flow, value.operands[0]!);
  const { axis, start, step, count } = value.cut!;
  const where = whereIs(flow, value.id);
  const isStep = source.operator === OWN.input && count === 1 && (axis === 0 || (axis === 1 && source.dims.length > 2)) && isSeries(assembly, source, axis);
  if (!isStep) {
    if (axis === 0 || start === null) return fail('S324', { part: 'what drives a population', reason: 'it takes a part of the batch or of the timesteps' }, where);
    return partOf(stepFor(assembly, value.node, value.dims, where), signalOf(assembly, source.id, time, depth), { axis: axis - 1, start, stride: step, count });
  }
  const sample = sampleDims(source.dims.toSpliced(axis, 1));
  const signal = inputPopulation(assembly, source.name, sample);
  const delay = start === null ? 0 : time - timeOf(value.id);
  if (delay < 0) return fail('S326', { reason: `input '${printable(source.name)}' is read before its timestep` }, where);
  const shape = sampleDims(value.dims);
  return delay === 0 ? { ...signal, shape } : { ...signal, shape, population: echoOf(assembly, signal.population, delay, populationShape(sample)) };
}

/** Whether the graph reads an input timestep by timestep along this axis. */
function isSeries({ flow, timeline: { steps } }: Assembly, source: FlowValue, axis: number): boolean {
  const extent = source.dims[axis]!;
  const slices = flow.values.filter(({ operator, operands, cut }) => operator === OWN.slice && operands[0] === source.id && cut!.axis === axis);
  return slices.some(({ cut }) => cut!.start === null) || (extent >= steps && slices.length >= steps && slices.every(({ cut }) => cut!.count === 1));
}

function reshaped(assembly: Assembly, value: FlowValue, input: Signal): Signal {
  const shape = sampleDims(value.dims);
  const held = assembly.draft.populations.get(input.population)!.shape;
  const wanted = populationShape(shape);
  if (sizeOf(shape) !== sizeOf(held)) fail('S313', { from: input.shape, to: value.dims.slice(0, 16) }, whereIs(assembly.flow, value.id));
  if (held.length === wanted.length && held.every((extent, axis) => extent === wanted[axis])) return { ...input, shape };
  return growInto(stepFor(assembly, value.node, value.dims, whereIs(assembly.flow, value.id)), shape, { kind: 'one-to-one', source: input.population });
}

/** Activations of one entry each, side by side along an axis of a sample. */
function partsOf(assembly: Assembly, value: FlowValue, time: number, depth: number): Signal {
  const where = whereIs(assembly.flow, value.id);
  const { axis } = value.cut!;
  if (axis === 0 && value.operands.length > 1) return fail('S324', { part: 'what drives a population', reason: 'values of several timesteps meet here' }, where);
  const node = value.node!;
  const step = { ...stepFor(assembly, node, value.dims, where), inputs: value.operands.map((id) => signalOf(assembly, id, time, depth)) };
  return OPERATORS.get('Concat')!(step) as Signal;
}

/** An operator of networks of activations; all that `structure.ts` keeps whole are among them. */
function operated(assembly: Assembly, value: FlowValue, node: NodeHeader, time: number, depth: number): Signal {
  const { flow } = assembly;
  const operator = OPERATORS.get(value.operator)!;
  const where = whereIs(flow, value.id);
  const inputs = value.operands.map((id, index): Value | null => {
    if (id < 0) return null;
    return index > 0 && isConstant(valueOf(flow, id)) ? storedAt(flow, id) : signalOf(assembly, id, time, depth);
  });
  const result = operator({ ...stepFor(assembly, node, valueOf(flow, value.operands[0]!).dims, where), inputs });
  if (result.kind !== 'signal') return fail('S312', { operand: 'one of its inputs', wanted: 'activations', operator: printable(node.operator) }, where);
  return result;
}

/** A node on its way into the draft; values are computed once, so nobody may change what is there. */
export function stepFor({ flow, draft, note }: Assembly, node: NodeHeader | null, dims: readonly number[], where: Where): Step {
  const header: NodeHeader = node ?? { index: 0, name: '', operator: 'Add', domain: '', inputs: [], outputs: [], attributes: [] };
  return {
    file: flow.file, node: header, inputs: [], opset: flow.opset, batch: dims.length > 1 ? dims[0]! : 1, draft, where,
    name: identifierFrom(header.name) || `${header.operator}`, origin: { file: flow.file.path, place: node ? placeOf(node) : where.place ?? 'the graph' },
    soleReader: () => false, note: () => note(header.operator, where),
  };
}
