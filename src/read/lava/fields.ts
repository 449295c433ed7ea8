import { fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { Pair } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { MOST_NEURONS } from '../../ir/verify-network.ts';
import type { Hdf5Array, Hdf5Group, Hdf5Node, NumberArray } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';

/** The members of one group of the file, and where what is wrong with them stands. */
export interface Fields {
  readonly group: Hdf5Group;
  readonly where: Where;
  readonly diagnostics: Diagnostic[];
}

/** Finite numbers; null when there is no such member. @throws DiagnosticError S932 for anything else */
export function optionalNumbers({ group, where }: Fields, name: string): Hdf5Array | null {
  const member = group.members.get(name);
  if (member === undefined) return null;
  if (member.kind !== 'array' || member.data.length === 0) return fail('S932', { what: name, found: named(member), wanted: 'numbers' }, where);
  const bad = member.data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0) fail('S932', { what: name, found: `${member.data[bad]} at index ${bad}`, wanted: 'finite numbers' }, where);
  return member;
}

/** @throws DiagnosticError S932 */
export function numbers(fields: Fields, name: string): Hdf5Array {
  return optionalNumbers(fields, name) ?? fail('S932', { what: name, found: 'missing', wanted: 'numbers' }, fields.where);
}

/** Whole numbers from `low` to `high`; one where all are equal. @throws DiagnosticError S932 */
export function wholes(fields: Fields, name: string, low: number, high: number): readonly number[] {
  const { data } = numbers(fields, name);
  const bad = data.findIndex((value: number) => !Number.isInteger(value) || value < low || value > high);
  if (bad >= 0) fail('S932', { what: name, found: `${data[bad]}`, wanted: `a whole number from ${low} to ${high}` }, fields.where);
  return compact(data, name, fields);
}

/** A list of them, or the one that all are. More than a network has neurons are refused before memory is taken. @throws DiagnosticError S932 */
export function compact(data: NumberArray, name: string, { where }: Fields): readonly number[] {
  if (data.every((value: number) => value === data[0])) return [data[0]!];
  return data.length <= MOST_NEURONS ? [...data] : fail('S932', { what: name, found: `${data.length} numbers`, wanted: `at most ${MOST_NEURONS}` }, where);
}

/** A few whole numbers, as those of a shape. @throws DiagnosticError S932 */
export function few(fields: Fields, name: string, low: number): readonly number[] {
  const { data } = numbers(fields, name);
  if (data.length > MOST_FEW) fail('S932', { what: name, found: `${data.length} numbers`, wanted: 'a few' }, fields.where);
  wholes(fields, name, low, LARGEST);
  return [...data];
}

const MOST_FEW = 8;
const LARGEST = 2 ** 31 - 1;

/** One whole number for both axes, or height and width; `fallback` where it is missing. @throws DiagnosticError S932 */
export function pair(fields: Fields, name: string, low: number, fallback: number): Pair {
  if (!fields.group.members.has(name)) return [fallback, fallback];
  const [y, x = y, ...more] = few(fields, name, low);
  return more.length === 0 ? [y!, x!] : fail('S932', { what: name, found: `${more.length + 2} numbers`, wanted: 'one or two' }, fields.where);
}

/** [channels, height, width]; a shape of one number is a vector. @throws DiagnosticError S932 */
export function shapeIn(fields: Fields): readonly number[] {
  const shape = few(fields, 'shape', 1);
  if (shape.length !== 1 && shape.length !== 3) fail('S932', { what: 'shape', found: `[${shape.join(', ')}]`, wanted: 'one number, or channels, height and width' }, fields.where);
  return sizeOf(shape) === shape[0] ? [shape[0]!] : shape;
}

function named(member: Hdf5Node): string {
  switch (member.kind) {
    case 'array': return 'an empty array';
    case 'text': return `the text '${printable(member.texts[0] ?? '')}'`;
    case 'group': return member.members.has('imag') ? 'complex (real and imag)' : 'a group';
    case 'other': return member.what;
  }
}
