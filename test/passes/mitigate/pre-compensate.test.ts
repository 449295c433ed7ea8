import { describe, expect, test } from 'vitest';
import type { Pairs } from '../../../passes/9-mitigate/pairs.ts';
import { preCompensate, type WiredCrossbar } from '../../../passes/9-mitigate/pre-compensate.ts';
import type { Wires } from '../../../src/ir/wires.ts';
import { noise } from '../../ir/build.ts';
import { effectiveByNodes } from './nodal.ts';

/** Wire set C of the robustness study, with terminals scaled so that 8 rows lose as much as 64 do. */
const WIRES: Wires = { driver_ohm: 8000, wireRow_ohm: 40, wireCol_ohm: 80, sense_ohm: 8000 };
const [ROWS, COLUMNS] = [8, 6];
const [OFF_S, SPAN_S] = [5e-6, 4.5e-5];

const BEHIND_WIRES: WiredCrossbar = {
  off_S: OFF_S, span_S: SPAN_S,
  effective: ({ positive, negative }) => ({ positive: effectiveByNodes(positive, ROWS, COLUMNS, WIRES), negative: effectiveByNodes(negative, ROWS, COLUMNS, WIRES) }),
};

const WEIGHTS = Float64Array.from(noise(ROWS * COLUMNS, 5)).map((value) => value ** 3);

/** What the pairs act as, in shares of the range. */
function acting({ positive, negative }: Pairs): Float64Array {
  const inSiemens = (side: Float64Array): Float64Array => side.map((share) => OFF_S + share * SPAN_S);
  const found = BEHIND_WIRES.effective({ positive: inSiemens(positive), negative: inSiemens(negative) });
  return found.positive.map((value, cell) => (value - found.negative[cell]!) / SPAN_S);
}

function largestError(pairs: Pairs, wanted: Float64Array): number {
  const found = acting(pairs);
  return wanted.reduce((most, value, cell) => Math.max(most, Math.abs(value - found[cell]!)), 0);
}

describe('conductances that make up for wires', () => {
  const wanted = WEIGHTS.map((weight) => 0.15 * weight);

  test('act as wanted, where no more than the range of the devices is asked for', () => {
    const pairs = preCompensate(wanted, null, BEHIND_WIRES);
    expect(largestError({ positive: WEIGHTS.map((weight) => Math.max(0, weight)), negative: WEIGHTS.map((weight) => Math.max(0, -weight)) }, WEIGHTS)).toBeGreaterThan(0.3);
    expect(largestError(pairs, wanted)).toBeLessThan(2e-4);
    expect([...pairs.positive, ...pairs.negative].every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test('with ideal wires they are the weights themselves', () => {
    const { positive, negative } = preCompensate(WEIGHTS, null, { ...BEHIND_WIRES, effective: (sides) => sides });
    positive.forEach((share, cell) => expect(share - negative[cell]!).toBeCloseTo(WEIGHTS[cell]!, 12));
  });

  test('beyond the range devices stay at its end', () => {
    const { positive, negative } = preCompensate(WEIGHTS, null, BEHIND_WIRES);
    const most = WEIGHTS.reduce((best, weight, cell) => (Math.abs(weight) > Math.abs(WEIGHTS[best]!) ? cell : best), 0);
    expect(Math.max(positive[most]!, negative[most]!)).toBe(1);
  });

  test('healthy devices make up for stuck partners behind the wires too', () => {
    const cell = WEIGHTS.findIndex((weight) => weight > 0.2);
    const stuck = { positive: new Float64Array(WEIGHTS.length).fill(NaN), negative: new Float64Array(WEIGHTS.length).fill(NaN) };
    stuck.positive[cell] = 1;
    const pairs = preCompensate(wanted, stuck, BEHIND_WIRES);
    expect(pairs.positive[cell]).toBe(1);
    expect(pairs.negative[cell]).toBeGreaterThan(0);
    expect(largestError(pairs, wanted)).toBeLessThan(2e-4);
  });
});
