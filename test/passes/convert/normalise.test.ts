import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert, type ConvertOptions } from '../../../passes/2-convert/convert.ts';
import { integrateAndFire, isPlain, type IntegrateAndFire, type Network, type Neuron, type SpikingNeuron } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, dense, LINEAR, network, noise, population, samples, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from '../../ir/neurons.ts';
import { contextWith } from '../context.ts';

const OPTIONS: ConvertOptions = { thresholds: 'percentile', percentile: 100, samples: 256, corrections: 'none', weights: 'keep', coding: 'current', readout: 'count', timesteps: 10, loss: 0.5 };

function converted(from: Network): Network {
  expect(verifyNetwork(from).filter(({ severity }) => severity === 'error')).toEqual([]);
  const { output } = convert.run(from, OPTIONS, contextWith());
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

const one = (neuron: Neuron, changes: Partial<Network> = {}): Network =>
  network([population('x', [1], SPIKES), population('y', [2, 1, 1], neuron)], [convolution('x', 'y', [2, 1, 1, 1], [1, 1])], { stage: 'folded', dt_s: 1e-3, ...changes });
const normal = (neuron: Neuron, changes: Partial<Network> = {}): SpikingNeuron => converted(one(neuron, changes)).populations[1]!.neuron as SpikingNeuron;
const lif = (changes: Partial<IntegrateAndFire>): IntegrateAndFire => integrateAndFire({ decay: 0.75, ...changes });

describe('v~ = (v - leakTarget) / gain', () => {
  test('a gain alone', () => {
    expect(normal(lif({ gain: 0.5, initial: 0.25, lowest: -1 }))).toEqual(lif({ threshold: 2, initial: 0.5, lowest: -2 }));
  });
  test('a leak target of neurons that reset hard', () => {
    expect(normal(lif({ gain: 0.5, leakTarget: -0.5, reset: 'hard', resetValue: -1, initial: -0.5 }))).toEqual(lif({ threshold: 3, reset: 'hard', resetValue: -1, initial: 0 }));
  });
  test('a leak target of neurons that subtract the threshold stays, in the new unit', () => {
    expect(normal(lif({ gain: 0.5, leakTarget: -0.5 }))).toEqual(lif({ threshold: 2, leakTarget: -1 }));
  });
  test('a time constant with its resistance: decay 3/4, gain 1/4 2', () => {
    expect(normal(integrateAndFire({ kind: 'lif', decay: { tau_s: 4e-3, rule: 'euler' }, gain: { resistance: 2 } }))).toEqual(lif({ threshold: 2 }));
  });
  test('a resistance without leak: r dt', () => expect(normal(integrateAndFire({ gain: { resistance: 250 } }))).toEqual(integrateAndFire({ threshold: 4 })));
  test('the gain of a synapse', () => {
    const synapse = { decay: { tau_s: 2e-3, rule: 'euler' }, gain: { resistance: 1 }, order: 'current-first' } as const;
    expect(normal(lif({ gain: 0.5, synapse }))).toEqual(lif({ threshold: 4, synapse: { decay: 0.5, gain: 1, order: 'current-first' } }));
  });
  test('the jump of an adaptation: of the threshold by both gains, of the current by that of the synapse', () => {
    const synapse = { decay: 0.5, gain: 0.25, order: 'current-first' } as const;
    const adaptation = { decay: 0.5, jump: 1 } as const;
    expect((normal(lif({ gain: 0.5, synapse, adaptation: { ...adaptation, on: 'threshold' } })) as IntegrateAndFire).adaptation!.jump).toBe(8);
    expect((normal(lif({ gain: 0.5, synapse, adaptation: { ...adaptation, on: 'current' } })) as IntegrateAndFire).adaptation!.jump).toBe(4);
    expect((normal(lif({ gain: 0.5, adaptation: { ...adaptation, on: 'current' } })) as IntegrateAndFire).adaptation!.jump).toBe(1);
  });
  test('per channel', () => {
    expect(normal(lif({ gain: Float32Array.of(0.5, 2), leakTarget: Float32Array.of(0, -1), reset: 'hard' }))).toEqual(
      lif({ threshold: Float32Array.of(2, 1), initial: Float32Array.of(0, 0.5), reset: 'hard', resetValue: Float32Array.of(0, 0.5) }));
  });
  test('arrays of equal values are one number again', () => expect(isPlain(normal(lif({ gain: Float32Array.of(0.5, 0.5), reset: 'hard', leakTarget: Float32Array.of(1, 1), resetValue: 1 })))).toBe(true));
  test('a gain of 0 or below stays', () => expect(normal(lif({ gain: Float32Array.of(1, -1) }))).toEqual(lif({ gain: Float32Array.of(1, -1) })));
  test('plain neurons pass unchanged', () => expect(normal(lif({ threshold: Float32Array.of(1, 1) }))).toEqual(lif({ threshold: Float32Array.of(1, 1) })));
});

describe('potentials that are read', () => {
  const membrane = { output: { population: 'y', readout: 'membrane' } } as const;
  test('keep their unit', () => expect(normal(lif({ gain: 0.5 }), membrane)).toEqual(lif({ gain: 0.5 })));
  test('of plain leaky integrators become those of neurons that never fire', () => {
    const neuron = normal(lif({ reset: 'none', sends: 'potential' }), membrane);
    expect(neuron).toEqual(lif({ threshold: 3.4028234663852886e38 }));
    expect(isPlain(neuron)).toBe(true);
  });
  test('of others are sent as they are', () => {
    const neuron = lif({ reset: 'none', sends: 'potential', gain: 0.5 });
    expect(normal(neuron, membrane)).toEqual(neuron);
  });
});

test('other models: factors instead of seconds; the exact membrane of conductances keeps its own', () => {
  const seconds = { tau_s: 2e-3, rule: 'euler' } as const;
  const channel = { decay: seconds, gain: { resistance: 2 }, reversal: 1 };
  expect(normal(conductanceNeuron({ decay: seconds, excitatory: channel }))).toEqual(conductanceNeuron({ decay: 0.5, excitatory: { decay: 0.5, gain: 1, reversal: 1 } }));
  const exact = conductanceNeuron({ decay: { tau_s: 2e-3, rule: 'exp' } });
  expect(normal(exact)).toEqual(exact);
  expect(normal(izhikevichNeuron())).toEqual(izhikevichNeuron());
  expect(normal(loihiNeuron())).toEqual(loihiNeuron());
});

test('spikes are the same before and after, on factors that are exact in binary', () => {
  const dyadic = fc.constantFrom(0.25, 0.5, 1, 2);
  const neuron = fc.record({
    decay: fc.constantFrom(0.5, 0.75), gain: fc.oneof(dyadic, fc.tuple(dyadic, dyadic).map((values) => Float32Array.from(values))), leakTarget: fc.constantFrom(0, -0.5, 0.25),
    threshold: dyadic, reset: fc.constantFrom('subtract' as const, 'hard' as const, 'none' as const), resetValue: fc.constantFrom(0, -0.25), compare: fc.constantFrom('>' as const, '>=' as const),
    refractory: fc.constantFrom(0, 0, 1), initial: fc.constantFrom(0, 0.25), lowest: fc.constantFrom(null, null, -0.5),
    synapse: fc.option(fc.record({ decay: fc.constantFrom(0.5, 0.25), gain: dyadic, order: fc.constantFrom('current-first' as const, 'potential-first' as const) })),
    adaptation: fc.option(fc.record({ on: fc.constantFrom('threshold' as const, 'current' as const), decay: fc.constantFrom(0.5, 0.75), jump: dyadic })),
    resetDelay: fc.constantFrom(0 as const, 1 as const), echo: fc.boolean(),
  });
  let spikes = 0;
  fc.assert(fc.property(neuron, fc.nat(9999), (drawn, seed) => {
    const moving = drawn.adaptation?.on === 'threshold';
    const resetDelay = moving || drawn.reset === 'none' ? 0 : drawn.resetDelay;
    const echo = drawn.echo && drawn.reset === 'subtract' && resetDelay === 0 && !moving;
    const before = network([population('x', [3], SPIKES), population('y', [2], integrateAndFire({ ...drawn, resetDelay, echo })), population('z', [1], LINEAR)],
      [dense('x', 'y', [[1, -0.5, 0.75], [0.5, 1, -0.25]]), dense('y', 'z', [[1, 1]])], { stage: 'folded', dt_s: 1e-3, timesteps: 12 });
    const data = samples([3], [noise(36, seed).map((value) => Number(value > 0))], 12);
    const sent = (of: Network): number[] => {
      let values: number[] = [];
      interpret(of, data, { onSample: (_, activity) => { values = [...activity.get('y')!]; } });
      return values;
    };
    const wanted = sent(before);
    expect(sent(converted(before))).toEqual(wanted);
    spikes += wanted.reduce((sum, spike) => sum + spike, 0);
  }), { seed: 3, numRuns: 150 });
  expect(spikes).toBeGreaterThan(200);
});

describe('a reset one timestep later acts at once where no spike can tell', () => {
  const delayOf = (neuron: SpikingNeuron, changes: Partial<Network> = {}): number => normal(neuron, changes).resetDelay;
  const late = { resetDelay: 1, compare: '>' } as const;
  test('a hard one', () => expect(delayOf(integrateAndFire({ ...late, decay: 0.9, reset: 'hard', resetValue: -0.5 }))).toBe(0));
  test('a hard one of conductances', () => expect(delayOf(conductanceNeuron({ resetDelay: 1 }))).toBe(0));
  test('subtraction without leak', () => expect(delayOf(integrateAndFire(late))).toBe(0));
  test('not subtraction with a leak', () => expect(delayOf(integrateAndFire({ ...late, decay: 0.9 }))).toBe(1));
  test('not where the potential starts at the threshold', () => expect(delayOf(integrateAndFire({ ...late, initial: 1 }))).toBe(1));
  test('not where potentials are read', () => expect(delayOf(integrateAndFire(late), { output: { population: 'y', readout: 'membrane' } })).toBe(1));
});

test('S549: a spiking network that does not say its timesteps', () => {
  const before = network([population('x', [1], SPIKES), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1]])], { stage: 'folded', timesteps: null });
  const { output, diagnostics } = convert.run(before, OPTIONS, contextWith());
  expect([output.timesteps, diagnostics.map(({ code }) => code)]).toEqual([10, ['S549']]);
});

