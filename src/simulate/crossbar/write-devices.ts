import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { toConductances, type Conductances, type CrossbarAddress } from './conductances.ts';
import { applyDeviceVariation } from './device-variation.ts';
import { applyDrift } from './drift.ts';
import { applyFiniteLevels } from './finite-levels.ts';
import { applyFlickerNoise } from './flicker-noise.ts';
import { applyNonlinearity } from './nonlinearity.ts';
import { shareReference, toOffsetConductances } from './offset-columns.ts';
import { programDevices } from './program-and-verify.ts';
import { applyStuckCells } from './stuck-cells.ts';
import { applyTelegraphNoise } from './telegraph-noise.ts';
import { applyTemperature } from './temperature.ts';

/** Writes levels (rows x columns, 0 where there is no synapse) into the devices of a crossbar: the written-once effects of devices, in the order in which they act. */
export function writeDevices(
  levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device, effects: NonIdealities, address: CrossbarAddress,
): Conductances {
  const encode = effects.offsetColumns ? toOffsetConductances : toConductances;
  return writeConductances(encode(levels, rows, columns, highest, device), device, effects, address);
}

/** The same for conductances that were aimed at otherwise; what they become takes their place. */
export function writeConductances(conductances: Conductances, device: Device, effects: NonIdealities, address: CrossbarAddress): Conductances {
  if (effects.levels !== null) applyFiniteLevels(conductances, effects.levels, device);
  programDevices(conductances, device, effects, address);
  if (effects.deviceVariation) applyDeviceVariation(conductances, effects.deviceVariation, address);
  if (effects.drift) applyDrift(conductances, effects.drift, device, address);
  if (effects.flickerNoise?.redrawn === 'once') applyFlickerNoise(conductances, effects.flickerNoise, device, address);
  if (effects.telegraphNoise) applyTelegraphNoise(conductances, effects.telegraphNoise, address);
  if (effects.stuckCells) applyStuckCells(conductances, effects.stuckCells, device, address);
  if (effects.temperature) applyTemperature(conductances, effects.temperature);
  if (effects.nonlinearity) applyNonlinearity(conductances, effects.nonlinearity, device);
  if (conductances.offset) shareReference(conductances);
  return conductances;
}
