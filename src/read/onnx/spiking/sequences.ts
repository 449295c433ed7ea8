import { integerAttribute } from '../attributes.ts';
import { normalAxis } from '../operators/extents.ts';
import { numberAt } from './constants.ts';
import { internValue, OWN, valueOf, type Flow } from './flow.ts';
import type { Handler } from './handlers.ts';
import { reshape, stack } from './operations.ts';
import { probe, structure } from './structure.ts';

export const sequenceEmpty: Handler = ({ flow }) => [sequence(flow, [])];

export const sequenceConstruct: Handler = ({ flow }, _, operands) => [sequence(flow, operands.filter((id) => id !== null))];

/** Only at the end, where a loop over timesteps puts its results. */
export const sequenceInsert: Handler = ({ flow }, _, operands) => {
  const [list, element, place] = operands;
  const { operator, operands: elements } = valueOf(flow, list!);
  const atEnd = place === null || place === undefined || numberAt(flow, place) === elements.length;
  if (!atEnd || (operator !== OWN.sequence && operator !== OWN.state)) return [];
  // A sequence that a loop carries: its elements are known when the loop has been read.
  return operator === OWN.state ? [internValue(flow, `insert|${list}|${element}`, { operator: OWN.sequence, operands: [list!, element!], dims: [] })] : [sequence(flow, [...elements, element!])];
};

export const sequenceAt: Handler = ({ flow }, _, operands) => {
  const { operator, operands: elements } = valueOf(flow, operands[0]!);
  const index = numberAt(flow, operands[1]);
  const element = operator === OWN.sequence && index !== null ? elements.at(index) : undefined;
  return element === undefined ? [] : [element];
};

/** Joins the elements along an axis, which is a new one with new_axis. */
export const concatFromSequence: Handler = ({ flow }, node, operands) => {
  const value = valueOf(flow, operands[0]!);
  const step = probe(flow, node, []);
  const isNew = integerAttribute(step, 'new_axis', 0) !== 0;
  if (value.operator === OWN.series) return isNew ? [seriesAlong(flow, value.id, integerAttribute(step, 'axis', 0))] : [];
  if (value.operator !== OWN.sequence || value.operands.length === 0) return [];
  const { dims } = valueOf(flow, value.operands[0]!);
  const rank = dims.length + (isNew ? 1 : 0);
  const axis = normalAxis(step, integerAttribute(step, 'axis', 0), rank, rank - 1);
  const elements = isNew ? value.operands.map((id) => reshape(flow, id, [...dims.slice(0, axis), 1, ...dims.slice(axis)], node)!) : value.operands;
  if (elements.every((id) => valueOf(flow, id).dims[axis] === 1)) return [stack(flow, elements, axis, node)];
  return [structure(flow, node, elements)];
};

function sequence(flow: Flow, elements: readonly number[]): number {
  return internValue(flow, `${OWN.sequence}|${elements.join(',')}`, { operator: OWN.sequence, operands: elements, dims: [] });
}

/** All values that a loop made of one, along a new axis. */
function seriesAlong(flow: Flow, series: number, axis: number): number {
  const { operands, dims, cut } = valueOf(flow, series);
  const element = dims.length === 0 ? valueOf(flow, operands[0]!).dims : dims;
  const place = axis < 0 ? axis + element.length + 1 : axis;
  const extents = [...element.slice(0, place), cut?.count ?? 1, ...element.slice(place)];
  return internValue(flow, `${OWN.series}|${operands[0]}|${place}`, {
    operator: OWN.series, operands, dims: extents, cut: { axis: place, start: 0, step: 1, count: cut?.count ?? 1 },
  });
}
