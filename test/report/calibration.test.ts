import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../src/compile.ts';
import type { CalibrationRecord } from '../../src/ir/calibration.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import type { Network } from '../../src/ir/network.ts';
import { readSynetText } from '../../src/read/synet/read.ts';
import { describeCalibration } from '../../src/report/calibration.ts';
import { describeStage } from '../../src/report/describe-stage.ts';
import { renderHtml } from '../../src/report/html.ts';
import { withoutOwnScript } from './html/own-script.ts';
import { renderJson } from '../../src/report/json.ts';
import { binLevels } from '../../src/report/level-bins.ts';
import { makeReport, type Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { dense, network } from '../ir/build.ts';
import { RECORD } from '../ir/calibration-record.ts';
import { contextWith } from '../passes/context.ts';
import { fanInOf, matrix, neurons, spikes } from '../passes/lower.ts';
import { input } from './fixture.ts';

const HOSTILE = '</title><script>alert(1)</script>"\'><img src=x onerror=alert(2)>\u001b[2J\n# x';

/** The record with other names; those of JSON's own are left. */
function renamed(names: Readonly<Record<string, string>>): CalibrationRecord {
  return JSON.parse(JSON.stringify(RECORD), (_key, value: unknown) => (typeof value === 'string' ? names[value] ?? value : value)) as CalibrationRecord;
}

function textOf(calibration: CalibrationRecord | null, width = 100): string {
  return renderText(makeReport({ ...input, calibration }), { colour: false, width });
}

async function pageOf(calibration: CalibrationRecord | null): Promise<string> {
  return withoutOwnScript(await renderHtml(makeReport({ ...input, calibration }), { raster: input.result.raster }));
}

describe('json', () => {
  it('holds the record as it is, or null', () => {
    const parse = (calibration: CalibrationRecord | null | undefined): unknown => (JSON.parse(renderJson(makeReport({ ...input, ...(calibration !== undefined && { calibration }) }))) as Report).calibration;
    expect(parse(RECORD)).toEqual(RECORD);
    expect(parse(null)).toBeNull();
    expect(parse(undefined)).toBeNull();
  });
});

describe('text', () => {
  it('is a table, a row a population, and one a projection where there are several', () => {
    expect(textOf(RECORD, 80)).toContain(`
Calibration       1,000 samples of calib.npy
  conversion            threshold                  rate   silent  signal to noise
    h                   0.813 to 1.34            0.0612    3.1 %          21.3 dB
    y                   12                         0.25    0.0 %            exact
  quantisation          levels                        weights     drive   changed
    h                   4 bits, error feedback        18.2 dB   24.1 dB    0.10 %
    y
      h-y               2 bits mid-rise, nearest       9.9 dB         –         –
      x-y               2 bits, levels of the file      exact     exact    0.00 %
  rate: spikes of a neuron in a timestep; silent: neurons that never fired;
  changed: predictions that change when these weights alone are rounded
`);
    expect(textOf(RECORD, 100)).toContain('\n    h                               0.813 to 1.34 ');
  });

  it('says where there was noise without signal', () => {
    expect(textOf({ ...RECORD, conversion: [{ ...RECORD.conversion[0]!, signalToNoise_dB: -Infinity }] })).toMatch(/ 3\.1 % +no signal\n/);
  });

  it('is not there without a record, and says where there were no data', () => {
    expect(textOf(null)).not.toContain('Calibration');
    expect(textOf({ data: null, conversion: [], quantisation: [] })).toContain('\nCalibration       no data\n\nNot known');
  });

  it('keeps names harmless and lines short', () => {
    const text = textOf(renamed({ h: HOSTILE, 'x-h': HOSTILE, 'calib.npy': HOSTILE.repeat(9) }));
    expect(text).not.toContain('\u001b');
    expect(Math.max(...text.split('\nCalibration')[1]!.split('\nNot known')[0]!.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('html', () => {
  it('shows both tables and a histogram a projection', async () => {
    const page = await pageOf(RECORD);
    for (const piece of ['Measured on 1,000 samples of calib.npy', '0.813 to 1.34', '21.3 dB', '4 bits, error feedback', '0.10 %', 'level -7: 3 (0.1 %)']) expect(page).toContain(piece);
    expect(page.match(/<details class="levels">/g)).toHaveLength(3);
    expect(page).toContain('aria-label="Histogram of the levels of x-h"');
    expect(page).not.toMatch(/<script|<img| style=| on[a-z]+="|NaN|undefined/i);
  });

  it('is not there without a record', async () => {
    expect(await pageOf(null)).not.toContain('<h2>Calibration</h2>');
    expect(await pageOf({ data: null, conversion: [], quantisation: [] })).toContain('No calibration data were given.');
  });

  it('escapes files, populations and projections', async () => {
    const page = await pageOf(renamed({ h: HOSTILE, 'x-h': HOSTILE, 'calib.npy': HOSTILE }));
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;');
  });

  it('draws no weights at all', async () => {
    const [one] = RECORD.quantisation;
    expect(await pageOf({ ...RECORD, quantisation: [{ ...one!, histogram: { lowest: -1, counts: [0, 0, 0] } }] })).not.toMatch(/NaN|Infinity/);
  });
});

describe('bins of levels', () => {
  it('are the levels while there is room', () => {
    expect(binLevels({ rise: 'mid-tread', histogram: { lowest: -1, counts: [3, 4, 5] } }, 3)).toEqual([-1, 0, 1].map((level, i) => ({ lowest: level, highest: level, count: 3 + i })));
    expect(binLevels({ rise: 'mid-rise', histogram: { lowest: -3, counts: [1, 0, 2, 0, 3, 0, 4] } }, 4).map(({ lowest, highest, count }) => [lowest, highest, count]))
      .toEqual([[-3, -3, 1], [-1, -1, 2], [1, 1, 3], [3, 3, 4]]);
  });

  it('have 0 in the middle where several levels share one', () => {
    expect(binLevels({ rise: 'mid-tread', histogram: { lowest: -4, counts: [1, 1, 1, 1, 1, 1, 1, 1, 1] } }, 5).map(({ lowest, highest }) => [lowest, highest])).toEqual([[-4, -2], [-1, 1], [2, 4]]);
    expect(binLevels({ rise: 'mid-rise', histogram: { lowest: -7, counts: [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1] } }, 5).map(({ lowest, highest }) => [lowest, highest]))
      .toEqual([[-7, -5], [-3, -1], [1, 3], [5, 7]]);
  });

  it('lose no weight, follow each other, and are no more than asked for', () => {
    const histogram = fc.record({ lowest: fc.integer({ min: -300, max: 0 }), counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 600 }) });
    fc.assert(fc.property(histogram, fc.constantFrom('mid-tread' as const, 'mid-rise' as const), fc.integer({ min: 3, max: 64 }), (drawn, rise, most) => {
      const counts = rise === 'mid-rise' ? drawn.counts.map((count, i) => ((drawn.lowest + i) % 2 === 0 ? 0 : count)) : drawn.counts;
      if (rise === 'mid-rise' && !counts.some((_, i) => (drawn.lowest + i) % 2 !== 0)) return;
      const bins = binLevels({ histogram: { lowest: drawn.lowest, counts }, rise }, most);
      expect(bins.length).toBeLessThanOrEqual(most);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(counts.reduce((sum, count) => sum + count, 0));
      bins.slice(1).forEach((bin, i) => expect(bin.lowest).toBe(bins[i]!.highest + (rise === 'mid-rise' ? 2 : 1)));
    }), { seed: 1, numRuns: 200 });
  });
});

describe('inspect', () => {
  const plain = network([spikes('x', [6]), neurons('h', [4]), neurons('y', [2])],
    [dense('x', 'h', matrix(4, 6)), dense('h', 'y', matrix(2, 4)), dense('x', 'y', matrix(2, 6))], { timesteps: 2 });
  const compiled = (stopAfter: 'quantised' | 'configuration') => compile(plain, { ...DEFAULT_OPTIONS, stopAfter }, contextWith(null, fanInOf(8))).output;
  const LINES = [
    'calibration: 1,000 samples of calib.npy',
    'calibration of h: thresholds 0.813 to 1.34, signal to noise 21.3 dB, 3.1 % silent, 0.0612 spikes a timestep; '
      + 'x-h 4 bits, error feedback, signal to noise of weights 18.2 dB, of drive 24.1 dB, 0.10 % of predictions change',
    'calibration of y: thresholds 12, signal to noise exact, 0.0 % silent, 0.25 spikes a timestep; h-y 2 bits mid-rise, nearest, signal to noise of weights 9.9 dB, of drive –; '
      + 'x-y 2 bits, levels of the file, signal to noise of weights exact, of drive exact, 0.00 % of predictions change',
  ];

  it('says it of a network in comments, a line a population', () => {
    const text = describeStage({ ...compiled('quantised') as Network, calibration: RECORD }, true);
    for (const line of LINES) expect(text).toContain(`# ${line}\n`);
  });

  it('says it of a configuration', () => {
    const text = describeStage({ ...compiled('configuration') as Configuration, calibration: RECORD });
    for (const line of LINES) expect(text).toContain(`  ${line}\n`);
  });

  it('a name cannot leave its comment: the text still reads back', () => {
    const quantised = compiled('quantised') as Network;
    const { text, records } = { text: describeStage({ ...quantised, calibration: renamed({ h: HOSTILE, 'calib.npy': HOSTILE }) }, true), records: describeCalibration(renamed({ h: HOSTILE })) };
    expect(records.join('')).not.toMatch(/[\n\u001b]/);
    expect(readSynetText(text, { file: 'x.synet', folder: '.' }).network.name).toBe(quantised.name);
  });
});
