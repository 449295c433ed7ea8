import type { LevelRange } from '../../src/ir/levels.ts';
import { nearestLevel } from './levels.ts';

/** Weights of one neuron, and what its inputs did in each of some moments: what is to stay is, at every moment, the sum of input x weight. */
export interface Drive {
  readonly weights: Float64Array;
  /** [inputs x moments]. */
  readonly inputs: Float64Array;
  readonly moments: number;
  /** Inputs from this index on (a bias) may have any whole number as their level. */
  readonly unbounded: number;
}

export interface RoundedDrive {
  readonly levels: Int32Array;
  /** Squared change of the drive over all moments, and of the weights times the pull towards them. */
  readonly error: number;
  /** The former alone. */
  readonly driveError: number;
}

/** A pull of every weight to where it was, as a share of the mean power of an input: some hundred moments say little of a thousand inputs. */
const DAMPING = 0.1;

/** Most times that all weights are looked at again. */
export const ROUNDS = 8;

/** Power of each input over all moments, and the pull. */
export interface Powers {
  readonly powers: Float64Array;
  readonly pull: number;
  /** Inputs, the most powerful first. */
  readonly order: Int32Array;
}

export function powersOf({ inputs, moments, weights }: Drive): Powers {
  const powers = Float64Array.from(weights, (_, input) => dot(inputs, input * moments, inputs, input * moments, moments));
  const mean = powers.reduce((sum, power) => sum + power, 0) / Math.max(1, powers.reduce((count, power) => count + Number(power > 0), 0));
  const order = Int32Array.from(powers.keys()).sort((a, b) => powers[b]! - powers[a]! || a - b);
  return { powers, pull: DAMPING * (1 + weights.length / Math.max(1, moments)) * mean || 1, order };
}

/**
 * Levels times `scale` in place of the weights, such that the drive changes little in all moments together (least squares with a pull towards the weights). First input
 * after input, the most powerful first, each making up what rounding those before it did; then each weight again, given all others, until none changes (coordinate descent).
 * @param rounds most times that all weights are looked at again
 *
 * The same goal as that of error feedback by a factor of the inverse Gram matrix (GPTQ), without the cube of the inputs that a factor costs for every neuron.
 */
export function roundForDrive({ weights, inputs, moments, unbounded }: Drive, { powers, pull, order }: Powers, scale: number, range: LevelRange, rounds: number): RoundedDrive {
  const n = weights.length;
  const levels = new Int32Array(n);
  /** What the drive lacks, by moment. */
  const lack = new Float64Array(moments);
  const levelFor = (input: number, value: number): number => nearestLevel(value, scale, input < unbounded ? range : { most: Infinity, rise: 'mid-tread' });
  const settle = (input: number, before: number): boolean => {
    const at = input * moments;
    const power = powers[input]!;
    const best = power === 0 ? weights[input]! : before + (dot(inputs, at, lack, 0, moments) + pull * (weights[input]! - before)) / (power + pull);
    const level = levelFor(input, best);
    const change = level * scale - before;
    levels[input] = level;
    if (change === 0 || power === 0) return false;
    for (let moment = 0; moment < moments; moment++) lack[moment]! -= change * inputs[at + moment]!;
    return Math.abs(change) > scale / 2;
  };
  for (const input of order) settle(input, weights[input]!);
  for (let round = 0; round < rounds; round++) {
    let changed = false;
    for (const input of order) changed = settle(input, levels[input]! * scale) || changed;
    if (!changed) break;
  }
  const driveError = dot(lack, 0, lack, 0, moments);
  const moved = weights.reduce((sum, weight, input) => sum + (weight - levels[input]! * scale) ** 2, 0);
  return { levels, error: driveError + pull * moved, driveError };
}

function dot(a: Float64Array, from: number, b: Float64Array, start: number, length: number): number {
  let [even, odd] = [0, 0];
  let i = 0;
  for (; i + 1 < length; i += 2) {
    even += a[from + i]! * b[start + i]!;
    odd += a[from + i + 1]! * b[start + i + 1]!;
  }
  return even + odd + (i < length ? a[from + i]! * b[start + i]! : 0);
}
