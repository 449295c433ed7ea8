import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { FIRING, integrateAndFire } from '../../../src/ir/neuron.ts';
import type { Network, Neuron, Projection, SparseProjection } from '../../../src/ir/network.ts';
import { printSynet } from '../../../src/read/synet/print.ts';
import { readSynetText } from '../../../src/read/synet/read.ts';
import { encodeNpz } from '../../../src/read/tensors/npz.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'synet-')); });
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string): Network => readSynetText(text, { file: 'x.synet', folder }).network;
const neuron = (model: string, shape = '[2]'): Neuron => read(`synet 1 network n { dt 1 ms input x : [2] current population y : ${shape} ${model} output y count }`).populations[1]!.neuron;
const projection = (model: string): Projection => read(`synet 1 network n { input x : [3] current population y : [2] linear output y value projection p : x -> y ${model} }`).projections[0]!;
const codesOf = (action: () => unknown): string[] => {
  try {
    action();
    return [];
  } catch (error) {
    return (error as DiagnosticError).diagnostics.map(({ code }) => code);
  }
};

/** As it is written: every part of the language at a value of its own. */
const EVERYTHING = `synet 1
network everything {
  timesteps 32
  dt 1 ms
  input x : [2] current
  population a : [2] if(
    resistance = [1, 2],
    threshold = 2,
    reset = hard,
    resetValue = [0.1, 0.2],
    compare = ">",
    initial = 0.5,
    resetDelay = 1,
    spikesPerStep = floor,
    refractory = [1, 2],
    lowest = -1
  )
  population b : [2] lif(
    tau = [10 ms, 20 ms],
    rule = exp,
    gain = 2,
    leakTarget = -0.065,
    sends = potential,
    synapse = current(tau = 5 ms, resistance = 3, order = potential_first),
    adaptation = threshold(decay = 0.99, jump = 1.8),
    echo = true
  )
  population c : [2] lif(decay = [0.9, 0.8], adaptation = current(tau = 100 ms, jump = [1, 2]))
  population d : [2] conductance_lif(
    tau = 20 ms,
    leakTarget = -0.065,
    threshold = -0.05,
    initial = -0.06,
    excitatory = conductance(tau = 5 ms, reversal = 0),
    inhibitory = conductance(decay = 0.9, gain = 0.5, reversal = [-0.08, -0.07])
  )
  population e : [2] izhikevich(
    step = 0.5,
    rate = [0.02, 0.1],
    jump = [8, 2],
    recoveryStep = 0.25,
    order = old
  )
  population f : [2] loihi_lif(
    currentDecay = 410,
    potentialDecay = [128, 0],
    bias = -3,
    threshold = 100,
    refractory = 2
  )
  population g : [2] quantised(scale = [0.5, 0.25], zeroPoint = 3, low = -8, high = 7, rounding = half_up)
  output g count
  projection p : x -> a dense(
    weights = [[0.5, -0.25], [1, 0.75]],
    grid = levels(scale = [0.25, 0.25], bits = 4)
  )
  projection q : x -> d sparse(synapses = [[0, 1, 0.5], [0, 1, 0.1], [1, 0, -2]], bias = [0, 1]) delay 2 receptor inhibitory
  projection r : x -> e sparse(size = 3, synapses = [])
}
`;

test('every part of the language reads and prints as it stands', () => {
  expect(printSynet(read(EVERYTHING), { sideFile: 'x.npz' }).text).toBe(EVERYTHING);
});

