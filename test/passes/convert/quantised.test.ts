import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert, type ConvertOptions } from '../../../passes/2-convert/convert.ts';
import { withInputLevels, withoutQuantised } from '../../../passes/2-convert/quantised.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { DenseProjection, InputNeuron, Network, QuantisedActivation } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { CURRENT, dense, integrateAndFire, LINEAR, network, noise, oneToOne, pooling, population, RELU, samples } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { contextWith } from '../context.ts';

const OPTIONS: ConvertOptions = { thresholds: 'percentile', percentile: 100, samples: 256, corrections: 'none', weights: 'keep', coding: 'current', readout: 'count', timesteps: 10, loss: 0.5 };
const levels = (changes: Partial<QuantisedActivation> = {}): QuantisedActivation =>
  ({ kind: 'quantised', scale: 0.5, zeroPoint: 0, low: 0, high: 7, rounding: 'half-even', bipolar: false, ...changes });

const folded = (from: Network): Network => fold.run(from, {}, contextWith()).output;
const hidden = (neuron: QuantisedActivation): Network => network(
  [population('x', [2], CURRENT), population('h', [2], neuron), population('y', [2], LINEAR)],
  [dense('x', 'h', [[1, -1], [0.5, 2]], { bias: Float32Array.of(0.25, 0) }), dense('h', 'y', [[1, 0.5], [-1, 1]])], { stage: 'folded' });
const behindInput = (neuron: QuantisedActivation, changes: Partial<Network> = {}): Network => folded(network(
  [population('x', [2], CURRENT), population('q', [2], neuron), population('y', [1], LINEAR)], [oneToOne('x', 'q'), dense('q', 'y', [[1, 2]])], changes));
const kinds = ({ populations }: Network): string[] => populations.map(({ name, neuron }) => `${name} ${neuron.kind}`);

describe('behind an input', () => {
  test('the levels become those of the input, around the zero point', () => {
    const after = withInputLevels(behindInput(levels({ zeroPoint: 3 })));
    expect(kinds(after)).toEqual(['x input', 'y linear']);
    expect((after.populations[0]!.neuron as InputNeuron).levels).toEqual({ scale: 0.5, low: -3, high: 4 });
    expect(after.projections.map(({ source, destination }) => [source, destination])).toEqual([['x', 'y']]);
    expect(verifyNetwork(after)).toEqual([]);
  });

  test('of a network that spikes, too', () => {
    const before = behindInput(levels());
    const spiking = { ...before, populations: before.populations.with(2, population('y', [1], integrateAndFire())), output: { population: 'y', readout: 'count' as const } };
    const { output } = convert.run(spiking, OPTIONS, contextWith());
    expect(kinds(output)).toEqual(['x input', 'y if']);
    expect((output.populations[0]!.neuron as InputNeuron).levels).toEqual({ scale: 0.5, low: 0, high: 7 });
  });

  test('not where somebody else hears the input, several scales stand side by side, or rounding is another', () => {
    const before = behindInput(levels());
    const heard = { ...before, projections: [...before.projections, dense('x', 'y', [[1, 1]], { name: 'skip' })] };
    for (const one of [heard, behindInput(levels({ scale: Float32Array.of(0.5, 1) })), behindInput(levels({ rounding: 'floor' }))]) expect(withInputLevels(one)).toEqual(one);
    expect(kinds(withoutQuantised(heard).network)).toEqual(['x input', 'q relu', 'y linear']);
  });

  test('a weighted, biased or delayed projection is not passing on', () => {
    const before = behindInput(levels());
    const [copy, last] = before.projections as [DenseProjection, DenseProjection];
    for (const changed of [{ weights: { ...copy.weights, data: Float32Array.of(1, 2) } }, { bias: Float32Array.of(0, 1) }, { delay: 1 }]) {
      const one = { ...before, projections: [{ ...copy, ...changed }, last] } as Network;
      expect(withInputLevels(one)).toEqual(one);
    }
  });
});

