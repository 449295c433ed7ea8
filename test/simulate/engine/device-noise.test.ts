import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/ir/network.ts';
import { IDEAL, type StateSpread } from '../../../src/ir/non-idealities.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import { sliceSamples } from '../../../src/simulate/engine/inputs.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples, SPIKES } from '../../ir/build.ts';
import { correlation, deviation, mean } from '../crossbar/statistics.ts';
import { configured, runEngine, samplesOf } from './configured.ts';
import { runNaively } from './naive.ts';

const silent = integrateAndFire({ threshold: 1e6 });
const NOISE: StateSpread = { polynomial_uS: [0.1, 0.02, 0.0002] };
const DRAWS = 1500;

const DENSE = single([population('x', [12], CURRENT), population('y', [6], silent)], [dense('x', 'y', Array.from({ length: 6 }, (_, row) => noise(12, row + 1)))]);
const CONVOLUTIONAL = single([population('x', [2, 4, 4], CURRENT), population('y', [3, 4, 4], silent)],
  [convolution('x', 'y', [3, 2, 3, 3], noise(54, 4), { padding: [1, 1, 1, 1] })]);

function single(populations: Network['populations'], projections: Network['projections']): Network {
  return { ...network(populations, projections, { timesteps: 1 }), stage: 'spiking', output: { population: 'y', readout: 'membrane' } };
}

/** Potentials of one neuron over all draws. */
function ofNeuron(draws: readonly (readonly number[])[], neuron: number): number[] {
  return draws.map((potentials) => potentials[neuron]!);
}

describe.each(['rram-128', 'spikeflow-64'])('noise of devices on %s', (name) => {
  const { target } = loadTarget(name);

  test.each([['a dense projection', DENSE], ['a convolution', CONVOLUTIONAL]])('%s: as wide as drawing every device of every read', (_what, source) => {
    const data = noiseSamples(source.populations[0]!.shape, 1, 5);
    const { configuration } = configured(source, target, data);
    const repeated = { ...data, count: DRAWS, read: (_: number, into: Float32Array) => data.read(0, into) };
    const { outputs } = runEngine(configuration, target, repeated, { effects: { deviceNoise: NOISE } });
    const neurons = outputs.length / DRAWS;
    const engine = Array.from({ length: DRAWS }, (_, draw) => outputs.slice(draw * neurons, (draw + 1) * neurons));
    // The same spread, written once: a new chip for every draw is every device drawn for one read.
    const devices = Array.from({ length: DRAWS }, (_, seed) => [...runNaively(configuration, target, { ...IDEAL, programmingError: NOISE }, seed, samplesOf(data).data).potentials.at(-1)!]);
    const ideal = runEngine(configuration, target, data).outputs;
    for (let neuron = 0; neuron < neurons; neuron++) {
      const [ours, theirs] = [ofNeuron(engine, neuron), ofNeuron(devices, neuron)];
      // Standard errors at 1500 draws: 2.6 % of sigma for the mean and for the quotient of two sigmas.
      expect(deviation(ours) / deviation(theirs)).toBeGreaterThan(0.88);
      expect(deviation(ours) / deviation(theirs)).toBeLessThan(1.12);
      expect(Math.abs(mean(ours) - ideal[neuron]!) / deviation(theirs)).toBeLessThan(0.12);
    }
    expect(Math.abs(correlation(ofNeuron(engine, 0), ofNeuron(engine, 1)))).toBeLessThan(0.1);
  });

  test('a spike is the full read voltage; rows without a spike add nothing', () => {
    const source = single([population('x', [3], SPIKES), population('y', [1], silent)], [dense('x', 'y', [[1, -0.5, 0.25]])]);
    const data = samples([3], Array.from({ length: DRAWS }, () => [1, 0, 1]), 1);
    const { configuration } = configured(source, target, data);
    const { outputs } = runEngine(configuration, target, data, { effects: { deviceNoise: { polynomial_uS: [0, 0.1] } } });
    const { conductanceOn_S: { value: on }, conductanceOff_S: { value: off } } = target.device!;
    const conductance = (level: number): number => off + (level / 127) * (on - off);
    const [low, high] = [...configuration.blocks[0]!.levels.data].filter((level) => level > 0).sort((a, b) => a - b);
    const variance = [[high!, 0], [low!, 0]].flat().reduce((sum, level) => sum + (0.1 * conductance(level) * 127 / (on - off)) ** 2, 0);
    expect(deviation(outputs) / Math.sqrt(variance)).toBeCloseTo(1, 1);
  });

  test('is drawn anew in every timestep, from the same seed the same', () => {
    const source = { ...single([population('x', [3], SPIKES), population('y', [2], silent)], [dense('x', 'y', [[1, -0.5, 0.25], [1, 1, 1]])]), timesteps: 2 };
    const both = samples([3], Array.from({ length: DRAWS }, () => [1, 1, 1, 1, 1, 1]), 2);
    const { configuration } = configured(source, target, both);
    const effects = { deviceNoise: { polynomial_uS: [0, 0.1] } };
    const run = (seed: number): readonly number[] => runEngine(configuration, target, both, { effects, seed }).outputs;
    const once = runEngine(configuration, target, samples([3], Array.from({ length: DRAWS }, () => [1, 1, 1, 0, 0, 0]), 2), { effects }).outputs;
    const first = (outputs: readonly number[]): number[] => outputs.filter((_, i) => i % 2 === 0);
    expect(deviation(first(run(1))) / deviation(first(once))).toBeCloseTo(Math.SQRT2, 0);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });
});

test('what is drawn for a sample does not depend on the samples that run with it', () => {
  const { target } = loadTarget('rram-128@pcm');
  const data = noiseSamples([12], 7, 5);
  const { configuration } = configured(DENSE, target, data);
  const effects = {
    ...IDEAL, ...target.device!.nonIdealities, deviceNoise: NOISE, readNoise: { sigma: 0.01 }, bitSlicing: { bits: 3 }, adc: { bits: 8, range: 0.5 },
    adcErrors: { offset_codes: 1, gain: 0.01, inl_codes: 0.5 }, stuckCells: { off: 0.02, on: 0.02, cluster_cells: 3 }, deviceVariation: { sigma: 0.1, distribution: 'lognormal' as const },
  };
  const samplesOfAll = samplesOf(data);
  const run = (first: number, count: number): readonly number[] => {
    const engine = createEngine(configuration, target, loadKernels(), { effects, seed: 3, timesteps: 1, panels: true });
    return [...engine.run(sliceSamples(samplesOfAll, first, count), first)];
  };
  expect([...run(0, 3), ...run(3, 4)]).toEqual(run(0, 7));
});
