import type { LoihiNeuron } from '../../../ir/neuron.ts';
import type { Dynamics } from './fire.ts';
import type { Parameters } from './parameters.ts';

/** Currents and potentials are whole numbers of 24 bits, decays of 12; drives and thresholds stand 6 bits further left. */
const UNITY = 2 ** 12;
const ALIGNED = 2 ** 6;
const LIMIT = 2 ** 23;

/** Integer LIF; all numbers are whole, so nothing is ever rounded but by the shifts of the hardware. */
export function loihiDynamics(neuron: LoihiNeuron, { neurons, each }: Parameters): Dynamics {
  const [currentDecay, potentialDecay, bias] = [each(neuron.currentDecay), each(neuron.potentialDecay), each(neuron.bias)];
  const threshold = each(neuron.threshold).map((mantissa) => mantissa * ALIGNED);
  const u = new Float64Array(neurons);
  return {
    start: () => u.fill(0),
    threshold: (i) => threshold[i]!,
    receive: (i, [drive]) => { u[i] = wrapped(kept(u[i]!, UNITY - (currentDecay[i]! + 1)) + Math.trunc(drive![i]! * ALIGNED)); },
    charge: (i, v) => clipped(kept(v, UNITY - potentialDecay[i]!) + u[i]! + bias[i]!),
    settle: () => undefined,
  };
}

/** sign(x) ((|x| factor) >> 12). */
function kept(x: number, factor: number): number {
  return Math.trunc((x * factor) / UNITY);
}

/** Overflow of a current goes round: 2^23 is its largest value, -2^23 + 1 its smallest. */
function wrapped(u: number): number {
  return u - 2 * LIMIT * Math.ceil((u - LIMIT) / (2 * LIMIT));
}

function clipped(v: number): number {
  return Math.min(LIMIT - 1, Math.max(1 - LIMIT, v));
}
