import { fail, type Where } from '../../../diagnostics/diagnostic.ts';
import { ELEMENT, type NodeHeader } from '../model.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { floatAttribute, hasAttribute, integerAttribute, tensorAttribute, type AttributeOwner } from '../attributes.ts';
import { constant as constantOperator } from '../operators/folding.ts';
import { flattened, reshaped, squeezed, unsqueezed } from '../operators/extents.ts';
import { placeOf } from '../place.ts';
import type { Step } from '../step.ts';
import { single, type Building } from './building.ts';
import { gridAt, listAt, numberAt, numbersConstant, tensorConstant } from './constants.ts';
import { addValue, isConstant, OWN, valueOf } from './flow.ts';
import { broadcast, fitTogether, gridOf, mapGrid } from './grid.ts';
import { element, reshape } from './operations.ts';
import { concatFromSequence, sequenceAt, sequenceConstruct, sequenceEmpty, sequenceInsert } from './sequences.ts';
import { concat, gather, sliceNode, split } from './slicing.ts';
import { probe, structure } from './structure.ts';

/** Values of the outputs of a node; none where the operator is not understood on these operands. */
export type Handler = (building: Building, node: NodeHeader, operands: readonly (number | null)[]) => readonly number[];

/** A node whose attributes can be asked for. */
export function ownerOf({ flow }: Building, node: NodeHeader): AttributeOwner & { readonly where: Where } {
  return { file: flow.file, node, where: { file: flow.file.path, place: placeOf(node) } };
}

const sameValue: Handler = (_, __, operands) => [operands[0]!];

const constant: Handler = ({ flow }, node) => {
  const value = constantOperator(probe(flow, node, []));
  if (value.kind === 'constant') return [tensorConstant(flow, value.tensor, false)];
  if (value.kind !== 'numbers') return [];
  const kind = hasAttribute(probe(flow, node, []), 'value_int') || hasAttribute(probe(flow, node, []), 'value_ints') ? 'whole' : 'float';
  return [numbersConstant(flow, value.shape, gridOf(value.shape, Float64Array.from(value.values)), kind)];
};

/** Add, Min and the like over any number of operands. */
function over(operator: string): Handler {
  return (building, node, operands) => {
    const ids = operands.filter((id) => id !== null);
    let result: number | null = ids[0] ?? null;
    for (const id of ids.slice(1)) result = result === null ? null : element(building.flow, operator, [result, id], node);
    return single(building, node, result);
  };
}

/** Bounds are attributes up to opset 10 and inputs since. A bound at one side is a Min or Max. */
const clip: Handler = (building, node, operands) => {
  const { flow } = building;
  const owner = ownerOf(building, node);
  const bound = (index: 1 | 2, attribute: string): number | null => {
    if (flow.opset >= 11) return operands[index] ?? null;
    return hasAttribute(owner, attribute) ? numbersConstant(flow, [], floatAttribute(owner, attribute, 0)) : null;
  };
  const [low, high] = [finite(building, bound(1, 'min')), finite(building, bound(2, 'max'))];
  const input = operands[0]!;
  const constants = [low, high].every((id) => id === null || isConstant(valueOf(flow, id)));
  if (low !== null && high !== null && constants && !isConstant(valueOf(flow, input))) return [structure(flow, node, operands)];
  const raised = low === null ? input : element(flow, 'Max', [input, low], node);
  return single(building, node, raised === null || high === null ? raised : element(flow, 'Min', [raised, high], node));
};

/** A bound beyond all float32 is none. */
function finite({ flow }: Building, id: number | null): number | null {
  const value = numberAt(flow, id);
  return value !== null && Math.abs(value) >= LARGEST_FLOAT ? null : id;
}

const LARGEST_FLOAT = 3.4028234e38;

const FLOAT_TYPES: readonly number[] = [ELEMENT.float, ELEMENT.double, ELEMENT.float16, ELEMENT.bfloat16];

/** To floats nothing changes; to integers the fraction goes. */
const cast: Handler = (building, node, operands) => {
  const { flow } = building;
  const to = integerAttribute(ownerOf(building, node), 'to', 0);
  const value = valueOf(flow, operands[0]!);
  const grid = gridAt(flow, value.id);
  if (FLOAT_TYPES.includes(to)) return grid === null || value.kind === 'float' ? [value.id] : [numbersConstant(flow, value.dims, grid, 'float')];
  if (to !== ELEMENT.bool) return grid === null ? single(building, node, element(flow, 'Trunc', [value.id], node)) : [numbersConstant(flow, value.dims, mapGrid(grid, Math.trunc), 'whole')];
  if (grid !== null) return [numbersConstant(flow, value.dims, mapGrid(grid, (number) => (number === 0 ? 0 : 1)), 'truth')];
  return value.kind === 'truth' ? [value.id] : [];
};

