import type { LoihiNeuron } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { Model } from './general.ts';

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

/** Into -2^23 + 1 .. 2^23, going round. */
function turned(value: number): number {
  const rest = value % TURN;
  if (rest > HIGHEST) return rest - TURN;
  return rest <= -HIGHEST ? rest + TURN : rest;
}
