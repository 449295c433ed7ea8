import { sizeOf } from '../../../ir/tensor.ts';
import { gridAt, numbersConstant } from './constants.ts';
import { ELEMENT_OPERATORS } from './element-functions.ts';
import { isConstant, OWN, valueOf, type Cut, type Flow, type FlowValue } from './flow.ts';
import { elementAt, gridOf } from './grid.ts';
import { element, reshape, sliceLeaf, stack } from './operations.ts';
import { isStructure, orderOf, probe, structure } from './structure.ts';

/**
 * Entries of an axis of a value. A slice moves towards the inputs through everything that works on the entries one by one (element-wise
 * operators, convolutions along the batch, ...), so that a network that computes all timesteps at once falls apart into its timesteps.
 */
export function slice(flow: Flow, id: number, cut: Cut, depth = 0): number {
  const value = valueOf(flow, id);
  if (cut.start === 0 && cut.step === 1 && cut.count === value.dims[cut.axis]) return id;
  const key = `slice of ${id}|${cut.axis}|${cut.start}|${cut.step}|${cut.count}`;
  const known = flow.keys.get(key);
  if (known !== undefined) return known;
  const moved = depth < DEEPEST ? pushed(flow, value, cut, depth + 1) : null;
  const result = moved ?? sliceLeaf(flow, id, cut);
  flow.keys.set(key, result);
  return result;
}

/** Operators that a slice moves through at most; a bound for hostile files. */
const DEEPEST = 400;

function pushed(flow: Flow, value: FlowValue, cut: Cut, depth: number): number | null {
  if (isConstant(value)) return cut.start === null ? null : sliceConstant(flow, value, { ...cut, start: cut.start });
  if (ELEMENT_OPERATORS.has(value.operator)) return throughElements(flow, value, cut, depth);
  switch (value.operator) {
    case OWN.stack: return fromStack(flow, value, cut, depth);
    case OWN.series: return fromSeries(flow, value, cut);
    case OWN.reshape: return throughReshape(flow, value, cut, depth);
    case OWN.slice: return fromSlice(flow, value, cut, depth);
    default: return isStructure(value.operator) ? throughStructure(flow, value, cut, depth) : null;
  }
}

function sliceConstant(flow: Flow, value: FlowValue, cut: Cut & { readonly start: number }): number | null {
  const grid = gridAt(flow, value.id);
  if (grid === null) return null;
  const dims = value.dims.with(cut.axis, cut.count);
  if (typeof grid === 'number') return numbersConstant(flow, dims, grid, value.kind);
  const inner = sizeOf(dims.slice(cut.axis + 1));
  const values = new Float64Array(sizeOf(dims)).map((_, index) => {
    const outer = Math.floor(index / (inner * cut.count));
    const entry = cut.start + (Math.floor(index / inner) % cut.count) * cut.step;
    return elementAt(grid, value.dims, (outer * value.dims[cut.axis]! + entry) * inner + (index % inner));
  });
  return numbersConstant(flow, dims, gridOf(dims, values), value.kind);
}

function throughElements(flow: Flow, value: FlowValue, cut: Cut, depth: number): number | null {
  const operands = value.operands.map((operand) => {
    const { dims } = valueOf(flow, operand);
    const axis = cut.axis - value.dims.length + dims.length;
    return axis < 0 || dims[axis] === 1 ? operand : slice(flow, operand, { ...cut, axis }, depth);
  });
  return element(flow, value.operator, operands, value.node);
}

function fromStack(flow: Flow, { operands, node, cut: own }: FlowValue, cut: Cut, depth: number): number | null {
  if (cut.axis !== own!.axis) return stack(flow, operands.map((operand) => slice(flow, operand, cut, depth)), own!.axis, node);
  if (cut.start === null) return null;
  const taken = Array.from({ length: cut.count }, (_, index) => operands[cut.start! + index * cut.step]!);
  return taken.length === 1 ? taken[0]! : stack(flow, taken, cut.axis, node);
}

function fromSlice(flow: Flow, { operands, cut: own }: FlowValue, cut: Cut, depth: number): number | null {
  if (cut.axis !== own!.axis || own!.start === null || cut.start === null) return null;
  return slice(flow, operands[0]!, { axis: cut.axis, start: own!.start + cut.start * own!.step, step: own!.step * cut.step, count: cut.count }, depth);
}

