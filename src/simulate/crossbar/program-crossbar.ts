import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { toConductances, toEffectiveLevels, type CrossbarAddress } from './conductances.ts';
import { applyFiniteLevels } from './finite-levels.ts';
import { applyProgrammingVariation } from './programming-variation.ts';
import { applyStuckCells } from './stuck-cells.ts';

/**
 * Writes levels (rows x columns, 0 where there is no synapse) into a crossbar and returns what its columns then weigh each row with, in
 * levels. Each column has a highest level of its own. Written-once effects act in the order of programming; wire resistance, once modelled, acts last, on the finished conductances.
 */
export function programCrossbar(
  levels: Float64Array, rows: number, columns: number, highest: Float64Array, device: Device, effects: NonIdealities, address: CrossbarAddress,
): Float32Array {
  const conductances = toConductances(levels, rows, columns, highest, device);
  if (effects.levels !== null) applyFiniteLevels(conductances, effects.levels, device);
  if (effects.programmingVariation) applyProgrammingVariation(conductances, effects.programmingVariation.sigma, address);
  if (effects.stuckCells) applyStuckCells(conductances, effects.stuckCells, device, address);
  return toEffectiveLevels(conductances, highest, device);
}
