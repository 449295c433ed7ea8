import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../../src/diagnostics/diagnostic.ts';
import { SILENT_ROWS, type CellCurve, type CrossbarCase } from '../../../../src/ir/crossbar-case.ts';
import { evaluateCells } from '../../../../src/simulate/crossbar/wires/cells.ts';
import { iterativeSolver } from '../../../../src/simulate/crossbar/wires/iterative-solver.ts';
import type { MethodName } from '../../../../src/simulate/crossbar/wires/methods.ts';
import { preconditionedGradients } from '../../../../src/simulate/crossbar/wires/preconditioned-gradients.ts';
import { solveCase, solveEffectiveMatrix } from '../../../../src/simulate/crossbar/wires/solve-case.ts';
import { makeCase, WIRE_SETS } from './cases.ts';
import { solveTableau } from './tableau.ts';

function largestError(found: Float64Array, wanted: Float64Array): number {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0);
  return error === 0 ? 0 : error / largest;
}

const ohm = fc.oneof({ weight: 4, arbitrary: fc.double({ min: 0.1, max: 5000, noNaN: true }) }, { weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(Infinity) });
const cell = fc.oneof({ weight: 5, arbitrary: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }) }, { weight: 1, arbitrary: fc.constant(0) });
const volt = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true }));

const cases = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) => fc.record({
  name: fc.constant('any'), rows: fc.constant(rows), columns: fc.constant(columns), vectors: fc.constant(1), firstVector: fc.constant(0),
  conductance_S: fc.array(cell, { minLength: rows * columns, maxLength: rows * columns }).map((list) => Float64Array.from(list)),
  inputs_V: fc.array(volt, { minLength: rows, maxLength: rows }).map((list) => Float64Array.from(list)),
  wires: fc.record({ driver_ohm: ohm, wireRow_ohm: ohm, wireCol_ohm: ohm, sense_ohm: ohm }),
  cell: fc.constant<CellCurve>({ kind: 'linear' }), silentRows: fc.constantFrom(...SILENT_ROWS),
}));

test('every exact method agrees with a dense tableau, whatever the resistances', () => {
  fc.assert(fc.property(cases, (problem) => {
    const wanted = solveTableau(problem);
    for (const method of ['merge', 'line', 'pcg'] as const) {
      if (method === 'merge' && problem.silentRows === 'floating') continue;
      expect(largestError(solveCase(problem, method, 1e-11).currents_A, wanted), method).toBeLessThan(1e-9);
    }
  }), { numRuns: 150, seed: 6 });
});

const curve: fc.Arbitrary<CellCurve> = fc.oneof(
  fc.record({ kind: fc.constant('sinh' as const), v0_V: fc.double({ min: 0.1, max: 2, noNaN: true }) }),
  fc.record({ kind: fc.constant('cubic' as const), a_perV2: fc.double({ min: -20, max: 0.08, noNaN: true }) }),
);

test('curved cells carry what their chords at the voltages found would carry', () => {
  fc.assert(fc.property(cases, curve, (made, cell) => {
    const problem = { ...made, cell };
    const { reached, cell_V, currents_A } = iterativeSolver(problem, preconditionedGradients, 1e-11)(problem.inputs_V);
    expect(reached).toBe(true);
    const [current_A, slope_S] = [new Float64Array(cell_V.length), new Float64Array(cell_V.length)];
    evaluateCells(cell, problem.conductance_S, cell_V, current_A, slope_S);
    const chords_S = problem.conductance_S.map((conductance, at) => (cell_V[at] === 0 ? conductance : current_A[at]! / cell_V[at]!));
    expect(largestError(currents_A, solveTableau({ ...problem, conductance_S: chords_S }))).toBeLessThan(1e-9);
  }), { numRuns: 200, seed: 6 });
});