describe('hidden', () => {
  test('levels from 0 up are a clipped ReLU', () => {
    const { network: after, ceilings, diagnostics } = withoutQuantised(hidden(levels({ zeroPoint: 2, low: 2, high: 6 })));
    expect(after.populations[1]!.neuron).toEqual({ kind: 'relu', ceiling: 2 });
    expect([...ceilings]).toEqual([['h', { threshold: 2, charge: 1 / 2, exact: true }]]);
    expect(diagnostics).toEqual([]);
  });

  test('of many levels the threshold is the ceiling at most, and the ceiling itself without calibration data', () => {
    const thresholdWith = (context = contextWith()): unknown => convert.run(hidden(levels({ scale: 2 ** -6, high: 224 })), OPTIONS, context).output.populations[1]!.neuron;
    expect(thresholdWith()).toMatchObject({ threshold: 3.5 });
    expect(thresholdWith(contextWith(samples([2], [[1, 0.5]])))).toMatchObject({ threshold: 1.5 });
    expect(thresholdWith(contextWith(samples([2], [[4, 4], [0, 0]])))).toMatchObject({ threshold: 3.5 });
  });

  test('of few levels the threshold is the ceiling, whatever the data', () => {
    for (const context of [contextWith(), contextWith(samples([2], [[1, 0.5], [0, 0]])), contextWith(samples([2], [[4, 4], [0, 0]]))]) {
      expect(convert.run(hidden(levels()), { ...OPTIONS, thresholds: 'mse', corrections: 'both' }, context).output.populations[1]!.neuron).toEqual(integrateAndFire({ threshold: 3.5, initial: 1.75 }));
    }
  });

  test('levels on both sides of 0 are two populations, y = relu(x) - relu(-x), clipped where the file clips', () => {
    const { network: after, ceilings, statistics } = withoutQuantised(hidden(levels({ scale: 2 ** -20, zeroPoint: 2 ** 20, low: 0, high: 2 ** 21 })));
    expect(kinds(after)).toEqual(['x input', 'h relu', 'y linear', 'h.negative relu']);
    expect([...ceilings]).toEqual(['h', 'h.negative'].map((name) => [name, { threshold: 1, charge: 1 / 2, exact: false }]));
    expect(statistics['populations with values of both signs']).toBe(1);
    expect(verifyNetwork(after)).toEqual([]);
    const data = samples([2], Array.from({ length: 20 }, (_, seed) => noise(2, seed)));
    const [wanted, found] = [hidden(levels({ scale: 2 ** -20, zeroPoint: 2 ** 20, low: 0, high: 2 ** 21 })), after].map((one) => forward(one, data).outputs);
    wanted!.forEach((value, index) => expect(found![index]).toBeCloseTo(value, 5));
  });

  test('the output is linear', () => {
    const before = hidden(levels());
    const { network: after } = withoutQuantised({ ...before, populations: before.populations.with(2, population('y', [2], levels())) });
    expect(kinds(after)).toEqual(['x input', 'h relu', 'y linear']);
  });

  test('S548: channels that are clipped at different values', () => {
    const { network: after, diagnostics } = withoutQuantised(hidden(levels({ scale: Float32Array.of(0.5, 1), high: 255 })));
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['S548', 'warning']]);
    expect(after.populations[1]!.neuron).toEqual({ kind: 'relu', ceiling: 255 });
  });

  test('S545: no level 0, or none above it', () => {
    for (const wrong of [{ low: -1, high: 1, bipolar: true }, { low: 1 }, { zeroPoint: 7 }, { zeroPoint: 9 }]) {
      expect(codesOf(() => withoutQuantised(hidden(levels(wrong))))).toEqual(['S545']);
    }
  });
});

test('maximum pooling may lie before and behind levels from 0 up', () => {
  const from = folded(network(
    [population('x', [1, 4, 4], CURRENT), population('h', [1, 4, 4], levels()), population('p', [1, 2, 2], levels()), population('y', [1], LINEAR)],
    [dense('x', 'h', Array.from({ length: 16 }, (_, row) => noise(16, row))), pooling('h', 'p', 'maximum', [2, 2]), dense('p', 'y', [[1, -1, 1, 1]])]));
  expect(kinds(from)).toEqual(['x input', 'h quantised', 'p quantised', 'y linear']);
  const { output } = convert.run(from, OPTIONS, contextWith(samples([1, 4, 4], [noise(16).map(Math.abs)])));
  expect(verifyNetwork(output)).toEqual([]);
});

test('a ReLU of the same network is left as it is', () => {
  const from = hidden(levels());
  const plain = { ...from, populations: from.populations.with(1, population('h', [2], RELU)) };
  expect(withoutQuantised(plain).network).toEqual(plain);
});
