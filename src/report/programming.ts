import type { Constant, Device, Target } from '../ir/target.ts';
import type { DeviceWrites } from '../simulate/ledger/count-writes.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import { formatCount } from './quantity.ts';

/** What it takes to load the chip; once, and no part of the energy of an inference. */
export interface Programming extends DeviceWrites {
  /** Null where the memory device has no price of a write, like the two below. */
  readonly energy_J: number | null;
  /** Sums to `energy_J`. */
  readonly parts_J: { readonly loading: number; readonly testing: number; readonly verifying: number } | null;
  /** Of loading the crossbar with most pulses, a device at a time, all crossbars at once; null where the length of a pulse is not known. */
  readonly time_s: number | null;
  readonly source: string | null;
}

/** Null where there are no memory devices, or they were not counted. */
export function priceProgramming({ device }: Target, { writes }: Ledger): Programming | null {
  if (!writes || !device) return null;
  const price = writePrice(device);
  const time_s = loadingTime(device, writes);
  if (!price) return { ...writes, energy_J: null, parts_J: null, time_s, source: null };
  const each_J = price.value * 1e-12;
  const parts_J = { loading: each_J * writes.parts.loading, testing: each_J * writes.parts.testing, verifying: (writes.verifyReads ?? 0) * (verifyPrice(device)?.value ?? 0) * 1e-12 };
  return { ...writes, energy_J: parts_J.loading + parts_J.testing + parts_J.verifying, parts_J, time_s, source: price.source };
}

/** A read after every pulse, where pulses are verified. */
function loadingTime({ write }: Device, { busiest, verifyReads }: DeviceWrites): number | null {
  if (busiest === undefined || !write?.pulse_ns) return null;
  const read_ns = verifyReads === undefined ? 0 : write.verify?.read_ns?.value;
  return read_ns === undefined ? null : busiest * (write.pulse_ns.value + read_ns) * 1e-9;
}

/** Energy of a verifying read in pJ, V^2 G t at the read voltage with the device fully on; null where its length is not known. */
export function verifyPrice({ conductanceOn_S, readVoltage_V, write }: Device): Constant | null {
  const read_ns = write?.verify?.read_ns;
  if (!read_ns) return null;
  return { value: readVoltage_V.value ** 2 * conductanceOn_S.value * read_ns.value * 1e3, source: read_ns.source, scope: 'term', evidence: 'derived', note: 'V^2 G t of a read, G the on conductance: an upper bound' };
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
  if (writes.verifyReads === undefined) return [...unpriced, 'programming: a write is counted as one pulse, without passes of program-and-verify and reads in between (programAndVerify)'];
  const reads = `${formatCount(writes.verifyReads)} reads`;
  return [
    ...unpriced, ...(verifyPrice(device) ? [] : [`energy and time of verifying: memory device ${device.name} says not how long a read takes (${reads}, left out)`]),
    'programming: pulses and reads of program-and-verify are their averages over chips; converters of the verifying reads have no price',
  ];
}
