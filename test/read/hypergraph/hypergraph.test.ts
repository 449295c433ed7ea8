import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { assumer } from '../../../src/read/assumptions.ts';
import { decodeHypergraph } from '../../../src/read/hypergraph/decode.ts';
import { readHypergraph } from '../../../src/read/hypergraph/read-hypergraph.ts';
import { profileFromFile } from '../../../src/ir/spike-profile.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { temporaryFolder } from '../../temporary.ts';

interface Hyperedge {
  readonly source: number;
  readonly destinations: readonly number[];
  readonly frequency: number;
}

function encode(neurons: number, edges: readonly Hyperedge[]): Uint8Array {
  const words = edges.reduce((sum, { destinations }) => sum + 3 + destinations.length, 2);
  const view = new DataView(new ArrayBuffer(4 * words));
  [neurons, edges.length].forEach((value, i) => view.setUint32(4 * i, value, true));
  let at = 2;
  for (const { source, destinations, frequency } of edges) {
    for (const value of [destinations.length, source, ...destinations]) view.setUint32(4 * at++, value, true);
    view.setFloat32(4 * at++, frequency, true);
  }
  return new Uint8Array(view.buffer);
}

function fileOf(bytes: Uint8Array): string {
  const file = join(temporaryFolder(), 'graph.snn');
  writeFileSync(file, bytes);
  return file;
}

function read(bytes: Uint8Array): { readonly network: Network; readonly codes: readonly string[]; readonly assumed: readonly string[] } {
  const assume = assumer({});
  const { network, diagnostics } = readHypergraph(fileOf(bytes), assume);
  return { network, codes: diagnostics.map(({ code, message }) => `${code} ${message}`), assumed: assume.made().map(({ text }) => text) };
}

/** Two inputs, two hidden neurons, one output, and a synapse past the hidden ones. */
const LAYERED = [
  { source: 0, destinations: [2, 3], frequency: 4 }, { source: 1, destinations: [3, 4], frequency: 2 },
  { source: 2, destinations: [4], frequency: 1 }, { source: 3, destinations: [4], frequency: 3 },
];

test('frequencies are what mappers weigh axons by; the mean where none is stated', () => {
  const { network, spikes } = readHypergraph(fileOf(encode(5, LAYERED)), assumer({}));
  expect(profileFromFile(network, spikes!)).toEqual({ kind: 'file', samples: 0, spikes: Float64Array.of(4, 2, 1, 3, 2.5) });
});