describe('neurons', () => {
  test('a time constant stays one, in s', () => {
    expect(neuron('lif(tau = 10 ms)')).toEqual(integrateAndFire({ decay: { tau_s: 0.01, rule: 'euler' } }));
    expect(neuron('lif(tau = [10 ms, 4000 us], rule = exp)')).toMatchObject({ decay: { tau_s: Float32Array.of(0.01, 0.004), rule: 'exp' } });
  });

  test('only Euler needs a time constant as long as a timestep', () => {
    expect(codesOf(() => neuron('lif(tau = 0.5 ms)'))).toEqual(['S418']);
    expect(neuron('lif(tau = 0.5 ms, rule = exp)')).toMatchObject({ decay: { tau_s: 0.0005 } });
  });

  test('time constants in a side file are in s', () => {
    writeFileSync(join(folder, 'tau.npz'), encodeNpz(new Map([['tau', { shape: [2], data: Float32Array.of(0.01, 0.02) }]])));
    expect(neuron('lif(tau = file "tau.npz" "tau")')).toMatchObject({ decay: { tau_s: Float32Array.of(0.01, 0.02), rule: 'euler' } });
    expect(codesOf(() => neuron('lif(tau = f32 [0.01, 0.02])'))).toEqual(['S416']);
  });

  test('one value a channel, or one a neuron', () => {
    expect(neuron('if(threshold = [1, 2])', '[2, 1, 2]')).toMatchObject({ threshold: Float32Array.of(1, 2) });
    expect(neuron('if(threshold = [[[1, 2]], [[3, 4]]])', '[2, 1, 2]')).toMatchObject({ threshold: Float32Array.of(1, 2, 3, 4) });
  });

  test('nothing said is the published neuron of Izhikevich', () => {
    expect(neuron('izhikevich')).toEqual({
      ...FIRING, kind: 'izhikevich', step: 1, quadratic: 0.04, linear: 5, constant: 140, gain: 1, threshold: 30, reset: 'hard', resetValue: -65, initial: -65,
      recovery: { step: 1, rate: 0.02, coupling: 0.2, rest: 0, jump: 8, initial: -13, order: 'new' },
    });
  });

  test('the recovery of Izhikevich keeps step with the membrane', () => {
    expect(neuron('izhikevich(step = 0.5)')).toMatchObject({ step: 0.5, recovery: { step: 0.5 } });
    expect(neuron('izhikevich(step = [1, 0.5])')).toMatchObject({ recovery: { step: Float32Array.of(1, 0.5) } });
  });

  test('a conductance-based neuron starts and is reset where it rests', () => {
    const channels = 'excitatory = conductance(decay = 0.8, reversal = 0 mV), inhibitory = conductance(decay = 0.9, reversal = -80 mV)';
    expect(neuron(`conductance_lif(decay = 0.95, leakTarget = -65 mV, threshold = -50 mV, ${channels})`)).toEqual({
      ...FIRING, kind: 'conductance-lif', decay: 0.95, leakTarget: -0.065, threshold: -0.05, reset: 'hard', resetValue: -0.065, initial: -0.065,
      excitatory: { decay: 0.8, gain: 1, reversal: 0 }, inhibitory: { decay: 0.9, gain: 1, reversal: -0.08 },
    });
  });

  test('the neuron of Loihi', () => {
    expect(neuron('loihi_lif(threshold = 10)')).toEqual({
      ...FIRING, kind: 'loihi-lif', currentDecay: 0, potentialDecay: 0, bias: 0, threshold: 10, reset: 'hard', compare: '>',
    });
  });

  test('what never fires has no reset where none is said', () => {
    expect(neuron('lif(decay = 0.9, sends = potential)')).toMatchObject({ sends: 'potential', reset: 'none' });
    expect(neuron('lif(decay = 0.9, sends = potential, reset = hard)')).toMatchObject({ reset: 'hard' });
  });

  test('a network that says what a model cannot is a defect, not a wrong text', () => {
    const network = read(EVERYTHING);
    const populations = network.populations.map((one) => (one.neuron.kind === 'loihi-lif' ? { ...one, neuron: { ...one.neuron, reset: 'subtract' as const } } : one));
    expect(() => printSynet({ ...network, populations }, { sideFile: 'x.npz' })).toThrow('subtract cannot be written where only hard has a meaning');
  });
});

describe('synapses one by one', () => {
  test('are sorted by source and keep their order', () => {
    expect(projection('sparse(synapses = [[2, 1, 0.5], [0, 1, 1], [2, 0, -1], [0, 0, 2]])')).toMatchObject({
      kind: 'sparse', size: 2, offsets: Int32Array.of(0, 2, 2, 4), destinations: Int32Array.of(1, 0, 1, 0), values: Float32Array.of(1, 2, 0.5, -1), bias: null,
    });
  });

  test('none', () => expect(projection('sparse(synapses = [])')).toMatchObject({ offsets: new Int32Array(4), destinations: new Int32Array(0) }));

  test('as the three arrays of the vocabulary, in the text or a side file', () => {
    const arrays: Pick<SparseProjection, 'offsets' | 'destinations' | 'values'> = { offsets: Int32Array.of(0, 1, 1, 2), destinations: Int32Array.of(1, 0), values: Float32Array.of(0.5, 2) };
    expect(projection('sparse(offsets = [0, 1, 1, 2], destinations = i32 [1, 0], values = [0.5, 2])')).toMatchObject(arrays);
    writeFileSync(join(folder, 's.npz'), encodeNpz(new Map(Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }]))));
    expect(projection('sparse(offsets = file "s.npz" "offsets", destinations = file "s.npz" "destinations", values = file "s.npz" "values")')).toMatchObject(arrays);
  });

  test('a short text cannot fill the memory', () => {
    const list = (count: number): string => `synet 1 network n { input x : [30000000] current population y : [1] linear output y value ${
      Array.from({ length: count }, (_, index) => `projection p${index} : x -> y sparse(synapses = [[0, 0, 1]])`).join(' ')} }`;
    expect(codesOf(() => read(list(1)))).toEqual([]);
    expect(codesOf(() => read(list(3)))).toEqual(['S428', 'S428']);
  });
});

test('names that meet in the side file stay apart', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1).join(', ');
  const network = read(`synet 1 network n { dt 1 ms input x : [100] current
    population a : [100] lif(decay = 1, synapse = current(decay = 1, gain = [${values}])) population a.synapse : [100] lif(decay = 1, gain = [${values}])
    output a count }`);
  const { text, tensors } = printSynet(network, { sideFile: 'x.npz' });
  expect([...tensors.keys()]).toEqual(['a.synapse.gain', 'a.synapse.gain.2']);
  expect(text).toContain('file "x.npz" "a.synapse.gain.2"');
});
