import type { CellCurve, CrossbarCase, SilentRows } from '../../../../src/ir/crossbar-case.ts';
import { uniform } from '../../../../src/ir/random.ts';
import type { Wires } from '../../../../src/ir/wires.ts';

/** The wire sets that crossbars are compared under. */
export const WIRE_SETS = {
  A: { driver_ohm: 1, wireRow_ohm: 1, wireCol_ohm: 1, sense_ohm: 1 },
  C: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 },
} as const satisfies Readonly<Record<string, Wires>>;

export interface CaseOptions {
  readonly rows: number;
  readonly columns: number;
  readonly wires: Wires;
  readonly cell?: CellCurve;
  readonly vectors?: number;
  readonly silentRows?: SilentRows;
  readonly seed?: number;
}

/** Cells from 1/200k to 1/20k S, evenly; vector 0 is analog, up to 0.1 V, the others are spikes of 0.1 V on three rows in ten. */
export function makeCase({ rows, columns, wires, cell = { kind: 'linear' }, vectors = 1, silentRows = 'driven', seed = 1 }: CaseOptions): CrossbarCase {
  const [least, most] = [1 / 200e3, 1 / 20e3];
  return {
    name: 'made', rows, columns, wires, cell, vectors, firstVector: 0, silentRows,
    conductance_S: Float64Array.from({ length: rows * columns }, (_, at) => least + uniform(seed, 1, at) * (most - least)),
    inputs_V: Float64Array.from({ length: vectors * rows }, (_, at) => (at < rows ? 0.1 * uniform(seed, 2, at) : 0.1 * Number(uniform(seed, 3, at) < 0.3))),
  };
}

/** The case as the text of a CASE.json. */
export function caseText({ rows, columns, conductance_S, vectors, inputs_V, wires, cell, silentRows }: CrossbarCase): string {
  const lists = (values: Float64Array, count: number, length: number): number[][] => Array.from({ length: count }, (_, at) => [...values.subarray(at * length, (at + 1) * length)]);
  const ohm = Object.fromEntries(Object.entries(wires).map(([key, value]) => [key, value === Infinity ? 'inf' : value]));
  return JSON.stringify({ rows, cols: columns, conductance_S: lists(conductance_S, rows, columns), inputs_V: lists(inputs_V, vectors, rows), ...ohm, cell, silentRows });
}
