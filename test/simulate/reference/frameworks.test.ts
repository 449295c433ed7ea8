import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { integrateAndFire, type IntegrateAndFire } from '../../../src/ir/network.ts';
import { FIRING, type ConductanceNeuron, type LoihiNeuron, type QuadraticNeuron, type SpikingNeuron } from '../../../src/ir/neuron.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, network, population, samples } from '../../ir/build.ts';

/** What neurons of other frameworks did (fixtures/make-frameworks.py), and the canonical neuron that must do the same. */
interface Case {
  readonly inputs: readonly (readonly number[])[];
  readonly sent: readonly (readonly number[])[];
  /** After every timestep, or after every 50th. */
  readonly potentials: readonly (readonly number[])[];
}

const CASES = JSON.parse(readFileSync(new URL('fixtures/frameworks.json', import.meta.url), 'utf8')) as Record<string, Case>;

const leaky: Partial<IntegrateAndFire> = { decay: 0.875, compare: '>', resetDelay: 1 };
const euler = (tau_s: number) => ({ tau_s, rule: 'euler' }) as const;
/** norse: dt 1 ms, tau_mem 10 ms, tau_syn 5 ms; v + dt/tau (v_leak - v + i) is a resistance of 1. */
const norse: Partial<IntegrateAndFire> = { decay: euler(0.01), gain: { resistance: 1 }, compare: '>', reset: 'hard', resetValue: -0.25, threshold: 0.5, leakTarget: 0.125 };
const norseSynapse = { decay: euler(0.005), gain: 1, order: 'current-first' } as const;
/** sinabs counts time constants in timesteps: exp(-1 / tau). */
const sinabs = (steps: number) => ({ tau_s: steps / 1000, rule: 'exp' }) as const;
const [adapting, silent] = [Math.exp(-1 / 10), { reset: 'none', sends: 'potential' } as const];

const coba: ConductanceNeuron = {
  ...FIRING, kind: 'conductance-lif', decay: euler(0.02), leakTarget: -65, initial: -65, threshold: -50, compare: '>', reset: 'hard', resetValue: -62,
  excitatory: { decay: euler(0.005), gain: 0.8, reversal: 0 }, inhibitory: { decay: euler(0.01), gain: 0.9, reversal: -75 },
};

const regular: QuadraticNeuron = {
  ...FIRING, kind: 'izhikevich', threshold: 30, compare: '>', reset: 'hard', resetValue: -65, initial: -70, step: 0.25, quadratic: 0.04, linear: 5, constant: 140, gain: 1,
  recovery: { step: 0.25, rate: 0.02, coupling: 0.2, rest: 0, jump: 8, initial: -14, order: 'old' },
};

/** tau dv = a0 (v - v_rest) (v - v_c) - w + x = a0 v^2 - a0 (v_rest + v_c) v + a0 v_rest v_c - w + x */
const spikingJelly: QuadraticNeuron = {
  ...FIRING, kind: 'izhikevich', reset: 'hard', step: 0.5, quadratic: 1, linear: -0.7, constant: -0.08, gain: 1,
  recovery: { step: 0.25, rate: 1, coupling: 0.5, rest: -0.1, jump: 0.125, initial: 0, order: 'new' },
};

const lava = { ...FIRING, kind: 'loihi-lif', compare: '>', reset: 'hard' } as const;
const fixed: LoihiNeuron = { ...lava, currentDecay: 410, potentialDecay: 256, threshold: 300, bias: 64 };

