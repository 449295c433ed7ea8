import { describe, expect, test } from 'vitest';
import { integrateAndFire, type Network, type Neuron, type Projection } from '../../../src/ir/network.ts';
import type { IntegrateAndFire, SpikingNeuron } from '../../../src/ir/neuron.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, network, population, samples, sparse, SPIKES } from '../../ir/build.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from '../../ir/neurons.ts';

interface Trace {
  readonly sent: readonly number[];
  /** Membrane potential after every step. */
  readonly potentials: readonly number[];
}

/** One neuron whose drive in step t is `drives[t]`. */
function trace(neuron: SpikingNeuron, drives: readonly number[], changes: Partial<Network> = {}): Trace {
  const net = network([population('x', [1], CURRENT), population('y', [1], neuron)], [dense('x', 'y', [[1]])], { dt_s: 1e-3, output: { population: 'y', readout: 'membrane' }, ...changes });
  expect(verifyNetwork(net)).toEqual([]);
  let sent: number[] = [];
  const potentials = drives.map((_, step) => interpret(net, samples([1], [drives], drives.length), {
    timesteps: step + 1, onSample: (__, activity) => { sent = [...activity.get('y')!]; },
  }).outputs[0]!);
  return { sent, potentials };
}

const lif = (changes: Partial<IntegrateAndFire>): SpikingNeuron => integrateAndFire(changes);

