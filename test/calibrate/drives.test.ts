import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange, layoutOf, rearranged } from '../../src/calibrate/layout.ts';
import { createProducts } from '../../src/calibrate/linear/product.ts';
import { patchSamples, rowsAt } from '../../src/calibrate/patch-samples.ts';
import { groupMatrix, patchesOf, patchLength, setGroupMatrix } from '../../src/calibrate/patches.ts';
import { biasInto, channelMeans, incomingOf, meanDrive, placeMeans, type Sent } from '../../src/calibrate/population-drive.ts';
import { accumulatorOf } from '../../src/forward/accumulate.ts';
import { isSynaptic, neuronCount, populationNamed, projectionsInto, type ConvolutionProjection, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, population, sumWindow } from '../ir/build.ts';
import { uniform } from '../../src/ir/random.ts';
import { wholeNetwork } from './whole-networks.ts';

const SAMPLES = 3;
const products = createProducts();
const asTheyAre = ({ weights }: SynapticProjection): Float32Array => weights.data as Float32Array;

/** Whole values that a population sends in each sample, in the order of the network. */
function valuesOf(of: Population, seed: number): readonly Float64Array[] {
  return Array.from({ length: SAMPLES }, (_, sample) => Float64Array.from({ length: neuronCount(of) }, (_value, index) => Math.floor(4 * uniform(seed, sample, index))));
}

function sentOf(of: Population, values: readonly Float64Array[]): Sent {
  const layout = layoutOf(of);
  const means = new Float32Array(SAMPLES * layout.size);
  values.forEach((one, sample) => arrange(one, layout, means.subarray(sample * layout.size)));
  return { layout, means, trains: null };
}

/** What drives a population by the loops of the forward pass, for each sample in the order of the network. */
function naiveDrives(of: Network, destination: Population, values: ReadonlyMap<string, readonly Float64Array[]>): readonly Float64Array[] {
  const accumulators = projectionsInto(of, destination.name).map((projection) => [projection.source, accumulatorOf(projection, populationNamed(of, projection.source).shape, destination.shape)] as const);
  return Array.from({ length: SAMPLES }, (_, sample) => {
    const sum = new Float64Array(neuronCount(destination));
    for (const [source, accumulate] of accumulators) accumulate(values.get(source)![sample]!, sum);
    return sum;
  });
}

function expectSameDrives(of: Network, destination: Population, seed: number): void {
  const values = new Map(of.populations.map((one, index) => [one.name, valuesOf(one, seed + index)]));
  const sent = new Map(of.populations.map((one) => [one.name, sentOf(one, values.get(one.name)!)]));
  const incoming = incomingOf(of, destination, asTheyAre);
  const layout = layoutOf(destination);
  const [drives, bias] = [meanDrive(products, destination, incoming, sent, SAMPLES), biasInto(destination, incoming)];
  naiveDrives(of, destination, values).forEach((wanted, sample) => {
    const found = drives.slice(sample * layout.size, (sample + 1) * layout.size).map((drive, place) => drive + bias[place]!);
    expect([...rearranged(found, layout)]).toEqual([...wanted]);
    // Places beyond the last channel stay silent.
    found.forEach((drive, place) => { if (place % layout.stride >= layout.channels) expect(drive).toBe(0); });
  });
}

test('the mean drive is that of the forward pass, on drawn networks', () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const drawn = wholeNetwork(seed);
    for (const destination of drawn.populations) if (destination.neuron.kind !== 'input') expectSameDrives(drawn, destination, seed);
  }), { seed: 1, numRuns: 60 });
});

