import type { Findings } from './findings.ts';
import { numberIn, shown, type Keys } from './values.ts';

/** The conductances as one array, row-major; empty where sizes disagree. @param rows null where it is not known */
export function readConductances({ conductance_S: lists }: Keys, rows: number | null, columns: number | null, findings: Findings): Float64Array {
  if (!isListOfLists('conductance_S', 'row', lists, findings)) return new Float64Array(0);
  if (rows !== null && lists.length !== rows) findings.add('S859', { what: 'conductance_S holds', found: lists.length, unit: 'rows', key: 'rows', wanted: rows }, ['conductance_S']);
  const fits = sameLengths(lists, rows, columns);
  const conductance_S = new Float64Array(fits ? rows! * columns! : 0);
  for (const [row, list] of lists.entries()) {
    if (columns !== null && list.length !== columns) findings.add('S859', { what: `row ${row} of conductance_S holds`, found: list.length, unit: 'numbers', key: 'cols', wanted: columns }, ['conductance_S', row]);
    for (let column = 0; column < list.length; column++) {
      const value = numberIn(list[column]);
      if (value === null || !(value >= 0)) findings.add('S860', { row, column, found: shown(list[column]) }, ['conductance_S', row, column]);
      else if (fits) conductance_S[row * columns! + column] = value;
    }
  }
  return conductance_S;
}

/** The input vectors as one array, one after the other; empty where sizes disagree. */
export function readInputs({ inputs_V: lists }: Keys, rows: number | null, findings: Findings): { readonly vectors: number; readonly inputs_V: Float64Array } {
  if (!isListOfLists('inputs_V', 'input vector', lists, findings)) return { vectors: 0, inputs_V: new Float64Array(0) };
  const fits = sameLengths(lists, lists.length, rows);
  const inputs_V = new Float64Array(fits ? lists.length * rows! : 0);
  for (const [vector, list] of lists.entries()) {
    if (rows !== null && list.length !== rows) findings.add('S859', { what: `input vector ${vector} holds`, found: list.length, unit: 'voltages', key: 'rows', wanted: rows }, ['inputs_V', vector]);
    for (let row = 0; row < list.length; row++) {
      const value = list[row];
      if (typeof value !== 'number' || !Number.isFinite(value)) findings.add('S861', { vector, row, found: shown(value) }, ['inputs_V', vector, row]);
      else if (fits) inputs_V[vector * rows! + row] = value;
    }
  }
  return { vectors: lists.length, inputs_V };
}

function isListOfLists(key: string, item: string, value: unknown, findings: Findings): value is unknown[][] {
  if (value === undefined) return false;
  if (!Array.isArray(value) || (value.length > 0 && value.every((one) => !Array.isArray(one)))) {
    findings.add('S857', { expected: `a list of lists [[...], ...], one for each ${item}`, found: Array.isArray(value) ? `a list of ${shown(value[0])}, ...` : shown(value) }, [key]);
    return false;
  }
  for (const [at, list] of value.entries()) if (!Array.isArray(list)) findings.add('S857', { expected: `a list of numbers for ${item} ${at}`, found: shown(list) }, [key, at]);
  return value.every((list) => Array.isArray(list));
}

function sameLengths(lists: readonly unknown[][], count: number | null, length: number | null): boolean {
  return count !== null && length !== null && lists.length === count && lists.every((list) => list.length === length);
}