describe('what hardware cannot carry', () => {
  const then = (neuron: Neuron, readout: 'count' | 'membrane' = 'count'): Network => network(
    [population('x', [1], SPIKES), population('h', [1], neuron), population('y', [1], integrateAndFire())], [dense('x', 'h', [[1]]), dense('h', 'y', [[1]])],
    { stage: 'folded', output: { population: 'y', readout } });
  const refused = (from: Network): string[] => codesOf(() => convert.run(from, OPTIONS, contextWith()));
  test('S545: quantised activations beside neurons that spike', () => {
    expect(refused(then({ kind: 'quantised', scale: 1, zeroPoint: 0, low: 0, high: 3, rounding: 'half-even', bipolar: false }))).toEqual(['S545']);
  });
  test('S546: potentials that travel', () => expect(refused(then(integrateAndFire({ reset: 'none', sends: 'potential' })))).toEqual(['S546']));
  test('S547: several spikes a step', () => expect(refused(then(integrateAndFire({ spikesPerStep: 'floor' })))).toEqual(['S547']));
  test('S541: activations', () => expect(refused(then({ kind: 'relu', ceiling: null }))).toEqual(['S541']));
  test('potentials of the output', () => expect(refused(one(integrateAndFire({ reset: 'none', sends: 'potential' }), { output: { population: 'y', readout: 'membrane' } }))).toEqual([]));
});
