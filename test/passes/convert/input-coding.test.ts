import { describe, expect, test } from 'vitest';
import { inputRanges, withInputAmplitudes, withInputCoding } from '../../../passes/2-convert/input-coding.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { InputNeuron, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { convolution, CURRENT, dense, network, population, samples, SPIKES, sumWindow } from '../../ir/build.ts';

const RATE: InputNeuron = { kind: 'input', coding: 'rate' };
const LATENCY: InputNeuron = { kind: 'input', coding: 'latency' };
const RELU = { kind: 'relu', ceiling: null } as const;
const LINEAR = { kind: 'linear' } as const;

/** x (2 values) -> h (2) -> y (1). */
function small(neuron: InputNeuron = CURRENT): Network {
  return {
    ...network([population('x', [2], neuron), population('h', [2], RELU), population('y', [1], LINEAR)],
      [dense('x', 'h', [[1, -2], [0, 3]], { bias: Float32Array.of(0.5, 0) }), dense('h', 'y', [[1, 1]], { name: 'h-y' })]),
    stage: 'folded',
  };
}

const range = (lowest: number, largest: number) => new Map([['x', { lowest, largest }]]);

describe('the range of values', () => {
  test('over the samples that are looked at, 0 included', () => {
    const data = samples([2], [[0.5, 2.5], [1, -0.5], [9, -9]]);
    expect(inputRanges(small(), data, 2)).toEqual(range(-0.5, 2.5));
    expect(inputRanges(small(), samples([2], [[3, 4]]), 9)).toEqual(range(0, 4));
  });

  test('of each of several inputs; spike trains have none', () => {
    const two: Network = { ...small(), populations: [population('a', [1], SPIKES), population('x', [2], CURRENT), ...small().populations.slice(1)] };
    expect(inputRanges(two, samples([3], [[7, 1, 2]]), 1)).toEqual(range(0, 2));
  });

  test('without data that of the levels of the file, else 0..1', () => {
    expect(inputRanges(small(), null, 9)).toEqual(range(0, 1));
    expect(inputRanges(small({ ...CURRENT, levels: { scale: 0.5, low: -2, high: 6 } }), null, 9)).toEqual(range(-1, 3));
  });

  test('S561: samples of another size', () => expect(codesOf(() => inputRanges(small(), samples([3], [[1, 2, 3]]), 1))).toEqual(['S561']));
});

describe('coding', () => {
  const neuronOf = (from: Network): InputNeuron => from.populations.find(({ name }) => name === 'x')!.neuron as InputNeuron;

  test('of a current becomes the one that is asked for; others keep theirs', () => {
    expect(neuronOf(withInputCoding(small(), 'latency', range(0, 1)).network)).toEqual(LATENCY);
    expect(neuronOf(withInputCoding(small(RATE), 'latency', range(0, 1)).network)).toEqual(RATE);
    expect(neuronOf(withInputCoding(small(RATE), 'current', range(0, 1)).network)).toEqual(RATE);
    expect(neuronOf(withInputCoding(small(), 'current', range(-3, 7)).network)).toEqual(CURRENT);
    expect(neuronOf(withInputCoding(small(SPIKES), 'rate', new Map()).network)).toEqual(SPIKES);
  });

  test.each(['rate', 'latency'] as const)('%s of values above 1: a spike stands for the largest, the network for the same', (coding) => {
    const { network: made, diagnostics } = withInputCoding(small(), coding, range(0, 2.5));
    expect(diagnostics).toEqual([]);
    expect(neuronOf(made)).toEqual({ kind: 'input', coding, amplitude: 2.5 });
    expect(made.projections[0]).toMatchObject({ weights: { data: Float32Array.of(2.5, -5, 0, 7.5) }, bias: Float32Array.of(0.5, 0) });
    expect(verifyNetwork(made)).toEqual([]);
    const data = samples([2], [[2.5, 0.5], [1, 2]]);
    expect([...forward(made, data).outputs]).toEqual([...forward(small(), data).outputs]);
  });

  test('levels of the weights go along', () => {
    const from = small();
    const grid = { scale: Float32Array.of(1, 3), bits: 4 };
    const made = withInputAmplitudes({ ...from, populations: [population('x', [2], RATE), ...from.populations.slice(1)], projections: [{ ...from.projections[0]!, grid } as Network['projections'][number], from.projections[1]!] }, new Map([['x', 2]]));
    expect(made.projections[0]).toMatchObject({ weights: { data: Float32Array.of(2, -4, 0, 6) }, grid: { scale: Float32Array.of(2, 6), bits: 4 } });
    expect(verifyNetwork(made)).toEqual([]);
  });

  test('values in 0..1, and an amplitude of the file, are left as they are', () => {
    for (const largest of [0.3, 1, 1.0000001]) expect(neuronOf(withInputCoding(small(), 'rate', range(0, largest)).network)).toEqual(RATE);
    const own = small({ ...RATE, amplitude: 2 });
    expect(withInputCoding(own, 'rate', range(0, 5)).network).toEqual(own);
  });
});