describe('integrate-and-fire, step by step from its equations', () => {
  test('leak target and gain: v = v / 2 + 2 I + 1', () => {
    expect(trace(lif({ decay: 0.5, gain: 2, leakTarget: 2, threshold: 10 }), [0, 1, 0])).toEqual({ sent: [0, 0, 0], potentials: [1, 3.5, 2.75] });
  });
  test('an euler time constant of 4 ms with a resistance of 2: decay 3/4, gain 1/2', () => {
    expect(trace(lif({ decay: { tau_s: 4e-3, rule: 'euler' }, gain: { resistance: 2 }, threshold: 10 }), [4, 0]).potentials).toEqual([2, 1.5]);
  });
  test('an exponential one: decay e^(-1/4), gain 2 (1 - e^(-1/4))', () => {
    const factor = Math.exp(-0.25);
    expect(trace(lif({ decay: { tau_s: 4e-3, rule: 'exp' }, gain: { resistance: 2 }, threshold: 10 }), [4, 0]).potentials).toEqual([8 * (1 - factor), factor * 8 * (1 - factor)]);
  });
  test('without leak a resistance gives r dt', () => {
    expect(trace(lif({ gain: { resistance: 500 } }), [1, 1, 1])).toEqual({ sent: [0, 1, 0], potentials: [0.5, 0, 0.5] });
  });
  test('a synapse: the membrane sees the new current, or the one of before', () => {
    const synapse = { decay: 0.5, gain: 2 } as const;
    expect(trace(lif({ threshold: 10, synapse: { ...synapse, order: 'current-first' } }), [1, 0, 0]).potentials).toEqual([2, 3, 3.5]);
    expect(trace(lif({ threshold: 10, synapse: { ...synapse, order: 'potential-first' } }), [1, 0, 0]).potentials).toEqual([0, 2, 3]);
  });
  test('a delayed reset by subtraction shows one step later', () => {
    expect(trace(lif({ resetDelay: 1, compare: '>' }), [1.5, 0, 0])).toEqual({ sent: [1, 0, 0], potentials: [1.5, 0.5, 0.5] });
  });
  test('a delayed hard reset forgets before the step: v = 0.25 decay + X', () => {
    expect(trace(lif({ decay: 0.5, resetDelay: 1, reset: 'hard', resetValue: 0.25 }), [1.5, 0.125, 0])).toEqual({ sent: [1, 0, 0], potentials: [1.5, 0.25, 0.125] });
  });
  test('an echo: after 3.5 - 1 the test of the next step sees 2.5 + 0.25 - 1, the potential does not', () => {
    expect(trace(lif({ echo: true, compare: '>' }), [3.5, 0.25, 0, 0])).toEqual({ sent: [1, 1, 0, 0], potentials: [2.5, 1.75, 1.75, 1.75] });
  });
  test('several spikes a step: floor(v / threshold), and not less than none', () => {
    expect(trace(lif({ threshold: 0.5, spikesPerStep: 'floor' }), [1.75, -3, 4.5])).toEqual({ sent: [3, 0, 3], potentials: [0.25, -2.75, 0.25] });
  });
  test('a lowest potential', () => {
    expect(trace(lif({ lowest: -1 }), [-3, 1.5, 0.5])).toEqual({ sent: [0, 0, 1], potentials: [-1, 0.5, 0] });
  });
  test('two timesteps of rest: the potential stays, the synapse goes on', () => {
    const synapse = { decay: 0.5, gain: 1, order: 'current-first' } as const;
    expect(trace(lif({ reset: 'hard', refractory: 2, synapse }), [2, 0, 0, 0])).toEqual({ sent: [1, 0, 0, 0], potentials: [0, 0, 0, 0.25] });
  });
  test('an adaptation of the threshold: 1, then 1 + 1, then 1 + 0.5', () => {
    const neuron = lif({ reset: 'hard', adaptation: { on: 'threshold', decay: 0.5, jump: 1 } });
    expect(trace(neuron, [1, 1.75, 0, 0])).toEqual({ sent: [1, 0, 1, 0], potentials: [0, 1.75, 0, 0] });
  });
  test('a spike subtracts the threshold of its own step', () => {
    expect(trace(lif({ adaptation: { on: 'threshold', decay: 0.5, jump: 1 } }), [1, 4, 0]).potentials).toEqual([0, 2, 2]);
  });
  test('an adaptation of the current', () => {
    expect(trace(lif({ adaptation: { on: 'current', decay: 0.5, jump: 0.25 } }), [1, 1, 1])).toEqual({ sent: [1, 0, 1], potentials: [0, 0.75, 0.625] });
  });
  test('no reset: a spike in every step above the threshold', () => {
    expect(trace(lif({ reset: 'none' }), [1, 0, -0.5])).toEqual({ sent: [1, 1, 0], potentials: [1, 1, 0.5] });
  });
  test('a potential is sent as a value', () => {
    expect(trace(lif({ decay: 0.5, reset: 'none', sends: 'potential', threshold: 0.1 }), [1, -2, 0])).toEqual({ sent: [1, -1.5, -0.75], potentials: [1, -1.5, -0.75] });
  });
  test('parameters per channel and per neuron', () => {
    const neuron = lif({ decay: Float32Array.of(0.5, 1), gain: Float32Array.of(1, 2, 3, 4), threshold: 100, initial: Float32Array.of(8, 4) });
    const net = network([population('x', [4], CURRENT), population('y', [2, 1, 2], neuron)], [{ ...dense('x', 'y', [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]) }],
      { timesteps: 1, output: { population: 'y', readout: 'membrane' } });
    expect([...interpret(net, samples([4], [[1, 1, 1, 1]])).outputs]).toEqual([5, 6, 7, 8]);
  });
});