const NEURONS: Readonly<Record<string, SpikingNeuron>> = {
  'snntorch Leaky': integrateAndFire(leaky),
  'snntorch Leaky, zero': integrateAndFire({ ...leaky, reset: 'hard' }),
  'snntorch Leaky, none': integrateAndFire({ ...leaky, reset: 'none', resetDelay: 0 }),
  'snntorch Leaky, reset_delay=False': integrateAndFire({ ...leaky, resetDelay: 0, echo: true }),
  'snntorch Leaky, zero, reset_delay=False': integrateAndFire({ ...leaky, resetDelay: 0, reset: 'hard' }),
  'snntorch Synaptic': integrateAndFire({ ...leaky, synapse: { decay: 0.75, gain: 1, order: 'current-first' } }),
  'norse lif_feed_forward_step': integrateAndFire({ ...norse, synapse: norseSynapse }),
  'norse lif_box_feed_forward_step': integrateAndFire(norse),
  'norse lif_refrac_feed_forward_step': integrateAndFire({ ...norse, synapse: norseSynapse, refractory: 3 }),
  // The threshold decays towards 0.5 before it is looked at, so a jump of 0.375 has lost a timestep by then.
  'norse lsnn_feed_forward_step': integrateAndFire({
    ...norse, leakTarget: 0, resetValue: 0, synapse: { ...norseSynapse, order: 'potential-first' }, adaptation: { on: 'threshold', decay: euler(0.02), jump: 0.375 * 0.95 },
  }),
  'norse li_feed_forward_step': integrateAndFire({ ...norse, ...silent, synapse: norseSynapse }),
  'norse coba_lif_feed_forward_step': coba,
  'norse izhikevich_feed_forward_step': regular,
  'sinabs IAF': integrateAndFire({ spikesPerStep: 'floor', lowest: -1 }),
  'sinabs LIF': integrateAndFire({ decay: sinabs(8), gain: { resistance: 1 }, threshold: 0.5, synapse: { decay: sinabs(4), gain: Math.exp(-1 / 4), order: 'current-first' } }),
  'sinabs LIF, several spikes a step': integrateAndFire({ decay: sinabs(8), threshold: 0.5, spikesPerStep: 'floor' }),
  'sinabs ALIF': integrateAndFire({ decay: sinabs(8), threshold: 0.5, adaptation: { on: 'threshold', decay: adapting, jump: 1.75 * (1 - adapting) } }),
  'sinabs ExpLeak': integrateAndFire({ decay: sinabs(8), gain: { resistance: 1 }, ...silent }),
  'spikingjelly LIFNode': integrateAndFire({ decay: 0.75, gain: 0.25, leakTarget: -0.25, reset: 'hard', resetValue: -0.25, initial: -0.25 }),
  'spikingjelly LIFNode, decay_input=False': integrateAndFire({ decay: 0.75, reset: 'hard' }),
  'spikingjelly LIFNode, soft': integrateAndFire({ decay: 0.75, gain: 0.25 }),
  'spikingjelly IFNode': integrateAndFire(),
  'spikingjelly IzhikevichNode': spikingJelly,
  'lava LIF, fixed point': fixed,
  'lava LIF, fixed point, at its limits': { ...fixed, currentDecay: 0, potentialDecay: 0, threshold: 131071, bias: -(4095 << 7) },
};

describe.each(Object.entries(CASES))('%s', (name, { inputs, sent, potentials }) => {
  const timesteps = inputs.length;
  const every = timesteps / potentials.length;
  const neuron = NEURONS[name]!;
  const size = inputs[0]!.length;
  const identity = inputs[0]!.map((_, row) => inputs[0]!.map((__, column) => (row === column ? 1 : 0)));

  /** Inputs below 0 open the inhibitory conductance. */
  function run(steps: number): ReturnType<typeof interpret> & { readonly sent: Float64Array } {
    const split = neuron.kind === 'conductance-lif';
    const x = population('x', [split ? 2 * size : size], CURRENT);
    const half = (positive: boolean): number[][] => identity.map((row) => (positive ? [...row, ...row.map(() => 0)] : [...row.map(() => 0), ...row]));
    const projections = split
      ? [dense('x', 'y', half(true)), { ...dense('x', 'y', half(false)), name: 'inhibition', receptor: 'inhibitory' as const }]
      : [dense('x', 'y', identity)];
    const net = network([x, population('y', [size], neuron)], projections, { timesteps: steps, dt_s: 1e-3, output: { population: 'y', readout: 'membrane' } });
    expect(verifyNetwork(net)).toEqual([]);
    const values = inputs.map((row) => (split ? [...row.map((value) => Math.max(0, value)), ...row.map((value) => Math.max(0, -value))] : row));
    let activity = new Float64Array(0);
    const result = interpret(net, samples(x.shape, [values.flat()], timesteps), { onSample: (_, all) => { activity = all.get('y')!.slice(); } });
    return { ...result, sent: activity };
  }

  test('sends the same in every timestep', () => {
    const own = run(timesteps).sent;
    if (neuron.sends === 'spikes') expect([...own]).toEqual(sent.flat());
    else sent.flat().forEach((value, i) => expect(own[i]).toBeCloseTo(value, 6));
  });

  test('has the same membrane potentials', () => {
    potentials.forEach((row, i) => {
      if (every === 1 && i % 7 !== 0) return;
      run(i * every + 1).outputs.forEach((value, k) => expect(value, `step ${i * every}`).toBeCloseTo(row[k]!, 5));
    });
  });
});

test('every neuron of the table is compared', () => expect(Object.keys(NEURONS).toSorted()).toEqual(Object.keys(CASES).toSorted()));