/** The running step of what a loop collected is the value in its body. */
function fromSeries(flow: Flow, { operands, dims, cut: own, node }: FlowValue, cut: Cut): number | null {
  return cut.start === null && cut.axis === own!.axis ? reshape(flow, operands[0]!, dims.with(cut.axis, 1), node) : null;
}

/** Convolutions, pools and products treat the entries of the batch one by one; a product with a matrix those of all axes but the last. */
function throughStructure(flow: Flow, value: FlowValue, cut: Cut, depth: number): number | null {
  const node = value.node!;
  const operands = value.operands.map((id) => (id < 0 ? null : id));
  const rank = value.dims.length;
  switch (value.operator) {
    case 'Concat': {
      if (operands.some((id) => valueOf(flow, id!).dims[cut.axis] !== value.dims[cut.axis])) return null;
      return structure(flow, node, operands.map((id) => slice(flow, id!, cut, depth)));
    }
    case 'Transpose': {
      const order = orderOf(probe(flow, node, operands), rank);
      return structure(flow, node, [slice(flow, operands[0]!, { ...cut, axis: order[cut.axis]! }, depth)]);
    }
    case 'MatMul':
      if (cut.axis === rank - 1) return null;
      break;
    case 'ReduceMean': case 'ReduceSum': case 'ArgMax': case 'Softmax': case 'LogSoftmax':
      return null;
    default:
      if (cut.axis !== 0) return null;
  }
  return structure(flow, node, [slice(flow, operands[0]!, cut, depth), ...operands.slice(1)]);
}

/** A reshape that leaves the axis as it is, splits it from a longer one, or merges it with a neighbour. */
function throughReshape(flow: Flow, value: FlowValue, cut: Cut, depth: number): number | null {
  const source = value.operands[0]!;
  const from = valueOf(flow, source).dims;
  const to = value.dims.with(cut.axis, cut.count);
  for (const candidate of [kept(from, value.dims, cut), ofLonger(from, value.dims, cut), ofFactors(from, value.dims, cut)]) {
    if (candidate !== null) return reshape(flow, slice(flow, source, candidate, depth), to, value.node);
  }
  return null;
}

/** Size of the axes before `axis`. */
function before(dims: readonly number[], axis: number): number {
  return sizeOf(dims.slice(0, axis));
}

function kept(from: readonly number[], to: readonly number[], cut: Cut): Cut | null {
  const axis = from.findIndex((extent, at) => extent === to[cut.axis] && before(from, at) === before(to, cut.axis));
  return axis < 0 ? null : { ...cut, axis };
}

/** The axis is one of two that the reshape made of a longer one. */
function ofLonger(from: readonly number[], to: readonly number[], cut: Cut): Cut | null {
  if (cut.start === null || cut.count !== 1) return null;
  for (const [first, second] of [[cut.axis, cut.axis + 1], [cut.axis - 1, cut.axis]] as const) {
    if (first < 0 || second >= to.length) continue;
    const axis = from.findIndex((extent, at) => extent === to[first]! * to[second]! && before(from, at) === before(to, first));
    if (axis < 0) continue;
    return first === cut.axis
      ? { axis, start: cut.start * to[second]!, step: 1, count: to[second]! }
      : { axis, start: cut.start, step: to[second]!, count: to[first]! };
  }
  return null;
}

/** The axis was made of two, and the slice is one entry of one of them. */
function ofFactors(from: readonly number[], to: readonly number[], cut: Cut): Cut | null {
  if (cut.start === null) return null;
  for (let first = 0; first + 1 < from.length; first++) {
    const [outer, inner] = [from[first]!, from[first + 1]!];
    if (outer * inner !== to[cut.axis] || before(from, first) !== before(to, cut.axis)) continue;
    const strided = cut.count === 1 ? inner : cut.step;
    if (cut.count === inner && (cut.step === 1 || cut.count === 1) && cut.start % inner === 0) return { axis: first, start: cut.start / inner, step: 1, count: 1 };
    if (cut.count === outer && strided === inner && cut.start < inner) return { axis: first + 1, start: cut.start, step: 1, count: 1 };
  }
  return null;
}