describe('conductances', () => {
  /** Inputs: excitation, inhibition; E = 4 and -1, conductances decay by 1/2, the membrane keeps 3/4. */
  function run(changes: Parameters<typeof conductanceNeuron>[0], values: readonly number[]): number[] {
    const net = network([population('x', [2], CURRENT), population('y', [1], conductanceNeuron({ threshold: 100, ...changes }))],
      [dense('x', 'y', [[1, 0]], { bias: Float32Array.of(0.5) }), { ...dense('x', 'y', [[0, 1]]), name: 'inhibition', receptor: 'inhibitory', bias: Float32Array.of(0.25) }],
      { dt_s: 1e-3, output: { population: 'y', readout: 'membrane' } });
    return values.map((_, i) => i).filter((i) => i % 2 === 0).map((i) => interpret(net, samples([2], [values], values.length / 2), { timesteps: i / 2 + 1 }).outputs[0]!);
  }
  test('euler: v + 1/4 ((0 - v) + g_e (4 - v) + g_i (-1 - v))', () => {
    // g_e 1.5 then 1.25; g_i 0.25 then 1.375
    const first = 0.25 * (1.5 * 4 - 0.25);
    expect(run({}, [1, 0, 0, 1])).toEqual([first, first + 0.25 * (-first + 1.25 * (4 - first) + 1.375 * (-1 - first))]);
  });
  test('exponential: towards (g_e 4 - g_i) / (1 + g_e + g_i), the faster the more is open', () => {
    const end = (1.5 * 4 - 0.25) / 2.75;
    expect(run({ decay: { tau_s: 4e-3, rule: 'exp' } }, [1, 0])).toEqual([end - end * Math.exp(-0.25) ** 2.75]);
  });
  test('a delayed hard reset', () => {
    expect(run({ threshold: 1, resetDelay: 1, resetValue: 0.5 }, [1, 0, -0.5, 0])[0]).toBe(0.25 * (6 - 0.25));
    expect(run({ threshold: 1, resetDelay: 1, resetValue: 0.5 }, [1, 0, -0.75, -0.125])[1]).toBe(0.5 + 0.25 * (-0.5 + 0.5 * 3.5 + 0.25 * -1.5));
  });
  test('a projection that says nothing is excitatory, and means nothing to other neurons', () => {
    const net = network([population('x', [1], CURRENT), population('y', [1], integrateAndFire({ threshold: 9 }))], [dense('x', 'y', [[1]], { receptor: 'inhibitory' })],
      { timesteps: 1, output: { population: 'y', readout: 'membrane' } });
    expect([...interpret(net, samples([1], [[3]])).outputs]).toEqual([3]);
  });
});

describe('Izhikevich', () => {
  test('one step of the published equations with a step of 1 ms', () => {
    expect(trace(izhikevichNeuron(), [10]).potentials).toEqual([-65 + (0.04 * 4225 + 5 * -65 + 140 + 13 + 10)]);
  });
  test('regular spiking under a constant current: 1000 steps, adapting, and the same as written by hand', () => {
    let [v, u, spikes] = [-65, -13, 0];
    const steps: number[] = [];
    for (let step = 0; step < 1000; step++) {
      const old = v;
      v = old + 0.5 * (0.04 * (old * old) + 5 * old + 140 - u + 10);
      u += 0.5 * 0.02 * (0.2 * v - u);
      if (v >= 30) [v, u, spikes] = [-65, u + 8, steps.push(step)];
    }
    const neuron = izhikevichNeuron({ step: 0.5, recovery: { ...izhikevichNeuron().recovery, step: 0.5 } });
    const net = network([population('x', [1], CURRENT), population('y', [1], neuron)], [dense('x', 'y', [[1]])], { timesteps: 1000 });
    let fired: number[] = [];
    interpret(net, samples([1], [[10]]), { onSample: (_, activity) => { fired = [...activity.get('y')!].flatMap((spike, step) => (spike ? [step] : [])); } });
    expect(fired).toEqual(steps);
    expect(spikes).toBeGreaterThan(10);
    expect(fired[1]! - fired[0]!).toBeLessThan(fired.at(-1)! - fired.at(-2)!);
  });
});

describe('Loihi', () => {
  test('shifts truncate towards zero', () => {
    // u = X 64; next step trunc(64 4095 / 4096) = 63, and -63 for the negative
    const neuron = loihiNeuron({ currentDecay: 0, potentialDecay: 2048, threshold: 100 });
    expect(trace(neuron, [1, 0, 0]).potentials).toEqual([64, 32 + 63, 47 + 62]);
    expect(trace(neuron, [-1, 0, 0]).potentials).toEqual([-64, -32 - 63, -47 - 62]);
  });
  test('fires above threshold x 64, not at it; the bias is added in every step', () => {
    expect(trace(loihiNeuron({ threshold: 2, bias: 64 }), [1, 0, 0])).toEqual({ sent: [0, 1, 0], potentials: [128, 0, 64] });
  });
  test('a current beyond 24 bits goes round, a potential stays at its limit', () => {
    expect(trace(loihiNeuron({ threshold: 131071 }), [131073, 131072]).potentials).toEqual([-(2 ** 23) + 64, 64]);
    expect(trace(loihiNeuron({ threshold: 131071 }), [-131071, -131071]).potentials).toEqual([-(2 ** 23) + 64, -(2 ** 23) + 1]);
  });
});