describe('a hypergraph', () => {
  it('becomes populations by the distance from the inputs', () => {
    const { network, codes, assumed } = read(encode(5, LAYERED));
    expect(verifyNetwork(network)).toEqual([]);
    expect(codes).toEqual([]);
    expect(network.populations.map(({ name, shape, origin }) => [name, shape, origin.place])).toEqual([['input', [2], 'neurons 0 to 1'], ['hidden_1', [2], 'neurons 2 to 3'], ['output', [1], 'neuron 4']]);
    expect(network.projections.map((one) => [one.name, one.delay, one.kind === 'sparse' && [...one.offsets], one.kind === 'sparse' && [...one.destinations], one.kind === 'sparse' && [...one.values]])).toEqual([
      ['input_hidden_1', 0, [0, 2, 3], [0, 1, 1], [0.25, 0.5, 0.5]],
      ['input_output', 0, [0, 0, 1], [0], [Math.fround(1 / 3)]],
      ['hidden_1_output', 0, [0, 1, 2], [0, 0], [Math.fround(1 / 3), Math.fround(1 / 3)]],
    ]);
    expect(network.output).toEqual({ population: 'output', readout: 'count' });
    expect(assumed).toMatchInlineSnapshot(`
      [
        "neurons are integrate-and-fire with threshold 1, without leak; reset: subtract",
        "a neuron fires when its potential is >= the threshold",
        "populations follow from the connections alone, input: neurons 0 to 1; hidden_1: neurons 2 to 3; output: neuron 4; within a population neurons keep the order of their numbers",
        "a spike arrives in the timestep it is sent in",
        "the output is output; its spikes are counted",
        "weights into a neuron are equal: its spike frequency over the sum of those of its sources, one over their number where no frequency is stated",
      ]
    `);
  });

  it('fires as often as the file says when its inputs do', () => {
    const { network } = read(encode(5, LAYERED));
    const rates = [0.8, 0.4];
    const dataset = { file: 'rates', count: 1, shape: [2], timesteps: null, labels: null, read: (_: number, out: Float32Array) => { out.set(rates); } };
    const counts = new Map<string, number[]>();
    interpret(network, dataset, { timesteps: 200, onSample: (_, activity) => {
      for (const { name, shape } of network.populations) counts.set(name, Array.from({ length: shape[0]! }, (__, i) => activity.get(name)!.filter((___, at) => at % shape[0]! === i).reduce((sum, one) => sum + one, 0)));
    } });
    // Frequencies 4, 2, 1, 3 at 40 spikes a unit.
    expect(counts.get('input')).toEqual([160, 80]);
    for (const [i, wanted] of [40, 120].entries()) expect(Math.abs(counts.get('hidden_1')![i]! - wanted)).toBeLessThanOrEqual(1);
  });

  it('puts loops, and what stands behind them, into one population with a delay', () => {
    const { network, codes } = read(encode(6, [
      { source: 0, destinations: [1], frequency: 1 }, { source: 1, destinations: [2], frequency: 1 }, { source: 2, destinations: [1, 3], frequency: 1 }, { source: 3, destinations: [4], frequency: 1 },
    ]));
    expect(verifyNetwork(network)).toEqual([]);
    expect(network.projections.map(({ name, delay }) => [name, delay])).toEqual([['input_hidden', 0], ['hidden_hidden', 1], ['hidden_output', 0]]);
    expect(codes).toEqual(['S958 1 neurons have no synapse and are left out']);
  });

  it('gets an input where everyone is reached by others', () => {
    const { network, assumed } = read(encode(2, [{ source: 0, destinations: [1], frequency: 0 }, { source: 1, destinations: [0], frequency: 0 }]));
    expect(verifyNetwork(network)).toEqual([]);
    expect(network.populations.map(({ name }) => name)).toEqual(['input', 'hidden']);
    expect(assumed).toContain('every neuron is reached by others, so an input was added that drives hidden one to one');
  });

  it('tells of loops that nothing starts, and of hyperedges that disagree', () => {
    const { network, codes } = read(encode(5, [
      { source: 0, destinations: [4], frequency: 1 }, { source: 0, destinations: [4], frequency: 2 }, { source: 2, destinations: [3], frequency: 1 }, { source: 3, destinations: [2, 4], frequency: 1 },
    ]));
    expect(verifyNetwork(network)).toEqual([]);
    expect(codes).toEqual(['S958 1 neurons have hyperedges of different spike frequencies; the largest counts', 'S958 1 neurons have no synapse and are left out', 'S958 2 neurons form loops that no input reaches, and stay silent']);
  });

  it('of thousands of levels is still a network', () => {
    const neurons = 5000;
    const { network } = read(encode(neurons, Array.from({ length: neurons - 1 }, (_, source) => ({ source, destinations: [source + 1], frequency: 1 }))));
    expect(verifyNetwork(network)).toEqual([]);
    expect(network.populations).toHaveLength(67);
  });

  it('has all its synapses in the network, whatever its shape', () => {
    const graph = fc.integer({ min: 1, max: 30 }).chain((neurons) => fc.record({
      neurons: fc.constant(neurons), edges: fc.array(fc.record({ source: fc.nat(neurons - 1), destinations: fc.array(fc.nat(neurons - 1), { minLength: 1, maxLength: 5 }), frequency: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, maxLength: 40 }),
    }));
    fc.assert(fc.property(graph, ({ neurons, edges }) => {
      const padded = encode(neurons, edges);
      const { network } = read(padded);
      expect(verifyNetwork(network)).toEqual([]);
      const synapses = network.projections.reduce((sum, one) => sum + (one.kind === 'sparse' ? one.values.length : 0), 0);
      expect(synapses).toBe(edges.reduce((sum, { destinations }) => sum + destinations.length, 0));
    }), { seed: 1, numRuns: 150 });
  });
});

describe('S957', () => {
  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  const ONE = new Uint32Array(Float32Array.of(1).buffer)[0]!;
  it.each([
    ['no words', new Uint8Array(7), /whole number of 4-byte words/], ['nothing', words(0, 0), /announces 0 neurons/],
    ['too many neurons', words(2 ** 31, 1, 1, 0, 1, ONE), /at most/], ['more neurons than it names', words(100000, 1, 1, 0, 1, ONE), /could name/],
    ['a source that is not there', words(2, 1, 1, 7, 1, ONE), /comes from neuron 7/], ['a destination that is not there', words(2, 1, 1, 0, 9, ONE), /leads to neuron 9/],
    ['too many destinations', words(2, 1, 4000000000, 0, 1, ONE), /announces 4000000000 destinations/], ['fewer hyperedges', words(2, 2, 1, 0, 1, ONE), /ends within hyperedge 1/],
    ['more bytes', words(2, 1, 1, 0, 1, ONE, 5), /4 bytes follow/], ['no destinations', words(2, 1, 0, 0, ONE), /none of its hyperedges/], ['a frequency of NaN', words(2, 1, 1, 0, 1, 0x7fc00000), /frequency NaN/],
  ])('%s', (_, bytes, reason) => {
    expect(() => decodeHypergraph(bytes, 'f')).toThrow(DiagnosticError);
    expect(() => decodeHypergraph(bytes, 'f')).toThrow(reason);
  });

  it('or a hypergraph: any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(3), (bytes, small) => {
      if (bytes.length >= 8) bytes.set([3, 0, 0, 0, small, 0, 0, 0]);
      try {
        decodeHypergraph(bytes, 'f');
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
      }
    }), { seed: 2, numRuns: 500 });
  });
});