/** Reshape and its kin: `extents` gives the new shape. */
function reshaping(extents: (step: Step, full: readonly number[]) => readonly number[] | null): Handler {
  return (building, node, operands) => {
    const { flow } = building;
    const value = valueOf(flow, operands[0]!);
    const step = probe(flow, node, operands);
    const to = extents(step, value.dims);
    const result = to === null ? null : reshape(flow, value.id, to, node);
    return result === null ? fail('S313', { from: value.dims, to: to?.slice(0, 16) ?? [] }, step.where) : [result];
  };
}

const shape: Handler = (building, node, operands) => {
  const owner = ownerOf(building, node);
  const { dims } = valueOf(building.flow, operands[0]!);
  const end = hasAttribute(owner, 'end') ? integerAttribute(owner, 'end', 0) : dims.length;
  return [listConstant(building, dims.slice(integerAttribute(owner, 'start', 0), end))];
};

const size: Handler = ({ flow }, _, operands) => [numbersConstant(flow, [], sizeOf(valueOf(flow, operands[0]!).dims), 'whole')];

function listConstant({ flow }: Building, list: readonly number[]): number {
  return numbersConstant(flow, [list.length], gridOf([list.length], Float64Array.from(list)), 'whole');
}

const constantOfShape: Handler = (building, node, operands) => {
  const { flow } = building;
  const dims = listAt(flow, operands[0]);
  if (dims === null) return [];
  const owner = ownerOf(building, node);
  if (!dims.every((extent) => extent >= 0) || sizeOf(dims) > MOST_ELEMENTS) fail('S320', { what: 'values of a constant', limit: MOST_ELEMENTS }, owner.where);
  const tensor = tensorAttribute(owner, 'value');
  if (tensor === null) return [numbersConstant(flow, dims, 0, 'float')];
  const filler = valueOf(flow, tensorConstant(flow, tensor, false));
  const number = numberAt(flow, filler.id);
  return number === null || filler.kind === null ? [] : [numbersConstant(flow, dims, number, filler.kind)];
};

const MOST_ELEMENTS = 2 ** 26;

const expand: Handler = (building, node, operands) => {
  const { flow } = building;
  const value = valueOf(flow, operands[0]!);
  const target = listAt(flow, operands[1]);
  if (target === null || !fitTogether(value.dims, target)) return [];
  const dims = broadcast(value.dims, target);
  if (sizeOf(dims) > MOST_ELEMENTS) fail('S320', { what: 'values of a constant', limit: MOST_ELEMENTS }, ownerOf(building, node).where);
  const grid = gridAt(flow, value.id);
  if (typeof grid === 'number') return [numbersConstant(flow, dims, grid, value.kind)];
  // Adding zeros spreads a value and changes nothing else.
  const zeros = addValue(flow, { operator: OWN.constant, dims, kind: value.kind, constant: { grid: 0, stored: null } });
  return single(building, node, element(flow, 'Add', [value.id, zeros], node));
};

/** Operators that fold, move or rename values. */
export const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['Identity', sameValue], ['Dropout', sameValue], ['Constant', constant], ['Cast', cast], ['Clip', clip],
  ['Sum', over('Add')], ['Min', over('Min')], ['Max', over('Max')],
  ['Reshape', reshaping(reshaped)], ['Flatten', reshaping(flattened)], ['Unsqueeze', reshaping(unsqueezed)],
  ['Squeeze', reshaping((step, full) => squeezed(step, full, 0))],
  ['Shape', shape], ['Size', size], ['ConstantOfShape', constantOfShape], ['Expand', expand],
  ['Gather', gather], ['Slice', sliceNode], ['Split', split], ['Concat', concat],
  ['SequenceEmpty', sequenceEmpty], ['SequenceConstruct', sequenceConstruct], ['SequenceInsert', sequenceInsert],
  ['SequenceAt', sequenceAt], ['ConcatFromSequence', concatFromSequence],
]);