test.each([
  ['dense into planes', dense('x', 'y', Array.from({ length: 18 }, (_, row) => noise(32, row + 1).map((value) => Math.round(4 * value))), { bias: Float32Array.from({ length: 18 }, (_, i) => i) }), [2, 3, 3]],
  ['dense behind a sum window', dense('x', 'y', Array.from({ length: 3 }, (_, row) => noise(8, row + 1).map((value) => Math.round(4 * value))), { window: sumWindow([2, 2]) }), [3]],
  ['depthwise', convolution('x', 'y', [2, 1, 2, 2], [1, -2, 3, 4, 5, 0, -7, 8], { groups: 2, bias: Float32Array.of(1, -1) }), [2, 3, 3]],
  ['one channel in, several out, in groups', convolution('x', 'y', [6, 1, 1, 1], [1, 2, 3, -4, 5, 6], { groups: 2 }), [6, 4, 4]],
  ['uneven padding, stride and dilation', convolution('x', 'y', [1, 2, 2, 2], [1, -2, 3, 4, 5, 0, -7, 8], { padding: [1, 0, 2, 1], stride: [2, 1], dilation: [1, 2] }), [1, 3, 3]],
  ['cropped: padding below 0', convolution('x', 'y', [2, 1, 1, 1], [2, 3], { padding: [-1, -2, 0, 0], groups: 2 }), [2, 3, 2]],
  ['overlapping windows with padding', convolution('x', 'y', [3, 2, 1, 1], [1, -2, 3, 4, 5, 1], { window: sumWindow([3, 3], [1, 1], [1, 1, 1, 1]) }), [3, 4, 4]],
])('%s', (_name, projection, shape) => {
  const from = network([population('x', [2, 4, 4], CURRENT), population('y', shape, integrateAndFire())], [projection]);
  expectSameDrives(from, from.populations[1]!, 7);
});

test('a patch times the matrix of its group is the drive at its position; matrices go back to where they came from', () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const drawn = wholeNetwork(seed);
    for (const projection of drawn.projections.filter(isSynaptic)) {
      const [source, destination] = [populationNamed(drawn, projection.source), populationNamed(drawn, projection.destination)];
      const [patches, layout] = [patchesOf(projection, source, destination), layoutOf(destination)];
      const sent = sentOf(source, valuesOf(source, seed));
      const alone: Network = { ...drawn, projections: [projection] };
      const drives = meanDrive(products, destination, incomingOf(alone, destination, asTheyAre), new Map([[source.name, sent]]), SAMPLES);
      const back = new Float32Array(projection.weights.data.length).fill(NaN);
      for (let group = 0; group < patches.groups; group++) {
        const matrix = groupMatrix(asTheyAre(projection), patches, group);
        setGroupMatrix(matrix, patches, group, back);
        const rows = patchSamples(patches, group, sent);
        const wanted = rowsAt(drives, rows, patches, group, layout);
        const found = new Float32Array(wanted.length);
        products.productF32(rows.inputs, matrix, found, { m: rows.rows, k: patchLength(patches), n: patches.perGroup });
        expect([...found]).toEqual([...wanted]);
      }
      expect([...back]).toEqual([...projection.weights.data]);
    }
  }), { seed: 2, numRuns: 25 });
});

test('of many patches some are drawn, spread over samples and positions', () => {
  const from = network([population('x', [1, 128, 128], CURRENT), population('y', [1, 128, 128], integrateAndFire())], [convolution('x', 'y', [1, 1, 1, 1], [1])]);
  const patches = patchesOf(from.projections[0] as ConvolutionProjection, from.populations[0]!, from.populations[1]!);
  const means = Float32Array.from({ length: 8 * 128 * 128 }, (_, index) => index);
  const { rows, at, inputs } = patchSamples(patches, 0, { layout: layoutOf(from.populations[0]!), means, trains: null });
  expect(rows).toBe(32768);
  expect([...at]).toEqual([...inputs]);
  expect(new Set(at).size).toBe(rows);
  const perSample = new Map<number, number>();
  at.forEach((index) => perSample.set(Math.floor(index / 16384), (perSample.get(Math.floor(index / 16384)) ?? 0) + 1));
  expect([...perSample.values()]).toEqual(new Array(8).fill(4096));
});

test('means of channels and of places, by eye', () => {
  // Two samples of two channels at two positions, with two places that are none.
  const layout = { channels: 2, positions: 2, stride: 4, size: 8 };
  const values = Float32Array.of(1, 10, 9, 9, 2, 20, 9, 9, 3, 30, 9, 9, 6, 40, 9, 9);
  expect([...channelMeans(values, layout)]).toEqual([3, 25]);
  expect([...placeMeans(values, 8)]).toEqual([2, 20, 9, 9, 4, 30, 9, 9]);
});
