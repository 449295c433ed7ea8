import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { toConductances, type Conductances, type CrossbarAddress } from './conductances.ts';
import { applyDrift } from './drift.ts';
import { applyFiniteLevels } from './finite-levels.ts';
import { applyProgrammingError } from './programming-error.ts';
import { applyProgrammingVariation } from './programming-variation.ts';
import { applyStuckCells } from './stuck-cells.ts';

/** Writes levels (rows x columns, 0 where there is no synapse) into the devices of a crossbar: the written-once effects of devices, in the order in which they act. */
export function writeDevices(
  levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device, effects: NonIdealities, address: CrossbarAddress,
): Conductances {
  const conductances = toConductances(levels, rows, columns, highest, device);
  if (effects.levels !== null) applyFiniteLevels(conductances, effects.levels, device);
  if (effects.programmingVariation) applyProgrammingVariation(conductances, effects.programmingVariation.sigma, address);
  if (effects.programmingError) applyProgrammingError(conductances, effects.programmingError, address);
  if (effects.drift) applyDrift(conductances, effects.drift, device, address);
  if (effects.stuckCells) applyStuckCells(conductances, effects.stuckCells, device, address);
  return conductances;
}
