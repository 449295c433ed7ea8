import { closeGrids, combineGrids, everyValue, isZero, type Grid } from './grid.ts';
import { gridAt } from './constants.ts';
import { isConstant, type Flow, type FlowValue } from './flow.ts';
import { ELEMENT_OPERATORS } from './element-functions.ts';
import {
  addScaled, asConstant, atomNumber, atomsOf, constantOf, constantTerm, depthOf, multiply, normalised, ofAtom, scaled, ZERO, type AtomTable, type Polynomial,
} from './polynomial.ts';

/** Most terms of a polynomial: those of neurons have a dozen. A value of more is an atom itself. */
const MOST_TERMS = 64;
/** Steps within steps; a neuron has two. */
const DEEPEST = 8;

/** What an element-wise operator makes of polynomials; null where it makes none of these. */
export function applied(table: AtomTable, operator: string, operands: readonly Polynomial[]): Polynomial | null {
  if (operands.some((operand) => depthOf(table, operand) > DEEPEST)) return null;
  if (operands.reduce((product, { size }) => product * Math.max(1, size), 1) > MOST_TERMS * MOST_TERMS) return null;
  const result = APPLICATIONS[operator]?.(table, operands) ?? null;
  return result !== null && result.size <= MOST_TERMS ? result : null;
}

type Application = (table: AtomTable, operands: readonly Polynomial[]) => Polynomial | null;

const APPLICATIONS: Readonly<Record<string, Application>> = {
  Add: (_, [left, right]) => addScaled(left!, right!, 1),
  Sub: (_, [left, right]) => addScaled(left!, right!, -1),
  Neg: (_, [operand]) => scaled(operand!, -1),
  Mul: (table, [left, right]) => multiply(table, left!, right!),
  Div: (_, [left, right]) => {
    const divisor = asConstant(right!);
    return divisor === null || !everyValue(divisor, (value) => value !== 0) ? null : divided(left!, divisor);
  },
  Greater: (table, [left, right]) => step(table, addScaled(left!, right!, -1), true),
  GreaterOrEqual: (table, [left, right]) => step(table, addScaled(left!, right!, -1), false),
  Less: (table, [left, right]) => step(table, addScaled(right!, left!, -1), true),
  LessOrEqual: (table, [left, right]) => step(table, addScaled(right!, left!, -1), false),
  Not: (_, [operand]) => addScaled(constantOf(1), operand!, -1),
  And: (table, [left, right]) => multiply(table, left!, right!),
  Or: (table, [left, right]) => addScaled(addScaled(left!, right!, 1), multiply(table, left!, right!), -1),
  Where: (table, [condition, yes, no]) => addScaled(no!, multiply(table, condition!, addScaled(yes!, no!, -1)), 1),
  Relu: (table, [operand]) => positive(table, operand!),
  Max: (table, [left, right]) => addScaled(positive(table, addScaled(left!, right!, -1)), right!, 1),
  Min: (table, [left, right]) => addScaled(left!, positive(table, addScaled(left!, right!, -1)), -1),
  Floor: (table, [operand]) => whole(table, operand!, true),
  Trunc: (table, [operand]) => whole(table, operand!, false),
};

/** Factors divided one by one: x 0.5 / 0.5 is x again. */
function divided(polynomial: Polynomial, divisor: Grid): Polynomial {
  return new Map([...polynomial].map(([key, term]) => [key, { ...term, factor: combineGrids(term.factor, divisor, (a, b) => a / b) }]));
}

/** 1 where the polynomial is above 0. One that falls with its first atom is told by the step that does not: [-p > 0] = 1 - [p >= 0]. */
export function step(table: AtomTable, polynomial: Polynomial, strict: boolean): Polynomial {
  const constant = asConstant(polynomial);
  if (constant !== null) return constantOf(combineGrids(constant, 0, (value) => ((strict ? value > 0 : value >= 0) ? 1 : 0)));
  const bit = stepOfBit(table, polynomial, strict);
  if (bit !== null) return bit;
  const { of, negative } = normalised(polynomial);
  const atom = ofAtom(atomNumber(table, { kind: 'step', of, strict: negative ? !strict : strict }));
  return negative ? addScaled(constantOf(1), atom, -1) : atom;
}