describe('values below 0', () => {
  test('as rates: two populations on the chip (S539), and the same network', () => {
    const from = small();
    const { network: made, diagnostics } = withInputCoding(from, 'rate', range(-1.5, 2));
    expect(diagnostics).toMatchObject([{ code: 'S539', severity: 'note', message: expect.stringMatching(/^input "x" has values below 0 \(down to -1.5\)/) as unknown }]);
    expect(verifyNetwork(made)).toEqual([]);
    expect(made.populations.map(({ name, neuron }) => [name, neuron])).toEqual([['x', CURRENT], ['x.positive', RELU], ['x.negative', RELU], ['h', RELU], ['y', LINEAR]]);
    expect(made.projections.map(({ name, source, destination }) => [name, source, destination])).toEqual([
      ['x->x.positive', 'x', 'x.positive'], ['x->x.negative', 'x', 'x.negative'], ['x-h', 'x.positive', 'h'], ['x-h.negative', 'x.negative', 'h'], ['h-y', 'h', 'y'],
    ]);
    expect(made.projections[3]).toMatchObject({ weights: { data: Float32Array.of(-1, 2, 0, -3) }, bias: null });
    const data = samples([2], [[-1.5, 0.5], [1, -2], [0.25, 2]]);
    expect([...forward(made, data).outputs]).toEqual([...forward(from, data).outputs]);
  });

  test('planes, sum windows and levels of the file', () => {
    const grid = { scale: Float32Array.of(0.5), bits: 3 };
    const from: Network = {
      ...network([population('x', [1, 4, 4], { ...CURRENT, levels: { scale: 0.5, low: -4, high: 4 } }), population('y', [1, 1, 1], LINEAR)],
        [convolution('x', 'y', [1, 1, 2, 2], [0.5, -1, 0, 1.5], { window: sumWindow([2, 2]), grid })]),
      stage: 'folded',
    };
    const { network: made } = withInputCoding(from, 'rate', range(-2, 2));
    expect(verifyNetwork(made)).toEqual([]);
    expect(made.populations[0]).toEqual(from.populations[0]);
    expect(made.projections.at(-1)).toMatchObject({ weights: { data: Float32Array.of(-0.5, 1, 0, -1.5) }, grid });
    const data = samples([1, 4, 4], [Array.from({ length: 16 }, (_, i) => (i - 7) / 4)]);
    expect([...forward(made, data).outputs]).toEqual([...forward(from, data).outputs]);
  });

  test('as currents: nothing to do', () => {
    const from = small();
    expect(withInputCoding(from, 'current', range(-1, 1))).toEqual({ network: from, diagnostics: [] });
  });

  test('S538: as latencies they have no time', () => expect(codesOf(() => withInputCoding(small(), 'latency', range(-0.25, 1)))).toEqual(['S538']));
});
