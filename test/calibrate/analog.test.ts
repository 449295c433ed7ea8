import { expect, test } from 'vitest';
import { outputsWith, rateNetwork } from '../../src/calibrate/analog.ts';
import { layoutOf } from '../../src/calibrate/layout.ts';
import { createProducts } from '../../src/calibrate/linear/product.ts';
import type { Sent } from '../../src/calibrate/population-drive.ts';
import { populationNamed, type IntegrateAndFire, type Network, type SynapticProjection } from '../../src/ir/network.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, integrateAndFire, network, noise, population, samples } from '../ir/build.ts';
import { izhikevichNeuron } from '../ir/neurons.ts';

const products = createProducts();
const VALUES = Array.from({ length: 3 }, (_, sample) => noise(4, sample + 1));
const rows = (count: number, columns: number, seed: number): number[][] => Array.from({ length: count }, (_, row) => noise(columns, seed + row));

function spiking(hidden: Partial<IntegrateAndFire> = {}, changes: Partial<Network> = {}): Network {
  return { ...network([population('x', [4], CURRENT), population('h', [8], integrateAndFire({ initial: 0.5, ...hidden })), population('y', [4], integrateAndFire({ threshold: 3e38 }))],
    [dense('x', 'h', rows(8, 4, 1), { bias: Float32Array.from(noise(8, 3)) }), dense('h', 'y', rows(4, 8, 21), { bias: Float32Array.of(1, 0, -1, 0) })], { timesteps: 512 }), stage: 'spiking', ...changes };
}

function ratesOf(of: Network) {
  const sent: Sent = { layout: layoutOf(of.populations[0]!), means: Float32Array.from(VALUES.flat()), trains: null };
  return rateNetwork(of, new Map([['x', sent]]), 3, products);
}

const asTheyAre = ({ weights }: SynapticProjection): Float32Array => weights.data as Float32Array;

test('rates are those of many timesteps, and the drive of an output that integrates', () => {
  const from = { ...spiking(), output: { population: 'y', readout: 'membrane' as const } };
  const { rates } = ratesOf(from)!;
  const potentials = interpret(from, samples([4], VALUES)).outputs;
  rates.get('y')!.means.forEach((mean, at) => expect(Math.abs(mean - potentials[at]! / 512)).toBeLessThan(0.02));
  interpret(from, samples([4], VALUES), { onSample: (sample, activity) => {
    const counts = new Float64Array(8);
    activity.get('h')!.forEach((spike, at) => { counts[at % 8]! += spike; });
    counts.forEach((count, neuron) => expect(Math.abs(rates.get('h')!.means[sample * 8 + neuron]! - count / 512)).toBeLessThan(0.005));
  } });
});

test('other weights into one population: none changes nothing, a change of the mean is taken back', () => {
  const from = spiking();
  const known = ratesOf(from)!;
  const [hidden, output] = ['h', 'y'].map((name) => populationNamed(from, name));
  const usual = known.rates.get('y')!.means;
  outputsWith(known, hidden!, asTheyAre).forEach((value, at) => expect(value).toBeCloseTo(usual[at]!, 5));
  const doubled = (projection: SynapticProjection): Float32Array => asTheyAre(projection).map((weight) => 2 * weight);
  const found = outputsWith(known, output!, doubled);
  const mean = (values: Float32Array, channel: number): number => [0, 1, 2].reduce((sum, sample) => sum + values[sample * 4 + channel]!, 0) / 3;
  for (let channel = 0; channel < 4; channel++) {
    expect(mean(found, channel)).toBeCloseTo(mean(usual, channel), 4);
    for (const sample of [0, 1]) expect(found[sample * 4 + channel]! - found[(sample + 1) * 4 + channel]!).toBeCloseTo(2 * (usual[sample * 4 + channel]! - usual[(sample + 1) * 4 + channel]!), 4);
  }
});

test('it does not hold for leaks, hard resets, other neurons and loops', () => {
  expect(ratesOf(spiking())).not.toBeNull();
  expect(ratesOf(spiking({ decay: 0.9 }))).toBeNull();
  expect(ratesOf(spiking({ reset: 'hard' }))).toBeNull();
  const from = spiking();
  expect(ratesOf({ ...from, populations: from.populations.with(1, population('h', [8], izhikevichNeuron())) })).toBeNull();
  expect(ratesOf({ ...from, projections: [...from.projections, dense('h', 'h', rows(8, 8, 5), { delay: 1 })] })).toBeNull();
});
