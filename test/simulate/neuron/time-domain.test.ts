import { describe, expect, test } from 'vitest';
import type { ConfiguredNeurons } from '../../../src/ir/configuration.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { TimeDomainCircuit } from '../../../src/ir/neuron-circuit.ts';
import { layoutsOf } from '../../../src/simulate/engine/layout.ts';
import { timeDomainSoma } from '../../../src/simulate/neuron/time-domain.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples } from '../../ir/build.ts';
import { configured, runEngine } from '../engine/configured.ts';
import { timeDomain } from './circuits.ts';

const TARGETS = ['rram-128', 'spikeflow-64', 'loihi-sanafe'].map((name) => loadTarget(name).target);
const SOURCE: Network = {
  ...network(
    [population('x', [2, 6, 6], CURRENT), population('c', [4, 5, 5], integrateAndFire({ threshold: 0.5 })), population('h', [30], integrateAndFire({ initial: 0.2, compare: '>', threshold: 0.4 })), population('y', [5], integrateAndFire({ threshold: 0.3 }))],
    [
      convolution('x', 'c', [4, 2, 2, 2], noise(32, 3)),
      dense('c', 'h', Array.from({ length: 30 }, (_, row) => noise(100, 11 + row)), { bias: Float32Array.from(noise(30, 9)) }), dense('h', 'y', Array.from({ length: 5 }, (_, row) => noise(30, 71 + row))),
    ], { timesteps: 10 }),
  stage: 'spiking',
};
const VALUES = noiseSamples([2, 6, 6], 8);

/** Phases after each of some timesteps in which all neurons are driven alike, in thresholds; and how often each fired. */
function phases(changes: Partial<TimeDomainCircuit>, drive: number, timesteps: number, size = 4000, sample = 0): { readonly phases: number[]; readonly fired: Uint32Array } {
  const neurons = { kind: 'neurons', name: 'n', shape: [size], firstNeuron: 3, features: size, positions: 1, neuron: integrateAndFire({ threshold: 100 }), bias: new Float32Array(size), inhibitoryBias: null } as unknown as ConfiguredNeurons;
  const layout = layoutsOf({ populations: [neurons] } as never)[0]!;
  const potentials = new Float32Array(layout.size);
  const soma = timeDomainSoma(timeDomain(changes), { seed: 7, population: neurons, layout }, 1, potentials);
  const fired = new Uint32Array(layout.size);
  soma.start(sample);
  for (let t = 0; t < timesteps; t++) soma.step(new Int32Array(layout.size).fill(100 * drive), new Int32Array(layout.size), new Int32Array(layout.size), 0, fired);
  return { phases: [...potentials.subarray(0, size)].map((level) => level / 100), fired: fired.subarray(0, size) };
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('without imperfections', () => {
  test.each(TARGETS.map((target) => [target.name, target] as const))('%s: the ideal neuron, bit for bit, in panels or step by step', (_, target) => {
    const { configuration } = configured(SOURCE, target, VALUES);
    const ideal = runEngine(configuration, target, VALUES);
    expect(ideal.trains['y']!.some((spike) => spike === 1)).toBe(true);
    expect(runEngine(configuration, target, VALUES, { circuit: timeDomain() })).toEqual(ideal);
    expect(runEngine(configuration, target, VALUES, { circuit: timeDomain({ taps: 1 << 16 }) }).outputs).toHaveLength(ideal.outputs.length);
  });

  test('nor does the circuit called ideal change anything', () => {
    const { configuration } = configured(SOURCE, TARGETS[0]!, VALUES);
    const circuit = { kind: 'ideal', name: 'ideal', summary: '', papers: [], energy: { spike_J: null, synapticOperation_J: null, static_W: null } } as const;
    for (const effects of [{}, { programmingVariation: { sigma: 0.1 } }]) {
      expect(runEngine(configuration, TARGETS[0]!, VALUES, { circuit, effects })).toEqual(runEngine(configuration, TARGETS[0]!, VALUES, { effects }));
    }
  });

  test('with devices: as the ideal neuron on the same crossbars', () => {
    const { configuration } = configured(SOURCE, TARGETS[0]!, VALUES);
    const effects = { programmingVariation: { sigma: 0.2 }, readNoise: { sigma: 0.1 }, adc: { bits: 6, range: 0.5 } };
    expect(runEngine(configuration, TARGETS[0]!, VALUES, { circuit: timeDomain(), effects, panels: false })).toEqual(runEngine(configuration, TARGETS[0]!, VALUES, { effects, panels: false }));
  });
});

describe('imperfections', () => {
  test('frequency mismatch: a gain of its own for each neuron', () => {
    const { phases: found } = phases({ frequencyMismatch: 0.05 }, 0.4, 1);
    expect(spread(found) / 0.4).toBeCloseTo(0.05, 2);
    expect(phases({ frequencyMismatch: 0.05 }, 0.4, 1, 4000, 9).phases).toEqual(found);
  });

  test('phase noise: a random walk, drawn anew in every sample', () => {
    const [one, nine] = [phases({ phaseNoise: 0.01 }, 0.05, 1).phases, phases({ phaseNoise: 0.01 }, 0.05, 9).phases];
    expect(spread(one)).toBeCloseTo(0.01, 3);
    expect(spread(nine) / spread(one)).toBeCloseTo(3, 0);
    expect(phases({ phaseNoise: 0.01 }, 0.05, 1, 4000, 1).phases).not.toEqual(one);
  });

  test('drift: phase that runs on its own', () => {
    for (const phase of phases({ drift: 0.02 }, 0, 10, 8).phases) expect(phase).toBeCloseTo(0.2, 6);
  });

  test('taps: neurons fire up to one tap early, evenly spread', () => {
    // 0.9 of a turn is seen as a turn where the ring stands within the last of four taps by more than 0.6 of one.
    const fired = phases({ taps: 4 }, 0.9, 1).fired.reduce((sum, spikes) => sum + spikes, 0);
    expect(fired / 4000).toBeCloseTo(0.6, 1);
    expect(phases({ taps: 4 }, 0.74, 1).fired.every((spikes) => spikes === 0)).toBe(true);
    expect(phases({ taps: 4 }, 1, 1).fired.every((spikes) => spikes === 1)).toBe(true);
  });

  test('noise depends on the number of the sample and on nothing else: parts of the data give what all of it gives', () => {
    const { configuration } = configured(SOURCE, TARGETS[0]!, VALUES);
    const circuit = timeDomain({ phaseNoise: 0.1, frequencyMismatch: 0.1, taps: 8, drift: 0.01 });
    const all = runEngine(configuration, TARGETS[0]!, VALUES, { circuit });
    const values = new Float32Array(72);
    const rest = samples([2, 6, 6], [5, 6, 7].map((index) => { VALUES.read(index, values); return [...values]; }));
    const part = runEngine(configuration, TARGETS[0]!, rest, { circuit, first: 5 });
    expect(part.outputs).toEqual(all.outputs.slice(5 * 5));
    expect(runEngine(configuration, TARGETS[0]!, rest, { circuit }).trains).not.toEqual(part.trains);
  });
});
