import { describe, expect, it } from 'vitest';
import { populationNamed } from '../../../../src/ir/network.ts';
import { verifyNetwork } from '../../../../src/ir/verify-network.ts';
import { assumer } from '../../../../src/read/assumptions.ts';
import { readOnnx } from '../../../../src/read/onnx/read-onnx.ts';
import { CASES, fixture, played } from './cases.ts';

describe('models of frameworks, as ONNX Runtime runs them', () => {
  it.each(CASES)('%s', (name, one) => {
    const { network, diagnostics } = readOnnx(fixture(name));
    expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(verifyNetwork(network)).toEqual([]);
    expect([null, one.timesteps]).toContain(network.timesteps);
    const found = played(network, one);
    if (one.readout !== 'last') return expect(found).toEqual(one.values);
    found.forEach((sample, index) => sample.forEach((value, output) => expect(Math.abs(value - one.values[index]![output]!)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value)))));
  });

  it('fire in the fixtures, so that the comparison means something', () => {
    const silent = CASES.filter(([, { readout, values }]) => readout !== 'last' && values.flat().every((value) => value === 0)).map(([name]) => name);
    expect(silent.length).toBeLessThanOrEqual(1);
  });
});

function neuronOf(name: string): unknown {
  const { network } = readOnnx(fixture(name));
  return populationNamed(network, network.output.population).neuron;
}

describe('the canonical neuron', () => {
  it.each<[string, object]>([
    ['leaky_subtract_step', { kind: 'lif', decay: Math.fround(0.9), threshold: 1, compare: '>', reset: 'subtract', resetDelay: 1 }],
    ['leaky_zero_step', { decay: Math.fround(0.8), threshold: Math.fround(0.7), reset: 'hard', resetValue: 0, resetDelay: 0 }],
    ['leaky_none_step', { decay: Math.fround(0.7), reset: 'none' }],
    ['leaky_immediate_unrolled', { reset: 'subtract', resetDelay: 0, echo: true }],
    ['synaptic_step', { synapse: { decay: Math.fround(0.6), gain: 1, order: 'current-first' } }],
    ['jelly_lif_hard', { compare: '>=', decay: 0.5, gain: 0.5, reset: 'hard', resetValue: 0 }],
    ['jelly_if_soft', { kind: 'if', compare: '>=', reset: 'subtract', resetDelay: 0 }],
    ['sinabs_iaf', { kind: 'if', spikesPerStep: 'floor', reset: 'subtract', threshold: 1 }],
    ['scan', { compare: '>=', resetValue: -0.125, decay: 0.75 }],
  ])('of %s', (name, expected) => {
    expect(neuronOf(name)).toMatchObject(expected);
  });

  it('keeps decays and thresholds of single neurons', () => {
    const { decay, threshold } = neuronOf('leaky_vectors_unrolled') as { decay: Float32Array; threshold: Float32Array };
    expect(Array.from(decay)).toEqual([0.5, 0.65, 0.8, 0.95].map(Math.fround));
    expect(threshold).toHaveLength(4);
  });

  it('of Norse has a synapse, a leak target and a reset value', () => {
    const neuron = neuronOf('norse_unrolled') as { decay: number; gain: number; leakTarget: number; resetValue: number; synapse: { decay: number } };
    expect(neuron.synapse.decay).toBeCloseTo(0.8, 6);
    expect([neuron.decay, neuron.gain, neuron.leakTarget, neuron.resetValue].map((value) => value.toFixed(4))).toEqual(['0.9000', '0.1000', '0.0500', '-0.1000']);
  });
});

describe('what else the graph tells', () => {
  it('recurrent spikes arrive one timestep later', () => {
    const { network } = readOnnx(fixture('recurrent_unrolled'));
    expect(network.projections.filter(({ delay }) => delay === 1).map(({ kind, source, destination }) => [kind, source === destination])).toEqual([['dense', true]]);
  });

  it('a state input that holds spikes is told', () => {
    const assume = assumer({});
    readOnnx(fixture('recurrent_step'), assume);
    expect(assume.made().map(({ key }) => key)).toEqual(['input', 'timesteps', 'state', 'feedback']);
  });

  it('skip connections, groups, dilation, depthwise kernels and concatenation stay what they are', () => {
    const { network } = readOnnx(fixture('convolutions'));
    const kinds = network.projections.map((projection) => (projection.kind === 'convolution' ? `${projection.weights.shape.join('x')}/${projection.groups}/${projection.dilation.join('x')}` : projection.kind));
    expect(kinds).toEqual(expect.arrayContaining(['4x2x3x3/2/2x2', '8x1x3x2/8/1x1', '8x4x1x1/1/1x1', 'one-to-one', 'pooling', 'dense']));
  });

  it('a factor of all outputs is left out, and that is said', () => {
    expect(readOnnx(fixture('leaky_graded_step')).diagnostics.map(({ code, message }) => `${code} ${message}`)).toContain('S316 a factor of 1.5 at the end is left out');
  });

  it('a readout through weights is a value, its mean a potential', () => {
    expect(readOnnx(fixture('readout_mean')).network.output.readout).toBe('membrane');
    expect(readOnnx(fixture('norse_integrator')).network.output.readout).toBe('membrane');
  });
});
