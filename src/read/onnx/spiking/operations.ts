import { sizeOf } from '../../../ir/tensor.ts';
import type { NodeHeader } from '../model.ts';
import { reshapedComputed } from '../quantised/constants.ts';
import type { ConstantValue } from '../step.ts';
import { gridAt, isZeroConstant, numbersConstant } from './constants.ts';
import { ELEMENT_OPERATORS } from './element-functions.ts';
import { internValue, isConstant, OWN, valueOf, type Cut, type Flow, type FlowValue, type NumberKind } from './flow.ts';
import { broadcast, fitTogether, sameDims } from './grid.ts';

/**
 * The value of an element-wise operator: folded where all operands are constants, one of the operands where the operator leaves it as it is
 * (x + 0, x times 1), else a value of its own. null where the shapes do not go together.
 */
export function element(flow: Flow, operator: string, operands: readonly number[], node: NodeHeader | null): number | null {
  const values = operands.map((id) => valueOf(flow, id));
  let dims: readonly number[] = values[0]!.dims;
  for (const value of values.slice(1)) {
    if (!fitTogether(dims, value.dims)) return null;
    dims = broadcast(dims, value.dims);
  }
  const entry = ELEMENT_OPERATORS.get(operator)!;
  const kind = kindOf(values);
  const result = entry.result ?? kind;
  if (values.every(isConstant)) {
    const grids = operands.map((id) => gridAt(flow, id));
    if (grids.every((grid) => grid !== null)) return numbersConstant(flow, dims, entry.fold(grids, kind), result);
  }
  if (flow.keepsZeros && node !== null && isSumWithZero(flow, operator, values)) {
    return internValue(flow, `${operator}|${operands.join(',')}|node ${node.index}`, { operator, operands, dims, kind: result, node });
  }
  return simplified(flow, operator, values, dims) ?? intern(flow, operator, operands, dims, result, node);
}

function isSumWithZero(flow: Flow, operator: string, values: readonly FlowValue[]): boolean {
  return (operator === 'Add' || operator === 'Sub') && values.some((value) => isZeroConstant(flow, value));
}

/** Floats where any operand is one; a truth takes part in arithmetic as 0 or 1. */
function kindOf(values: readonly FlowValue[]): NumberKind {
  const kinds = values.map((value) => value.kind);
  if (kinds.includes('float')) return 'float';
  return kinds.includes('whole') ? 'whole' : 'truth';
}

function intern(flow: Flow, operator: string, operands: readonly number[], dims: readonly number[], kind: NumberKind, node: NodeHeader | null): number {
  return internValue(flow, `${operator}|${operands.join(',')}`, { operator, operands, dims, kind, node });
}

function simplified(flow: Flow, operator: string, values: readonly FlowValue[], dims: readonly number[]): number | null {
  const [left, right] = values as [FlowValue, FlowValue];
  const whole = (value: FlowValue): number | null => (sameDims(value.dims, dims) ? value.id : null);
  const is = (value: FlowValue, number: number): boolean => isConstant(value) && gridAt(flow, value.id) === number;
  switch (operator) {
    case 'Add': return is(left, 0) ? whole(right) : is(right, 0) ? whole(left) : null;
    case 'Sub': return is(right, 0) ? whole(left) : null;
    case 'Mul':
      if (is(left, 0) || is(right, 0)) return numbersConstant(flow, dims, 0);
      return is(left, 1) ? whole(right) : is(right, 1) ? whole(left) : null;
    case 'Div': return is(right, 1) ? whole(left) : null;
    case 'Trunc': return left.kind === 'float' ? null : left.id;
    default: return null;
  }
}

/** The same numbers, row-major, in another shape; constants keep theirs. */
export function reshape(flow: Flow, id: number, dims: readonly number[], node: NodeHeader | null): number | null {
  const value = valueOf(flow, id);
  if (sameDims(value.dims, dims)) return id;
  if (sizeOf(dims) !== sizeOf(value.dims) || !dims.every((extent) => Number.isInteger(extent) && extent >= 0)) return null;
  if (isConstant(value)) return reshapeConstant(flow, value, dims);
  const source = value.operator === OWN.reshape ? value.operands[0]! : id;
  if (sameDims(valueOf(flow, source).dims, dims)) return source;
  return internValue(flow, `${OWN.reshape}|${source}|${dims.join('x')}`, { operator: OWN.reshape, operands: [source], dims, kind: value.kind, node });
}

function reshapeConstant(flow: Flow, value: FlowValue, dims: readonly number[]): number {
  const { grid, stored } = value.constant!;
  if (grid !== null) return numbersConstant(flow, dims, typeof grid === 'number' ? grid : { dims, values: grid.values }, value.kind);
  const reshaped = inShape(stored!, dims);
  return internValue(flow, `${OWN.reshape}|${value.id}|${dims.join('x')}`, { operator: OWN.constant, dims, kind: value.kind, constant: { grid: null, stored: reshaped } });
}

function inShape(stored: ConstantValue, dims: readonly number[]): ConstantValue {
  switch (stored.kind) {
    case 'constant': return { kind: 'constant', tensor: { ...stored.tensor, dimensions: dims } };
    case 'numbers': return { ...stored, shape: dims };
    case 'computed': return reshapedComputed(stored, dims);
  }
}

/** Entries of an axis of a value that is no constant; see `slices.ts` for what becomes of most of them. */
export function sliceLeaf(flow: Flow, id: number, cut: Cut): number {
  const { dims, kind } = valueOf(flow, id);
  const key = `${OWN.slice}|${id}|${cut.axis}|${cut.start}|${cut.step}|${cut.count}`;
  return internValue(flow, key, { operator: OWN.slice, operands: [id], dims: dims.with(cut.axis, cut.count), kind, cut });
}

/** Values one after the other along an axis, each of extent 1 there. */
export function stack(flow: Flow, operands: readonly number[], axis: number, node: NodeHeader | null): number {
  const { dims, kind } = valueOf(flow, operands[0]!);
  const cut: Cut = { axis, start: 0, step: 1, count: operands.length };
  return internValue(flow, `${OWN.stack}|${axis}|${operands.join(',')}`, { operator: OWN.stack, operands, dims: dims.with(axis, operands.length), kind, node, cut });
}
