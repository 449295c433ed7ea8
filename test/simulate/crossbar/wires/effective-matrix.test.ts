import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { DiagnosticError } from '../../../../src/diagnostics/diagnostic.ts';
import type { Wires } from '../../../../src/ir/wires.ts';
import { loadKernels } from '../../../../src/kernels/load.ts';
import { createWireSolver, effectiveMatrix } from '../../../../src/simulate/crossbar/wires/effective-matrix.ts';
import { bandedEffectiveMatrix } from './banded-cholesky.ts';
import { exactEffectiveMatrix } from './exact-fractions.ts';
import { makeCase, WIRE_SETS } from './cases.ts';
import { denseEffectiveMatrix } from './node-equations.ts';

const wires = (driver_ohm: number, wireRow_ohm: number, wireCol_ohm: number, sense_ohm: number): Wires => ({ driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm });
const C = WIRE_SETS.C;

/** Largest difference, relative to the largest entry. */
function difference(found: Float64Array, wanted: Float64Array): number {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0) / (largest || 1);
}

function codesOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
    throw error;
  }
  return [];
}

describe('by hand', () => {
  it('one cell is three resistances in series', () => {
    expect(effectiveMatrix(Float64Array.of(1 / 3000), 1, 1, wires(1000, 7, 7, 500))[0]).toBeCloseTo(1 / 4500, 15);
  });

  it('a row of two cells and ideal sense terminals is a ladder', () => {
    // One ohm to the first node, which a cell of two ohm leaves; one ohm further a cell of one ohm: 2 parallel to 2 behind 1.
    expect([...effectiveMatrix(Float64Array.of(1 / 2, 1), 1, 2, wires(1, 1, 5, 0))]).toEqual([0.25, 0.25].map((value) => expect.closeTo(value, 14)));
  });

  it('without any resistance the cells themselves come out, bit for bit', () => {
    const { conductance_S } = makeCase({ rows: 9, columns: 5, wires: C });
    expect(effectiveMatrix(conductance_S, 9, 5, wires(0, 0, 0, 0))).toEqual(conductance_S);
  });

  it('open drivers or sense circuits let nothing through', () => {
    const { conductance_S } = makeCase({ rows: 6, columns: 5, wires: C });
    for (const open of [wires(Infinity, 5, 10, 1000), wires(1000, 5, 10, Infinity), wires(0, 0, 0, Infinity)]) {
      expect(effectiveMatrix(conductance_S, 6, 5, open)).toEqual(new Float64Array(30));
    }
  });

  it('open row wires leave the first column alone, open column wires the last row', () => {
    const { conductance_S } = makeCase({ rows: 3, columns: 3, wires: C });
    const series = (cell: number): number => 1 / (1000 + 1 / conductance_S[cell]! + 1000);
    const result = effectiveMatrix(conductance_S, 3, 3, wires(1000, Infinity, Infinity, 1000));
    expect([...result]).toEqual([0, 0, 0, 0, 0, 0, series(6), 0, 0].map((value) => expect.closeTo(value, 18)));
  });
});

describe('against the equations of all nodes in a band', () => {
  const shapes = [[40, 40, WIRE_SETS.A], [64, 64, WIRE_SETS.C], [48, 33, wires(100, 2.5, 2.5, 100)], [17, 70, wires(3, 20, 1, 1e4)], [1, 40, C], [40, 1, C]] as const;
  test.each(shapes.map(([rows, columns, set]) => [`${rows} x ${columns}, ${Object.values(set).join('/')} ohm`, rows, columns, set] as const))('%s', (_, rows, columns, set) => {
    const { conductance_S } = makeCase({ rows, columns, wires: set });
    expect(difference(effectiveMatrix(conductance_S, rows, columns, set), bandedEffectiveMatrix(conductance_S, rows, columns, set))).toBeLessThan(1e-10);
  });
});

