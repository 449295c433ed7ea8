import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS } from '../../src/ir/mitigations.ts';
import { mitigationTables } from '../../src/report/html/mitigations.ts';
import { describeMitigations } from '../../src/report/mitigations.ts';
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

  test('what they win, with labels and without', () => {
    const of = (...predictions: number[]): Int32Array => Int32Array.from(predictions);
    const runs = { ideal: of(0, 1, 1, 1), without: [of(0, 0, 0, 0), of(0, 0, 0, 1)], with: [of(0, 1, 1, 0), of(0, 1, 1, 1)] };
    expect(describeHere({ pairs: {} }, runs, of(0, 1, 1, 0))!.gain).toMatchObject({ measure: 'accuracy', chips: 2, ideal: 0.75, without: 0.375, with: 0.875, gain: 0.5, recovered: 0.5 / 0.375 });
    const report = describeHere({ pairs: {} }, runs, null)!;
    expect(report.gain).toMatchObject({ measure: 'agreement', ideal: 1, without: 0.375, with: 0.875, recovered: 0.8 });
    expect(mitigationLines(report, LOOK)[0]).toMatch(/^Mitigations {7}agreement 37\.50 % without, 87\.50 % with, 100\.00 % ideal \(50\.00 points, .* over 2 chips\): 80 % of the loss won back$/);
    expect(mitigationTables(report).markup).toContain('80 % of what the non-idealities lose');
  });

  test('one chip has no interval, and what loses nothing is not won back', () => {
    const same = Int32Array.of(1, 2);
    const report = describeHere({ gain: {} }, { ideal: same, without: [same], with: [same] }, null)!;
    expect(report.gain).toMatchObject({ gain: 0, interval95: null, recovered: null });
    expect(mitigationLines(report, LOOK).join('\n')).toMatch(/100\.00 % ideal \(0\.00 points\)\n/);
    expect(mitigationTables({ ...report, gain: null }).markup).toContain('not measured');
  });
});
