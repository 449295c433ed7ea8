import { describe, expect, it, test } from 'vitest';
import type { CrossbarCase } from '../../../../src/ir/crossbar-case.ts';
import { IDEAL } from '../../../../src/ir/non-idealities.ts';
import { uniform } from '../../../../src/ir/random.ts';
import type { Wires } from '../../../../src/ir/wires.ts';
import { loadKernels } from '../../../../src/kernels/load.ts';
import { levelsPerSiemens, type Conductances } from '../../../../src/simulate/crossbar/conductances.ts';
import { readVariances } from '../../../../src/simulate/crossbar/read-variances.ts';
import { lowerVariances } from '../../../../src/simulate/crossbar/sag-variances.ts';
import { iterativeSolver } from '../../../../src/simulate/crossbar/wires/iterative-solver.ts';
import { preconditionedGradients } from '../../../../src/simulate/crossbar/wires/preconditioned-gradients.ts';
import { feltVoltages } from '../../../../src/simulate/crossbar/wires/sag.ts';
import { wiredCrossbars } from '../../../../src/simulate/crossbar/wires/wired-crossbars.ts';
import { DEVICE } from '../device.ts';
import { makeCase, WIRE_SETS } from './cases.ts';

const NOISE = { ...IDEAL, deviceNoise: { polynomial_uS: [0, 0.05] } };

/** Voltages across all cells, V. */
function voltagesAcross(conductance_S: Float64Array, rows: number, columns: number, wires: Wires, inputs_V: Float64Array): Float64Array {
  const problem: CrossbarCase = { name: '', rows, columns, conductance_S, vectors: 1, firstVector: 0, inputs_V, wires, cell: { kind: 'linear' }, silentRows: 'driven' };
  return iterativeSolver(problem, preconditionedGradients, 1e-10)(inputs_V).cell_V;
}

/** Variance of every column, A^2, from the fields of the whole array: the sum over all cells of (sigma(G) dI/dG)^2. */
function exactVariances(conductance_S: Float64Array, rows: number, columns: number, wires: Wires, inputs_V: Float64Array): Float64Array {
  const driven = voltagesAcross(conductance_S, rows, columns, wires, inputs_V);
  // Seen from the sense terminals: the last column is the first row, the last row the first column.
  const turned = (cell: number): number => (columns - 1 - (cell % columns)) * rows + rows - 1 - Math.floor(cell / columns);
  const cells = new Float64Array(conductance_S.length);
  conductance_S.forEach((siemens, cell) => { cells[turned(cell)] = siemens; });
  const sides: Wires = { driver_ohm: wires.sense_ohm, wireRow_ohm: wires.wireCol_ohm, wireCol_ohm: wires.wireRow_ohm, sense_ohm: wires.driver_ohm };
  return Float64Array.from({ length: columns }, (_, column) => {
    const back = voltagesAcross(cells, columns, rows, sides, new Float64Array(columns).with(columns - 1 - column, 1));
    return conductance_S.reduce((sum, siemens, cell) => sum + (0.05 * siemens * driven[cell]! * back[turned(cell)]!) ** 2, 0);
  });
}

/** What the engine adds up for the driven rows: variances of the columns, levels^2, and of the reference column. */
function foundVariances(devices: Conductances, wires: Wires, inputs: Float64Array): { own: Float32Array; reference: Float32Array | null } {
  const { columns } = devices;
  const highest = new Float64Array(columns).fill(100);
  const wired = wiredCrossbars(wires, null, 1e-5, loadKernels());
  const { own, reference, sag } = readVariances(devices, highest, DEVICE, NOISE, wired.felt!(devices));
  const acting = wired(devices);
  const gain = levelsPerSiemens(devices, highest, DEVICE)[0]!;
  const over = (cells: ArrayLike<number>, power: number): Float32Array =>
    Float32Array.from({ length: columns }, (_, column) => inputs.reduce((sum, input, row) => sum + input ** power * cells[row * columns + column]!, 0));
  const sums = (sign: number): Float32Array => over(acting.positive.map((siemens, cell) => gain * (siemens + sign * acting.negative[cell]!)), 1);
  const squares = (cells: Float32Array): Float64Array => Float64Array.from({ length: columns }, (_, column) => inputs.reduce((sum, _input, row) => sum + cells[row * columns + column]!, 0));
  const found = { own: over(own, 2), reference: reference && over(reference, 2) };
  lowerVariances(found.own, found.reference, sums(-1), {
    current: sums(1), linear: { positive: over(sag!.positive.linear, 1), negative: over(sag!.negative.linear, 1) },
    square: { positive: squares(sag!.positive.square), negative: squares(sag!.negative.square) }, turned: new Uint8Array(columns),
  }, 0, columns, 0);
  return found;
}

