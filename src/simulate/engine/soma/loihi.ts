import type { LoihiNeuron } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { GeneralSoma, Model } from './general.ts';

const TURN = 2 ** 24;
const HIGHEST = 2 ** 23;

/** Integers of 24 bits; f32 holds every whole number up to 2^24, and products are formed in f64, so nothing is rounded. */
export function loihi(neuron: LoihiNeuron, columns: Columns): Model {
  const { size } = columns;
  const keptCurrent = columns.each(neuron.currentDecay).map((decay) => 4095 - decay);
  const keptPotential = columns.each(neuron.potentialDecay).map((decay) => 4096 - decay);
  const bias = columns.each(neuron.bias);
  const u = new Float32Array(size);
  return {
    threshold: columns.each(neuron.threshold, Infinity).map((mantissa) => 64 * mantissa),
    start: () => { u.fill(0); },
    receive: ([drive]) => { for (let k = 0; k < size; k++) u[k] = turned(Math.trunc((u[k]! * keptCurrent[k]!) / 4096) + Math.trunc(64 * drive![k]!)); },
    charge: (from, to) => {
      for (let k = 0; k < size; k++) {
        const v = Math.trunc((from[k]! * keptPotential[k]!) / 4096) + u[k]! + bias[k]!;
        to[k] = Math.max(1 - HIGHEST, Math.min(HIGHEST - 1, v));
      }
    },
    settle: () => undefined,
  };
}

/**
 * The same in one loop, for neurons that do not rest: several times as fast as array by array.
 * @param biases bias of the drive, by local id
 * @param potentials of the population
 */
export function loihiSoma(neuron: LoihiNeuron, biases: Float32Array, columns: Columns, potentials: Float32Array): GeneralSoma {
  const { size } = columns;
  const keptCurrent = columns.each(neuron.currentDecay).map((decay) => (4095 - decay) / 4096);
  const keptPotential = columns.each(neuron.potentialDecay).map((decay) => (4096 - decay) / 4096);
  const [bias, initial] = [columns.each(neuron.bias), columns.each(neuron.initial)];
  const threshold = columns.each(neuron.threshold, Infinity).map((mantissa) => 64 * mantissa);
  const u = new Float32Array(size);
  const remembers = keptCurrent.some((kept) => kept !== 0);
  return {
    start: () => {
      potentials.set(initial);
      u.fill(0);
    },
    step: (sums, drive, spikes, at, spikeCounts) => {
      let count = 0;
      for (let k = 0; k < size; k++) {
        const x = Math.fround(Math.fround(sums[k]! + drive[k]!) + biases[k]!);
        const current = turned((remembers ? Math.trunc(u[k]! * keptCurrent[k]!) : 0) + Math.trunc(64 * x));
        if (remembers) u[k] = current;
        const sum = Math.trunc(potentials[k]! * keptPotential[k]!) + current + bias[k]!;
        const v = sum > HIGHEST - 1 ? HIGHEST - 1 : sum < 1 - HIGHEST ? 1 - HIGHEST : sum;
        if (v > threshold[k]!) {
          spikes[at + count++] = k;
          spikeCounts[k]!++;
          potentials[k] = 0;
        } else potentials[k] = v;
      }
      sums.fill(0, 0, size);
      return count;
    },
  };
}

/** Into -2^23 + 1 .. 2^23, going round. */
function turned(value: number): number {
  // A remainder takes ten times as long as all the rest.
  if (value > -HIGHEST && value <= HIGHEST) return value;
  const rest = value % TURN;
  if (rest > HIGHEST) return rest - TURN;
  return rest <= -HIGHEST ? rest + TURN : rest;
}
