import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks, logarithmicTicks, wholeStep } from '../../../src/report/html/axis.ts';
import { drawPareto } from '../../../src/report/html/pareto.ts';

/** 1, 2 or 5 times a power of ten. */
function isRound(step: number): boolean {
  return /^[125](\.0*)?e/.test(step.toExponential(6));
}

describe('ticks', () => {
  it('of an axis are equal round steps that hold all values', () => {
    fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.integer({ min: 3, max: 10 }), (least, range, count) => {
      const most = least + range;
      const ticks = axisTicks(least, most, count);
      const step = (ticks.at(-1)! - ticks[0]!) / (ticks.length - 1);
      expect(isRound(step)).toBe(true);
      for (const tick of ticks) expect(Math.abs(tick / step - Math.round(tick / step))).toBeLessThan(1e-3);
      expect(ticks[0]! - 1e-6 * step).toBeLessThanOrEqual(least);
      expect(ticks.at(-1)! + 1e-6 * step).toBeGreaterThanOrEqual(most);
      expect(ticks.length).toBeLessThanOrEqual(count + 3);
      expect(new Set(ticks.map((tick) => tick.toPrecision(6))).size).toBe(ticks.length);
    }), { seed: 1, numRuns: 500 });
  });

  it('of values that are alike start at 0', () => {
    expect(axisTicks(0.95, 0.95, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(axisTicks(-3, -3, 3)).toEqual([-3, -2, -1, 0]);
    expect(axisTicks(1e6, 1e6 + 1e-3, 5)[0]).toBe(0);
    expect(axisTicks(0, 0, 5)).toEqual([0, 1]);
    expect(axisTicks(0, Infinity, 5)).toEqual([0, 1]);
  });

  it('of a logarithmic axis are 1, 2 and 5 while there is room, then decades, then some of them', () => {
    expect(logarithmicTicks(3e-9, 1.2e-7, 10)).toEqual([2e-9, 5e-9, 1e-8, 2e-8, 5e-8, 1e-7, 2e-7]);
    expect(logarithmicTicks(0.5, 3e4, 10)).toEqual([0.1, 1, 10, 100, 1000, 1e4, 1e5]);
    expect(logarithmicTicks(1e-12, 1e6, 10)).toEqual([1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1, 100, 1e4, 1e6]);
    expect(logarithmicTicks(1, 100, 10)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });

  it('of timesteps are whole', () => {
    expect([8, 17, 18, 35, 1000].map((length) => wholeStep(length, 17))).toEqual([1, 1, 2, 5, 100]);
  });

  it('of a Pareto plot are those of every plot, within what a share can be', () => {
    const pareto = (values: readonly number[], unit: string) => drawPareto({
      title: 't', points: values.map((value) => ({ label: 'p', options: {}, x: value, y: 1, best: true })), x: { title: 'x', unit, better: 'less' }, y: { title: 'y', unit: '', better: 'less' },
    }).markup;
    const shown = (values: readonly number[], unit: string): readonly string[] => [...pareto(values, unit).matchAll(/<text class="middle" [^>]*>([^<]*)</g)].map(([, text]) => text!);
    expect(shown([0.07e-9, 0.33e-9], 'J')).toEqual(['50', '100', '150', '200', '250', '300', '350']);
    expect(shown([71.5, 100], '%')).toEqual(['70', '75', '80', '85', '90', '95', '100']);
    expect(shown([2e-9, 1.3e-7], 'J')).toEqual(['2 nJ', '5 nJ', '10 nJ', '20 nJ', '50 nJ', '100 nJ', '200 nJ']);
  });
});
