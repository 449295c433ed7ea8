import { expect, test } from 'vitest';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { loadTarget } from '../../../targets/load.ts';
import { integrateAndFire, type Network } from '../../../src/ir/network.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { integerTarget } from '../../ir/integer-target.ts';
import { CURRENT, dense, network, noise, population, samples } from '../../ir/build.ts';
import { configured, runEngine } from './configured.ts';

const from = (decay: number): Network => network(
  [population('x', [20], CURRENT), population('h', [24], integrateAndFire({ decay, kind: decay === 1 ? 'if' : 'lif', initial: 0.5 })), population('y', [9], integrateAndFire({ reset: 'hard', threshold: 0.8 }))],
  [dense('x', 'h', Array.from({ length: 24 }, (_, row) => noise(20, row))), dense('h', 'y', Array.from({ length: 9 }, (_, row) => noise(24, 50 + row)))],
  { stage: 'spiking', timesteps: 12 });
const data = samples([20], Array.from({ length: 6 }, (_, index) => noise(20, 90 + index).map((value) => Math.round(Math.abs(value) * 255) / 255)));

/** Fewer bits than potentials would need. */
const FORMATS = { potential_bits: 12, levelShift: { minimum: 0, maximum: 3 }, threshold: { mantissa_bits: 9, shift: 2 }, bias: { mantissa_bits: 6, largestExponent: 5 }, decay_bits: 6 };
const tight = (name: string) => {
  const target = integerTarget(FORMATS, loadTarget(name).target);
  return { ...target, inputBits: 2 };
};

/** The same chip, of whose population h the potentials are read. */
function reading(configuration: Configuration): Configuration {
  return { ...configuration, output: { population: 1, readout: 'membrane' } };
}

test.each([[1, 'loihi'], [0.9, 'loihi'], [1, 'rram-128'], [0.9, 'spikeflow-64']] as const)('decay %d on %s: potentials that saturate, by kernels and without, are those of the judge', (decay, name) => {
  const target = tight(name);
  const { configuration, unrolled } = configured(from(decay), target, data, 4);
  for (const implementation of ['wasm', 'typescript'] as const) expect(checkEquivalence(unrolled, configuration, target, loadKernels(implementation), data, 6)).toEqual([]);
  const wide = configured(from(decay), { ...target, neurons: integerTarget({ ...FORMATS, potential_bits: 24 }, target).neurons! }, data, 4);
  const narrow = runEngine(reading(configuration), target, data);
  expect(narrow.trains['h']!.reduce((sum, spikes) => sum + spikes, 0)).toBeGreaterThan(100);
  expect(narrow.outputs).not.toEqual(runEngine(reading(wide.configuration), target, data).outputs);
  expect(runEngine(reading(configuration), target, data, { panels: false })).toEqual(narrow);
});

test('devices bring sums that are not whole: potentials still are, and saturate', () => {
  const target = tight('rram-128');
  const configuration = reading(configured(from(1), target, data, 4).configuration);
  const read = configuration.populations[1]!;
  if (read.kind !== 'neurons' || read.neuron.kind !== 'if') throw new Error('no neurons');
  const { fraction } = read.neuron.integer!;
  const { outputs } = runEngine(configuration, target, data, { effects: { programmingVariation: { sigma: 0.2 } } });
  for (const potential of outputs) {
    expect(Number.isInteger(potential * 2 ** fraction)).toBe(true);
    expect(Math.abs(potential * 2 ** fraction)).toBeLessThanOrEqual(2047);
  }
  expect(outputs).not.toEqual(runEngine(configuration, target, data).outputs);
});