describe('levels of a quantised activation', () => {
  const activate = (changes: object, values: readonly number[]): number[] => {
    const neuron: Neuron = { kind: 'quantised', scale: 0.5, zeroPoint: 0, low: -4, high: 3, rounding: 'half-even', bipolar: false, ...changes };
    const size = values.length;
    const identity = values.map((_, row) => values.map((__, column) => Number(row === column)));
    return [...interpret(network([population('x', [size], CURRENT), population('y', [size], neuron)], [dense('x', 'y', identity)], { timesteps: 1 }), samples([size], [values])).outputs].map((value) => value + 0);
  };
  test('clipped', () => expect(activate({}, [-9, -0.5, 0, 0.6, 9])).toEqual([-2, -0.5, 0, 0.5, 1.5]));
  test('a zero point', () => expect(activate({ zeroPoint: 2 }, [-9, 9])).toEqual([-3, 0.5]));
  test('a scale per channel', () => expect(activate({ scale: Float32Array.of(0.5, 2) }, [1, 1])).toEqual([1, 0]));
  test('two levels', () => expect(activate({ bipolar: true, low: -1, high: 1 }, [-0.1, 0, 3])).toEqual([-0.5, 0.5, 0.5]));
  /** QONNX, docs/qonnx-custom-ops/intquant_v1.md: its table of rounding modes. */
  const NUMBERS = [5.5, 2.5, 1.6, 1.1, 1.0, -1.0, -1.1, -1.6, -2.5, -5.5];
  test.each([
    ['half-even', [6, 2, 2, 1, 1, -1, -1, -2, -2, -6]], ['ceil', [6, 3, 2, 2, 1, -1, -1, -1, -2, -5]], ['floor', [5, 2, 1, 1, 1, -1, -2, -2, -3, -6]],
    ['up', [6, 3, 2, 2, 1, -1, -2, -2, -3, -6]], ['down', [5, 2, 1, 1, 1, -1, -1, -1, -2, -5]], ['half-up', [6, 3, 2, 1, 1, -1, -1, -2, -3, -6]],
    ['half-down', [5, 2, 2, 1, 1, -1, -1, -2, -2, -5]],
  ])('rounding %s', (rounding, expected) => expect(activate({ scale: 1, low: -100, high: 100, rounding }, NUMBERS)).toEqual(expected));
});

