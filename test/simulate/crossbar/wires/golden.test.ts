import { describe, expect, test } from 'vitest';
import type { CellCurve, CrossbarCase } from '../../../../src/ir/crossbar-case.ts';
import type { Wires } from '../../../../src/ir/wires.ts';
import type { MethodName } from '../../../../src/simulate/crossbar/wires/methods.ts';
import { solveCase, solveEffectiveMatrix } from '../../../../src/simulate/crossbar/wires/solve-case.ts';

/** Crossbars small enough to be solved on paper. */
const WIRES: Wires = { driver_ohm: 100, wireRow_ohm: 10, wireCol_ohm: 20, sense_ohm: 300 };
const LINEAR: CellCurve = { kind: 'linear' };

function make(conductances: readonly (readonly number[])[], inputs: readonly (readonly number[])[], wires: Wires = WIRES, more: Partial<CrossbarCase> = {}): CrossbarCase {
  return {
    name: 'golden', rows: conductances.length, columns: conductances[0]!.length, conductance_S: Float64Array.from(conductances.flat()), vectors: inputs.length, firstVector: 0,
    inputs_V: Float64Array.from(inputs.flat()), wires, cell: LINEAR, silentRows: 'driven', ...more,
  };
}

function close(found: Float64Array, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, at) => expect(Math.abs(found[at]! - value), `${found[at]} is not ${value}`).toBeLessThanOrEqual(1e-13 * Math.max(...wanted.map(Math.abs), 1e-300)));
}

const EXACT: readonly MethodName[] = ['merge', 'line', 'pcg'];

describe.each(EXACT)('%s', (method) => {
  const solve = (problem: CrossbarCase): Float64Array => solveCase(problem, method, 1e-14).currents_A;

  test('1 x 1: driver, cell and sense resistance in series', () => {
    close(solve(make([[1e-3]], [[1], [0.5]])), [1 / (100 + 1000 + 300), 0.5 / 1400]);
    close(solve(make([[1e-3]], [[1]], { ...WIRES, driver_ohm: 0, sense_ohm: 0 })), [1e-3]);
  });

  test('1 x 2: the second cell hangs behind a wire', () => {
    // Branches of 1000 + 300 ohm and 10 + 500 + 300 ohm in parallel, behind the driver.
    const [first, second] = [1 / 1300, 1 / 810];
    const node = 1 / (1 + 100 * (first + second));
    close(solve(make([[1e-3, 2e-3]], [[1]])), [node * first, node * second]);
  });

  test('2 x 1: two sources meet at the end of the column', () => {
    // Row 0 reaches the last column node through 100 + 1000 + 20 ohm, row 1 through 100 + 500 ohm.
    const [above, below] = [1 / 1120, 1 / 600];
    const at = (v0: number, v1: number): number => (v0 * above + v1 * below) / (above + below + 1 / 300) / 300;
    close(solve(make([[1e-3], [2e-3]], [[1, 0], [0, 1], [0.5, -0.25]])), [at(1, 0), at(0, 1), at(0.5, -0.25)]);
  });

  test('2 x 1 with a silent row: driven, floating, gated', () => {
    const [above, below] = [1 / 1120, 1 / 600];
    const problem = make([[1e-3], [2e-3]], [[1, 0]]);
    close(solve(problem), [above / (above + below + 1 / 300) / 300]);
    close(solve({ ...problem, silentRows: 'gated' }), [1 / (1120 + 300)]);
    // A row that floats on one cell carries nothing.
    if (method !== 'merge') close(solve({ ...problem, silentRows: 'floating' }), [1 / (1120 + 300)]);
  });

  test('a floating row lets current through from one column to another', () => {
    if (method === 'merge') return;
    // Ideal wires: row 1 floats between the columns at 1000 ohm each; column 1 is reached through it alone.
    const wires = { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 500 };
    const through = 1 / (2000 + 500);
    const column = 1e-3 / (1e-3 + 1 / 500 + through);
    close(solve(make([[1e-3, 0], [1e-3, 1e-3]], [[1, 0]], wires, { silentRows: 'floating' })), [column / 500, column * through]);
  });

  test('ideal wires give the product, bit by bit or nearly', () => {
    close(solve(make([[1e-3, 2e-3], [3e-3, 0]], [[0.1, 0.2]], { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 })), [7e-4, 2e-4]);
  });

  test('open connections', () => {
    const cells = [[1e-3, 2e-3], [3e-3, 4e-3]];
    close(solve(make(cells, [[1, 1]], { ...WIRES, driver_ohm: Infinity })), [0, 0]);
    close(solve(make(cells, [[1, 1]], { ...WIRES, sense_ohm: Infinity })), [0, 0]);
    // Column 0 alone is left of the rows, the last row alone of the columns.
    const shunt = (conductance: number): number => 1 / (100 + 1 / conductance);
    const [above, below] = [1 / (100 + 1000 + 20), shunt(3e-3)];
    close(solve(make(cells, [[1, 1]], { ...WIRES, wireRow_ohm: Infinity })), [(above + below) / (above + below + 1 / 300) / 300, 0]);
    const [first, second] = [1 / (1 / 3e-3 + 300), 1 / (10 + 250 + 300)];
    const node = 1 / (1 + 100 * (first + second));
    close(solve(make(cells, [[5, 1]], { ...WIRES, wireCol_ohm: Infinity })), [node * first, node * second]);
  });

  test('open cells and no input', () => {
    close(solve(make([[0, 0], [0, 1e-3]], [[1, 0], [0, 0]])), [0, 0, 0, 0]);
    expect(solve(make([[1e-3]], []))).toHaveLength(0);
  });

  test('the effective matrix of 1 x 2', () => {
    const [first, second] = [1 / 1300, 1 / 810];
    const node = 1 / (1 + 100 * (first + second));
    close(solveEffectiveMatrix(make([[1e-3, 2e-3]], []), method, 1e-14), [node * first, node * second]);
  });
});

