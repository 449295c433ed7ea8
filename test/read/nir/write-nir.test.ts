import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { integrateAndFire, type IntegrateAndFire, type Network, type Neuron, type Population } from '../../../src/ir/network.ts';
import { writeNir } from '../../../src/read/nir/write-nir.ts';
import { convolution, CURRENT, dense, LINEAR, network, noise, oneToOne, pad, pooling, population, RELU, SPIKES } from '../../ir/build.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from '../../ir/neurons.ts';
import { beside, newFile, outputOf, read } from './files.ts';
import { everyNode, rowsOfPlanes } from './written-network.ts';

const FIRES = { reset: 'hard', compare: '>' } as const;

function one(neuron: Neuron, changes: Partial<Network> = {}): Network {
  return network([population('x', [2], CURRENT), population('y', [2], neuron)], [dense('x', 'y', [[1, 0], [0, 1]])], { dt_s: 1e-4, ...changes });
}

/** Codes and messages that writing ends with, and whether a file was left. */
async function refusal(written: Network): Promise<{ readonly said: readonly string[]; readonly left: boolean }> {
  const file = newFile();
  try {
    await writeNir(written, file);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { said: error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`), left: existsSync(file) };
  }
  return { said: [], left: true };
}

interface Readback {
  readonly nodes: Readonly<Record<string, { readonly type: string; readonly output: readonly number[]; readonly sums: Readonly<Record<string, number>> }>>;
  readonly edges: readonly (readonly [string, string])[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

describe('files that were written', () => {
  const readback = JSON.parse(readFileSync(beside('readback.json'), 'utf8')) as Readonly<Record<'every' | 'rows', Readback>>;

  it.each([['every', everyNode], ['rows', rowsOfPlanes]] as const)('%s: the same bytes that the nir package was shown (make-written.mjs)', async (name, make) => {
    const file = newFile();
    expect(await writeNir(make(), file)).toEqual([]);
    expect(readFileSync(file).equals(readFileSync(beside(`written-${name}.nir`)))).toBe(true);
  });

  it('hold every kind of node, and the nir package finds types that agree', () => {
    const types = new Set(Object.values(readback).flatMap(({ nodes }) => Object.values(nodes).map(({ type }) => type)));
    expect([...types].sort()).toEqual([
      'Affine', 'AvgPool2d', 'Conv1d', 'Conv2d', 'CubaLI', 'CubaLIF', 'Delay', 'Flatten', 'I', 'IF', 'Input', 'LI', 'LIF', 'Linear', 'Output', 'Scale', 'SumPool2d', 'Threshold',
    ]);
    const { nodes, edges, metadata } = readback.every;
    expect(nodes.cuba).toEqual({ type: 'CubaLIF', output: [5], sums: { r: 20, tau_mem: 0.004, tau_syn: 0.001, v_leak: 0.625, v_reset: -2.5, v_threshold: 5, w_in: 15 } });
    expect(nodes['thresholded-cuba.delay']).toEqual({ type: 'Delay', output: [3, 3, 3], sums: { delay: 0.0054 } });
    expect(edges).toContainEqual(['thresholded-cuba', 'cuba']);
    expect(metadata).toEqual({ dt: 1e-4, name: 'every_node' });
    expect(readback.rows.nodes['x-a']).toMatchObject({ type: 'Conv1d', output: [3, 4] });
  });

  it.each([['every', everyNode], ['rows', rowsOfPlanes]] as const)('%s: read again it sends the same', async (name, make) => {
    const { network: again, codes } = await read(beside(`written-${name}.nir`));
    expect(codes).toEqual([]);
    const inputs = name === 'every' ? 72 : 18;
    const data = noise(inputs * 8, 9).map((value) => 4 * value);
    const [before, after] = [outputOf(make(), data, 8), outputOf(again, data, 8)];
    expect(before.some((value) => value !== 0)).toBe(true);
    expect(after.map((value) => value.toPrecision(9))).toEqual(before.map((value) => value.toPrecision(9)));
  });

  it('are whole or not there, and leave nothing beside them', async () => {
    const file = newFile();
    const others = readdirSync(dirname(file)).length;
    await writeNir(one(integrateAndFire(FIRES)), file);
    expect(readdirSync(dirname(file)).length).toBe(others + 1);
    await expect(writeNir(one(integrateAndFire(FIRES)), `${file}/inside.nir`)).rejects.toThrow('S102');
  });
});

describe('what NIR cannot say', () => {
  const tau = { tau_s: 1e-3, rule: 'euler' } as const;
  const slow = { kind: 'lif', decay: tau, gain: { resistance: 1 } } as const;
  const cases: readonly (readonly [string, Partial<IntegrateAndFire>, string, string | null])[] = [
    ['subtraction', { reset: 'subtract' }, "the reset 'subtract'", 'reset_mechanism = subtract'],
    ['late subtraction', { reset: 'subtract', resetDelay: 1 }, "the reset 'subtract_delayed'", 'reset_mechanism = subtract_delayed'],
    ['no reset', { reset: 'none' }, "the reset 'none'", 'reset_mechanism = none'],
    ['>=', { compare: '>=' }, 'the comparison >=', 'comparator = >='],
    ['exact decay', { ...slow, decay: { ...tau, rule: 'exp' } }, 'that states decay exactly', 'decay = exp'],
    ['order', { ...slow, synapse: { decay: tau, gain: { resistance: 1 }, order: 'potential-first' } }, 'that the membrane sees the synaptic current of before', 'order = potential-first'],
    ['charge', { initial: 0.5 }, 'the potential before the first step', null],
    ['bound', { lowest: -1 }, 'a lowest potential', null],
    ['rest', { refractory: 2 }, 'a refractory period', 'refractory = 2'],
    ['adaptation', { adaptation: { on: 'threshold', decay: 0.5, jump: 1 } }, 'an adaptation', null],
    ['bursts', { reset: 'subtract', spikesPerStep: 'floor' }, 'several spikes in a timestep', 'spikes = floor'],
    ['echo', { reset: 'subtract', echo: true }, 'the spike test of snnTorch without reset delay', null],
  ];
  it.each(cases)('%s: one warning (S921)', async (_, changes, what, metadata) => {
    const said = await writeNir(one(integrateAndFire({ ...FIRES, ...changes })), newFile());
    expect(said.every(({ code, severity }) => code === 'S921' && severity === 'warning')).toBe(true);
    const warning = said.find(({ message }) => message.includes(what))!;
    expect(warning.message).toContain('(y)');
    expect(warning.help).toContain(metadata ?? 'keep the network language');
  });

  it('the network around the neurons: rates, timesteps, a potential that is read', async () => {
    const written = one(integrateAndFire({ ...FIRES }), { timesteps: 10, output: { population: 'y', readout: 'membrane' } });
    const [input, ...others] = written.populations;
    const said = await writeNir({ ...written, populations: [{ ...input!, neuron: { kind: 'input', coding: 'rate' } }, ...others] }, newFile());
    expect(said.map(({ message }) => message)).toEqual([
      'NIR cannot say that values are coded as spike rates (x); they are read as currents',
      'NIR cannot say the number of timesteps (y); a reader must be told',
      'NIR cannot say that the membrane potential is read (y); spikes are counted',
    ]);
    const late = await writeNir({ ...written, populations: [{ ...input!, neuron: { kind: 'input', coding: 'latency', amplitude: 2.5 } }, ...others] }, newFile());
    expect(late.slice(0, 2).map(({ message, help }) => `${message}: ${help}`)).toEqual([
      expect.stringMatching(/^NIR cannot say that values are coded as the time of one spike \(x\); they are read as currents: .*input_coding = latency/),
      expect.stringMatching(/^NIR cannot say the value of an input that sends most spikes \(x\); it is read as 1: .*input_amplitude = 2.5/),
    ]);
  });

  it('nothing is lost of spike trains, and of a hard reset in the next timestep', async () => {
    const late = network([population('x', [2], SPIKES), population('y', [2], integrateAndFire({ ...FIRES, resetDelay: 1 }))], [dense('x', 'y', [[1, 0], [0, 1]])]);
    expect(await writeNir(late, newFile())).toEqual([]);
  });
});

describe('what NIR has no node for (S920)', () => {
  const planes = (to: Population, projection: Parameters<typeof network>[1][number]): Network => network([population('x', [2, 4, 4], CURRENT), to], [projection]);
  const ending = (shape: readonly number[]): Population => population('y', shape, integrateAndFire(FIRES));
  const stepwise = { kind: 'lif', ...FIRES } as const;
  it.each<[string, Network, string]>([
    ['activations', one(RELU), 'the activation relu'],
    ['conductances', one(conductanceNeuron()), 'neurons of kind conductance-lif'],
    ['Izhikevich', one(izhikevichNeuron()), 'neurons of kind izhikevich'],
    ['Loihi', one(loihiNeuron()), 'neurons of kind loihi-lif'],
    ['maximum pooling', planes(ending([2, 2, 2]), pooling('x', 'y', 'maximum', [2, 2])), 'no maximum pooling'],
    ['an average that leaves its padding out', planes(ending([2, 3, 3]), pooling('x', 'y', 'average', [2, 2], { padding: [1, 1, 1, 1], countPadding: false })), 'out of the divisor'],
    ['uneven padding of a dilated kernel', planes(ending([1, 3, 2]), convolution('x', 'y', [1, 2, 2, 2], noise(8), { padding: [1, 0, 0, 0], dilation: [2, 2] })), 'its kernel is dilated'],
    ['a synaptic current of a membrane that never leaks', one(integrateAndFire({ ...stepwise, decay: 1, synapse: { decay: 0.5, gain: 1, order: 'current-first' } })), 'never decay'],
    ['planes made of a vector', network([population('x', [4], CURRENT), population('a', [2, 2, 2], LINEAR), ending([1, 2, 2])], [
      dense('x', 'a', Array.from({ length: 8 }, (_, row) => noise(4, row))), convolution('a', 'y', [1, 2, 1, 1], [1, 1]),
    ]), 'no node that makes planes of a vector'],
    ['levels', one(integrateAndFire(FIRES), { stage: 'quantised', bits: 8 }), 'NIR holds no levels'],
  ])('%s', async (_, written, reason) => {
    const { said, left } = await refusal(written);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('S920');
    expect(said[0]).toContain(reason);
    expect(left).toBe(false);
  });

  it('all of it is told at once', async () => {
    const both = network([population('x', [2, 4, 4], CURRENT), population('a', [2, 2, 2], RELU), ending([2, 1, 1])], [pooling('x', 'a', 'maximum', [2, 2]), pooling('a', 'y', 'maximum', [2, 2])]);
    expect((await refusal(both)).said).toHaveLength(3);
  });
});

it('sums of sums do not multiply: 40 linear populations, each twice the one before', async () => {
  const names = ['x', ...Array.from({ length: 40 }, (_, index) => `s${index}`)];
  const sums = names.slice(1).flatMap((name, index) => [oneToOne(names[index]!, name), oneToOne(names[index]!, name, { name: `${name}_too` })]);
  const written = network([population('x', [1], CURRENT), ...names.slice(1).map((name) => population(name, [1], LINEAR)), population('y', [1], integrateAndFire({ ...FIRES, threshold: 2 ** 39 }))],
    [...sums, oneToOne('s39', 'y')], { dt_s: 1e-4 });
  const file = newFile();
  expect(await writeNir(written, file)).toEqual([]);
  expect(outputOf((await read(file)).network, [0.25, 0.25, 0.5, 1], 4)).toEqual(outputOf(written, [0.25, 0.25, 0.5, 1], 4));
});

describe('what has no node of its own and is written with others', () => {
  it.each<[string, Network]>([
    ['padding that differs from side to side', network([population('x', [2, 4, 4], CURRENT), population('y', [3, 4, 4], integrateAndFire(FIRES))],
      [convolution('x', 'y', [3, 2, 3, 2], noise(36), { padding: [0, 1, 2, 0], bias: Float32Array.of(0.5, 0, -0.5) })])],
    ['padding and cropping', network([population('x', [2, 4, 4], CURRENT), population('y', [2, 5, 3], integrateAndFire(FIRES))], [pad('x', 'y', [1, -1, 0, 0])])],
    ['a pool that pads more on one side', network([population('x', [2, 5, 5], CURRENT), population('y', [2, 3, 3], integrateAndFire(FIRES))], [pooling('x', 'y', 'average', [2, 2], { padding: [0, 0, 1, 1] })])],
    ['a sum before the weights', network([population('x', [2, 4, 4], CURRENT), population('y', [2], integrateAndFire(FIRES))],
      [dense('x', 'y', [noise(8), noise(8, 2)], { window: { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] } })])],
    ['a signal that arrives twice', network([population('x', [2], CURRENT), population('a', [2], LINEAR), population('y', [2], integrateAndFire(FIRES))],
      [dense('x', 'a', [[1, 0.5], [0, 1]]), oneToOne('a', 'y'), oneToOne('a', 'y', { name: 'again' })])],
  ])('%s', async (_, written) => {
    const file = newFile();
    expect(await writeNir({ ...written, dt_s: 1e-4 }, file)).toEqual([]);
    const inputs = written.populations[0]!.shape.reduce((product, extent) => product * extent, 1);
    const data = noise(inputs * 6, 3).map((value) => 4 * value);
    const expected = outputOf(written, data, 6);
    expect(expected.some((value) => value > 0)).toBe(true);
    expect(outputOf((await read(file)).network, data, 6)).toEqual(expected);
  });
});
