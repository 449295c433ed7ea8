import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import type { Pair } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { textOf, type Hdf5Array, type Hdf5Group } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';

/** The parameters of one node, read with the checks that its type asks for. */
export interface Parameters {
  readonly group: Hdf5Group;
  readonly type: string;
  readonly where: Where;
}

/** @throws DiagnosticError S905 when it is missing, S906 when it is no array of numbers with a value */
export function arrayIn(node: Parameters, name: string): Hdf5Array {
  return optionalArray(node, name) ?? fail('S905', { type: node.type, parameter: name }, node.where);
}

/** null when it is missing. @throws DiagnosticError S906 */
export function optionalArray({ group, where }: Parameters, name: string): Hdf5Array | null {
  const member = group.members.get(name);
  if (member === undefined) return null;
  if (member.kind === 'array' && member.data.length > 0) return member;
  const found = member.kind === 'array' ? 'an empty array' : member.kind === 'text' ? `the text '${printable(member.texts[0] ?? '')}'` : member.kind === 'group' ? 'a group' : member.what;
  return fail('S906', { parameter: name, found, wanted: 'numbers' }, where);
}

/** Whole numbers from `least`. @throws DiagnosticError S905, S906 */
export function countsIn(node: Parameters, name: string, least: number): readonly number[] {
  return checkedCounts(node, name, arrayIn(node, name), least);
}

export function checkedCounts({ where }: Parameters, name: string, { data }: Hdf5Array, least: number): readonly number[] {
  const counts = [...data.subarray(0, MOST_COUNTS)];
  if (data.length > MOST_COUNTS || !counts.every((count) => Number.isInteger(count) && count >= least && count <= LARGEST_COUNT)) {
    fail('S906', { parameter: name, found: `[${counts.slice(0, 8).join(', ')}]`, wanted: `whole numbers from ${least}` }, where);
  }
  return counts;
}

const MOST_COUNTS = 16;
const LARGEST_COUNT = 2 ** 31;

/** One whole number for both axes, or one each: height, width. @throws DiagnosticError S905, S906 */
export function pairIn(node: Parameters, name: string, least: number): Pair {
  return pairOf(node, name, countsIn(node, name, least));
}

function pairOf({ where }: Parameters, name: string, counts: readonly number[]): Pair {
  if (counts.length === 1) return [counts[0]!, counts[0]!];
  if (counts.length === 2) return [counts[0]!, counts[1]!];
  return fail('S906', { parameter: name, found: `[${counts.join(', ')}]`, wanted: 'one whole number or two' }, where);
}

/** One whole number. @throws DiagnosticError S905, S906 */
export function countIn(node: Parameters, name: string, least: number): number {
  const counts = countsIn(node, name, least);
  return counts.length === 1 ? counts[0]! : fail('S906', { parameter: name, found: `[${counts.join(', ')}]`, wanted: 'one whole number' }, node.where);
}

/** Padding of a convolution: a number, two, or the words of PyTorch. @throws DiagnosticError S905, S906 */
export function paddingIn(node: Parameters): Pair | 'same' {
  const word = textOf(node.group.members.get('padding'));
  if (word === null) return pairIn(node, 'padding', 0);
  if (word === 'same') return 'same';
  if (word === 'valid') return [0, 0];
  return fail('S906', { parameter: 'padding', found: `'${printable(word)}'`, wanted: "numbers, 'same' or 'valid'" }, node.where);
}

/** Weights as an array of `rank` extents from 1; leading extents of 1 beyond that are left out. @throws DiagnosticError S905, S906 */
export function weightIn(node: Parameters, rank: number): Hdf5Array {
  const { shape, data } = arrayIn(node, 'weight');
  const beyond = shape.length - rank;
  if (beyond < 0 || shape.slice(0, beyond).some((extent) => extent !== 1) || sizeOf(shape) === 0) {
    fail('S906', { parameter: 'weight', found: `an array of shape [${shape.slice(0, 8).join(', ')}]`, wanted: `${rank} extents from 1` }, node.where);
  }
  return { kind: 'array', shape: shape.slice(beyond), data };
}

/** One value for each of `outputs`; one alone stands for all. @throws DiagnosticError S905, S906 */
export function biasIn(node: Parameters, outputs: number): Hdf5Array {
  const bias = arrayIn(node, 'bias');
  if (bias.data.length === outputs) return { kind: 'array', shape: [outputs], data: bias.data };
  if (bias.data.length === 1) return { kind: 'array', shape: [outputs], data: new Float64Array(outputs).fill(bias.data[0]!) };
  return fail('S906', { parameter: 'bias', found: `an array of ${bias.data.length} values`, wanted: `${outputs}, one an output` }, node.where);
}
