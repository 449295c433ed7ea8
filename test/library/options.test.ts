import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { checkOptions } from '../../src/library/check-options.ts';
import { passOptionsOf } from '../../src/library/compile-options.ts';
import { compile } from '../../src/library/compile.ts';
import { read } from '../../src/library/model.ts';
import { simulate } from '../../src/library/simulate.ts';
import { DEFAULT_OPTIONS } from '../../src/compile.ts';
import { EXAMPLES } from '../end-to-end/synaptile.ts';

/** Options as programs without types give them. */
function found(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code, message, help }) => `${code} ${message}; ${help}`);
    throw error;
  }
  return [];
}

test('all unknown names and values that are not allowed are named at once', () => {
  const wrong = found(() => checkOptions('compile', { target: 'rram-128', bitz: 4, bits: 0, timesteps: 'many', budget: { of: 'area', share: 2 }, seed: undefined, calibrate: 3 }));
  expect(wrong.map((one) => one.slice(0, 4))).toEqual(['S993', 'S994', 'S994', 'S994', 'S994']);
  expect(wrong[0]).toContain('compile() has no option bitz; perhaps bits is meant');
  expect(wrong[1]).toContain('option bits is 0, and must be a whole number from 1, or mixed');
  expect(wrong[2]).toContain('option timesteps is many');
});

test('names of every object are no options', () => {
  expect(found(() => checkOptions('simulate', { constructor: 1, trials: 0 })).map((one) => one.slice(0, 4))).toEqual(['S993', 'S994']);
  expect(found(() => checkOptions('simulate', { trials: 2, nonIdealities: { adc: null }, observer: {} }))).toEqual([]);
});

test('an option that another function has is none of this one', () => {
  expect(found(() => checkOptions('compareMappers', { mapper: 'tiles', stopAfter: 'placed', mappers: ['tiles'], bits: 4 })).map((one) => one.slice(0, 4))).toEqual(['S993', 'S993']);
});

test('where nothing is asked for the passes are told what they do by themselves', () => {
  const { convert, quantise, unroll, partition, place, stopAfter } = passOptionsOf({});
  expect({ convert, stopAfter }).toEqual({ convert: DEFAULT_OPTIONS.convert, stopAfter: DEFAULT_OPTIONS.stopAfter });
  expect(quantise).toMatchObject(DEFAULT_OPTIONS.quantise);
  expect(unroll).toMatchObject(DEFAULT_OPTIONS.unroll);
  expect(partition).toMatchObject(DEFAULT_OPTIONS.partition);
  expect(place).toEqual(DEFAULT_OPTIONS.place);
  expect(passOptionsOf({ timesteps: undefined, percentile: 99 }).convert).toMatchObject({ timesteps: 32, thresholds: 'percentile', percentile: 99 });
});

test('options that mean nothing without another one are refused', () => {
  expect(found(() => passOptionsOf({ loss: 1, budget: { of: 'area', share: 0.5 } })).map((one) => one.slice(0, 4))).toEqual(['S807', 'S807']);
  expect(found(() => passOptionsOf({ mapping: 'a.yaml', mapper: 'tiles', placeRounds: 3 }))).toHaveLength(2);
});

test('a stage that is no configuration is not simulated', async () => {
  const model = await read(`${EXAMPLES}/edges.synet`);
  const compiled = await compile(model, { target: 'rram-128', stopAfter: 'unrolled' });
  const data = { file: 'none', count: 0, shape: [1], timesteps: null, labels: null, read: () => {} };
  await expect(simulate(compiled, data)).rejects.toThrow(/S812/);
  await expect(compile({ ...model, stage: compiled.stage }, { target: 'rram-128', stopAfter: 'folded' })).rejects.toThrow(/S709/);
});
