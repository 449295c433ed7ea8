import { expect, it, test } from 'vitest';
import { uniform } from '../../../../src/ir/random.ts';
import type { Wires } from '../../../../src/ir/wires.ts';
import { loadKernels } from '../../../../src/kernels/load.ts';
import { createWireSolver } from '../../../../src/simulate/crossbar/wires/effective-matrix.ts';
import { sensitivityOf } from '../../../../src/simulate/crossbar/wires/sensitivity.ts';
import { makeCase, WIRE_SETS } from './cases.ts';

const wires = (driver_ohm: number, wireRow_ohm: number, wireCol_ohm: number, sense_ohm: number): Wires => ({ driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm });

test.each([['A', 64, 64, WIRE_SETS.A, 1e-3], ['C', 64, 64, WIRE_SETS.C, 0.02], ['C', 20, 48, WIRE_SETS.C, 0.02], ['ideal drivers', 32, 32, wires(0, 5, 10, 1000), 0.02], ['ideal wires', 32, 32, wires(1000, 0, 0, 1000), 0.02]] as const)(
  'set %s, %i x %i: the derivative of the exact matrix', (_, rows, columns, set, tolerance) => {
    const solver = createWireSolver(loadKernels());
    const { conductance_S } = makeCase({ rows, columns, wires: set });
    const found = sensitivityOf(conductance_S, rows, columns, set);
    for (let draw = 0; draw < 25; draw++) {
      const cell = Math.floor(uniform(3, draw) * rows * columns);
      const step = conductance_S[cell]! * 1e-3;
      const [more, less] = [step, -step].map((change) => conductance_S.map((siemens, at) => (at === cell ? siemens + change : siemens)));
      const [high, low] = solver.effectiveMatrices([more!, less!], rows, columns, set);
      expect(Math.abs(found[cell]! / ((high![cell]! - low![cell]!) / (2 * step)) - 1)).toBeLessThan(tolerance);
    }
  });

it('without resistance a change reaches its column whole, and through open connections not at all', () => {
  const { conductance_S } = makeCase({ rows: 7, columns: 5, wires: WIRE_SETS.C });
  expect(sensitivityOf(conductance_S, 7, 5, wires(0, 0, 0, 0))).toEqual(new Float64Array(35).fill(1));
  expect(sensitivityOf(conductance_S, 7, 5, wires(Infinity, 1, 1, 1))).toEqual(new Float64Array(35));
  expect(sensitivityOf(conductance_S, 7, 5, wires(1, 1, 1, Infinity)).every((value) => value === 0)).toBe(true);
});
