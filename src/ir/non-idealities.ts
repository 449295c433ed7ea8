import type { ArrayWires } from './wires.ts';

/**
 * What real devices and circuits do to a crossbar; null switches an effect off. Everything off is the ideal chip.
 * Written-once effects are drawn when a chip is programmed, every-read effects in each read.
 */
export interface NonIdealities {
  /** A weight over several cells of so many bits each; null: one cell holds all of it. */
  readonly bitSlicing: { readonly bits: number } | null;
  /** One device a weight, and a reference column in every crossbar; null: a pair of devices a weight. */
  readonly offsetColumns: true | null;
  /** Written once: conductances per device, evenly spaced from off to on; null keeps the target's exact levels. */
  readonly levels: number | null;
  /** Written once: G is drawn from a normal distribution around its target; `sigma` is relative to G. */
  readonly programmingVariation: { readonly sigma: number } | null;
  /** Written once: a factor on each device that is its own, however often it is programmed. */
  readonly deviceVariation: DeviceVariation | null;
  /** Written once: G is drawn from a normal distribution around its target, as wide as the device is uncertain at that conductance. */
  readonly programmingError: StateSpread | null;
  /** Devices that a verifying read finds too far from their target are written again: shrinks the two above. What is left out is taken from the device (`write.verify`). */
  readonly programAndVerify: { readonly passes?: number; readonly tolerance?: number } | null;
  /** Written once: G falls by (time / start)^-nu, nu drawn for every device. */
  readonly drift: Drift | null;
  /** 1/f noise of the devices. */
  readonly flickerNoise: FlickerNoise | null;
  /** Traps that switch devices between two conductances. */
  readonly telegraphNoise: TelegraphNoise | null;
  /** Written once: share of devices stuck at the off and the on conductance. */
  readonly stuckCells: StuckCells | null;
  /** Written once: what devices and wires conduct at another temperature than 300 K. */
  readonly temperature: Temperature | null;
  /** Current-voltage curve of the devices: a gain of spikes, and a distortion of values. */
  readonly nonlinearity: Nonlinearity | null;
  /** Written once: driver, wire and sense resistances of every crossbar. */
  readonly wires: ArrayWires | null;
  /** Every read: white noise on each column current; `sigma` is relative to the current of one fully-on device. */
  readonly readNoise: { readonly sigma: number } | null;
  /** Every read: white noise of each device's conductance, as wide as its state says; drawn once a column from the sum of the variances. */
  readonly deviceNoise: StateSpread | null;
  /** Every read: row drivers of `bits`: a row input saturates at 2^bits - 1 (spikes) or is rounded to 2^bits levels (values). */
  readonly dac: { readonly bits: number } | null;
  /** Every read: column converter of `bits`, symmetric range of `range` (share of the largest possible column sum, 0..1]. */
  readonly adc: { readonly bits: number; readonly range: number } | null;
  /** Every read: the range of the column converters follows the sums that the weights of a readout make, in place of `adc.range`. */
  readonly adcCalibration: RangeCalibration | null;
  /** Offset, gain and nonlinearity of the column converters, drawn once for each. */
  readonly adcErrors: ConverterSpread | null;
}

/** Either `sigmas` and `activity`: from the weights alone; or `samples`, with or without `coverage`: from the sums that the chip makes of calibration samples. */
export interface RangeCalibration {
  /** Full scale is so many standard deviations beyond the mean of a column whose rows are driven with probability `activity`. */
  readonly sigmas?: number;
  readonly activity?: number;
  /** Calibration samples. */
  readonly samples?: number;
  /** Share of the sums seen that full scale takes in; left out: 1, all of them. */
  readonly coverage?: number;
}

/**
 * Standard deviation of a conductance by the conductance itself, both in uS: sum of c_k G^k, plus most (1 - exp(-G / scale)), not below 0; and a part that
 * does not depend on the state, drawn for itself. An absolute error is [c_0], a relative one [0, c_1].
 */
