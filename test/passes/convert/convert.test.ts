import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert, type ConvertOptions } from '../../../passes/2-convert/convert.ts';
import { rewriteMaximumPooling } from '../../../passes/2-convert/max-pool.ts';
import type { DenseProjection, Network, Pair, Padding4 } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { forward } from '../../../src/forward/forward.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, integrateAndFire, LINEAR, network, noise, pooling, population, RELU, samples, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { contextWith } from '../context.ts';

const OPTIONS: ConvertOptions = { thresholds: 'percentile', percentile: 100, samples: 256, corrections: 'none', weights: 'keep', coding: 'current', readout: 'count', timesteps: 10, loss: 0.5 };

const small = network(
  [population('x', [1], CURRENT), population('h', [2], RELU), population('y', [1], LINEAR)],
  [dense('x', 'h', [[1], [-1]]), dense('h', 'y', [[0.5, 7]], { bias: Float32Array.of(0.25) })],
  { stage: 'folded' },
);
const upToFour = contextWith(samples([1], [[1], [2], [3], [4]]));

function converted(from: Network, options: Partial<ConvertOptions> = {}, context = upToFour): Network {
  expect(verifyNetwork(from)).toEqual([]);
  const { output } = convert.run(from, { ...OPTIONS, ...options }, context);
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

describe('golden cases', () => {
  test('threshold = largest activation, half charged, outgoing weights times the threshold', () => {
    const spiking = converted(small);
    expect(spiking.populations.map(({ neuron }) => neuron)).toEqual([
      CURRENT, integrateAndFire({ threshold: 4, initial: 2 }), integrateAndFire({ threshold: 2.25, initial: 1.125 }),
    ]);
    expect([...(spiking.projections[0] as DenseProjection).weights.data]).toEqual([1, -1]);
    expect([...(spiking.projections[1] as DenseProjection).weights.data]).toEqual([2, 28]);
    expect([...(spiking.projections[1] as DenseProjection).bias!]).toEqual([0.25]);
    expect(spiking).toMatchObject({ stage: 'spiking', timesteps: 10, output: { population: 'y', readout: 'count' } });
  });

  test('a percentile of the positive activations only', () => {
    expect(converted(small, { percentile: 50 }).populations[1]!.neuron).toMatchObject({ threshold: 2.5 });
  });

  test('the ceiling of a clipped activation is the most a threshold can be', () => {
    const populations = [small.populations[0]!, population('h', [2], { kind: 'relu', ceiling: 1.5 }), small.populations[2]!];
    expect(converted({ ...small, populations }, { percentile: 100 }).populations[1]!.neuron).toMatchObject({ threshold: 1.5 });
  });

  test('one population of constant drive counts floor((T x + threshold / 2) / threshold), clipped', () => {
    const from = network([population('x', [4], CURRENT), population('y', [4], RELU)], [dense('x', 'y', [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])], { stage: 'folded' });
    const spiking = converted(from, {}, contextWith(samples([4], [[1, 1, 1, 1], [0, 0, 0, 0]])));
    expect([...interpret(spiking, samples([4], [[0.3125, 0.375, -1, 3]])).outputs]).toEqual([3, 4, 0, 10]);
  });

  test('rate coding, and a network that says its timesteps', () => {
    const spiking = converted({ ...small, timesteps: 5 }, { coding: 'rate' });
    expect(spiking.timesteps).toBe(5);
    expect(spiking.populations[0]!.neuron).toEqual({ kind: 'input', coding: 'rate', amplitude: 4 });
  });

  test('readout membrane: the output adds up and never fires', () => {
    const spiking = converted(small, { readout: 'membrane' });
    expect(spiking.output.readout).toBe('membrane');
    expect([...interpret(spiking, samples([1], [[2]])).outputs]).toEqual([10 * 0.25 + 5 * 2]);
  });

  test('a network that spikes is left as it is, but for a linear output, which integrates', () => {
    const spiking = network([population('x', [1], SPIKES), population('h', [1], integrateAndFire()), population('y', [1], LINEAR)], [dense('x', 'h', [[1]]), dense('h', 'y', [[3]])], { stage: 'folded' });
    const after = converted(spiking);
    expect(after.output).toEqual({ population: 'y', readout: 'membrane' });
    expect(after.populations.slice(0, 2)).toEqual(spiking.populations.slice(0, 2));
    expect([...interpret(after, samples([1], [[1, 0, 1]], 3), { timesteps: 3 }).outputs]).toEqual([6]);
  });
});

describe('findings', () => {
  test('S542: without calibration data, thresholds come from noise, the same noise every time', () => {
    const [one, other] = [1, 2].map(() => convert.run(small, OPTIONS, contextWith()));
    expect(one!.diagnostics).toMatchObject([{ code: 'S542', severity: 'warning' }]);
    expect(one!.output).toEqual(other!.output);
    expect(one!.output.populations[1]!.neuron).toMatchObject({ threshold: expect.closeTo(0.99, 1) as number });
  });

  test('S543: a population that is never active', () => {
    const inactive = { ...small, projections: [dense('x', 'h', [[1], [2]]), small.projections[1]!] };
    const { output, diagnostics } = convert.run(inactive, OPTIONS, contextWith(samples([1], [[-1], [-2]])));
    expect(diagnostics).toMatchObject([{ code: 'S543', message: 'population "h" was never active on the calibration data; its threshold is 1' }]);
    expect(output.populations[1]!.neuron).toMatchObject({ threshold: 1 });
  });

  test('S541: half a conversion', () => {
    const mixed = network([population('x', [1], CURRENT), population('h', [1], RELU), population('y', [1], integrateAndFire())], [dense('x', 'h', [[1]]), dense('h', 'y', [[1]])], { stage: 'folded' });
    expect(codesOf(() => convert.run(mixed, OPTIONS, upToFour))).toEqual(['S541']);
  });

  test('S544: options out of range', () => {
    for (const wrong of [{ percentile: 0 }, { percentile: 101 }, { samples: 0 }, { timesteps: 1.5 }]) {
      expect(codesOf(() => convert.run(small, { ...OPTIONS, ...wrong }, upToFour))).toEqual(['S544']);
    }
  });

  test('S561: calibration data of another size', () => {
    expect(codesOf(() => convert.run(small, OPTIONS, contextWith(samples([2], [[1, 1]]))))).toEqual(['S561']);
  });
});

describe('maximum pooling', () => {
  const pooled = (shape: number[], kernel: Pair, stride: Pair, padding: Padding4): Network => {
    const [channels, height, width] = shape as [number, number, number];
    const out = [channels, ...[0, 1].map((axis) => Math.floor(([height, width][axis]! + padding[axis]! + padding[axis + 2]! - kernel[axis]!) / stride[axis]!) + 1)];
    return fold.run(network(
      [population('x', shape, CURRENT), population('a', out, LINEAR), population('y', [1], LINEAR)],
      [pooling('x', 'a', 'maximum', kernel, { stride, padding }), dense('a', 'y', [Array<number>(out.reduce((a, b) => a * b)).fill(1)])],
    ), {}, contextWith()).output;
  };

  test('2 x 2: three differences, kernels no larger than the taps in use', () => {
    const rewritten = rewriteMaximumPooling(pooled([1, 4, 4], [2, 2], [2, 2], [0, 0, 0, 0]));
    expect(rewritten.populations.map(({ name }) => name)).toEqual(['x', 'a', 'y', 'x-a.difference1', 'x-a.difference2', 'x-a.difference3']);
    const kernels = rewritten.projections.filter(({ source }) => source === 'x').map((projection) => projection.kind === 'convolution' && [projection.destination, projection.weights.shape.slice(2), [...projection.weights.data], projection.padding]);
    expect(kernels).toEqual([
      ['x-a.difference1', [1, 2], [-1, 1], [0, 0, -1, 0]],
      ['x-a.difference2', [1, 2], [-1, 1], [-1, 0, 0, 0]],
      ['x-a.difference3', [2, 1], [-1, 1], [0, 0, 0, -1]],
      ['a', [1, 1], [1], [0, 0, -1, -1]],
    ]);
  });

  test('S572 says what stands for it', () => {
    const { diagnostics } = convert.run(pooled([1, 4, 4], [2, 2], [2, 2], [0, 0, 0, 0]), OPTIONS, contextWith());
    expect(diagnostics.find(({ code }) => code === 'S572')).toMatchObject({
      severity: 'note', message: 'maximum pooling "x-a" over 4 values is replaced by 3 populations of differences, 12 neurons in all',
    });
  });

  test('gives exactly the maximum, whatever kernel, stride and padding', () => {
    const side = fc.integer({ min: 1, max: 3 });
    const edge = fc.nat(2);
    fc.assert(fc.property(side, side, side, side, edge, edge, edge, edge, fc.nat(), (height, width, down, right, top, left, bottom, far, seed) => {
      const padding: Padding4 = [Math.min(top, height - 1), Math.min(left, width - 1), Math.min(bottom, height - 1), Math.min(far, width - 1)];
      const from = pooled([2, 5, 6], [height, width], [down, right], padding);
      const data = samples([2, 5, 6], [noise(60, seed).map((value) => Math.max(0, Math.round(value * 64)))]);
      const rewritten = rewriteMaximumPooling(from);
      const seen = new Map<string, number[]>();
      forward(from, data, { onPopulation: (name, values) => seen.set(name, [...values]) });
      forward(rewritten, data, { onPopulation: (name, values) => { if (seen.has(name)) expect([...values]).toEqual(seen.get(name)); } });
      expect(rewritten.projections.some(({ kind }) => kind === 'pooling')).toBe(false);
    }), { seed: 1, numRuns: 100 });
  });

  test('a converted network with it answers like the network of activations', () => {
    const data = samples([2, 4, 4], Array.from({ length: 8 }, (_, index) => noise(32, index).map(Math.abs)));
    const from = pooled([2, 4, 4], [2, 2], [2, 2], [0, 0, 0, 0]);
    const { output, statistics } = convert.run(from, { ...OPTIONS, timesteps: 256 }, contextWith(data));
    expect(verifyNetwork(output)).toEqual([]);
    expect(statistics).toMatchObject({ 'populations added for maximum pooling': 3, 'calibration samples': 8 });
    const { threshold } = output.populations.find(({ name }) => name === 'y')!.neuron as { threshold: number };
    const [counts, values] = [interpret(output, data).outputs, forward(from, data).outputs];
    counts.forEach((count, index) => expect(Math.abs((count * threshold) / 256 / values[index]! - 1)).toBeLessThan(0.03));
  });
});
