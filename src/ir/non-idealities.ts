import type { Wires } from './wires.ts';

/**
 * What real devices and circuits do to a crossbar; null switches an effect off. Everything off is the ideal chip.
 * Written-once effects are drawn when a chip is programmed, every-read effects in each read.
 */
export interface NonIdealities {
  /** Written once: conductances per device, evenly spaced from off to on; null keeps the target's exact levels. */
  readonly levels: number | null;
  /** Written once: G is drawn from a normal distribution around its target; `sigma` is relative to G. */
  readonly programmingVariation: { readonly sigma: number } | null;
  /** Written once: G is drawn from a normal distribution around its target, as wide as the device is uncertain at that conductance. */
  readonly programmingError: StateSpread | null;
  /** Written once: G falls by (time / start)^-nu, nu drawn for every device. */
  readonly drift: Drift | null;
  /** Written once: share of devices stuck at the off and the on conductance, drawn independently per device. */
  readonly stuckCells: { readonly off: number; readonly on: number } | null;
  /** Written once: driver, wire and sense resistances of every crossbar. */
  readonly wires: Wires | null;
  /** Every read: white noise on each column current; `sigma` is relative to the current of one fully-on device. */
  readonly readNoise: { readonly sigma: number } | null;
  /** Every read: white noise of each device's conductance, as wide as its state says; drawn once a column from the sum of the variances. */
  readonly deviceNoise: StateSpread | null;
  /** Every read: row drivers of `bits`: a row input saturates at 2^bits - 1 (spikes) or is rounded to 2^bits levels (values). */
  readonly dac: { readonly bits: number } | null;
  /** Every read: column converter of `bits`, symmetric range of `range` (share of the largest possible column sum, 0..1]. */
  readonly adc: { readonly bits: number; readonly range: number } | null;
}

/**
 * Standard deviation of a conductance by the conductance itself, both in uS: sum of c_k G^k, plus most (1 - exp(-G / scale)); not below 0.
 * An absolute error is [c_0], a relative one [0, c_1].
 */
export interface StateSpread {
  readonly polynomial_uS?: readonly number[];
  readonly saturating?: { readonly most_uS: number; readonly scale_uS: number };
  /** Conductances, uS, between which this was measured; a device that goes beyond them is refused. */
  readonly valid_uS?: readonly [number, number];
}

/** Retention: G(time) = G(start) (time / start)^-nu. */
export interface Drift {
  /** Time of the reads after programming, s; at `start_s` the conductances are those that were programmed. */
  readonly time_s: number;
  readonly start_s: number;
  /** Mean of nu over devices, and its standard deviation. */
  readonly nu: StateExponent;
  readonly spread: StateExponent;
}

/** A number by conductance: atOn + perLog ln(G / G_on), cut off to least..most. A constant is `{"atOn": 0.05}`. */
export interface StateExponent {
  readonly atOn: number;
  readonly perLog?: number;
  readonly least?: number;
  readonly most?: number;
}

export const IDEAL: NonIdealities = {
  levels: null, programmingVariation: null, programmingError: null, drift: null, stuckCells: null, wires: null, readNoise: null, deviceNoise: null, dac: null, adc: null,
};

export function isIdeal(nonIdealities: NonIdealities): boolean {
  return Object.values(nonIdealities).every((effect) => effect === null);
}
