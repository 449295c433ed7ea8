import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as laws from '../../../src/simulate/neuron/laws.ts';
// @ts-expect-error -- scripts without types, which node runs as they are
import { fits } from './ngspice/fits.mjs';
// @ts-expect-error -- likewise
import { BRANCHES, MIRRORS } from './ngspice/netlist.mjs';
// @ts-expect-error -- likewise
import { staircase } from './ngspice/staircase.mjs';

/** The laws of steps against ngspice: current mirrors of both branches with generic cards (ngspice/netlist.mjs), whose staircases are kept. */
interface Fit {
  readonly mirror: string;
  readonly branch: 'excitatory' | 'inhibitory';
  readonly law: string;
  readonly early_V: number;
  readonly knee_V: number;
  readonly rms: number;
}

const STAIRCASES = JSON.parse(readFileSync(new URL('ngspice/staircases.json', import.meta.url), 'utf8')) as Record<string, number[]>;
const FITS = (fits as (staircases: object, laws: object) => Fit[])(STAIRCASES, laws);
const fitOf = (mirror: string, branch: string, law: string): Fit => FITS.find((one) => one.mirror === mirror && one.branch === branch && one.law === law)!;

describe('the law of a step fits transients of ngspice', () => {
  /** Root mean square of the error, as a share of the largest step. */
  const WITHIN: Record<string, number> = { 'L30': 0.025, 'L100': 0.006, 'L300': 0.006, 'L30-single': 0.035, 'L100-single': 0.04, 'level1-single': 0.06 };

  test.each(Object.entries(WITHIN))('%s within %d of the largest step, both branches', (mirror, within) => {
    expect(fitOf(mirror, 'excitatory', 'up').rms).toBeLessThan(within);
    expect(fitOf(mirror, 'inhibitory', 'mirror').rms).toBeLessThan(within);
  });

  test('early voltages of both branches agree, and grow with the length of the mirror', () => {
    for (const mirror of ['L30', 'L100', 'L300']) {
      expect(fitOf(mirror, 'inhibitory', 'mirror').early_V / fitOf(mirror, 'excitatory', 'up').early_V, mirror).toBeCloseTo(1, 1);
    }
    expect(fitOf('L100', 'excitatory', 'up').early_V).toBeGreaterThan(1.25 * fitOf('L30', 'excitatory', 'up').early_V);
  });

  test('of the two down laws, the reflected one holds with the early voltage of the up step', () => {
    for (const mirror of ['L100', 'L300']) {
      const errorOf = (law: string): number => fitOf(mirror, 'inhibitory', `${law}, early of excitatory`).rms;
      expect(errorOf('weak-headroom') / errorOf('mirror'), mirror).toBeGreaterThan(5);
    }
  });
});

const NGSPICE = spawnSync('ngspice', ['--version']).status === 0;

describe.skipIf(!NGSPICE)('the kept staircases begin like those of ngspice (skipped where it is not installed)', () => {
  test.each(['level1-single', 'L100'].flatMap((mirror) => (BRANCHES as string[]).map((branch) => [mirror, branch] as const)))('%s, %s', (mirror, branch) => {
    const now = (staircase as (one: object, branch: string, pulses: number) => number[])(MIRRORS[mirror], branch, 5);
    expect(now.length).toBeGreaterThanOrEqual(5);
    for (const [at, potential_V] of now.entries()) expect(Math.abs(potential_V - STAIRCASES[`${mirror} ${branch}`]![at]!)).toBeLessThan(1e-3);
  }, 60_000);
});