/** The step of a number and a factor of one other step: that takes two values only. */
function stepOfBit(table: AtomTable, polynomial: Polynomial, strict: boolean): Polynomial | null {
  const atoms = atomsOf(polynomial);
  const [bit] = atoms;
  if (bit === undefined || atoms.length !== 1 || table.atoms[bit]!.kind !== 'step') return null;
  const factor = polynomial.get(String(bit))?.factor ?? 0;
  const low = constantTerm(polynomial);
  const high = combineGrids(low, factor, (constant, weight) => constant + weight);
  const [off, on] = [low, high].map((grid) => combineGrids(grid, 0, (value) => ((strict ? value > 0 : value >= 0) ? 1 : 0))) as [Grid, Grid];
  return addScaled(constantOf(off), ofAtom(bit), combineGrids(on, off, (one, other) => one - other));
}

/** The polynomial or 0, whichever is larger; whole thresholds of it are a count. */
function positive(table: AtomTable, polynomial: Polynomial): Polynomial {
  const constant = asConstant(polynomial);
  if (constant !== null) return constantOf(combineGrids(constant, 0, Math.max));
  const only = onlyAtom(table, polynomial);
  if (only?.kind === 'whole') return ofAtom(atomNumber(table, { kind: 'count', of: only.of }));
  if (only?.kind === 'count' || only?.kind === 'step' || only?.kind === 'positive') return polynomial;
  return ofAtom(atomNumber(table, { kind: 'positive', of: polynomial }));
}

function whole(table: AtomTable, polynomial: Polynomial, down: boolean): Polynomial {
  const constant = asConstant(polynomial);
  if (constant !== null) return constantOf(combineGrids(constant, 0, (value) => (down ? Math.floor(value) : Math.trunc(value))));
  const only = onlyAtom(table, polynomial);
  if (only?.kind === 'step' || only?.kind === 'count' || only?.kind === 'whole') return polynomial;
  const inner = positivePart(table, polynomial);
  return ofAtom(atomNumber(table, inner === null ? { kind: 'whole', of: polynomial, down } : { kind: 'count', of: inner }));
}

/** p of a polynomial that is a positive number of times max(p, 0). */
function positivePart(table: AtomTable, polynomial: Polynomial): Polynomial | null {
  if (polynomial.size !== 1) return null;
  const [{ factor, atoms }] = [...polynomial.values()] as [{ factor: Grid; atoms: readonly number[] }];
  const atom = atoms.length === 1 ? table.atoms[atoms[0]!]! : null;
  return atom?.kind === 'positive' && everyValue(factor, (value) => value > 0) ? scaled(atom.of, factor) : null;
}

function onlyAtom(table: AtomTable, polynomial: Polynomial) {
  if (polynomial.size !== 1) return null;
  const [term] = [...polynomial.values()];
  return term!.atoms.length === 1 && term!.factor === 1 ? table.atoms[term!.atoms[0]!]! : null;
}

/** The polynomial of a value that is no element-wise operation: a constant, or an atom. */
export function leaf(flow: Flow, table: AtomTable, value: FlowValue): Polynomial {
  const grid = isConstant(value) ? gridAt(flow, value.id) : null;
  if (grid !== null) return isZero(grid) ? ZERO : constantOf(grid);
  return ofAtom(atomNumber(table, { kind: 'value', value: value.id }));
}

/** Whether a value is element-wise, so that a polynomial may tell what it is. */
export function isElementwise(value: FlowValue): boolean {
  return ELEMENT_OPERATORS.has(value.operator);
}

/** `polynomial` with every atom replaced by what `by` gives for it, inside steps and counts too; null leaves an atom as it is. */
export function substituted(table: AtomTable, polynomial: Polynomial, by: (atom: number) => Polynomial | null): Polynomial {
  let result: Polynomial = ZERO;
  for (const { factor, atoms } of polynomial.values()) {
    let product = constantOf(factor);
    for (const atom of atoms) product = multiply(table, product, by(atom) ?? inside(table, atom, by));
    result = addScaled(result, product, 1);
  }
  return result;
}

function inside(table: AtomTable, number: number, by: (atom: number) => Polynomial | null): Polynomial {
  const atom = table.atoms[number]!;
  if (atom.kind === 'value') return ofAtom(number);
  const of = substituted(table, atom.of, by);
  switch (atom.kind) {
    case 'step': return step(table, of, atom.strict);
    case 'positive': return positive(table, of);
    case 'whole': return whole(table, of, atom.down);
    case 'count': return ofAtom(atomNumber(table, { kind: 'count', of }));
  }
}

/** Whether two polynomials have the same terms, up to rounding. */
export function closePolynomials(left: Polynomial, right: Polynomial): boolean {
  return left.size === right.size && [...left].every(([key, { factor }]) => right.has(key) && closeGrids(factor, right.get(key)!.factor));
}
