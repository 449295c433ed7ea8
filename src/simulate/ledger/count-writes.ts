import { cellsOfWeight } from '../../ir/cell-bits.ts';
import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import { configuredCrossbars } from '../../ir/configured-crossbars.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { CrossbarLimits, Device, Target } from '../../ir/target.ts';
import { expectedPulses } from '../crossbar/program-and-verify.ts';
import { extraPulses } from './count-pulses.ts';

/** What is written before a chip can be used. A write is one pulse on one device. */
export interface DeviceWrites {
  /** Devices of the rows and columns in use, cells without a synapse included; with offset columns also those of the reference columns. */
  readonly devices: number;
  /** Sum over `parts`. */
  readonly writes: number;
  readonly parts: {
    /** Each device once; with program-and-verify as often as it takes on average over chips, a number that need not be whole. */
    readonly loading: number;
    /** Two states are tried in each device, spare columns included, where mitigations have to know which of them are stuck. */
    readonly testing: number;
  };
  /** Pulses of loading in the crossbar that takes most of them. */
  readonly busiest?: number;
  /** Reads that verify pulses of loading; absent without program-and-verify. */
  readonly verifyReads?: number;
}

/** Null without memory devices. */
export function countWrites(configuration: Configuration, { device, core }: Target, effects: NonIdealities, mitigations: Mitigations = NO_MITIGATIONS): DeviceWrites | null {
  if (!device || !core.crossbars) return null;
  const devices = countDevices(configuration, effects);
  const testing = 2 * countTested(configuration, core.crossbars, effects, mitigations);
  const pulses = pulsesOfCrossbars(configuration, device, effects);
  const loading = effects.programAndVerify ? pulses.reduce((sum, one) => sum + one, 0) : devices;
  const busiest = pulses.reduce((most, one) => Math.max(most, one), 0);
  return { devices, writes: loading + testing, parts: { loading, testing }, busiest, ...(effects.programAndVerify && { verifyReads: loading }) };
}

/** Pulses that load each crossbar, all slices of its weights. Mitigations that aim at other conductances are left out of their average. */
function pulsesOfCrossbars(configuration: Configuration, device: Device, effects: NonIdealities): readonly number[] {
  const slices = slicesOf(configuration, effects);
  const extra = effects.programAndVerify ? extraPulses(configuration, device, effects) : null;
  const [off, on] = [device.conductanceOff_S.value, device.conductanceOn_S.value];
  const one = effects.programAndVerify ? expectedPulses(effects, device) : () => 1;
  const [reference, empty] = effects.offsetColumns ? [one((off + on) / 2), one((off + on) / 2)] : [0, 2 * one(off)];
  return configuredCrossbars(configuration).map(({ core, index, rows, columns }) => rows * slices * (reference + columns * empty) + (extra?.get(core * 2 ** 16 + index) ?? 0));
}

/** Devices that are tested, spare columns included, where mitigations have to know which are stuck; one test serves them all. */
export function countTested(configuration: Configuration, crossbars: CrossbarLimits | null, effects: NonIdealities, { remap, spareColumns, flip, pairs, range }: Mitigations): number {
  if (!remap && !spareColumns && !flip && !pairs && !range) return 0;
  return countDevices(configuration, effects, { count: spareColumns?.count ?? 0, available: crossbars?.columns ?? 0 });
}

/** Devices in the rows and columns in use: a pair a cell, or with offset columns one a cell and one a row; as many arrays as weights have slices. */
export function countDevices(configuration: Configuration, effects: NonIdealities, spare: { readonly count: number; readonly available: number } = { count: 0, available: 0 }): number {
  const perArray = configuredCrossbars(configuration).reduce((sum, { rows, columns }) => {
    const all = columns + Math.max(0, Math.min(spare.count, spare.available - columns));
    return sum + rows * (effects.offsetColumns ? all + 1 : 2 * all);
  }, 0);
  return perArray * slicesOf(configuration, effects);
}

/** Cells that a weight is spread over: as the bit slicing of the effects says, or else as the configuration was mapped; 1 without either. */
export function slicesOf(configuration: Configuration, { bitSlicing }: NonIdealities): number {
  const bits = bitSlicing?.bits ?? configuration.cellBits;
  return bits === undefined ? 1 : cellsOfWeight(Math.max(...largestLevels(configuration)), bits);
}
