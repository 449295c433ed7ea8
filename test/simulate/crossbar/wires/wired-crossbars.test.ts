import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../../src/diagnostics/diagnostic.ts';
import { IDEAL } from '../../../../src/ir/non-idealities.ts';
import type { ArrayWires } from '../../../../src/ir/wires.ts';
import { loadKernels } from '../../../../src/kernels/load.ts';
import { programCrossbar } from '../program-crossbar.ts';
import { effectiveMatrix } from '../../../../src/simulate/crossbar/wires/effective-matrix.ts';
import { wiredCrossbars } from '../../../../src/simulate/crossbar/wires/wired-crossbars.ts';
import { DEVICE } from '../device.ts';
import { makeCase, WIRE_SETS } from './cases.ts';
import { denseEffectiveMatrix } from './node-equations.ts';

const C: ArrayWires = WIRE_SETS.C;
const OFF_S = 10e-6;
const pair = (rows: number, columns: number, seed: number) => ({
  rows, columns, positive: makeCase({ rows, columns, wires: C, seed }).conductance_S, negative: makeCase({ rows, columns, wires: C, seed: seed + 1 }).conductance_S,
});

describe('arrays that are used in part', () => {
  it('hold the rows in use at the sense circuits and the columns in use at the drivers, devices at the off conductance elsewhere', () => {
    const devices = pair(3, 2, 1);
    const whole = new Float64Array(20).fill(OFF_S);
    for (let row = 0; row < 3; row++) for (let column = 0; column < 2; column++) whole[(row + 2) * 4 + column] = devices.positive[row * 2 + column]!;
    const wanted = denseEffectiveMatrix(whole, 5, 4, C);
    const { rows, columns, positive, negative } = wiredCrossbars(C, { rows: 5, columns: 4 }, OFF_S, loadKernels())(devices);
    expect([rows, columns]).toEqual([3, 2]);
    positive.forEach((value, at) => expect(value / wanted[(2 + Math.floor(at / 2)) * 4 + (at % 2)]!).toBeCloseTo(1, 11));
    expect(negative).not.toEqual(positive);
  });

  it('are no larger than their used part where the other devices are disconnected', () => {
    const devices = pair(3, 2, 1);
    const found = wiredCrossbars({ ...C, unusedCells: 'open' }, { rows: 5, columns: 4 }, OFF_S, loadKernels())(devices);
    expect(found.positive).toEqual(effectiveMatrix(devices.positive, 3, 2, C));
    // The wires that lead on, past the disconnected devices, carry nothing.
    const whole = new Float64Array(20);
    for (let row = 0; row < 3; row++) for (let column = 0; column < 2; column++) whole[(row + 2) * 4 + column] = devices.negative[row * 2 + column]!;
    const wanted = effectiveMatrix(whole, 5, 4, C);
    found.negative.forEach((value, at) => expect(value / wanted[(2 + Math.floor(at / 2)) * 4 + (at % 2)]!).toBeCloseTo(1, 12));
  });

  it('do not depend on what was solved before', () => {
    const wired = wiredCrossbars(C, { rows: 9, columns: 9 }, OFF_S, loadKernels());
    const first = wired(pair(4, 9, 5));
    wired(pair(9, 9, 6));
    wired(pair(2, 3, 7));
    expect(wired(pair(4, 9, 5))).toEqual(first);
  });
});

describe('programming', () => {
  const levels = Float64Array.from({ length: 24 }, (_, at) => (at * 37) % 201 - 100);
  const highest = new Float64Array(4).fill(100);
  const program = (wires: ArrayWires | null) => programCrossbar(levels, 6, 4, highest, DEVICE, { ...IDEAL, wires }, { seed: 1, core: 0, crossbar: 0 });

  it('wires without resistance change nothing, bit for bit', () => {
    expect(program({ driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 })).toEqual(program(null));
  });

  it('each sign has wires of its own, and levels are those of G+ less G-', () => {
    const side = (sign: number) => effectiveMatrix(levels.map((level) => OFF_S + Math.max(0, sign * level) * 1e-6), 6, 4, C);
    const [positive, negative] = [side(1), side(-1)];
    program(C).forEach((level, at) => expect(level).toBeCloseTo((positive[at]! - negative[at]!) / 1e-6, 4));
  });

  it('every cell gives less current behind wires', () => {
    const ideal = program(null);
    program(C).forEach((level, at) => { if (Math.abs(levels[at]!) > 20) expect(Math.abs(level)).toBeLessThan(Math.abs(ideal[at]!)); });
  });

  it('a device that shorts an array without drivers and sense resistances is told with its place', () => {
    const wired = wiredCrossbars({ driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 1, sense_ohm: 0 }, null, OFF_S, loadKernels());
    const devices = pair(2, 2, 1);
    devices.positive[3] = Infinity;
    expect(() => wired(devices, { place: 'crossbar 3 of core 7' })).toThrow(DiagnosticError);
  });
});
