import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS } from '../../src/ir/mitigations.ts';
import { mitigationTables } from '../../src/report/html/mitigations.ts';
import type { ChipRun, GainRuns } from '../../src/report/mitigation-gain.ts';
import { describeMitigations, withFoundScale } from '../../src/report/mitigations.ts';
import { paint } from '../../src/report/terminal.ts';
import { mitigationLines } from '../../src/report/text-mitigations.ts';
import { loadTarget } from '../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noiseSamples, population } from '../ir/build.ts';
import { configured } from '../simulate/engine/configured.ts';

const RRAM = loadTarget('rram-128').target;
const SOURCE = { ...network([population('x', [3], CURRENT), population('y', [2], integrateAndFire())], [dense('x', 'y', [[1, 0, 1], [0, 1, 0]])], { timesteps: 4 }), stage: 'spiking' as const };
const { configuration } = configured(SOURCE, RRAM, noiseSamples([3], 8));
const LOOK = { paint: paint(false), width: 100 };

/** 3 rows, 2 columns, 2 neurons; a stage of the schedule with neurons. */
const describeHere = (mitigations: Partial<typeof NO_MITIGATIONS>, ...rest: [] | [Parameters<typeof describeMitigations>[4], Parameters<typeof describeMitigations>[5]]) =>
  describeMitigations({ ...NO_MITIGATIONS, ...mitigations }, configuration, RRAM, 50, rest[0] ?? null, rest[1] ?? null);

describe('mitigations in the report', () => {
  test('nothing where nothing is done', () => {
    expect(describeHere({})).toBeNull();
  });

  test('costs, counted', () => {
    const { used, gain } = describeHere({ pairs: {}, spareColumns: { count: 7 }, recalibration: { samples: 20 }, flip: {}, timesteps: { count: 4 } })!;
    expect(gain).toBeNull();
    expect(used.map(({ name, number, cost }) => [name, number, ...cost.map(({ amount }) => amount)])).toEqual([
      // Seven spare columns are tested with the two: 3 rows of 9 pairs.
      ['timesteps', 4, 4], ['spare-columns', 7, 7, 54], ['flip', null, 2, 54], ['pairs', null, 54], ['recalibration', 20, 20, 2],
    ]);
  });

  test('the share that was found stands where the number asked for it', () => {
    const report = withFoundScale(describeHere({ preCompensation: { share: 0 }, range: { factor: 2 } })!, 0.24609375);
    expect(report.used.map(({ name, number, found }) => [name, number, found])).toEqual([['range', 2, undefined], ['pre-compensation', 0, 0.24609375]]);
    expect(mitigationLines(report, LOOK).join('\n')).toContain('pre-compensation        found 0.246; ');
    expect(mitigationTables(report).markup).toContain('pre-compensation 0.246 (found)');
  });

  test('what they win, with labels and without', () => {
    const of = (...predictions: number[]): Int32Array => Int32Array.from(predictions);
    const chip = (predictions: Int32Array, energy_J = 2e-6): ChipRun => ({ predictions, energy_J, latency_s: 1e-3 });
    const runs: GainRuns = { ideal: of(0, 1, 1, 1), without: [chip(of(0, 0, 0, 0)), chip(of(0, 0, 0, 1))], with: [chip(of(0, 1, 1, 0), 1e-6), chip(of(0, 1, 1, 1), 2e-6)], alone: [] };
    expect(describeHere({ pairs: {} }, runs, of(0, 1, 1, 0))!.gain).toMatchObject({ measure: 'accuracy', chips: 2, ideal: 0.75, without: 0.375, with: 0.875, gain: 0.5, recovered: 0.5 / 0.375 });
    const report = describeHere({ pairs: {} }, runs, null)!;
    expect(report.gain).toMatchObject({ measure: 'agreement', ideal: 1, without: 0.375, with: 0.875, recovered: 0.8 });
    expect(mitigationLines(report, LOOK)[0]).toMatch(/^Mitigations {7}agreement 37\.50 % without, 87\.50 % with, 100\.00 % ideal \(50\.00 points, .* over 2 chips\): 80 % of the loss won back$/);
    expect(mitigationTables(report).markup).toContain('win back 80 % of what the non-idealities lose');
    expect(report.gain).toMatchObject({ energy_J: { without: 2e-6, with: 1.5e-6 }, latency_s: { without: 1e-3, with: 1e-3 }, withInterval95: [0, 1] });
    expect(mitigationLines(report, LOOK)[1]).toBe('  an inference    1.50 µJ in place of 2.00 µJ, 1.00 ms');
  });

  test('what each wins alone, where there are several', () => {
    const chip = (predictions: readonly number[], energy_J: number): ChipRun => ({ predictions: Int32Array.from(predictions), energy_J, latency_s: energy_J });
    const runs: GainRuns = {
      ideal: Int32Array.of(1, 1, 1, 1), without: [chip([0, 0, 0, 0], 4), chip([0, 0, 0, 1], 4)], with: [chip([1, 1, 1, 1], 2), chip([1, 1, 1, 1], 2)],
      alone: [{ name: 'timesteps', chips: [chip([0, 0, 1, 1], 2), chip([0, 0, 1, 1], 2)] }, { name: 'pairs', chips: [chip([1, 1, 0, 0], 4), chip([1, 1, 1, 0], 4)] }],
    };
    const report = describeHere({ pairs: {}, timesteps: { count: 2 } }, runs, null)!;
    expect(report.used.map(({ name, alone }) => [name, alone!.gain, alone!.energy_J.with, alone!.latency_s.without])).toEqual([['timesteps', 0.375, 2, 4], ['pairs', 0.5, 4, 4]]);
    // 50 points on both chips, and 25 to 50 of them more than without: t of one degree of freedom.
    expect(report.used[0]!.alone!.interval95!.map((end) => Number(end.toFixed(3)))).toEqual([-1.213, 1.963]);
    expect(mitigationLines(report, LOOK).join('\n')).toContain('alone 50.00 points (50.00 to 50.00), 4.00 J, 4.00 s');
    expect(mitigationTables(report).markup).toContain('timesteps 2 alone');
  });

  test('one chip has no interval, and what loses nothing is not won back', () => {
    const same = Int32Array.of(1, 2);
    const run: ChipRun = { predictions: same, energy_J: 1, latency_s: 1 };
    const report = describeHere({ gain: {} }, { ideal: same, without: [run], with: [run], alone: [] }, null)!;
    expect(report.gain).toMatchObject({ gain: 0, interval95: null, recovered: null });
    expect(mitigationLines(report, LOOK).join('\n')).toMatch(/100\.00 % ideal \(0\.00 points\)\n/);
    expect(mitigationTables({ ...report, gain: null }).markup).toContain('not measured');
  });
});