export interface StateSpread {
  readonly polynomial_uS?: readonly number[];
  readonly saturating?: { readonly most_uS: number; readonly scale_uS: number };
  readonly independent_uS?: number;
  /** Conductances, uS, between which this was measured; a device that goes beyond them is refused. */
  readonly valid_uS?: readonly [number, number];
}

/** Standard deviations over the converters of a chip. */
export interface ConverterSpread {
  readonly offset_codes: number;
  /** Relative to a gain of 1. */
  readonly gain: number;
  /** Integral nonlinearity: of the peak of a bow, and of that of an S. */
  readonly inl_codes: number;
  /** Neighbouring columns that take turns at one converter; left out: each has its own. */
  readonly columnsPerConverter?: number;
}

export const DISTRIBUTIONS = ['normal', 'lognormal'] as const;

/** From device to device; what is drawn in every programming (cycle to cycle) is `programmingVariation` and `programmingError`. */
export interface DeviceVariation {
  /** Relative to G; of the logarithm of G where the distribution is lognormal. */
  readonly sigma: number;
  readonly distribution: (typeof DISTRIBUTIONS)[number];
  /** Devices closer than so many rows and columns resemble each other; left out: 1, each is independent. */
  readonly width_cells?: number;
  /** Seed of the devices: every trial programs the same chip anew. Left out: a new chip every trial. */
  readonly chip?: number;
}

export interface StuckCells {
  readonly off: number;
  readonly on: number;
  /** Rows and columns that a cluster spans; left out: 1, devices are stuck independently. */
  readonly cluster_cells?: number;
  /** Seed of the devices: every trial has the same stuck ones. Left out: others in every trial. */
  readonly chip?: number;
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

/** Noise that a device keeps for all reads of a chip (`once`), or that is drawn anew in every read. */
export const REDRAWN = ['once', 'read'] as const;
export type Redrawn = (typeof REDRAWN)[number];

/** Standard deviation relative to G: Q sqrt(ln((time + readTime) / (2 readTime))) with Q = scale (G / G_on)^-exponent, at most `most`. */
export interface FlickerNoise {
  readonly scale: number;
  readonly exponent: number;
  readonly most: number;
  /** Time of the reads after programming, and how long one lasts, s. */
  readonly time_s: number;
  readonly readTime_s: number;
  readonly redrawn: Redrawn;
}

/** With `probability` a device conducts G (1 - amplitude). */
export interface TelegraphNoise {
  readonly amplitude: number;
  readonly probability: number;
  readonly redrawn: Redrawn;
}

export interface Temperature {
  readonly temperature_K: number;
  /** Activation energy of the conductance; left out: it does not depend on the temperature. */
  readonly activation_eV?: number;
}

/** I = G v0 sinh(V / v0), or I = G (V + c V^3). */
export interface Nonlinearity {
  /** v0. */
  readonly sinh_V?: number;
  /** c. */
  readonly cubic_perV2?: number;
  /** Voltage at which the conductances of the device are meant, 0 for the smallest; left out: the read voltage. */
  readonly reference_V?: number;
}

/** A number by conductance: atOn + perLog ln(G / G_on), cut off to least..most. A constant is `{"atOn": 0.05}`. */
export interface StateExponent {
  readonly atOn: number;
  readonly perLog?: number;
  readonly least?: number;
  readonly most?: number;
}

export const IDEAL: NonIdealities = {
  bitSlicing: null, offsetColumns: null, levels: null, programmingVariation: null, programmingError: null, programAndVerify: null, deviceVariation: null, drift: null, flickerNoise: null, telegraphNoise: null, stuckCells: null, temperature: null, nonlinearity: null, wires: null, readNoise: null, deviceNoise: null, dac: null, adc: null,
  adcCalibration: null, adcErrors: null,
};

export function isIdeal(nonIdealities: NonIdealities): boolean {
  return Object.values(nonIdealities).every((effect) => effect === null);
}
