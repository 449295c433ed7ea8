import { describe, expect, test } from 'vitest';
import { checkCalibration, MOST_CALIBRATION_SAMPLES } from '../../src/calibrate/check-data.ts';
import { diagnose, fail } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { CURRENT, dense, integrateAndFire, LINEAR, network, noiseSamples, population, RELU, samples, SPIKES } from '../ir/build.ts';

const ANN = network([population('x', [2], CURRENT), population('h', [1], RELU), population('y', [1], LINEAR)], [dense('x', 'h', [[1, -1]]), dense('h', 'y', [[1]])]);
const SNN = network([population('x', [2], CURRENT), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1, 1]])]);
const TRAINS = network([population('x', [2], SPIKES), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1, 1]])]);

function found(data: Dataset, from = ANN): string[] {
  return checkCalibration(from, data).map(({ code, message }) => `${code} ${message}`);
}

test('data with variety are fine', () => {
  expect(found(noiseSamples([2], 20))).toEqual([]);
  expect(found(samples([2], [[0, 1], [0, 1], [0, 0.5]]))).toEqual([]);
  expect(found(samples([2], [[3, 3], [4, 4]]))).toEqual([]);
});

describe('no samples, or of another size', () => {
  test('S209, S561', () => {
    expect(found(samples([2], []))).toEqual(['S209 holds no samples']);
    expect(found(samples([3], [[1, 2, 3]]))).toEqual(['S561 samples of shape [3] do not fit the 2 input neurons of "x"']);
    expect(found(samples([3], []))).toHaveLength(2);
  });
});

describe('S567: values that are not finite', () => {
  test.each([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]])('%s', (word, value) => {
    expect(found(samples([2], [[0, 1], [1, value], [1, 1], [value, NaN]]))).toEqual([`S567 calibration sample 1 holds ${word} at index 1; 2 of 4 samples hold values that are not finite`]);
  });

  test('a single one is told alone, although nothing varies', () => {
    expect(found(samples([2], [[0, NaN]]))).toEqual(['S567 calibration sample 0 holds NaN at index 1; 1 of 1 sample holds values that are not finite']);
  });
});

describe('S566: no variety', () => {
  test('one value', () => {
    expect(found(samples([2], [[0.1, 0.1], [0.1, 0.1]]))).toEqual(['S566 every value of all 2 calibration samples is 0.1, which tells nothing about the range of activations']);
    expect(found(samples([2], [[0, -0]]))).toEqual(['S566 every value of the only calibration sample is 0, which tells nothing about the range of activations']);
  });

  test('one sample again and again', () => {
    expect(found(samples([2], [[0, 1], [0, 1], [0, 1]]))).toEqual(['S566 all 3 calibration samples are the same, which tells nothing about the range of activations']);
  });

  test('is no fault of data for a network that spikes already', () => {
    expect(found(samples([2], [[1, 1], [1, 1]]), SNN)).toEqual([]);
    expect(found(samples([2], [[0, 0, 1, 0], [0, 0, 1, 0]], 2), SNN)).toEqual([]);
    expect(found(samples([2], [[0, 1]], 1), TRAINS)).toEqual([]);
    expect(found(samples([2], [[0, 0, 1, NaN]], 2), SNN)[0]).toContain('S567 calibration sample 0 holds NaN at index 3');
  });
});

test('S569: a single sample is a warning', () => {
  expect(checkCalibration(ANN, samples([2], [[0, 1]])).map(({ code, severity }) => [code, severity])).toEqual([['S569', 'warning']]);
});

test('S562, S563: spike trains and values are not taken for each other', () => {
  const trains = samples([2], [[0, 1, 1, 0], [1, 1, 0, 0]], 2);
  expect(checkCalibration(ANN, trains).map(({ code }) => code)).toEqual(['S563']);
  expect(checkCalibration(TRAINS, samples([2], [[0, 1], [1, 1]])).map(({ code }) => code)).toEqual(['S562']);
  expect(checkCalibration(TRAINS, trains)).toEqual([]);
});

test('at most a thousand samples are read, each once, into two arrays', () => {
  const reads: number[] = [];
  const targets = new Set<Float32Array>();
  const endless: Dataset = {
    ...samples([2], []), count: 1e9,
    read: (index, out) => { reads.push(index); targets.add(out); out.fill(index); },
  };
  expect(checkCalibration(ANN, endless)).toEqual([]);
  expect(reads).toEqual(Array.from({ length: MOST_CALIBRATION_SAMPLES }, (_, index) => index));
  expect(targets.size).toBe(2);
  reads.length = 0;
  checkCalibration(ANN, endless, 7);
  expect(reads).toHaveLength(7);
});

test('what the reader refuses is told as it says it', () => {
  const refusing: Dataset = { ...noiseSamples([2], 3), read: () => fail('S208', { value: 'Infinity after --normalise' }, { file: 'samples.npy' }) };
  expect(checkCalibration(ANN, refusing)).toEqual([diagnose('S208', { value: 'Infinity after --normalise' }, { file: 'samples.npy' })]);
});

test('S568 names the population that stays silent', () => {
  const { severity, message } = diagnose('S568', { population: 'fc2', timesteps: 1 });
  expect([severity, message]).toEqual(['warning', 'population "fc2" does not fire once in 1 timestep on any calibration sample: nothing reaches the output']);
});
