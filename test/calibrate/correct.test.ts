import { expect, test } from 'vitest';
import { corrected, type Corrections } from '../../src/calibrate/correct.ts';
import { layoutOf } from '../../src/calibrate/layout.ts';
import { patchesOf } from '../../src/calibrate/patches.ts';
import { channelMeans } from '../../src/calibrate/population-drive.ts';
import { plainNeurons, spikingPopulation } from '../../src/calibrate/spiking-population.ts';
import { tapsOf } from '../../src/calibrate/taps.ts';
import { addSpikes, emptyTrains } from '../../src/calibrate/trains.ts';
import { convolution, integrateAndFire, noise, population, SPIKES } from '../ir/build.ts';

const TIMESTEPS = 16;
const SAMPLES = 8;

/** Two neurons in each of four planes: the first of a pair fires early in the sample and excites, the second late, and inhibits. */
function unevenOrder() {
  const [source, destination] = [population('x', [2, 1, 4], SPIKES), population('y', [3, 1, 4], integrateAndFire({ threshold: 2, initial: 1 }))];
  const projection = convolution('x', 'y', [3, 2, 1, 1], [1, -1, 2, -1.5, 0.5, -0.25]);
  const [from, to] = [layoutOf(source), layoutOf(destination)];
  const trains = emptyTrains(SAMPLES, TIMESTEPS, from.size);
  const rates = new Float32Array(SAMPLES * from.size);
  for (let sample = 0; sample < SAMPLES; sample++) {
    const until = noise(from.size, sample + 1).map((value) => Math.round(4 + 3 * value));
    for (let timestep = 0; timestep < TIMESTEPS; timestep++) {
      const fired = until.flatMap((count, place) => ((place % 2 === 0 ? timestep < count : timestep >= TIMESTEPS - count) ? [place] : []));
      addSpikes(trains, sample, timestep, fired, fired.length);
      for (const place of fired) rates[sample * from.size + place]! += 1 / TIMESTEPS;
    }
  }
  const wanted = new Float32Array(SAMPLES * to.size);
  for (let at = 0; at < SAMPLES * 4; at++) {
    for (let channel = 0; channel < 3; channel++) wanted[at * 4 + channel] = Math.max(0, rates[at * 2]! * projection.weights.data[2 * channel]! + rates[at * 2 + 1]! * projection.weights.data[2 * channel + 1]!);
  }
  const neurons = plainNeurons(destination, integrateAndFire({ threshold: 2, initial: 1 }), new Float32Array(to.size), to);
  const simulated = spikingPopulation({ values: [], spikes: [{ trains, taps: tapsOf(patchesOf(projection, source, destination), projection.weights.data as Float32Array, from, to), delay: 0 }] }, to.size, SAMPLES, TIMESTEPS);
  const run = (corrections: Corrections) => {
    const found = corrected(simulated, neurons, wanted, to, TIMESTEPS, corrections);
    const lacking = channelMeans(wanted.map((value, at) => value - found.run.rates[at]! * 2), to);
    return { ...found, error: lacking.reduce((sum, one) => sum + Math.abs(one), 0) };
  };
  return { run, initials: neurons.initials };
}

test('where excitation comes before inhibition the mean output comes nearer to the wanted one', () => {
  const { run } = unevenOrder();
  const before = run('none').error;
  expect(before).toBeGreaterThan(0.2);
  for (const corrections of ['bias', 'potential', 'both'] as const) expect(run(corrections).error, corrections).toBeLessThan(0.6 * before);
});

test('only what is named is adjusted', () => {
  const { run, initials } = unevenOrder();
  const [none, bias, potential, both] = (['none', 'bias', 'potential', 'both'] as const).map(run);
  expect([...none!.shifts]).toEqual([0, 0, 0]);
  expect(none!.initials).toEqual(initials);
  expect(bias!.shifts.every((shift) => shift < 0)).toBe(true);
  expect(bias!.initials).toEqual(initials);
  expect([...potential!.shifts]).toEqual([0, 0, 0]);
  expect(potential!.initials).not.toEqual(initials);
  expect(both!.shifts.every((shift) => shift < 0)).toBe(true);
  expect(both!.initials).not.toEqual(initials);
});

test('places without neuron stay as they are', () => {
  const { run, initials } = unevenOrder();
  const both = run('both');
  both.initials.forEach((initial, place) => { if (place % 4 === 3) expect(initial).toBe(initials[place]); });
});
