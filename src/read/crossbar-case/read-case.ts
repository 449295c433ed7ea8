import { fail } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { printable } from '../../diagnostics/printable.ts';
import { readBytes } from '../../files.ts';
import { CELL_KINDS, SILENT_ROWS, type CellCurve, type CrossbarCase, type SilentRows } from '../../ir/crossbar-case.ts';
import type { Wires } from '../../ir/wires.ts';
import { collectFindings, type Findings } from './findings.ts';
import { parseJson } from './parse-json.ts';
import { readConductances, readInputs } from './read-lists.ts';
import { CASE_SCHEMA } from './schema.ts';
import { isKeys, numberIn, shown, type Keys } from './values.ts';

const FILE_LIMIT_bytes = 2 ** 27;
/** Cells of the largest crossbar, and currents of the longest result. */
const MOST_CELLS = 2 ** 22;
const MOST_CURRENTS = 2 ** 24;
/** Unknown keys that a known one is looked for. */
const COMPARED = 20;

/**
 * Reads a crossbar case (CASE.json; `-` is standard input).
 * @throws DiagnosticError S101 when the file cannot be read, S855..S863 with everything that is wrong with it
 */
export function readCase(file: string): CrossbarCase {
  return parseCase(decode(readBytes(file, FILE_LIMIT_bytes), file), file);
}

/** The same from the text itself; `file` is what messages call it. */
export function parseCase(text: string, file: string): CrossbarCase {
  const { value, text: located } = parseJson(text, file);
  if (!isKeys(value)) return fail('S855', { reason: 'it is not an object {...}' }, { file });
  const findings = collectFindings(located, file);
  const made = checkCase(value, findings);
  findings.stop();
  return made;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('S855', { reason: 'it is not text in UTF-8' }, { file });
  }
}

function checkCase(keys: Keys, findings: Findings): CrossbarCase {
  checkKeys(keys, Object.keys(CASE_SCHEMA.properties), [], findings);
  for (const key of CASE_SCHEMA.required) if (!Object.hasOwn(keys, key)) findings.add('S858', { key, expected: EXPECTED[key] }, []);
  for (const key of ['name', '$schema']) if (keys[key] !== undefined && typeof keys[key] !== 'string') findings.add('S857', { expected: 'text', found: shown(keys[key]) }, [key]);
  const [rows, columns] = [sizeOf(keys, 'rows', findings), sizeOf(keys, 'cols', findings)];
  const fits = rows === null || columns === null || rows * columns <= MOST_CELLS;
  if (!fits) findings.add('S863', { cells: rows * columns, most: MOST_CELLS, what: 'cells' }, []);
  const conductance_S = fits ? readConductances(keys, rows, columns, findings) : new Float64Array(0);
  const inputs = readInputs(keys, rows, findings);
  if (fits && columns !== null && inputs.vectors * columns > MOST_CURRENTS) findings.add('S863', { cells: inputs.vectors * columns, most: MOST_CURRENTS, what: 'output currents' }, ['inputs_V']);
  const wires: Wires = {
    driver_ohm: ohmOf(keys, 'driver_ohm', findings), wireRow_ohm: ohmOf(keys, 'wireRow_ohm', findings), wireCol_ohm: ohmOf(keys, 'wireCol_ohm', findings), sense_ohm: ohmOf(keys, 'sense_ohm', findings),
  };
  return {
    name: typeof keys.name === 'string' ? printable(keys.name) : 'case', rows: rows ?? 0, columns: columns ?? 0, conductance_S, ...inputs, firstVector: 0, wires,
    cell: cellOf(keys.cell, findings), silentRows: silentRowsOf(keys.silentRows, findings),
  };
}

const EXPECTED: Readonly<Record<(typeof CASE_SCHEMA.required)[number], string>> = {
  rows: 'the number of rows', cols: 'the number of columns', conductance_S: '[[...], ...], one list for each row', inputs_V: '[[...], ...], one list for each input vector',
  driver_ohm: '0 or more, or "inf"', wireRow_ohm: '0 or more, or "inf"', wireCol_ohm: '0 or more, or "inf"', sense_ohm: '0 or more, or "inf"',
};

function checkKeys(keys: object, known: readonly string[], path: readonly PropertyKey[], findings: Findings): void {
  const unknown = Object.keys(keys).filter((key) => !known.includes(key));
  for (const [at, key] of unknown.entries()) findings.add('S856', { key: printable(key), nearest: at < COMPARED ? nearest(key, known) : null, known }, [...path, key], true);
}

function sizeOf(keys: Keys, key: 'rows' | 'cols', findings: Findings): number | null {
  const value = keys[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  if (Object.hasOwn(keys, key)) findings.add('S857', { expected: 'a whole number from 1', found: shown(value) }, [key]);
  return null;
}

function ohmOf(keys: Keys, key: keyof Wires, findings: Findings): number {
  const value = numberIn(keys[key]);
  if (value !== null && value >= 0) return value;
  if (Object.hasOwn(keys, key)) findings.add('S857', { expected: 'a number from 0, in ohm, or "inf"', found: shown(keys[key]) }, [key]);
  return 0;
}

function cellOf(value: unknown, findings: Findings): CellCurve {
  if (value === undefined) return { kind: 'linear' };
  if (!isKeys(value)) {
    findings.add('S857', { expected: 'an object with a kind', found: shown(value) }, ['cell']);
    return { kind: 'linear' };
  }
  const { kind, ...parameters } = value;
  switch (kind) {
    case 'linear':
      checkKeys(parameters, [], ['cell'], findings);
      return { kind };
    case 'sinh': return { kind, v0_V: parameterOf(parameters, 'v0_V', (volts) => volts > 0, 'a number above 0, in volts', findings) ?? 1 };
    case 'cubic': return { kind, a_perV2: parameterOf(parameters, 'a_perV2', () => true, 'a number, per square volt', findings) ?? 0 };
  }
  if (kind === undefined) findings.add('S858', { key: 'kind', expected: CELL_KINDS.map((one) => `"${one}"`).join(' or ') }, ['cell']);
  else findings.add('S862', { key: 'cell.kind', word: shown(kind), nearest: typeof kind === 'string' ? nearest(kind, CELL_KINDS) : null, known: CELL_KINDS }, ['cell', 'kind']);
  return { kind: 'linear' };
}

/** The one parameter that a kind of cell has; null where it is missing or bad. */
function parameterOf(parameters: Keys, name: string, isLegal: (value: number) => boolean, expected: string, findings: Findings): number | null {
  checkKeys(parameters, [name], ['cell'], findings);
  const value = parameters[name];
  if (typeof value === 'number' && Number.isFinite(value) && isLegal(value)) return value;
  if (value === undefined) findings.add('S858', { key: name, expected }, ['cell']);
  else findings.add('S857', { expected, found: shown(value) }, ['cell', name]);
  return null;
}

function silentRowsOf(value: unknown, findings: Findings): SilentRows {
  if (value === undefined) return 'driven';
  const known = SILENT_ROWS.find((one) => one === value);
  if (known === undefined) findings.add('S862', { key: 'silentRows', word: shown(value), nearest: typeof value === 'string' ? nearest(value, SILENT_ROWS) : null, known: SILENT_ROWS }, ['silentRows']);
  return known ?? 'driven';
}