describe.each(Object.entries(WIRE_SETS))('wire set %s', (_name, wires) => {
  test.each([[16, 16], [64, 64], [7, 50], [90, 11]])('methods agree on %i x %i', (rows, columns) => {
    const problem = makeCase({ rows, columns, wires, vectors: 3 });
    const { currents_A } = solveCase(problem, 'merge', 0);
    for (const method of ['line', 'pcg'] as const) {
      const solution = solveCase(problem, method, 1e-11);
      expect(largestError(solution.currents_A, currents_A)).toBeLessThan(2e-11);
      expect(solution.iteration!.residual).toBeLessThanOrEqual(1e-11);
    }
    expect(largestError(solveEffectiveMatrix(problem, 'pcg', 1e-11), solveEffectiveMatrix(problem, 'merge', 0))).toBeLessThan(1e-10);
  });

  test('the tolerance bounds the error', () => {
    const problem = makeCase({ rows: 48, columns: 48, wires });
    const { currents_A } = solveCase(problem, 'merge', 0);
    for (const method of ['line', 'pcg'] as const) {
      for (const tolerance of [1e-2, 1e-4, 1e-7]) expect(largestError(solveCase(problem, method, tolerance).currents_A, currents_A)).toBeLessThan(tolerance);
    }
  });

  test.each([{ kind: 'sinh', v0_V: 0.05 }, { kind: 'sinh', v0_V: 0.01 }, { kind: 'cubic', a_perV2: 20 }, { kind: 'cubic', a_perV2: -50 }] as const)('line and pcg agree on curved cells, %o', (cell) => {
    const problem = makeCase({ rows: 20, columns: 12, wires, vectors: 3, cell });
    expect(largestError(solveCase(problem, 'line', 1e-11).currents_A, solveCase(problem, 'pcg', 1e-11).currents_A)).toBeLessThan(2e-11);
    const floating = { ...problem, silentRows: 'floating' } as const;
    expect(largestError(solveCase(floating, 'line', 1e-11).currents_A, solveCase(floating, 'pcg', 1e-11).currents_A)).toBeLessThan(2e-11);
  });

  test('curves that are nearly straight come near linear cells', () => {
    const problem = makeCase({ rows: 20, columns: 30, wires });
    const { currents_A } = solveCase(problem, 'merge', 0);
    expect(largestError(solveCase({ ...problem, cell: { kind: 'sinh', v0_V: 1e4 } }, 'pcg', 1e-12).currents_A, currents_A)).toBeLessThan(1e-10);
    expect(largestError(solveCase({ ...problem, cell: { kind: 'cubic', a_perV2: 0 } }, 'pcg', 1e-12).currents_A, currents_A)).toBeLessThan(1e-11);
  });

  test('a vector gives the same, whatever came before it', () => {
    for (const cell of [{ kind: 'linear' }, { kind: 'sinh', v0_V: 0.02 }] as const) {
      const problem = makeCase({ rows: 16, columns: 16, wires, vectors: 4, cell });
      const alone = { ...problem, vectors: 1, inputs_V: problem.inputs_V.subarray(3 * 16) };
      expect(largestError(solveCase(problem, 'pcg', 1e-12).currents_A.subarray(3 * 16), solveCase(alone, 'pcg', 1e-12).currents_A)).toBeLessThan(2e-12);
    }
  });
});

test('an array that is partly used is one of open cells', () => {
  const whole = makeCase({ rows: 8, columns: 8, wires: WIRE_SETS.C });
  const part: CrossbarCase = { ...whole, conductance_S: whole.conductance_S.map((conductance, at) => (at % 8 < 5 && at >= 16 ? conductance : 0)) };
  const { currents_A } = solveCase(part, 'pcg', 1e-12);
  expect(currents_A.slice(5)).toEqual(new Float64Array(3));
  expect(largestError(currents_A, solveTableau(part))).toBeLessThan(1e-10);
});

