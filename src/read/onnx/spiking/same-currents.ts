import { attributeKey } from './structure.ts';
import { closePolynomials, isElementwise, substituted } from './expressions.ts';
import { isConstant, OWN, valueOf, type Flow, type FlowValue } from './flow.ts';
import { gridAt } from './constants.ts';
import { closeGrids, sameDims, type Grid } from './grid.ts';
import { operandsOf } from './needed.ts';
import { asConstant, atomNumber, atomsOf, constantOf, ofAtom, type Polynomial } from './polynomial.ts';
import type { Timeline } from './timeline.ts';

/** Compares currents of one timestep with those of another. */
export interface Comparison {
  readonly flow: Flow;
  readonly timeline: Timeline;
  /** Potentials before the first step, by chain. */
  readonly initials: ReadonlyMap<number, Grid>;
  /** Answers by pair of values. */
  readonly known: Map<string, boolean>;
  /** Attributes of nodes by their place. */
  readonly keys: Map<number, string>;
}

/** Steps within steps of operators; what lies deeper is called different. */
const DEEPEST = 200;

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

/** What a potential was before the first step; null where it is later. */
function before({ flow, timeline: { potentialAt }, initials }: Comparison, id: number, shift: number): Polynomial | null {
  const potential = potentialAt(id);
  if (!potential || !isElementwise(valueOf(flow, id)) || potential.time - shift >= 0) return null;
  return constantOf(initials.get(potential.chain) ?? 0);
}

function counterpart(comparison: Comparison, id: number, candidates: readonly number[], shift: number, depth: number): Polynomial | null {
  const { timeline: { evaluate: { table } } } = comparison;
  const found = candidates.find((candidate) => sameValue(comparison, id, candidate, shift, depth + 1));
  return found === undefined ? null : ofAtom(atomNumber(table, { kind: 'value', value: found }));
}

/** Whether value `one` is value `other` of `shift` timesteps before. */
export function sameValue(comparison: Comparison, one: number, other: number, shift: number, depth: number): boolean {
  const { flow, timeline: { potentialAt, timeOf } } = comparison;
  if (one === other) return timeOf(one) < 0 || shift === 0 || isMergedCurrent(comparison, one);
  if (depth > DEEPEST) return false;
  const key = `${one},${other},${shift}`;
  const known = comparison.known.get(key);
  if (known !== undefined) return known;
  const [left, right] = [valueOf(flow, one), valueOf(flow, other)];
  const [first, second] = [potentialAt(one), potentialAt(other)];
  const isPotential = (value: FlowValue, potential: typeof first): boolean => potential !== undefined && isElementwise(value);
  // Until it is known: a value of itself is no answer.
  comparison.known.set(key, false);
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
  if (isElementwise(left)) {
    const of = evaluate.polynomial(left.id);
    // Arithmetic that is more than sums and products stands for itself.
    if (of.size === 1 && valueAtoms(comparison, of).includes(left.id)) return left.operator === right.operator && sameOperands(comparison, left, right, shift, depth);
    return sameSum(comparison, of, evaluate.polynomial(right.id), shift, depth);
  }
  if (left.operator !== right.operator || left.operands.length !== right.operands.length || !sameDims(left.dims, right.dims)) return isSilent(comparison, left, right, shift);
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
function isSilent({ timeline: { evaluate, timeOf } }: Comparison, left: FlowValue, right: FlowValue, shift: number): boolean {
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
