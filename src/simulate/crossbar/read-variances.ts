import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { levelsPerSiemens, type Conductances } from './conductances.ts';
import { flickerSpread } from './flicker-noise.ts';
import { spreadAt } from './state-spread.ts';
import { telegraphSpread } from './telegraph-noise.ts';
import type { FeltVoltages } from './wires/sag.ts';
import type { FeltDevices } from './wires/wired-crossbars.ts';

/** What noise of the devices adds to the variances of columns, levels squared; row-major, as the conductances. */
export interface CellVariances {
  /** Of each device of a column, for a square level on its row; both devices of a pair. */
  readonly own: Float32Array;
  /** Of the devices of a reference column, which all columns are compared with; null for pairs. */
  readonly reference: Float32Array | null;
  /** What wires take away again when rows are driven together; null without. */
  readonly sag: { readonly positive: SagVariances; readonly negative: SagVariances } | null;
}

/** A column of one array that carries the current I, in levels, varies by the sum over its rows of V^2 own - 2 I V `linear` + I^2 `square`. */
export interface SagVariances {
  readonly linear: Float32Array;
  readonly square: Float32Array;
}

/** Whether devices conduct differently from read to read. */
export function variesInReads({ deviceNoise, flickerNoise, telegraphNoise }: NonIdealities): boolean {
  return deviceNoise !== null || flickerNoise?.redrawn === 'read' || telegraphNoise?.redrawn === 'read';
}

/**
 * Every read: the variance that the devices of each cell add to its column when its row is driven by one level or spike. Devices vary independently, so the
 * variances of the driven rows add up, a row at v levels counting v^2: sigma^2 of a column is the sum over its driven rows of V^2 sigma(G)^2, from an
 * accumulation of its own with as much work as there are spikes. Behind wires the voltage across a device and what its column feels of it are those of
 * `FeltVoltages`.
 */
export function readVariances(devices: Conductances, highest: Float64Array, device: Device, effects: NonIdealities, felt: FeltDevices | null = null): CellVariances {
  const perSiemens = levelsPerSiemens(devices, highest, device);
  const varianceOf = varianceAt(effects, device);
  const positive = sideVariances(devices.positive, felt?.positive ?? null, perSiemens, varianceOf);
  const negative = sideVariances(devices.negative, felt?.negative ?? null, perSiemens, varianceOf);
  return {
    own: Float32Array.from(devices.offset ? positive.own : positive.own.map((value, cell) => value + negative.own[cell]!)),
    reference: devices.offset ? Float32Array.from(negative.own) : null,
    sag: positive.sag && negative.sag && { positive: positive.sag, negative: negative.sag },
  };
}

function sideVariances(conductance_S: Float64Array, felt: FeltVoltages | null, perSiemens: Float64Array, varianceOf: (conductance_S: number) => number): { own: Float64Array; sag: SagVariances | null } {
  const own = conductance_S.map((siemens, cell) => perSiemens[cell % perSiemens.length]! ** 2 * varianceOf(siemens));
  if (!felt) return { own, sag: null };
  const [linear, square] = [new Float32Array(own.length), new Float32Array(own.length)];
  for (let cell = 0; cell < own.length; cell++) {
    const [alone, sag] = [felt.own[cell]!, felt.sag[cell]! / perSiemens[cell % perSiemens.length]!];
    const arriving = own[cell]! * felt.felt[cell]! ** 2;
    own[cell] = arriving * alone * alone;
    linear[cell] = arriving * alone * sag;
    square[cell] = arriving * sag * sag;
  }
  return { own, sag: { linear, square } };
}

/** Variance of a conductance from read to read, S^2: that of all noises together. */
export function varianceAt({ deviceNoise, flickerNoise, telegraphNoise }: NonIdealities, device: Device): (conductance_S: number) => number {
  const spreads = [
    ...(deviceNoise ? [spreadAt(deviceNoise)] : []),
    ...(flickerNoise?.redrawn === 'read' ? [flickerSpread(flickerNoise, device)] : []),
    ...(telegraphNoise?.redrawn === 'read' ? [telegraphSpread(telegraphNoise)] : []),
  ];
  return (conductance) => spreads.reduce((sum, sigmaAt) => sum + sigmaAt(conductance) ** 2, 0);
}