describe('what cannot be solved is said, with row and column', () => {
  const found = (problem: CrossbarCase, method: MethodName, tolerance = 1e-11): readonly string[] => {
    try {
      solveCase(problem, method, tolerance);
    } catch (error) {
      if (error instanceof DiagnosticError) return error.diagnostics.map(({ code, message, where }) => `${code} ${where.place ?? ''}: ${message}`);
      throw error;
    }
    return [];
  };
  const problem = makeCase({ rows: 64, columns: 64, wires: WIRE_SETS.C, vectors: 2 });
  const at = (row: number, column: number, value: number): Float64Array => problem.conductance_S.with(row * 64 + column, value);

  test('S864: a tolerance below what rounding allows', () => {
    const weak = { ...problem, wires: { ...problem.wires, sense_ohm: 1e6 } };
    expect(found(weak, 'pcg', 1e-15)).toEqual([expect.stringMatching(/^S864 inputs_V\[0\]: input vector 0: after \d+ iterations of pcg .*only known to \S+e-1\d of .*asked for is 1\.0e-15/), expect.stringMatching(/^S864 inputs_V\[1\]/)]);
  });
  test('S864: convergence too slow', () => {
    expect(found(makeCase({ rows: 8, columns: 8, wires: { ...WIRE_SETS.C, driver_ohm: 1e8, sense_ohm: 1e8 } }), 'line')[0]).toMatch(/^S864 inputs_V\[0\]: input vector 0: after 5000 iterations of line/);
  });
  test('S864: a finite conductance so large that rounding hides the rest', () => {
    expect(found({ ...problem, conductance_S: at(3, 4, 1e12) }, 'pcg')[0]).toMatch(/^S864/);
  });
  test('S865: cells without an effective conductance, rows that float, shorted cells', () => {
    const sinh = { kind: 'sinh', v0_V: 1 } as const;
    for (const method of ['merge', 'jeong', 'dmr', 'alpha-beta'] as const) {
      expect(found({ ...problem, cell: sinh }, method)).toEqual([expect.stringMatching(/^S865 .*sinh/)]);
      expect(found({ ...problem, silentRows: 'floating' }, method)).toEqual([expect.stringMatching(/^S865 .*float/)]);
    }
    for (const method of ['pcg', 'line', 'jeong'] as const) expect(found({ ...problem, conductance_S: at(3, 4, Infinity) }, method)).toEqual([expect.stringMatching(/^S865 .*row 3, column 4 is shorted/)]);
    expect(() => solveEffectiveMatrix({ ...problem, cell: sinh }, 'pcg', 1e-9)).toThrow('S865');
    expect(() => solveEffectiveMatrix({ ...problem, silentRows: 'gated' }, 'merge', 1e-9)).toThrow('S865');
  });
  test('S866: inputs and cells outside the range of a cubic', () => {
    const cell = { kind: 'cubic', a_perV2: 40 } as const;
    expect(found({ ...problem, cell, inputs_V: problem.inputs_V.with(7, 0.2) }, 'pcg')[0]).toMatch(/^S866 inputs_V\[0\]: the input of row 7 is at 0\.2000 V, outside .* 0\.09/);
    // Two rows of 0.09 V either way: a cell of the second row, nearly the only one, sees more than either.
    const wires = { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 1e6 };
    const two: CrossbarCase = { ...problem, rows: 2, columns: 1, vectors: 1, wires, cell, conductance_S: Float64Array.of(1e-2, 1e-5), inputs_V: Float64Array.of(0.09, -0.09) };
    expect(found(two, 'pcg')).toEqual([expect.stringMatching(/^S866 inputs_V\[0\]: the cell at row 1, column 0 is at -0\.17/)]);
  });
  test('S867: sinh beyond all numbers', () => {
    const wires = { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 };
    expect(found({ ...problem, wires, cell: { kind: 'sinh', v0_V: 1e-5 } }, 'pcg')[0]).toMatch(/^S867 inputs_V\[0\]/);
  });
});
