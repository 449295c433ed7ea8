import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Device } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { toEffectiveLevels, type Conductances, type CrossbarAddress } from '../../../src/simulate/crossbar/conductances.ts';
import { wiresAt } from '../../../src/simulate/crossbar/temperature.ts';
import { wiredCrossbars, type Wired } from '../../../src/simulate/crossbar/wires/wired-crossbars.ts';
import { writeDevices } from '../../../src/simulate/crossbar/write-devices.ts';

/**
 * Writes levels (rows x columns, 0 where there is no synapse) into a crossbar and returns what its columns then weigh each row with, in
 * levels. Each column has a highest level of its own.
 * @param wired the wires of the chip's crossbars; left out: those of `effects`, of a crossbar that is as large as what is written
 */
export function programCrossbar(
  levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device, effects: NonIdealities, address: CrossbarAddress, wired?: Wired | null,
): Float32Array {
  return columnLevels(writeDevices(levels, rows, columns, highest, device, effects, address), highest, device, effects, wired);
}

/** What the columns weigh each row with, in levels, once the devices are written: wires act last, on the finished conductances. */
export function columnLevels(devices: Conductances, highest: Float64Array, device: Device, effects: NonIdealities, wired: Wired | null = wiresOf(effects, device)): Float32Array {
  return toEffectiveLevels(wired ? wired(devices) : devices, highest, device);
}

function wiresOf({ wires, temperature }: NonIdealities, device: Device): Wired | null {
  return wires && wiredCrossbars(wiresAt(wires, temperature), null, device.conductanceOff_S.value, loadKernels());
}
