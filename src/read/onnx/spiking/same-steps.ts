import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { attributeKey } from './structure.ts';
import { closePolynomials, isElementwise, substituted } from './expressions.ts';
import { isConstant, OWN, valueOf, type Flow, type FlowValue } from './flow.ts';
import { gridAt } from './constants.ts';
import { closeGrids, sameDims, type Grid } from './grid.ts';
import { operandsOf } from './needed.ts';
import { asConstant, atomNumber, atomsOf, constantOf, ofAtom, type Polynomial } from './polynomial.ts';
import { whereIs } from './population.ts';
import type { Chain, Timeline } from './timeline.ts';

/** A population of a graph of all timesteps, and the step that tells what it is. */
export interface Exemplar {
  readonly chain: Chain;
  readonly name: string;
  readonly time: number;
  /** Potential before the first step. */
  readonly initial: Grid;
}

/**
 * Whether every timestep computes what the exemplary one does: the same operators on the same weights, and the same arithmetic of potentials,
 * shifted in time; before the first step potentials are what they start from and nobody fires.
 * @returns S325 for the first step of each population that differs
 */
export function sameSteps(flow: Flow, timeline: Timeline, exemplars: readonly Exemplar[]): readonly Diagnostic[] {
  const comparison: Comparison = { flow, timeline, initials: new Map(exemplars.map(({ chain, initial }) => [chain.id, initial])), known: new Map(), keys: new Map() };
  return exemplars.flatMap(({ chain, name, time }) => {
    const other = chain.potentials.find((_, step) => step !== time && !sameStep(comparison, chain, Math.max(time, step), Math.min(time, step)));
    if (!other) return [];
    const found = { step: other.time, what: `the update of "${name}"`, found: 'another computation', expected: `that of timestep ${time}` };
    return [diagnose('S325', found, whereIs(flow, other.tests[0] ?? other.id))];
  });
}

interface Comparison {
  readonly flow: Flow;
  readonly timeline: Timeline;
  readonly initials: ReadonlyMap<number, Grid>;
  /** Answers by pair of values. */
  readonly known: Map<string, boolean>;
  /** Attributes of nodes by their place. */
  readonly keys: Map<number, string>;
}

function sameStep(comparison: Comparison, chain: Chain, time: number, step: number): boolean {
  const { timeline: { evaluate } } = comparison;
  const [one, other] = [chain.potentials[time]!, chain.potentials[step]!];
  if (!sameSum(comparison, evaluate.definition(one.id), evaluate.definition(other.id), time - step, 0)) return false;
  const [left, others] = [chain.after.get(time), chain.after.get(step)];
  return !left || !others || sameSum(comparison, evaluate.definition(left.id), evaluate.definition(others.id), time - step, 0);
}

/** Steps within steps of operators; what lies deeper is called different. */
const DEEPEST = 1000;

/** Whether a polynomial is another one of `shift` timesteps before. */
function sameSum(comparison: Comparison, one: Polynomial, other: Polynomial, shift: number, depth: number): boolean {
  const { timeline: { evaluate: { table } } } = comparison;
  const candidates = valueAtoms(comparison, other);
  const moved = substituted(table, one, (number) => {
    const atom = table.atoms[number]!;
    if (atom.kind !== 'value') return null;
    return before(comparison, atom.value, shift) ?? counterpart(comparison, atom.value, candidates, shift, depth);
  });
  return closePolynomials(moved, other);
}

/** The values that a polynomial is made of, inside steps too. */
function valueAtoms(comparison: Comparison, polynomial: Polynomial): readonly number[] {
  const { timeline: { evaluate: { table } } } = comparison;
  return [...new Set(atomsOf(polynomial).flatMap((number) => {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' ? [atom.value] : valueAtoms(comparison, atom.of);
  }))];
}

/** What a potential or state was before the first step; null where it is later. */
function before({ flow, timeline: { potentialAt, stepOf }, initials }: Comparison, id: number, shift: number): Polynomial | null {
  if (!isElementwise(valueOf(flow, id))) return null;
  const potential = potentialAt(id);
  if (potential) return potential.time - shift >= 0 ? null : constantOf(initials.get(potential.chain) ?? 0);
  // A state beside the potential, such as a synaptic current, starts from nothing.
  return stepOf(id) - shift < 0 ? constantOf(0) : null;
}