describe('generated', () => {
  const ohm = fc.oneof({ weight: 3, arbitrary: fc.double({ min: 0.1, max: 2000, noNaN: true }) }, fc.constant(0), { weight: 1, arbitrary: fc.constant(Infinity) });
  const siemens = fc.oneof({ weight: 8, arbitrary: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }) }, { weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(Infinity) });
  const crossbar = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([rows, columns]) => fc.record({
    rows: fc.constant(rows), columns: fc.constant(columns), wires: fc.record({ driver_ohm: ohm, wireRow_ohm: ohm, wireCol_ohm: ohm, sense_ohm: ohm }),
    cells: fc.array(siemens, { minLength: rows * columns, maxLength: rows * columns }).map((list) => Float64Array.from(list)),
  }));

  it('zeros, shorts, ideal and open parts of all shapes agree with dense equations, or have no answer', () => {
    const solver = createWireSolver(loadKernels());
    let solved = 0;
    fc.assert(fc.property(crossbar, ({ rows, columns, wires: set, cells }) => {
      const refused = codesOf(() => solver.effectiveMatrices([cells], rows, columns, set));
      if (refused.length > 0) {
        expect(refused[0]).toMatch(/^S852 /);
        return;
      }
      const [found] = solver.effectiveMatrices([cells], rows, columns, set);
      expect(difference(found!, denseEffectiveMatrix(cells, rows, columns, set))).toBeLessThan(1e-10);
      solved++;
    }), { seed: 7, numRuns: 400 });
    expect(solved).toBeGreaterThan(200);
  });

  it('wasm and twin give the same bits, alone, in pairs and in threes', () => {
    const [wasm, twin] = (['wasm', 'typescript'] as const).map((implementation) => createWireSolver(loadKernels(implementation)));
    const draws = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(1e6), fc.constantFrom(WIRE_SETS.A, C, wires(0, 5, 0, 3)));
    fc.assert(fc.property(draws, ([rows, columns, seed, set]) => {
      const many = [0, 1, 2].map((k) => makeCase({ rows, columns, wires: set, seed: seed + k }).conductance_S);
      const found = wasm!.effectiveMatrices(many, rows, columns, set);
      expect(twin!.effectiveMatrices(many, rows, columns, set)).toEqual(found);
      expect(wasm!.effectiveMatrices([many[1]!], rows, columns, set)[0]).toEqual(found[1]);
    }), { seed: 8, numRuns: 25 });
  });

  it('seen from the sense terminals it is the same crossbar: turned over, with the wires exchanged', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.nat(1e6), (rows, columns, seed) => {
      const { conductance_S } = makeCase({ rows, columns, wires: C, seed });
      const turned = (matrix: Float64Array): Float64Array => Float64Array.from(matrix, (_, at) => matrix[(rows - 1 - (at % rows)) * columns + columns - 1 - Math.floor(at / rows)]!);
      const found = effectiveMatrix(turned(conductance_S).map((_, at) => turned(conductance_S)[at]!), columns, rows, wires(700, 10, 5, 1000));
      expect(difference(found, turned(effectiveMatrix(conductance_S, rows, columns, wires(1000, 5, 10, 700))))).toBeLessThan(1e-13);
    }), { seed: 9, numRuns: 10 });
  });
});

describe('limits', () => {
  it('keeps the precision of every entry where cells and wires are 18 orders apart, by exact fractions', () => {
    const cells = Float64Array.of(1e-9, 3e-4, 2e-7, 5e-5, 1e-10, 7e-6, 4e-8, 6e-9, 1e-3);
    const extreme = wires(1e-6, 1e-9, 3e-8, 5e3);
    const exact = exactEffectiveMatrix(cells, 3, 3, extreme);
    effectiveMatrix(cells, 3, 3, extreme).forEach((value, at) => expect(Math.abs(value / exact[at]! - 1)).toBeLessThan(1e-14));
  });

  it('resistances that vanish lead to ideal wires without loss of precision', () => {
    const { conductance_S } = makeCase({ rows: 16, columns: 16, wires: C });
    expect(difference(effectiveMatrix(conductance_S, 16, 16, wires(1e-14, 1e-14, 1e-14, 1e-14)), conductance_S)).toBeLessThan(1e-13);
    const part = wires(1000, 1e-14, 1e-14, 1000);
    expect(difference(effectiveMatrix(conductance_S, 16, 16, part), effectiveMatrix(conductance_S, 16, 16, { ...part, wireRow_ohm: 0, wireCol_ohm: 0 }))).toBeLessThan(1e-12);
  });

  it('an open cell in an otherwise ideal crossbar stays open', () => {
    const result = effectiveMatrix(Float64Array.of(1e-5, 0, 2e-5, 1e-5), 2, 2, wires(0, 0, 0, 10));
    expect(Math.abs(result[1]!)).toBeLessThan(1e-30);
  });

  it('results may be written over the conductances', () => {
    const { conductance_S } = makeCase({ rows: 7, columns: 6, wires: C });
    const wanted = effectiveMatrix(conductance_S, 7, 6, C);
    createWireSolver(loadKernels()).effectiveMatrices([conductance_S], 7, 6, C, [conductance_S]);
    expect(conductance_S).toEqual(wanted);
  });
});

