import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange, layoutOf } from '../../src/calibrate/layout.ts';
import { createProducts } from '../../src/calibrate/linear/product.ts';
import { biasInto, incomingOf, spikingDrive, type Sent } from '../../src/calibrate/population-drive.ts';
import { plainNeurons, spikingPopulation } from '../../src/calibrate/spiking-population.ts';
import { addSpikes, emptyTrains, spikesAt, type SpikeTrains } from '../../src/calibrate/trains.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { isSpiking, neuronCount, type IntegrateAndFire, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, population, samples, SPIKES } from '../ir/build.ts';
import { wholeNetwork, wholeSamples } from './whole-networks.ts';

const products = createProducts();
const asTheyAre = ({ weights }: SynapticProjection): Float32Array => weights.data as Float32Array;

/** What every population sends by the reference interpreter: [sample][timesteps x neurons]. */
function judged(of: Network, data: Dataset): ReadonlyMap<string, readonly Float64Array[]> {
  const found = new Map<string, Float64Array[]>(of.populations.map(({ name }) => [name, []]));
  interpret(of, data, { timesteps: of.timesteps!, onSample: (_, activity) => { for (const [name, sent] of found) sent.push(activity.get(name)!.slice()); } });
  return found;
}

function sentBy(of: Population, activity: readonly Float64Array[], timesteps: number): Sent {
  const layout = layoutOf(of);
  const neurons = neuronCount(of);
  const means = new Float32Array(activity.length * layout.size);
  const isValue = of.neuron.kind === 'input' && of.neuron.coding === 'current';
  const trains = isValue ? null : emptyTrains(activity.length, timesteps, layout.size);
  activity.forEach((sent, sample) => {
    const placed = new Float32Array(layout.size);
    for (let timestep = 0; timestep < timesteps; timestep++) {
      arrange(sent.subarray(timestep * neurons, (timestep + 1) * neurons), layout, placed);
      const fired = [...placed.keys()].filter((place) => placed[place] !== 0);
      if (trains) addSpikes(trains, sample, timestep, fired, fired.length);
      placed.forEach((value, place) => { means[sample * layout.size + place]! += value / timesteps; });
    }
    if (isValue) arrange(sent.subarray(0, neurons), layout, means.subarray(sample * layout.size));
  });
  return { layout, means, trains };
}

const listed = (trains: SpikeTrains): number[][] => Array.from({ length: trains.samples * trains.timesteps }, (_, at) => {
  const ids = new Int32Array(32 * trains.words);
  return [...ids.subarray(0, spikesAt(trains, Math.floor(at / trains.timesteps), at % trains.timesteps, ids))];
});

/** Every population, given what its sources send by the interpreter, fires as the interpreter has it. */
function expectSameSpikes(of: Network, data: Dataset): number {
  expect(verifyNetwork(of)).toEqual([]);
  const timesteps = of.timesteps!;
  const activity = judged(of, data);
  const sent = new Map(of.populations.map((one) => [one.name, sentBy(one, activity.get(one.name)!, timesteps)]));
  let spikes = 0;
  for (const one of of.populations) {
    if (!isSpiking(one.neuron)) continue;
    const { layout, trains } = sent.get(one.name)!;
    const incoming = incomingOf(of, one, asTheyAre);
    const neurons = plainNeurons(one, one.neuron as IntegrateAndFire, biasInto(one, incoming), layout);
    const simulated = spikingPopulation(spikingDrive(products, one, incoming, sent, data.count), layout.size, data.count, timesteps);
    const found = simulated.run(neurons);
    expect(listed(found.trains), one.name).toEqual(listed(trains!));
    found.rates.forEach((rate, at) => expect(rate).toBeCloseTo(sent.get(one.name)!.means[at]!, 5));
    expect(simulated.run(neurons)).toEqual(found);
    spikes += listed(found.trains).flat().length;
  }
  return spikes;
}

test('drawn networks fire as the reference interpreter has it', () => {
  let spikes = 0;
  fc.assert(fc.property(fc.nat(), (seed) => {
    const drawn = wholeNetwork(seed);
    spikes += expectSameSpikes(drawn, wholeSamples(drawn, seed, 3));
  }), { seed: 1, numRuns: 30 });
  expect(spikes).toBeGreaterThan(500);
});

const whole = (count: number, seed: number): number[] => noise(count, seed).map((value) => Math.round(3 * value));
const matrix = (rows: number, columns: number, seed: number): number[][] => Array.from({ length: rows }, (_, row) => whole(columns, seed + row));
const trains = (neurons: number, timesteps: number): Dataset => samples([neurons], [3, 4].map((seed) => noise(neurons * timesteps, seed).map((value) => Number(value > 0.3))), timesteps);
const neuron = (changes: Partial<IntegrateAndFire> = {}): IntegrateAndFire => integrateAndFire({ threshold: 2.5, ...changes });

test.each([
  ['hears itself, one and three timesteps later', [dense('x', 'y', matrix(6, 5, 1)), dense('y', 'y', matrix(6, 6, 9), { delay: 1 }), dense('y', 'y', matrix(6, 6, 19), { delay: 3, name: 'later' })], neuron()],
  ['hears itself over a kernel, and leaks', [dense('x', 'y', matrix(6, 5, 1)), convolution('y', 'y', [6, 6, 1, 1], whole(36, 5), { delay: 2 })], neuron({ decay: 0.5 })],
  ['a delay as long as the sample', [dense('x', 'y', matrix(6, 5, 1), { delay: 9 })], neuron()],
  ['hard reset to another value, above the threshold alone, charged before', [dense('x', 'y', matrix(6, 5, 1), { delay: 2 })], neuron({ reset: 'hard', resetValue: -1.5, compare: '>', initial: 2.5, threshold: 2 })],
  ['a threshold for every neuron, and leaks of their own', [dense('x', 'y', matrix(6, 5, 1))], neuron({ threshold: Float32Array.of(1, 2, 3, 4, 5, 0.5), decay: Float32Array.of(1, 0.5, 1, 0.25, 0, 1) })],
])('%s', (_name, projections, of) => {
  const from = { ...network([population('x', [5], SPIKES), population('y', [6], of)], projections, { timesteps: 9 }), stage: 'spiking' as const };
  expectSameSpikes(from, trains(5, 9));
});

test('values that arrive some timesteps late, beside others that do not', () => {
  const from = { ...network([population('x', [5], CURRENT), population('z', [2], CURRENT), population('y', [6], neuron())],
    [dense('x', 'y', matrix(6, 5, 1), { delay: 3 }), dense('z', 'y', matrix(6, 2, 2)), dense('x', 'y', matrix(6, 5, 3), { delay: 1, name: 'sooner' })], { timesteps: 7 }), stage: 'spiking' as const };
  expect(expectSameSpikes(from, samples([7], [1, 2].map((seed) => whole(7, seed))))).toBeGreaterThan(0);
});
