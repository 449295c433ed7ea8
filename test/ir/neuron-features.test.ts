import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { featuresOf, unsupportedNeurons } from '../../src/ir/neuron-features.ts';
import type { Network } from '../../src/ir/network.ts';
import { FIRING, type IntegrateAndFire, type SpikingNeuron } from '../../src/ir/neuron.ts';
import type { NeuronAbilities, Target } from '../../src/ir/target.ts';
import { loadTarget } from '../../targets/load.ts';
import { dense, integrateAndFire, network, population, SPIKES } from './build.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from './neurons.ts';

const [CONDUCTANCE, IZHIKEVICH, LOIHI] = [conductanceNeuron(), izhikevichNeuron(), loihiNeuron()];

const lif = (changes: Partial<IntegrateAndFire> = {}): IntegrateAndFire => integrateAndFire({ decay: 0.5, ...changes });
const one = (neuron: SpikingNeuron): Network => network([population('x', [1], SPIKES), population('y', [2], neuron)], [dense('x', 'y', [[1], [1]])]);
const on = (from: Network, neurons: Partial<NeuronAbilities> | null): readonly Diagnostic[] => {
  const { neurons: own, ...target } = loadTarget('rram-128').target;
  return unsupportedNeurons(from, neurons === null ? target : { ...target, neurons: { ...own!, ...neurons } } as Target);
};
const brief = (found: readonly Diagnostic[]): string[] => found.map(({ code, message }) => `${code} ${message}`);

describe('what a neuron asks of a soma', () => {
  const synapse = { decay: 0.5, gain: 1, order: 'current-first' } as const;
  test.each<[string, SpikingNeuron, readonly string[]]>([
    ['an integrator', integrateAndFire(), ['subtract-reset']],
    ['a leak in one channel', lif({ decay: Float32Array.of(1, 0.5) }), ['leak', 'subtract-reset']],
    ['a leak target without leak says nothing', integrateAndFire({ leakTarget: 3 }), ['subtract-reset']],
    ['a leak target', lif({ leakTarget: 1, reset: 'hard' }), ['leak', 'leak-target', 'hard-reset']],
    ['a time constant', lif({ decay: { tau_s: 1, rule: 'exp' } }), ['leak', 'subtract-reset']],
    ['synapse, adaptation, rest, bound', lif({ synapse, adaptation: { on: 'current', decay: 0.5, jump: 1 }, refractory: Float32Array.of(0, 2), lowest: -1 }), ['leak', 'synapse', 'current-adaptation', 'subtract-reset', 'refractory', 'lowest']],
    ['an adapting threshold', integrateAndFire({ adaptation: { on: 'threshold', decay: 0.5, jump: 1 } }), ['threshold-adaptation', 'subtract-reset']],
    ['snnTorch, reset_delay=False', integrateAndFire({ echo: true }), ['reset-echo', 'subtract-reset']],
    ['snnTorch, reset_delay=True', integrateAndFire({ resetDelay: 1 }), ['subtract-reset', 'delayed-reset']],
    ['a readout', integrateAndFire({ reset: 'none' }), ['no-reset']],
    ['conductances', CONDUCTANCE, ['conductance', 'hard-reset']],
    ['Izhikevich', IZHIKEVICH, ['izhikevich']],
    ['Loihi', LOIHI, ['loihi-lif']],
  ])('%s', (_name, neuron, features) => expect(featuresOf(neuron)).toEqual(features));
});

describe('what a target lacks', () => {
  test('S713: one for each population and feature, and what there is instead', () => {
    const neuron = lif({ resetDelay: 1, synapse: { decay: 0.5, gain: 1, order: 'current-first' } });
    expect(brief(on(one(neuron), { features: ['leak', 'hard-reset'] }))).toEqual([
      'S713 population "y" needs a synaptic current that decays; rram-128 has drives that reach the potential at once',
      'S713 population "y" needs a reset by subtraction of the threshold; rram-128 has a reset to a fixed potential',
      'S713 population "y" needs a reset one timestep after the spike; rram-128 has a reset in the timestep of the spike',
    ]);
    expect(on(one(neuron), { features: ['leak', 'subtract-reset', 'delayed-reset', 'synapse'] })).toEqual([]);
  });

  test('a target that says nothing has plain neurons', () => {
    expect(on(one(lif()), null)).toEqual([]);
    expect(brief(on(one(lif({ reset: 'none' })), null))).toEqual(['S713 population "y" needs neurons without reset; rram-128 has a reset by subtraction of the threshold']);
  });

  test('every model has words of its own', () => {
    const found = [CONDUCTANCE, IZHIKEVICH, LOIHI].flatMap((neuron) => brief(on(one(neuron), { features: ['hard-reset', 'subtract-reset', 'synapse'] })));
    expect(found.map((text) => /needs (.*);/.exec(text)![1])).toEqual([
      'conductances with reversal potentials', 'a quadratic membrane with recovery (Izhikevich)', 'the 24-bit integer arithmetic of Loihi',
    ]);
  });

  test('loops of projections', () => {
    const from = one(lif());
    const looped = { ...from, projections: [...from.projections, dense('y', 'y', [[0, 1], [1, 0]], { delay: 1 })] };
    expect(on(looped, { features: ['leak', 'subtract-reset', 'recurrence'] })).toEqual([]);
    expect(brief(on(looped, { features: ['leak', 'subtract-reset'] }))).toEqual(['S713 population "y" needs projections that lead back to it; rram-128 has projections that lead forward only']);
  });

  test('S714 and S715: rests and delays that are too long', () => {
    const from = one(lif({ refractory: Float32Array.of(2, 5) }));
    const delayed = { ...from, projections: [dense('x', 'y', [[1], [1]], { delay: 7 })] };
    expect(brief(on(delayed, { longestRefractory: 4, longestDelay: 6 }))).toEqual([
      'S714 neurons of population "y" rest 5 timesteps after a spike, those of rram-128 at most 4',
      'S715 projection "x-y" takes 7 timesteps, rram-128 holds a spike back for at most 6',
    ]);
    expect(on(delayed, { longestRefractory: 5, longestDelay: 7 })).toEqual([]);
    expect(on(delayed, {})).toEqual([]);
  });

  test('Loihi holds spikes and neurons back for 62 timesteps, has its integers and no adaptation', () => {
    const { target } = loadTarget('loihi');
    expect(unsupportedNeurons(one(LOIHI), target)).toEqual([]);
    expect(unsupportedNeurons(one({ ...LOIHI, ...FIRING, reset: 'hard', compare: '>', refractory: 63 }), target).map(({ code }) => code)).toEqual(['S714']);
    expect(brief(unsupportedNeurons(one(lif({ adaptation: { on: 'threshold', decay: 0.9, jump: 0.1 } })), target))).toEqual(['S713 population "y" needs a threshold that adapts; loihi has a fixed threshold']);
  });
});
