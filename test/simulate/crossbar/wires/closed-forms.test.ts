import { describe, expect, test } from 'vitest';
import type { CrossbarCase } from '../../../../src/ir/crossbar-case.ts';
import { METHODS, type MethodName } from '../../../../src/simulate/crossbar/wires/methods.ts';
import { solveCase } from '../../../../src/simulate/crossbar/wires/solve-case.ts';
import { makeCase, WIRE_SETS } from './cases.ts';

const FORMS = (['jeong', 'dmr', 'alpha-beta'] as const satisfies readonly MethodName[]);

function errorL2(found: Float64Array, wanted: Float64Array): number {
  const sum = (value: (at: number) => number): number => wanted.reduce((total, _, at) => total + value(at) ** 2, 0);
  return Math.sqrt(sum((at) => found[at]! - wanted[at]!) / sum((at) => wanted[at]!));
}

const errorOf = (problem: CrossbarCase, method: MethodName): number => errorL2(solveCase(problem, method, 0).currents_A, solveCase(problem, 'merge', 0).currents_A);

describe.each(FORMS)('%s', (method) => {
  const matrix = METHODS[method].matrix;

  test('ideal wires change nothing', () => {
    const { conductance_S } = makeCase({ rows: 3, columns: 4, wires: WIRE_SETS.A });
    const found = matrix(conductance_S, 3, 4, { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 });
    found.forEach((value, at) => expect(value).toBeCloseTo(conductance_S[at]!, 18));
  });

  test('loses to first order what the wires take from one cell', () => {
    const wires = { driver_ohm: 1, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 2 };
    expect(matrix(Float64Array.of(1e-5), 1, 1, wires)[0]! / (1e-5 / (1 + 3e-5))).toBeCloseTo(1, 9);
  });

  test('comes nearer than no model, on wire set A', () => {
    for (const size of [16, 32, 64, 128]) {
      const problem = makeCase({ rows: size, columns: size, wires: WIRE_SETS.A });
      const ideal = errorL2(solveCase(problem, 'merge', 0).ideal_A, solveCase(problem, 'merge', 0).currents_A);
      expect(errorOf(problem, method)).toBeLessThan(0.25 * ideal);
    }
  });

  test('cells that are open stay open, and gated rows are out of it', () => {
    const problem = makeCase({ rows: 6, columns: 6, wires: WIRE_SETS.A });
    const open = { ...problem, conductance_S: problem.conductance_S.map((conductance, at) => (at % 2 === 0 ? 0 : conductance)) };
    expect(matrix(open.conductance_S, 6, 6, WIRE_SETS.A).filter((_, at) => at % 2 === 0)).toEqual(new Float64Array(18));
    expect(errorOf({ ...problem, silentRows: 'gated', inputs_V: problem.inputs_V.map((volts, row) => (row < 3 ? 0 : volts)) }, method)).toBeLessThan(1e-3);
  });
});

test('by hand: two cells on a row, two on a column', () => {
  const wires = { driver_ohm: 1000, wireRow_ohm: 100, wireCol_ohm: 100, sense_ohm: 1000 };
  const row = Float64Array.of(1e-4, 2e-4);
  // Jeong: 2 drivers' worth for both, then one segment with the current of the last cell; one sense resistance.
  expect([...METHODS.jeong.matrix(row, 1, 2, wires)]).toEqual([1 / (10_000 + 2000 + 1000), 1 / (5000 + 2000 + 100 + 1000)].map((value) => expect.closeTo(value, 16)));
  // The far cell sees 1, the near one 1 + 100 x 2e-4, the source 1000 ohm x 3e-4 S more; the columns sense (mean of the row) 1 / (1 + 1000 x 1.5e-4) or their own cell.
  const source = 1.02 + 0.3;
  expect([...METHODS.dmr.matrix(row, 1, 2, wires)]).toEqual([1e-4 * 1.02 / source / 1.15, 2e-4 / source / 1.15].map((value) => expect.closeTo(value, 16)));
  expect([...METHODS['alpha-beta'].matrix(row, 1, 2, wires)]).toEqual([1e-4 * 1.02 / source / 1.1, 2e-4 / source / 1.2].map((value) => expect.closeTo(value, 16)));
  // On a column the cell of row 0 meets two sense resistances' worth and its own segment, the cell of the last row one.
  expect([...METHODS.jeong.matrix(row, 2, 1, wires)]).toEqual([1 / (10_000 + 1000 + 2000 + 100), 1 / (5000 + 1000 + 1000)].map((value) => expect.closeTo(value, 16)));
});

/** Percent of the outputs' L2 norm on wire set A, as measured for these formulas on cells and spikes of the same distributions but another seed. */
const MEASURED = { 16: { ideal: 0.52, jeong: 0.08, dmr: 0.04 }, 32: { ideal: 1.96, jeong: 0.25, dmr: 0.09 }, 64: { ideal: 7.8, jeong: 0.87, dmr: 0.25 }, 128: { ideal: 30.6, jeong: 3.1, dmr: 0.92 } } as const;

test.each(Object.entries(MEASURED))('errors at %s rows and columns are those of the comparison', (size, { ideal, jeong, dmr }) => {
  const problem = makeCase({ rows: Number(size), columns: Number(size), wires: WIRE_SETS.A, vectors: 100 });
  const exact = solveCase(problem, 'merge', 0);
  const percent = { ideal: 100 * errorL2(exact.ideal_A, exact.currents_A), jeong: 100 * errorOf(problem, 'jeong'), dmr: 100 * errorOf(problem, 'dmr') };
  for (const [found, wanted] of [[percent.ideal, ideal], [percent.jeong, jeong], [percent.dmr, dmr]] as const) {
    expect(found / wanted).toBeGreaterThan(0.75);
    expect(found / wanted).toBeLessThan(1.25);
  }
});