describe('what travels', () => {
  /** What y receives, told by a neuron that adds it up and never fires. */
  const received = (projections: readonly Projection[], neuron: Neuron, data: readonly number[], inputs = 1): number[] => {
    const sum = integrateAndFire({ threshold: 1e9, initial: 0 });
    const net = network([population('x', [inputs], neuron.kind === 'input' ? neuron : SPIKES), ...(neuron.kind === 'input' ? [] : [population('m', [1], neuron)]), population('y', [1], sum)],
      projections, { output: { population: 'y', readout: 'membrane' } });
    expect(verifyNetwork(net)).toEqual([]);
    const steps = data.length / inputs;
    const sums = Array.from({ length: steps }, (_, step) => interpret(net, samples([inputs], [data], steps), { timesteps: step + 1 }).outputs[0]!);
    return sums.map((value, step) => value - (sums[step - 1] ?? 0));
  };
  test('numbers of input spikes', () => expect(received([dense('x', 'y', [[0.5]])], SPIKES, [3, 0, 2])).toEqual([1.5, 0, 1]));
  test('numbers of spikes of neurons, and with a delay', () => {
    const several = integrateAndFire({ spikesPerStep: 'floor' });
    expect(received([dense('x', 'm', [[2.5]]), dense('m', 'y', [[2]])], several, [1, 1, 0])).toEqual([4, 6, 0]);
    expect(received([dense('x', 'm', [[2.5]]), dense('m', 'y', [[2]], { delay: 1 })], several, [1, 1, 0])).toEqual([0, 4, 6]);
  });
  test('potentials', () => expect(received([dense('x', 'm', [[1]]), dense('m', 'y', [[2]])], integrateAndFire({ decay: 0.5, reset: 'none', sends: 'potential' }), [1, 0, 0])).toEqual([2, 1, 0.5]));
  test('currents that change, and that stay', () => expect(received([dense('x', 'y', [[2]])], CURRENT, [1, 1, 3, 0, 0, 1])).toEqual([2, 2, 6, 0, 0, 2]));
  test('currents with a delay', () => expect(received([dense('x', 'y', [[2]], { delay: 2 })], CURRENT, [1, 4, 3, 0])).toEqual([0, 0, 2, 8]));
  test('synapses one by one, several between a pair', () => {
    expect(received([sparse('x', 'y', 2, 1, [[0, 0, 0.5], [0, 0, 0.25], [1, 0, -1]], { bias: Float32Array.of(10) })], SPIKES, [1, 0, 1, 1, 0, 2], 2)).toEqual([10.75, 9.75, 8]);
  });
  test('samples do not see each other', () => {
    const synapse = { decay: 0.5, gain: 1, order: 'current-first' } as const;
    const neuron = lif({ refractory: 3, synapse, adaptation: { on: 'threshold', decay: 0.9, jump: 1 } });
    const net = network([population('x', [1], CURRENT), population('y', [1], neuron)], [dense('x', 'y', [[1]]), { ...dense('y', 'y', [[0.5]]), delay: 1 }], { timesteps: 7 });
    const [a, b] = [[0.75], [0.25]];
    const together = interpret(net, samples([1], [a, b, a])).outputs;
    expect([...together]).toEqual([a, b, a].map((sample) => interpret(net, samples([1], [sample])).outputs[0]));
  });
});

describe('stage quantised: every operation is rounded to f32, in the order of the equations', () => {
  const f = Math.fround;
  const scale = Float32Array.of(1);
  function potentials(neuron: SpikingNeuron, steps: number): number[] {
    const net = network([population('x', [1], SPIKES), { ...population('y', [1], neuron), scale }],
      [dense('x', 'y', [[3]], { weights: { shape: [1, 1], data: Int8Array.of(3) }, bias: Float32Array.of(0.1) })], { stage: 'quantised', bits: 8, output: { population: 'y', readout: 'membrane' } });
    expect(verifyNetwork(net)).toEqual([]);
    return Array.from({ length: steps }, (_, step) => interpret(net, samples([1], [Array<number>(steps).fill(1)], steps), { timesteps: step + 1 }).outputs[0]!);
  }
  const x = f(3 + f(0.1));

  test('synapse, leak target, gain and a threshold that adapts', () => {
    let [v, i, a] = [0, 0, 0];
    const expected = Array.from({ length: 20 }, () => {
      i = f(f(f(0.7) * i) + f(f(0.3) * x));
      v = f(f(f(f(0.9) * v) + f(f(1.1) * i)) + f(f(1 - f(0.9)) * f(0.2)));
      const threshold = f(f(4.3) + a);
      const n = v >= threshold ? 1 : 0;
      v = f(v - n * threshold);
      a = f(f(f(0.8) * a) + f(f(0.6) * n));
      return v;
    });
    expect(potentials(lif({
      decay: 0.9, gain: 1.1, leakTarget: 0.2, threshold: 4.3, synapse: { decay: 0.7, gain: 0.3, order: 'current-first' }, adaptation: { on: 'threshold', decay: 0.8, jump: 0.6 },
    }), 20)).toEqual(expected);
  });

  test('conductances', () => {
    let [v, g] = [0, 0];
    const expected = Array.from({ length: 10 }, () => {
      g = f(f(f(0.6) * g) + f(f(0.05) * x));
      const pull = f(f(f(f(0.1) - v) + f(g * f(f(4.4) - v))) + f(0 * f(-1 - v)));
      v = f(v + f(f(1 - f(0.9)) * pull));
      return v;
    });
    const neuron = conductanceNeuron({ decay: 0.9, leakTarget: 0.1, threshold: 100, excitatory: { decay: 0.6, gain: 0.05, reversal: 4.4 } });
    expect(potentials(neuron, 10)).toEqual(expected);
  });
});