describe('bad numbers', () => {
  const solve = (cells: readonly number[], rows: number, columns: number, set: Wires = C) => codesOf(() => effectiveMatrix(Float64Array.from(cells), rows, columns, set));

  it('conductances, with row and column, and how many more', () => {
    expect(solve([1, 1, 1, 1, NaN, -1], 2, 3)).toEqual(['S850 the cell at row 1, column 1 has a conductance of NaN S, and 1 more cells cannot be used either']);
    expect(solve([1, -0.5], 2, 1)).toEqual(['S850 the cell at row 1, column 0 has a conductance of -0.5 S']);
    expect(solve([1e-50], 1, 1)).toEqual(['S850 the cell at row 0, column 0 has a conductance of 1e-50 S']);
  });

  it('resistances, together with conductances', () => {
    expect(solve([NaN], 1, 1, wires(-1, NaN, 10, 1e300))).toEqual([
      'S851 driver_ohm is -1', 'S851 wireRow_ohm is NaN', 'S851 sense_ohm is 1e+300', 'S850 the cell at row 0, column 0 has a conductance of NaN S',
    ]);
  });

  it('shorts between terminals', () => {
    expect(solve([1, Infinity], 1, 2, wires(0, 0, 5, 0))).toEqual(['S852 the short at row 0, column 1 joins the source of row 0 and the sense terminal of column 1 without any resistance between them, so currents have no finite value']);
    expect(solve([Infinity, Infinity], 2, 1, wires(0, 5, 0, 7))).toEqual([expect.stringMatching(/^S852 the short at row 1, column 0 joins the source of row 1 and the source of row 0|^S852 the short at row 1, column 0 joins the source of row 0 and the source of row 1/)]);
    expect(solve([Infinity, Infinity], 1, 2, wires(7, 0, 5, 0))).toEqual([expect.stringMatching(/^S852 the short at row 0, column 1 joins the sense terminal/)]);
    expect(solve([Infinity, Infinity], 1, 2, wires(0, 1, 1, 1))).toEqual([]);
  });

  it('sizes', () => {
    expect(solve([], 0, 3)).toEqual(['S853 a crossbar of 0 rows and 3 columns cannot be solved: it has no cells']);
    expect(solve([1, 2, 3], 2, 2)).toEqual(['S853 a crossbar of 2 rows and 2 columns cannot be solved: 3 conductances were given for 4 cells']);
expect(codesOf(() => effectiveMatrix(new Float64Array(33 * 20000).fill(1), 33, 20000, C))).toEqual([expect.stringMatching(/^S853 a crossbar of 33 rows and 20000 columns cannot be solved: kernel memory: /)]);
  });
});

describe('arrays too long to be merged', () => {
  const LENGTH = 5000;
  const { conductance_S } = makeCase({ rows: 1, columns: LENGTH, wires: C });

  it('one row, or one column, is a ladder', () => {
    // Each cell with its sense resistance is a shunt of the row wire.
    const shunts = conductance_S.map((siemens) => 1 / (1 / siemens + 1010));
    const wires = { driver_ohm: 100, wireRow_ohm: 1e-3, wireCol_ohm: 0, sense_ohm: 1010 };
    let load = 0;
    const loads = shunts.toReversed().map((shunt) => (load = shunt + (load === 0 ? 0 : 1 / (1e-3 + 1 / load)))).toReversed();
    let volts = 1 / (1 + 100 * loads[0]!);
    const wanted = shunts.map((shunt, column) => (volts = column === 0 ? volts : volts / (1 + 1e-3 * loads[column]!)) * shunt);
    const row = effectiveMatrix(conductance_S, 1, LENGTH, wires);
    row.forEach((siemens, column) => expect(Math.abs(siemens / wanted[column]! - 1)).toBeLessThan(1e-9));
    const column = effectiveMatrix(conductance_S.toReversed(), LENGTH, 1, { driver_ohm: 1010, wireRow_ohm: 0, wireCol_ohm: 1e-3, sense_ohm: 100 });
    column.forEach((siemens, at) => expect(Math.abs(siemens / wanted[LENGTH - 1 - at]! - 1)).toBeLessThan(1e-9));
  });

  it('20,000 columns are no more than the first ones where the wire carries nothing further', () => {
    const long = effectiveMatrix(new Float64Array(2 * 20000).fill(0.01), 2, 20000, C);
    const short = effectiveMatrix(new Float64Array(2 * 300).fill(0.01), 2, 300, C);
    for (let row = 0; row < 2; row++) for (let column = 0; column < 20; column++) expect(Math.abs(long[row * 20000 + column]! / short[row * 300 + column]! - 1)).toBeLessThan(1e-9);
  });

  it('a short in one is refused', () => expect(codesOf(() => effectiveMatrix(conductance_S.with(7, Infinity), 1, LENGTH, C))).toEqual([expect.stringMatching(/^S853 a crossbar of 1 rows and 5000 columns cannot be solved: it is too long/)]));
});
