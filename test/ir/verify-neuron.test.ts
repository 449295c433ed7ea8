import { describe, expect, test } from 'vitest';
import type { Neuron, Population, QuantisedActivation } from '../../src/ir/network.ts';
import { integrateAndFire } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { verifyNeuron } from '../../src/ir/verify-neuron.ts';
import { CURRENT, dense, network, population, SPIKES } from './build.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from './neurons.ts';

const DT = 1e-3;
const euler = (tau_s: number) => ({ tau_s, rule: 'euler' }) as const;

function found(neuron: Neuron, dt_s: number | null = DT): string[] {
  return verifyNeuron(population('y', [2, 1, 2], neuron), dt_s).map(({ code, message }) => `${code} ${message}`);
}

const lif = (changes: Parameters<typeof integrateAndFire>[0]): Neuron => integrateAndFire({ decay: 0.9, ...changes });
const quantised = (changes: Partial<QuantisedActivation>): QuantisedActivation =>
  ({ kind: 'quantised', scale: 0.5, zeroPoint: 0, low: -8, high: 7, rounding: 'half-even', bipolar: false, ...changes });

describe('sound neurons have no findings', () => {
  const sound: readonly (readonly [string, Neuron])[] = [
    ['time constants under both rules', lif({ decay: euler(DT), synapse: { decay: { tau_s: 1e-9, rule: 'exp' }, gain: { resistance: 1 }, order: 'current-first' } })],
    ['a time constant of one timestep, rounded to f32', lif({ decay: { tau_s: new Float32Array(2).fill(DT), rule: 'euler' } })],
    ['a resistance without leak', integrateAndFire({ gain: { resistance: 1000 } })],
    ['parameters per channel and per neuron', lif({ refractory: Float32Array.of(0, 3), resetValue: Float32Array.of(1, 2, 3, 4), leakTarget: Float32Array.of(0, -1) })],
    ['an echo', lif({ echo: true })],
    ['a delayed hard reset', lif({ resetDelay: 1, reset: 'hard' })],
    ['potentials that are sent', lif({ sends: 'potential', reset: 'none' })],
    ['several spikes a step', lif({ spikesPerStep: 'floor', lowest: -1 })],
    ['conductances', conductanceNeuron({ decay: { tau_s: 0.02, rule: 'exp' } })],
    ['Izhikevich', izhikevichNeuron()],
    ['Loihi', loihiNeuron({ potentialDecay: 4096, threshold: 131071, bias: Float32Array.of(-5, 64) })],
    ['levels', quantised({})],
    ['two levels', quantised({ bipolar: true, low: -1, high: 1 })],
  ];
  test.each(sound)('%s', (_what, neuron) => expect(found(neuron)).toEqual([]));
});

describe('S504, S508, S516: a parameter of every model', () => {
  const three = new Float32Array(3);
  const wrong: readonly (readonly [string, Neuron])[] = [
    ['S504 the gain', lif({ gain: three })],
    ['S504 the resistance of the gain', lif({ gain: { resistance: three } })],
    ['S504 the time constant (s) of the decay of the adaptation', lif({ adaptation: { on: 'current', decay: { tau_s: three, rule: 'exp' }, jump: 1 } })],
    ['S504 the refractory period', lif({ refractory: three })],
    ['S504 the inhibitory reversal potential', conductanceNeuron({ inhibitory: { decay: 0, gain: 1, reversal: three } })],
    ['S504 the coupling of the recovery', izhikevichNeuron({ recovery: { ...izhikevichNeuron().recovery, coupling: three } })],
    ['S504 the currentDecay', loihiNeuron({ currentDecay: three })],
    ['S504 the scale of the levels', quantised({ scale: three })],
    ['S508 the leak target', lif({ leakTarget: NaN })],
    ['S508 the lowest', lif({ lowest: -Infinity })],
    ['S508 the quadratic', izhikevichNeuron({ quadratic: Infinity })],
    ['S508 the jump of the adaptation', lif({ adaptation: { on: 'threshold', decay: 1, jump: NaN } })],
    ['S516 the decay of the synapse', lif({ synapse: { decay: 1.5, gain: 1, order: 'current-first' } })],
    ['S516 the time constant (s) of the decay', lif({ decay: euler(0.9e-3) })],
    ['S516 the time constant (s) of the decay', lif({ decay: { tau_s: 0, rule: 'exp' } })],
    ['S516 the decay of the excitatory conductance', conductanceNeuron({ excitatory: { decay: -0.1, gain: 1, reversal: 0 } })],
    ['S516 the refractory period', lif({ refractory: 1.5 })],
    ['S516 the refractory period', lif({ refractory: -1 })],
    ['S516 the threshold', lif({ spikesPerStep: 'floor', threshold: 0 })],
    ['S516 the currentDecay', loihiNeuron({ currentDecay: 4096 })],
    ['S516 the potentialDecay', loihiNeuron({ potentialDecay: 0.5 })],
    ['S516 the threshold mantissa', loihiNeuron({ threshold: 131072 })],
    ['S516 the bias', loihiNeuron({ bias: 2 ** 23 })],
    ['S516 the scale of the levels', quantised({ scale: 0 })],
    ['S516 the zero point', quantised({ zeroPoint: 0.5 })],
    ['S516 the amplitude', { kind: 'input', coding: 'latency', amplitude: 0 }],
  ];
  test.each(wrong)('%s', (start, neuron) => expect(found(neuron)).toEqual([expect.stringContaining(start)]));

  test('the values that are allowed stand in the message', () => {
    expect(found(lif({ decay: euler(1e-4) }))).toEqual(['S516 the time constant (s) of the decay of population "y" is 0.0001, not at least one timestep of 0.001 s, as the Euler rule needs']);
  });
});

