import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/ir/network.ts';
import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, dense, integrateAndFire, network, noise, population, samples, SPIKES } from '../../ir/build.ts';
import { configured, runEngine } from './configured.ts';

const silent = integrateAndFire({ threshold: 1e6 });
const ADC = { bits: 12, range: 1 };

function single(populations: Network['populations'], projections: Network['projections']): Network {
  return { ...network(populations, projections, { timesteps: 1 }), stage: 'spiking', output: { population: 'y', readout: 'membrane' } };
}

describe.each(['rram-128', 'spikeflow-64'])('errors of converters on %s', (name) => {
  const { target } = loadTarget(name);
  // Half of the rows are driven: no code is near the end of the range.
  const source = single([population('x', [2, 3, 3], SPIKES), population('y', [2, 3, 3], silent)], [convolution('x', 'y', [2, 2, 1, 1], [1, 1, 1, 1])]);
  const data = samples([2, 3, 3], [Array.from({ length: 18 }, (_, i) => Number(i < 9))], 1);
  const { configuration } = configured(source, target, data);
  const run = (effects: Partial<NonIdealities>, seed = 1): readonly number[] => runEngine(configuration, target, data, { effects: { adc: ADC, ...effects }, seed }).outputs;

  test('are the same in every read of a column, other in other columns and chips', () => {
    const found = run({ adcErrors: { offset_codes: 40, gain: 0, inl_codes: 0 } });
    // Where weights are stored once, all positions of a feature are read through one column.
    const distinct = target.style === 'weights-stored-once' ? 2 : 18;
    expect(new Set(found).size).toBeGreaterThan(distinct - 2);
    if (distinct === 2) expect(new Set(found).size).toBe(2);
    expect(run({ adcErrors: { offset_codes: 40, gain: 0, inl_codes: 0 } })).toEqual(found);
    expect(run({ adcErrors: { offset_codes: 40, gain: 0, inl_codes: 0 } }, 2)).not.toEqual(found);
  });
});

describe('a range that follows the weights', () => {
  const { target } = loadTarget('rram-128');
  const rows = Array.from({ length: 4 }, (_, row) => noise(40, row + 1));
  const source = single([population('x', [40], SPIKES), population('y', [4], silent)], [dense('x', 'y', rows)]);
  const data = samples([40], Array.from({ length: 30 }, (_, k) => noise(40, 100 + k).map((value) => Number(value > 0.6))), 1);
  const { configuration } = configured(source, target, data);
  const outputs = (effects: Partial<NonIdealities>): readonly number[] => runEngine(configuration, target, data, { effects }).outputs;
  const error = (a: readonly number[], b: readonly number[]): number => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
  const ideal = outputs({});

  test('is |mean| + sigmas x deviation of the column that reaches furthest', () => {
    const levels = configuration.blocks[0]!.levels.data;
    const reach = Math.max(...[0, 1, 2, 3].map((column) => {
      const weights = Array.from(levels.subarray(40 * column, 40 * (column + 1)));
      const [sum, squares] = [weights.reduce((a, w) => a + w, 0), weights.reduce((a, w) => a + w * w, 0)];
      return Math.abs(0.2 * sum) + 0.5 * Math.sqrt(0.16 * squares);
    }));
    // Half a deviation is so little that some columns are clipped to full scale.
    const found = outputs({ adc: { bits: 10, range: 1 }, adcCalibration: { sigmas: 0.5, activity: 0.2 } });
    expect(Math.max(...found.map(Math.abs)) / reach).toBeCloseTo(1, 5);
  });

  test('of four deviations clips little, and few bits then go further', () => {
    const fixed = error(outputs({ adc: { bits: 6, range: 1 } }), ideal);
    const calibrated = error(outputs({ adc: { bits: 6, range: 1 }, adcCalibration: { sigmas: 4, activity: 0.2 } }), ideal);
    expect(calibrated).toBeLessThan(fixed / 3);
  });
});