function counterpart(comparison: Comparison, id: number, candidates: readonly number[], shift: number, depth: number): Polynomial | null {
  const { flow, timeline: { evaluate: { table }, stepOf, timeOf } } = comparison;
  const found = candidates.find((candidate) => sameValue(comparison, id, candidate, shift, depth + 1));
  if (found !== undefined) return ofAtom(atomNumber(table, { kind: 'value', value: found }));
  // What the first step finds: zeros in a state, and nothing of a product with spikes of before, folded to a number.
  const isFirst = isElementwise(valueOf(flow, id)) ? stepOf(id) - shift <= 0 : timeOf(id) >= 0 && timeOf(id) - shift < 0 && !isMergedCurrent(comparison, id);
  return isFirst ? constantOf(0) : null;
}

/** Whether value `one` is value `other` of `shift` timesteps before. */
function sameValue(comparison: Comparison, one: number, other: number, shift: number, depth: number): boolean {
  const { flow, timeline: { potentialAt, timeOf } } = comparison;
  if (one === other) return timeOf(one) < 0 || shift === 0 || isMergedCurrent(comparison, one);
  if (depth > DEEPEST) return false;
  const key = `${one},${other},${shift}`;
  const known = comparison.known.get(key);
  if (known !== undefined) return known;
  const [left, right] = [valueOf(flow, one), valueOf(flow, other)];
  const [first, second] = [potentialAt(one), potentialAt(other)];
  const isPotential = (value: FlowValue, potential: typeof first): boolean => potential !== undefined && isElementwise(value);
  let same: boolean;
  if (isPotential(left, first)) same = second !== undefined && first!.chain === second.chain && first!.time - second.time === shift && first!.after === second.after;
  else same = sameMaking(comparison, left, right, shift, depth);
  comparison.known.set(key, same);
  return same;
}

/** A current that is the same in every step is the potential of the first step at once. */
function isMergedCurrent({ flow, timeline: { potentialAt, timeOf } }: Comparison, id: number): boolean {
  const potential = potentialAt(id);
  return potential !== undefined && potential.time === 0 && !isElementwise(valueOf(flow, id)) && operandsOf(valueOf(flow, id)).every((operand) => timeOf(operand) < 0);
}

function sameMaking(comparison: Comparison, left: FlowValue, right: FlowValue, shift: number, depth: number): boolean {
  const { flow, timeline: { evaluate, timeOf } } = comparison;
  if (isConstant(left) || isConstant(right)) {
    if (isConstant(left) !== isConstant(right)) return sameSum(comparison, evaluate.polynomial(left.id), evaluate.polynomial(right.id), shift, depth);
    const [a, b] = [gridAt(flow, left.id), gridAt(flow, right.id)];
    return a !== null && b !== null && closeGrids(a, b);
  }
  if (isElementwise(left)) return sameSum(comparison, evaluate.polynomial(left.id), evaluate.polynomial(right.id), shift, depth);
  if (left.operator !== right.operator || left.operands.length !== right.operands.length || !sameDims(left.dims, right.dims)) return isSilent(comparison, left, right, shift, depth);
  if (left.operator === OWN.input) return false;
  if (left.operator === OWN.slice) {
    const [a, b] = [left.cut!, right.cut!];
    if (a.axis !== b.axis || a.step !== b.step || a.count !== b.count) return false;
    const isStep = valueOf(flow, left.operands[0]!).operator === OWN.input;
    return isStep ? left.operands[0] === right.operands[0] && timeOf(left.id) - timeOf(right.id) === shift : a.start === b.start && sameOperands(comparison, left, right, shift, depth);
  }
  return keyOf(comparison, left) === keyOf(comparison, right) && sameOperands(comparison, left, right, shift, depth);
}

/** A reshape of zeros is zeros: before the first step nothing is left of it. */
function isSilent({ timeline: { evaluate, timeOf } }: Comparison, left: FlowValue, right: FlowValue, shift: number, _: number): boolean {
  const constant = asConstant(evaluate.polynomial(right.id));
  return constant !== null && closeGrids(constant, 0) && timeOf(left.id) - shift < 0;
}

function sameOperands(comparison: Comparison, left: FlowValue, right: FlowValue, shift: number, depth: number): boolean {
  return left.operands.every((operand, index) => {
    const other = right.operands[index]!;
    if (operand < 0 || other < 0) return operand === other;
    return sameValue(comparison, operand, other, shift, depth + 1);
  });
}

function keyOf({ flow, keys }: Comparison, { node, cut }: FlowValue): string {
  if (node === null) return cut ? `${cut.axis}|${cut.count}` : '';
  const known = keys.get(node.index);
  if (known !== undefined) return known;
  const key = attributeKey(flow.file, node);
  keys.set(node.index, key);
  return key;
}
