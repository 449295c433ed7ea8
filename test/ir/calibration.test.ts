import { describe, expect, test } from 'vitest';
import { compile, DEFAULT_OPTIONS, verify } from '../../src/compile.ts';
import type { CalibrationRecord, ProjectionQuantisation } from '../../src/ir/calibration.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import type { Network } from '../../src/ir/network.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { networkOf, type Stage } from '../../src/ir/stage.ts';
import { contextWith } from '../passes/context.ts';
import { fanInOf, matrix, neurons, spikes } from '../passes/lower.ts';
import { dense, network } from './build.ts';
import { RECORD } from './calibration-record.ts';
import { codesOf } from './expect-diagnostics.ts';

const TARGET = fanInOf(8);
const PLAIN = network([spikes('x', [6]), neurons('h', [4]), neurons('y', [2])],
  [dense('x', 'h', matrix(4, 6)), dense('h', 'y', matrix(2, 4)), dense('x', 'y', matrix(2, 6))], { timesteps: 2 });
const { calibration: _own, ...QUANTISED } = compile(PLAIN, { ...DEFAULT_OPTIONS, stopAfter: 'quantised' }, contextWith(null, TARGET)).output as Network;
const CONFIGURATION = stagesOf(RECORD).at(-1) as Configuration;

/** Every stage from quantised to configuration. */
function stagesOf(calibration: CalibrationRecord | null | undefined): readonly Stage[] {
  const made: Stage[] = [{ ...QUANTISED, ...(calibration !== undefined && { calibration }) }];
  compile(made[0]!, DEFAULT_OPTIONS, contextWith(null, TARGET), { onStage: (stage) => made.push(stage) });
  return made;
}

function recordOf(stage: Stage): CalibrationRecord | null | undefined {
  return (networkOf(stage) ?? stage as Configuration).calibration;
}

const NOISE_ALONE: CalibrationRecord = { ...RECORD, conversion: [{ ...RECORD.conversion[0]!, signalToNoise_dB: -Infinity }] };

test.each([['a record', RECORD], ['a record of noise without signal', NOISE_ALONE], ['null', null], ['nothing', undefined]])('%s is carried through every stage and its text', (_what, record) => {
  const stages = stagesOf(record);
  expect(stages.map(({ stage }) => stage)).toEqual(['quantised', 'unrolled', 'clustered', 'placed', 'routed', 'configuration']);
  for (const stage of stages) {
    expect(parseStage(printStage(stage), 'x.tile')).toEqual(stage);
    expect(recordOf(parseStage(printStage(stage), 'x.tile'))).toEqual(record);
  }
});

const [, , IDENTITY] = RECORD.quantisation;

function withQuantisation(changes: Readonly<Record<string, unknown>>): unknown {
  return { ...RECORD, quantisation: [{ ...IDENTITY, ...changes } as unknown as ProjectionQuantisation] };
}

function withConversion(changes: Readonly<Record<string, unknown>>): unknown {
  return { ...RECORD, conversion: [{ ...RECORD.conversion[0], ...changes }] };
}

