import type { Constant, Device, Target } from '../ir/target.ts';
import type { DeviceWrites } from '../simulate/ledger/count-writes.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import { formatCount } from './quantity.ts';

/** What it takes to load the chip; once, and no part of the energy of an inference. */
export interface Programming extends DeviceWrites {
  /** Null where the memory device has no price of a write, like the two below. */
  readonly energy_J: number | null;
  /** Sums to `energy_J`. */
  readonly parts_J: DeviceWrites['parts'] | null;
  readonly source: string | null;
}

/** Null where there are no memory devices, or they were not counted. */
export function priceProgramming({ device }: Target, { writes }: Ledger): Programming | null {
  if (!writes || !device) return null;
  const price = writePrice(device);
  if (!price) return { ...writes, energy_J: null, parts_J: null, source: null };
  const each_J = price.value * 1e-12;
  const parts_J = { loading: each_J * writes.parts.loading, testing: each_J * writes.parts.testing };
  return { ...writes, energy_J: parts_J.loading + parts_J.testing, parts_J, source: price.source };
}

/** Energy of one write in pJ: as the device file gives it, or V^2 G t of its write pulse, with the device fully on; null where it says nothing. */
export function writePrice({ conductanceOn_S, write }: Device): Constant | null {
  if (write?.energy_pJ) return write.energy_pJ;
  if (!write?.voltage_V || !write.pulse_ns) return null;
  const energy_pJ = write.voltage_V.value ** 2 * conductanceOn_S.value * write.pulse_ns.value * 1e3;
  const source = write.voltage_V.source === write.pulse_ns.source ? write.voltage_V.source : `${write.voltage_V.source}; ${write.pulse_ns.source}`;
  return { value: energy_pJ, source, scope: 'term', evidence: 'derived', note: 'V^2 G t of the write pulse, G the on conductance: an upper bound' };
}

/** What is not known of it. */
export function programmingGaps({ device, name }: Target, { writes }: Ledger): readonly string[] {
  if (!writes || !device) return [`programming: target ${name} has no memory devices that are counted, and loading its memory is not`];
  const unpriced = writePrice(device) ? [] : [`energy of programming: memory device ${device.name} has no price of a write (${formatCount(writes.writes)} writes)`];
  return [...unpriced, 'programming: a write is counted as one pulse, without passes of program-and-verify and reads in between'];
}
