import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { toEffectiveLevels, type Conductances, type CrossbarAddress } from './conductances.ts';
import { writeDevices } from './write-devices.ts';

/**
 * Writes levels (rows x columns, 0 where there is no synapse) into a crossbar and returns what its columns then weigh each row with, in
 * levels. Each column has a highest level of its own.
 */
export function programCrossbar(
  levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device, effects: NonIdealities, address: CrossbarAddress,
): Float32Array {
  return columnLevels(writeDevices(levels, rows, columns, highest, device, effects, address), highest, device, effects);
}

/** What the columns weigh each row with, in levels, once the devices are written. Wire resistance, once modelled, acts here. */
export function columnLevels(conductances: Conductances, highest: Float64Array, device: Device, _effects: NonIdealities): Float32Array {
  return toEffectiveLevels(conductances, highest, device);
}