test('a shorted cell joins its row to its column', () => {
  close(solveCase(make([[Infinity]], [[1]]), 'merge', 0).currents_A, [1 / 400]);
});

describe.each(['line', 'pcg'] as const)('curved cells by %s', (method) => {
  const solve = (cell: CellCurve, conductance: number, volts: number, wires = WIRES, tolerance = 1e-13): number => solveCase(make([[conductance]], [[volts]], wires, { cell }), method, tolerance).currents_A[0]!;

  /** The current at which the voltages along 1 x 1 add up to the input. */
  function bisect(voltageAt: (amperes: number) => number, volts: number): number {
    let [low, high] = [0, 1];
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      if (voltageAt(middle) < volts) low = middle;
      else high = middle;
    }
    return low;
  }

  test.each([[0.25, 0.1], [0.05, 1], ...(method === 'pcg' ? [[0.01, 3], [1e-4, 5], [1e-6, 10]] : [])])('sinh, v0 = %f V at %f V', (v0_V, volts) => {
    const wanted = bisect((amperes) => 400 * amperes + v0_V * Math.asinh(amperes / (1e-4 * v0_V)), volts);
    // Steep cells: the rounding of the node voltages is felt in their currents.
    const tolerance = Math.max(1e-12, (1e-15 * volts) / v0_V);
    expect(Math.abs(solve({ kind: 'sinh', v0_V }, 1e-4, volts, WIRES, tolerance) / wanted - 1)).toBeLessThan(tolerance);
    expect(Math.abs(solve({ kind: 'sinh', v0_V }, 1e-4, -volts, WIRES, tolerance) / wanted + 1)).toBeLessThan(tolerance);
  });

  test('sinh with ideal wires', () => {
    const ideal = { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 };
    expect(solve({ kind: 'sinh', v0_V: 0.1 }, 1e-4, 0.3, ideal)).toBeCloseTo(1e-5 * Math.sinh(3), 18);
  });

  test.each([0.25, 0, -3])('cubic, a = %f', (a_perV2) => {
    const current = solve({ kind: 'cubic', a_perV2 }, 1e-3, 1);
    const volts = 1 - 400 * current;
    expect(1e-3 * (volts - a_perV2 * volts ** 3) / current).toBeCloseTo(1, 12);
  });
});