const RATIO = 0.5;
const someRows = (rows: number, count: number): Float64Array => {
  const order = [...Array(rows).keys()].sort((a, b) => uniform(9, a) - uniform(9, b)).slice(0, count);
  return Float64Array.from({ length: rows }, (_, row) => (order.includes(row) ? 1 : 0));
};
const spread = (found: number, wanted: number): number => Math.sqrt(found / wanted) - 1;

describe.each([['A', 0.005], ['C', 0.05]] as const)('wire set %s, 48 x 24: noise of columns whose rows are driven together', (set, tolerance) => {
  const [rows, columns] = [48, 24];
  const [positive, negative] = [1, 2].map((seed) => makeCase({ rows, columns, wires: WIRE_SETS[set], seed }).conductance_S) as [Float64Array, Float64Array];
  const gain = 100 / 100e-6;

  test.each([1, 3, 14, 29, 48])('%i rows driven: as the fields of the whole arrays say', (count) => {
    const inputs = someRows(rows, count);
    const [plus, minus] = [positive, negative].map((cells) => exactVariances(cells, rows, columns, WIRE_SETS[set], inputs));
    const { own } = foundVariances({ rows, columns, positive, negative }, WIRE_SETS[set], inputs);
    const errors = [...own].map((value, column) => spread(value, gain ** 2 * (plus![column]! + minus![column]!)));
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / columns)).toBeLessThan(tolerance * RATIO);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(tolerance);
  });

  test('values of both signs', () => {
    const inputs = Float64Array.from({ length: rows }, (_, row) => uniform(4, row) * 2 - 0.7);
    const [plus, minus] = [positive, negative].map((cells) => exactVariances(cells, rows, columns, WIRE_SETS[set], inputs));
    foundVariances({ rows, columns, positive, negative }, WIRE_SETS[set], inputs).own.forEach((value, column) => expect(Math.abs(spread(value, gain ** 2 * (plus![column]! + minus![column]!)))).toBeLessThan(tolerance));
  });

  test('a reference column: its own noise, and that of the columns without it', () => {
    const inputs = someRows(rows, 20);
    const reference = new Float64Array(rows * columns).fill(30e-6);
    const joined = new Float64Array(rows * (columns + 1)).fill(30e-6);
    for (let row = 0; row < rows; row++) joined.set(positive.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
    const wanted = exactVariances(joined, rows, columns + 1, WIRE_SETS[set], inputs);
    const found = foundVariances({ rows, columns, positive, negative: reference, offset: true }, WIRE_SETS[set], inputs);
    found.own.forEach((value, column) => expect(Math.abs(spread(value, (2 * gain) ** 2 * wanted[column]!))).toBeLessThan(tolerance));
    found.reference!.forEach((value) => expect(Math.abs(spread(value, (2 * gain) ** 2 * wanted[columns]!))).toBeLessThan(tolerance));
  });
});

it('without resistance nothing sags, and every change is felt whole', () => {
  const { conductance_S } = makeCase({ rows: 7, columns: 5, wires: WIRE_SETS.C });
  const { own, sag, felt } = feltVoltages(conductance_S, 7, 5, { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 }, 0);
  expect([own, felt]).toEqual([new Float64Array(35).fill(1), new Float64Array(35).fill(1)]);
  expect(sag.every((value) => value === 0)).toBe(true);
});