describe('S524: seconds without a timestep', () => {
  test('a time constant', () => expect(found(lif({ decay: euler(1) }), null)).toEqual([expect.stringMatching(/^S524 the decay of population "y" is given in seconds/)]));
  test('a resistance of a neuron without leak', () => expect(found(integrateAndFire({ gain: { resistance: 1 } }), null)).toEqual([expect.stringMatching(/^S524/)]));
  test('a resistance of a neuron whose decay is a factor needs none', () => expect(found(lif({ gain: { resistance: 1 } }), null)).toEqual([]));
  test('a timestep of 0 is refused itself', () => {
    const net = network([population('x', [1], SPIKES), population('y', [1], lif({}))], [dense('x', 'y', [[1]])], { dt_s: 0 });
    expect(verifyNetwork(net).map(({ code }) => code)).toEqual(['S544']);
  });
});

describe('S525: what makes no sense together', () => {
  const wrong: readonly (readonly [string, Neuron])[] = [
    ['a potential that is sent and reset', lif({ sends: 'potential' })],
    ['several potentials', lif({ sends: 'potential', reset: 'none', spikesPerStep: 'floor' })],
    ['no reset, but delayed', lif({ reset: 'none', resetDelay: 1 })],
    ['a time constant without leak', integrateAndFire({ kind: 'if', decay: euler(1) })],
    ['a delayed reset that sees a moved threshold', lif({ resetDelay: 1, adaptation: { on: 'threshold', decay: 0.9, jump: 1 } })],
    ['a number of spikes over a threshold that moves', lif({ spikesPerStep: 'floor', adaptation: { on: 'threshold', decay: 0.9, jump: 1 } })],
    ['an echo of a hard reset', lif({ echo: true, reset: 'hard' })],
    ['an echo of a delayed reset', lif({ echo: true, resetDelay: 1 })],
    ['an echo of several spikes', lif({ echo: true, spikesPerStep: 'floor' })],
    ['Izhikevich, subtracting', izhikevichNeuron({ reset: 'subtract' })],
    ['Izhikevich, later', izhikevichNeuron({ resetDelay: 1 })],
    ['Loihi with >=', loihiNeuron({ compare: '>=' })],
    ['Loihi with a floor', loihiNeuron({ lowest: 0 })],
    ['levels from high to low', quantised({ low: 3, high: 3 })],
    ['two levels that are four', quantised({ bipolar: true, low: -2, high: 1 })],
    ['a coding that does not exist', { kind: 'input', coding: 'burst' as 'rate' }],
    ['an amplitude of a current', { ...CURRENT, amplitude: 2 }],
    ['an amplitude of spike trains', { ...SPIKES, amplitude: 2 }],
    ['an amplitude of more levels than f32 can count', { kind: 'input', coding: 'rate', amplitude: 1e30, levels: { scale: 1e-30, low: 0, high: 1 } }],
  ];
  test.each(wrong)('%s', (_what, neuron) => expect(found(neuron)).toEqual([expect.stringMatching(/^S525 population "y": /)]));
});

