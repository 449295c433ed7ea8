import { awayFromZero, largestThreshold, nearestBias } from '../../src/ir/integer-formats.ts';
import { largestPotential } from '../../src/ir/neuron.ts';
import type { IntegerArithmetic } from '../../src/ir/target.ts';

/** Numbers of a population that become whole, in levels; of thresholds only those that its potentials can reach. */
export interface Amounts {
  readonly thresholds: readonly number[];
  readonly biases: readonly number[];
  /** First potentials and those after a hard reset. */
  readonly potentials: readonly number[];
  /** How far from 0 potentials can get. */
  readonly reach: number;
}

/** A number that no unit makes room for. */
export interface Misfit {
  readonly what: 'threshold' | 'first potential or reset value';
  readonly levels: number;
  /** The largest that there is room for, in levels. */
  readonly most: number;
}

/** Rounding of a threshold that needs no finer unit: a twentieth of a percent. */
const FINE = 0.0005;
/** Most units that a threshold needs: what bias, leak and first potential lose by rounding is then a thousandth of it at most. */
const UNITS_OF_THRESHOLD = 1024;
/** Rounding of a threshold that may be traded for potentials that cannot saturate. */
const TOLERABLE = 0.01;

/** The share of a threshold that rounding adds or takes. */
export function roundingOf(threshold: number, fraction: number, arithmetic: IntegerArithmetic): number {
  return threshold === 0 ? 0 : Math.abs(wholeThreshold(threshold, fraction, arithmetic) / 2 ** fraction - threshold) / threshold;
}

/** A threshold in units of the potential: the nearest mantissa, at least 1 of a threshold above 0, with its shift. */
export function wholeThreshold(threshold: number, fraction: number, { threshold: { shift } }: IntegerArithmetic): number {
  return threshold === 0 ? 0 : Math.max(1, awayFromZero(threshold * 2 ** (fraction - shift))) * 2 ** shift;
}

/**
 * The unit of the potentials of a population: the coarsest in which thresholds are rounded finely, because it leaves the most room above them;
 * coarser still where potentials then cannot saturate, as long as rounding stays below a percent. Without thresholds, the finest that cannot saturate.
 * @returns k, a level being 2^k units; or what does not fit even the coarsest unit
 */
export function fractionFor(amounts: Amounts, arithmetic: IntegerArithmetic): number | readonly Misfit[] {
  const { minimum, maximum } = arithmetic.levelShift;
  if (misfits(amounts, minimum, arithmetic).length > 0) return misfits(amounts, minimum, arithmetic);
  const fits = (fraction: number): boolean => misfits(amounts, fraction, arithmetic).length === 0 && amounts.biases.every((bias) => nearestBias(bias * 2 ** fraction, arithmetic) !== null);
  // A bias that fits no unit is cut, the least in the coarsest.
  const fitting = [minimum, ...ascending(minimum + 1, maximum).filter(fits)];
  const coarsest = fitting[0]!;
  const finest = fitting[fitting.length - 1]!;
  const thresholds = amounts.thresholds.filter((threshold) => threshold > 0);
  const holds = (fraction: number): boolean => amounts.reach * 2 ** fraction < (thresholds.length > 0 ? largestPotential({ bits: arithmetic.potential_bits }) : largestThreshold(arithmetic));
  if (thresholds.length === 0) return fitting.findLast(holds) ?? coarsest;
  const smallest = thresholds.reduce((least, threshold) => Math.min(least, threshold), Infinity);
  const worst = (fraction: number): number => thresholds.reduce((most, threshold) => Math.max(most, roundingOf(threshold, fraction, arithmetic)), 0);
  const fine = fitting.find((fraction) => smallest * 2 ** fraction >= UNITS_OF_THRESHOLD && worst(fraction) <= FINE) ?? finest;
  if (holds(fine)) return fine;
  return fitting.findLast((fraction) => fraction < fine && holds(fraction) && worst(fraction) <= TOLERABLE) ?? fine;
}

function misfits({ thresholds, potentials }: Amounts, fraction: number, arithmetic: IntegerArithmetic): readonly Misfit[] {
  const level = 2 ** fraction;
  const widest = largestPotential({ bits: arithmetic.potential_bits });
  const threshold = thresholds.find((value) => value < 0 || wholeThreshold(value, fraction, arithmetic) > largestThreshold(arithmetic));
  const potential = potentials.find((value) => Math.abs(awayFromZero(value * level)) > widest);
  return [
    ...(threshold === undefined ? [] : [{ what: 'threshold', levels: threshold, most: largestThreshold(arithmetic) / level } as const]),
    ...(potential === undefined ? [] : [{ what: 'first potential or reset value', levels: potential, most: widest / level } as const]),
  ];
}

function ascending(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
