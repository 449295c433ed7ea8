import type { StuckPairs } from '../../../passes/9-mitigate/pairs.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import type { Conductances, CrossbarAddress } from '../crossbar/conductances.ts';
import { applyStuckCells } from '../crossbar/stuck-cells.ts';

/**
 * The test that finds stuck devices: all are written off, then all on; those that conduct the same both times are stuck. Shares of the range of a device, NaN for
 * healthy ones; null on a chip without stuck devices.
 */
export function findStuck(rows: number, columns: number, device: Device, { stuckCells }: NonIdealities, address: CrossbarAddress): StuckPairs | null {
  if (!stuckCells) return null;
  const [off, on] = [device.conductanceOff_S.value, device.conductanceOn_S.value];
  const written = (conductance_S: number): Conductances => {
    const cells = (): Float64Array => new Float64Array(rows * columns).fill(conductance_S);
    const conductances = { rows, columns, positive: cells(), negative: cells() };
    applyStuckCells(conductances, stuckCells, device, address);
    return conductances;
  };
  const [low, high] = [written(off), written(on)];
  const stuckOf = (side: 'positive' | 'negative'): Float64Array => low[side].map((conductance, cell) => (conductance === high[side][cell] ? (conductance - off) / (on - off) : NaN));
  return { positive: stuckOf('positive'), negative: stuckOf('negative') };
}