describe('S710: a damaged record', () => {
  const damaged: readonly (readonly [string, unknown, string])[] = [
    ['a number', 5, 'is no object'],
    ['no data', { ...RECORD, data: undefined }, 'does not say its data'],
    ['no samples', { ...RECORD, data: { file: 'x', samples: 0 } }, 'does not say its data'],
    ['a file that is no text', { ...RECORD, data: { file: 7, samples: 3 } }, 'does not say its data'],
    ['no lists', { data: null }, 'has no list "conversion"'],
    ['a list that is none', { ...RECORD, quantisation: { length: 1e9 } }, 'has no list "quantisation"'],
    ['an entry of nobody', withConversion({ population: undefined }), 'does not say whose entry 0 of "conversion" is'],
    ['an entry that is null', { ...RECORD, conversion: [null] }, 'does not say whose'],
    ['a quantisation of no population', withQuantisation({ population: 3 }), 'does not say whose entry 0 of "quantisation" is'],
    ['two of one population', { ...RECORD, conversion: [RECORD.conversion[0], RECORD.conversion[0]] }, 'has two entries of population "h"'],
    ['thresholds in disorder', withConversion({ smallestThreshold: 2 }), 'no sound thresholds of population "h"'],
    ['a threshold that is not finite', withConversion({ largestThreshold: Infinity }), 'no sound thresholds'],
    ['a share above 1', withConversion({ silentShare: 1.5 }), 'no sound share of silent neurons'],
    ['a negative rate', withConversion({ meanRate: -1 }), 'no sound rate'],
    ['a ratio that is text', withConversion({ signalToNoise_dB: '20' }), 'no sound signal to noise of population "h"'],
    ['too many bits', withQuantisation({ bits: 40 }), 'no sound bits of projection "x-y"'],
    ['an unknown rise', withQuantisation({ rise: 'up' }), 'no sound bits'],
    ['a rise that is no word', withQuantisation({ rise: { toString: 1 } }), 'no sound bits'],
    ['an unknown method', withQuantisation({ method: 'guess' }), 'no sound method'],
    ['a ratio of NaN', withQuantisation({ weightSignalToNoise_dB: NaN }), 'no sound signal to noise of projection'],
    ['no histogram', withQuantisation({ histogram: null }), 'no sound histogram'],
    ['counts that are none', withQuantisation({ histogram: { lowest: -1, counts: [1, -1, 1] } }), 'no sound histogram'],
    ['no counts', withQuantisation({ histogram: { lowest: -1, counts: [] } }), 'no sound histogram'],
    ['more counts than levels', withQuantisation({ histogram: { lowest: -1, counts: [1, 2, 3, 4] } }), 'no sound histogram'],
    ['a first level that is none', withQuantisation({ rise: 'mid-rise', histogram: { lowest: 0, counts: [1] } }), 'no sound histogram'],
    ['levels beyond the lowest', withQuantisation({ histogram: { lowest: -2, counts: [1, 2, 3] } }), 'no sound histogram'],
    ['a share that is text', withQuantisation({ changedPredictions: 'few' }), 'no sound share of changed predictions'],
  ];

  test.each(damaged)('%s, in a stage file', (_what, record, reason) => {
    const routed = stagesOf(RECORD).at(-2) as Routed;
    for (const stage of [{ ...QUANTISED, calibration: record }, { ...routed, placed: withRecord(routed, record) }, { ...CONFIGURATION, calibration: record }]) {
      const text = printStage(stage as Stage);
      expect(codesOf(() => parseStage(text, 'x.tile'))).toEqual(['S710']);
      expect(() => parseStage(text, 'x.tile')).toThrow(reason);
    }
  });

  test.each(damaged)('%s, in memory', (_what, record) => {
    expect(codesOf(() => verify({ ...QUANTISED, calibration: record } as Network, null))).toEqual(['S710']);
    expect(codesOf(() => verify({ ...CONFIGURATION, calibration: record } as Configuration, TARGET))).toEqual(['S710']);
  });

  test('names that the stage does not have', () => {
    const renamed = (from: string, to: string): CalibrationRecord => JSON.parse(JSON.stringify(RECORD).replace(`"${from}"`, `"${to}"`)) as CalibrationRecord;
    expect(() => verify({ ...QUANTISED, calibration: renamed('h', 'z') }, null)).toThrow('its record of the calibration names population "z", which does not exist');
    expect(() => verify({ ...QUANTISED, calibration: renamed('x-h', 'x-z') }, null)).toThrow('names projection "x-z", which does not exist');
    expect(codesOf(() => verify({ ...CONFIGURATION, calibration: renamed('y', 'z') }, TARGET))).toEqual(['S710']);
    expect(codesOf(() => verify({ ...CONFIGURATION, calibration: renamed('x-h', 'x-z') }, TARGET))).toEqual([]);
  });
});

/** What a routed stage holds, with another record in its network. */
function withRecord({ placed }: Routed, record: unknown): unknown {
  const { clustered } = placed;
  const { unrolled } = clustered;
  return { ...placed, clustered: { ...clustered, unrolled: { ...unrolled, network: { ...unrolled.network, calibration: record } } } };
}
