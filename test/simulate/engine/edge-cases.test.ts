import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../../src/diagnostics/render.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { Target } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples, SPIKES, sumWindow } from '../../ir/build.ts';
import { configured, runEngine, type Run } from './configured.ts';

/** x -> h -> y, dense: 6 inputs, `hidden` and 3 neurons. */
function chain(changes: { hidden?: number; threshold?: number; timesteps?: number; delay?: number; silent?: readonly number[] } = {}): Network {
  const { hidden = 9, threshold = 0.7, timesteps = 6, delay = 0, silent = [] } = changes;
  const rows = (count: number, columns: number, seed: number): number[][] =>
    Array.from({ length: count }, (_, row) => (silent.includes(row) ? new Array<number>(columns).fill(0) : noise(columns, 17 * seed + row).map((value) => value + 0.3)));
  return spiking(network(
    [population('x', [6], CURRENT), population('h', [hidden], integrateAndFire({ threshold: 0.9 })), population('y', [3], integrateAndFire({ threshold }))],
    [dense('x', 'h', rows(hidden, 6, 1), { delay }), dense('h', 'y', rows(3, hidden, 2), { name: 'h-y' })], { timesteps },
  ));
}

function spiking(from: Network): Network {
  return { ...from, stage: 'spiking' };
}

/** Compiles, checks law 1 with both kernels, returns what the engine did. */
function judged(source: Network, target: Target, data: Dataset, bits = 8): Run {
  const { configuration, unrolled } = configured(source, target, data, bits);
  for (const implementation of ['wasm', 'typescript'] as const) {
    expect(checkEquivalence(unrolled, configuration, target, loadKernels(implementation), data, data.count).map((one) => renderDiagnostic(one, false))).toEqual([]);
  }
  return runEngine(configuration, target, data);
}

const data = noiseSamples([6], 2);
const total = (spikes: Uint8Array): number => spikes.reduce((sum, value) => sum + value, 0);

describe.each(TARGETS.map((target) => [target.name, target] as const))('at the edges the engine is still the reference, on %s', (_name, target) => {
  test('a sample of zeros beside one that is not', () => {
    const { trains } = judged(chain(), target, samples([6], [[0, 0, 0, 0, 0, 0], noise(6).map(Math.abs)]));
    expect(total(trains['h']!.subarray(0, trains['h']!.length / 2))).toBe(0);
    expect(total(trains['h']!)).toBeGreaterThan(0);
  });

  test('an output that never spikes', () => {
    const { trains, outputs } = judged(chain({ threshold: 1e6 }), target, data);
    expect(total(trains['h']!)).toBeGreaterThan(0);
    expect(outputs).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('one timestep', () => expect(total(judged(chain({ timesteps: 1 }), target, data).trains['h']!)).toBeGreaterThan(0));
  test('a population of one neuron', () => expect(judged(chain({ hidden: 1 }), target, data).trains['h']).toHaveLength(2 * 6));

  test('an input whose current takes a timestep: the same spikes one step later', () => {
    const prompt = judged(chain({ timesteps: 5 }), target, data).trains['h']!;
    const late = judged(chain({ timesteps: 6, delay: 1 }), target, data).trains['h']!;
    for (const sample of [0, 1]) {
      expect(late.subarray(sample * 54, sample * 54 + 9).every((spikes) => spikes === 0)).toBe(true);
      expect(late.subarray(sample * 54 + 9, (sample + 1) * 54)).toEqual(prompt.subarray(sample * 45, (sample + 1) * 45));
    }
  });

  test('a current that takes longer than the run', () => expect(total(judged(chain({ timesteps: 3, delay: 5 }), target, data).trains['h']!)).toBe(0));

  test('a channel whose weights are all zero', () => {
    const { trains } = judged(chain({ silent: [1] }), target, data);
    expect(trains['h']!.every((spikes, i) => i % 9 !== 1 || spikes === 0)).toBe(true);
  });
});

describe('weights of 16 bits', () => {
  const wide = TARGETS.map((target) => [target.name, { ...target, weightBits: { minimum: 1, maximum: 16 } }] as const);
  test.each(wide)('on %s', (_name, target) => expect(total(judged(chain(), target, data, 16).trains['y']!)).toBeGreaterThan(0));

  test.each(wide)('one spike that adds to a neuron nine times does not overflow, on %s', (_name, target) => {
    // Overlapping windows: every input is in up to nine windows that all reach the same neurons.
    const source = spiking(network(
      [population('x', [1, 5, 5], SPIKES), population('y', [4], integrateAndFire({ threshold: 40, initial: -1 }))],
      [dense('x', 'y', [1, 0.9, -1, -0.8].map((weight) => new Array<number>(25).fill(weight)), { window: sumWindow([3, 3], [1, 1], [1, 1, 1, 1]) })], { timesteps: 4 },
    ));
    const trains = samples([1, 5, 5], [noise(100).map((value) => Number(value > 0))], 4);
    for (const bits of [13, 16]) expect(total(judged(source, target, trains, bits).trains['y']!)).toBeGreaterThan(0);
  });
});

test('a population hears a convolution of one channel whose weights are zero', () => {
  const source = spiking(network(
    [population('x', [2, 4, 4], CURRENT), population('y', [3, 4, 4], integrateAndFire())],
    [convolution('x', 'y', [3, 2, 3, 3], [...noise(18, 3), ...new Array<number>(18).fill(0), ...noise(18, 4)], { padding: [1, 1, 1, 1] })], { timesteps: 5 },
  ));
  const { trains } = judged(source, TARGETS[0]!, noiseSamples([2, 4, 4], 1));
  expect(total(trains['y']!.filter((_, i) => Math.floor((i % 48) / 16) === 1))).toBe(0);
  expect(total(trains['y']!)).toBeGreaterThan(0);
});
