import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import { configuredCrossbars } from '../../ir/configured-crossbars.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { CrossbarLimits, Target } from '../../ir/target.ts';
import { bitSlices } from '../crossbar/bit-slices.ts';

/** What is written before a chip can be used. A write sets one device once; passes of program-and-verify are not modelled. */
export interface DeviceWrites {
  /** Devices of the rows and columns in use, cells without a synapse included; with offset columns also those of the reference columns. */
  readonly devices: number;
  /** Sum over `parts`. */
  readonly writes: number;
  readonly parts: {
    /** Each device once. */
    readonly loading: number;
    /** Two states are tried in each device, spare columns included, where mitigations have to know which of them are stuck. */
    readonly testing: number;
  };
}

/** Null without memory devices. */
export function countWrites(configuration: Configuration, { device, core }: Target, effects: NonIdealities, mitigations: Mitigations = NO_MITIGATIONS): DeviceWrites | null {
  if (!device || !core.crossbars) return null;
  const devices = countDevices(configuration, effects);
  const testing = 2 * countTested(configuration, core.crossbars, effects, mitigations);
  return { devices, writes: devices + testing, parts: { loading: devices, testing } };
}

/** Devices that are tested, spare columns included, where mitigations have to know which are stuck; one test serves them all. */
export function countTested(configuration: Configuration, crossbars: CrossbarLimits | null, effects: NonIdealities, { remap, spareColumns, flip, pairs }: Mitigations): number {
  if (!remap && !spareColumns && !flip && !pairs) return 0;
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

/** Arrays that the weights of a crossbar are spread over; 1 without bit slicing. */
export function slicesOf(configuration: Configuration, { bitSlicing }: NonIdealities): number {
  return bitSlicing ? bitSlices(Math.max(...largestLevels(configuration)), bitSlicing.bits).length : 1;
}
