import { combineGrids, mapGrid, type Grid } from './grid.ts';
import type { NumberKind } from './flow.ts';

/** An operator that works element by element. */
export interface ElementOperator {
  readonly operands: 1 | 2 | 3;
  /** Its result on constants; `kind` is that of the operands. */
  readonly fold: (operands: readonly Grid[], kind: NumberKind) => Grid;
  /** What the numbers of the result are; those of the operands where it is not said. */
  readonly result?: NumberKind;
  /** Understood on activations; the others on constants alone. */
  readonly symbolic: boolean;
}

/** Float arithmetic is that of float32, as the runtime of the model has it. */
function rounded(kind: NumberKind): (value: number) => number {
  return kind === 'float' ? Math.fround : (value) => value;
}

function unary(use: (value: number) => number, symbolic: boolean): ElementOperator {
  return { operands: 1, symbolic, fold: ([operand], kind) => mapGrid(operand!, (value) => rounded(kind)(use(value))) };
}

function binary(use: (left: number, right: number, kind: NumberKind) => number, symbolic: boolean): ElementOperator {
  return { operands: 2, symbolic, fold: ([left, right], kind) => combineGrids(left!, right!, (a, b) => rounded(kind)(use(a, b, kind))) };
}

function test(use: (left: number, right: number) => boolean, symbolic: boolean): ElementOperator {
  return { operands: 2, symbolic, result: 'truth', fold: ([left, right]) => combineGrids(left!, right!, (a, b) => (use(a, b) ? 1 : 0)) };
}

const where: ElementOperator = {
  operands: 3, symbolic: true,
  fold: ([condition, yes, no]) => {
    const chosen = combineGrids(condition!, yes!, (is, value) => (is ? value : 0));
    return combineGrids(chosen, combineGrids(condition!, no!, (is, value) => (is ? 0 : value)), (a, b) => a + b);
  },
};

/** Not exactly float32 in the last place: exponentials and the like of constants, for decays computed from time constants. */
export const ELEMENT_OPERATORS: ReadonlyMap<string, ElementOperator> = new Map<string, ElementOperator>([
  ['Add', binary((a, b) => a + b, true)],
  ['Sub', binary((a, b) => a - b, true)],
  ['Mul', binary((a, b) => a * b, true)],
  ['Div', binary((a, b, kind) => (kind === 'float' ? a / b : Math.trunc(a / b)), true)],
  ['Min', binary((a, b) => Math.min(a, b), true)],
  ['Max', binary((a, b) => Math.max(a, b), true)],
  ['Pow', binary((a, b) => a ** b, false)],
  ['Neg', unary((a) => -a, true)],
  ['Abs', unary(Math.abs, false)],
  ['Relu', unary((a) => Math.max(a, 0), true)],
  ['Floor', unary(Math.floor, true)],
  ['Trunc', { ...unary(Math.trunc, true), result: 'whole' }],
  ['Ceil', unary(Math.ceil, false)],
  ['Exp', unary(Math.exp, false)],
  ['Log', unary(Math.log, false)],
  ['Sqrt', unary(Math.sqrt, false)],
  ['Reciprocal', unary((a) => 1 / a, false)],
  ['Sigmoid', unary((a) => 1 / (1 + Math.exp(-a)), false)],
  ['Tanh', unary(Math.tanh, false)],
  ['Softplus', unary((a) => Math.log1p(Math.exp(a)), false)],
  ['Greater', test((a, b) => a > b, true)],
  ['GreaterOrEqual', test((a, b) => a >= b, true)],
  ['Less', test((a, b) => a < b, true)],
  ['LessOrEqual', test((a, b) => a <= b, true)],
  ['Equal', test((a, b) => a === b, false)],
  ['And', test((a, b) => a !== 0 && b !== 0, true)],
  ['Or', test((a, b) => a !== 0 || b !== 0, true)],
  ['Not', { ...unary((a) => (a === 0 ? 1 : 0), true), result: 'truth' }],
  ['Where', where],
]);

/** Operators that ask whether a potential has reached a threshold. */
const COMPARISONS: ReadonlySet<string> = new Set(['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual']);

/** Operators that count thresholds in a potential. */
export const COUNTS: ReadonlySet<string> = new Set(['Floor', 'Trunc']);

/** Whether an operator asks for spikes. */
export function isTest({ operator }: { readonly operator: string }): boolean {
  return COMPARISONS.has(operator) || COUNTS.has(operator);
}