describe('what neurons ask of projections', () => {
  const into = (neuron: Neuron, projection: Parameters<typeof dense>[3], weight = 1): string[] => {
    const y: Population = population('y', [1], neuron);
    return verifyNetwork(network([population('x', [1], SPIKES), y], [dense('x', 'y', [[weight]], projection)], { dt_s: DT })).map(({ code }) => code);
  };
  test('S526: a weight of a Loihi neuron that is not whole', () => expect(into(loihiNeuron(), {}, 0.5)).toEqual(['S526']));
  test('S526: a bias of one', () => expect(into(loihiNeuron(), { bias: Float32Array.of(0.25) })).toEqual(['S526']));
  test('whole ones are sound', () => expect(into(loihiNeuron(), { bias: Float32Array.of(-2) }, 3)).toEqual([]));
  test('S527: a receptor that the neuron does not have', () => expect(into(lif({}), { receptor: 'inhibitory' })).toEqual(['S527']));
  test('a receptor of conductances', () => expect(into(conductanceNeuron(), { receptor: 'inhibitory' })).toEqual([]));
});

describe('S528: weight levels', () => {
  const grid = (scale: number[], bits: number): string[] => {
    const net = network([population('x', [2], SPIKES), population('y', [2], lif({}))], [dense('x', 'y', [[0.5, -1.5], [3, 0]], { grid: { scale: Float32Array.from(scale), bits } })]);
    return verifyNetwork(net).map(({ message }) => message);
  };
  test('sound ones', () => expect(grid([0.5, 3], 3)).toEqual([]));
  test('a level beyond the bits', () => expect(grid([0.5, 0.75], 3)).toEqual([expect.stringContaining('the weight at index 2 is 4 levels')]));
  test('a weight between levels', () => expect(grid([0.4, 3], 8)).toEqual([expect.stringContaining('the weight at index 0 is 1.25 levels')]));
  test('a scale of 0', () => expect(grid([0.5, 0], 8)).toEqual([expect.stringContaining('the scale of row 1 is 0')]));
  test('a scale too few', () => expect(grid([0.5], 8)).toEqual([expect.stringContaining('it has 1 scales for 2 rows')]));
  test('no bits', () => expect(grid([0.5, 1], 0)).toEqual([expect.stringContaining('it has 0 bits')]));
});

describe('readouts', () => {
  const read = (neuron: Neuron, readout: 'count' | 'membrane' | 'value'): string[] =>
    verifyNetwork(network([population('x', [1], SPIKES), population('y', [1], neuron)], [dense('x', 'y', [[1]])], { output: { population: 'y', readout } })).map(({ code }) => code);
  test('S517: spikes of neurons that send their potential', () => expect(read(lif({ sends: 'potential', reset: 'none' }), 'count')).toEqual(['S517']));
  test('their potential', () => expect(read(lif({ sends: 'potential', reset: 'none' }), 'membrane')).toEqual([]));
  test('the value of levels', () => expect(read(quantised({}), 'value')).toEqual([]));
  test('S517: the membrane of levels', () => expect(read(quantised({}), 'membrane')).toEqual(['S517']));
  test('spikes and potentials of every model', () => {
    for (const neuron of [conductanceNeuron(), izhikevichNeuron(), loihiNeuron()]) expect([...read(neuron, 'count'), ...read(neuron, 'membrane')]).toEqual([]);
  });
});

describe('from stage spiking on', () => {
  const codes = (neuron: Neuron, stage: 'spiking' | 'network' = 'spiking'): string[] => {
    const net = network([population('x', [1], SPIKES), population('y', [1], neuron), population('z', [1], lif({}))], [dense('x', 'y', [[1]]), dense('y', 'z', [[1]])], { stage, dt_s: DT });
    return verifyNetwork(net).map(({ code }) => code);
  };
  const seconds: readonly Neuron[] = [
    lif({ decay: euler(1) }), lif({ gain: { resistance: 1 } }), lif({ synapse: { decay: euler(1), gain: 1, order: 'current-first' } }),
    lif({ adaptation: { on: 'current', decay: euler(1), jump: 1 } }), conductanceNeuron({ decay: euler(1) }), conductanceNeuron({ excitatory: { decay: euler(1), gain: 1, reversal: 0 } }),
  ];
  test('S509: seconds and resistances are factors by now', () => {
    expect(seconds.map((neuron) => codes(neuron))).toEqual(seconds.map(() => ['S509']));
    expect(seconds.flatMap((neuron) => codes(neuron, 'network'))).toEqual([]);
  });
  test('the exact update of conductances keeps its time constant', () => expect(codes(conductanceNeuron({ decay: { tau_s: 1, rule: 'exp' } }))).toEqual([]));
  test('S509: several spikes a step, and potentials on an axon', () => {
    expect(codes(lif({ spikesPerStep: 'floor' }))).toEqual(['S509']);
    expect(codes(lif({ sends: 'potential', reset: 'none' }))).toEqual(['S509']);
  });
});
