import type { Parameter } from '../../../ir/neuron.ts';
import { attributeId, type AttributeName } from './attributes.ts';
import type { DraftGroup } from './draft.ts';

/** A number for all neurons of a group, or one each. */
export type Values = number | Float64Array;

/** Whether anything in the file sets this attribute for a neuron of the group. */
export function states(group: DraftGroup, name: AttributeName): boolean {
  return group.attributes.has(attributeId(name));
}

/** The attribute of all neurons of a group; `fallback` where the file does not say it. */
export function valuesOf(group: DraftGroup, name: AttributeName, fallback: number): Values {
  const column = group.attributes.get(attributeId(name));
  if (!column) return fallback;
  const shared = Number.isNaN(column.group) ? fallback : column.group;
  const { first, last, values } = column;
  if (values.length === 0 || group.neurons === 0) return shared;
  const all = new Float64Array(group.neurons).fill(shared);
  for (let run = 0; run < values.length; run++) all.fill(values.data[run]!, first.data[run]!, last.data[run]! + 1);
  return all.every((value) => Object.is(value, all[0])) ? all[0]! : all;
}

/** All values that the file gives the attribute, for the group or single neurons. */
export function statedValues(group: DraftGroup, name: AttributeName): readonly number[] {
  const column = group.attributes.get(attributeId(name));
  if (!column) return [];
  return [...new Set([...(Number.isNaN(column.group) ? [] : [column.group]), ...column.values.data.subarray(0, column.values.length)])];
}

export function valueAt(values: Values, index: number): number {
  return typeof values === 'number' ? values : values[index]!;
}

export function mapValues(values: Values, use: (value: number) => number): Values {
  return typeof values === 'number' ? use(values) : values.map(use);
}

export function zipValues(one: Values, other: Values, use: (a: number, b: number) => number): Values {
  if (typeof one !== 'number') return one.map((value, i) => use(value, valueAt(other, i)));
  return mapValues(other, (value) => use(one, value));
}

export function allOf(values: Values, holds: (value: number) => boolean): boolean {
  return typeof values === 'number' ? holds(values) : values.every(holds);
}

export function parameterOf(values: Values): Parameter {
  return typeof values === 'number' ? values : Float32Array.from(values);
}
