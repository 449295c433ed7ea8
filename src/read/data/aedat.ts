import { fail } from '../../diagnostics/diagnostic.ts';
import type { Visit } from './nmnist.ts';

const MAGIC = '#!AER-DAT';
const READ_VERSION = '3.1';
const HEADER_END = '#!END-HEADER\r\n';
const HEADER_LIMIT_bytes = 1 << 20;

/** Packet header (libcaer, events/common.h): type, source (16 bits each), then size, time offset, overflow, capacity, number, valid (32 bits each). */
const PACKET_HEADER_bytes = 28;
const POLARITY_EVENT = 1;
const POLARITY_EVENT_bytes = 8;
const OVERFLOW_us = 2 ** 31;

/** Version of an AEDAT file, such as 3.1; null for anything else (version 1.0 has no header to tell it by). */
export function aedatVersion(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  if (!head.startsWith(MAGIC)) return null;
  return /^[0-9][0-9.]{0,7}/.exec(head.slice(MAGIC.length))?.[0] ?? 'unknown';
}

/**
 * Polarity events of an AEDAT 3.1 file, other events left out; times count from the first of them. Format: docs.inivation.com,
 * "AEDAT 3.1"; an event is a 32-bit word of valid mark (bit 0), polarity (1), y (2 to 16), x (17 to 31), and a time in us.
 * @throws DiagnosticError S232 for other versions of AEDAT, S233 when it is damaged
 */
export function walkAedat(bytes: Uint8Array, file: string, visit: Visit): void {
  const version = aedatVersion(bytes);
  if (version !== READ_VERSION) fail('S232', { format: `AEDAT ${version ?? 'of unknown version'}` }, { file });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start_us: number | null = null;
  for (let at = endOfHeader(bytes, file); at < bytes.length;) {
    const { type, number, size_bytes, overflow, end } = packetAt(view, at, file);
    if (type === POLARITY_EVENT) {
      if (size_bytes !== POLARITY_EVENT_bytes) fail('S233', { reason: `a polarity event of ${size_bytes} bytes` }, placeOf(at, file));
      const base_us = overflow * OVERFLOW_us;
      for (let i = 0, event = at + PACKET_HEADER_bytes; i < number; i++, event += POLARITY_EVENT_bytes) {
        const word = view.getUint32(event, true);
        if ((word & 1) === 0) continue;
        const time_us = base_us + view.getInt32(event + 4, true);
        start_us ??= time_us;
        if (time_us < start_us) fail('S233', { reason: 'its times run backwards' }, placeOf(event, file));
        visit(word >>> 17, (word >>> 2) & 0x7fff, (word >>> 1) & 1, time_us - start_us);
      }
    }
    at = end;
  }
}

function endOfHeader(bytes: Uint8Array, file: string): number {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_LIMIT_bytes));
  const at = head.indexOf(HEADER_END, 0, 'latin1');
  if (at < 0) fail('S233', { reason: 'the end of its header is missing' }, { file });
  const format = /^#Format: *([^\r\n]*)/m.exec(head.toString('latin1', 0, at))?.[1]?.trim();
  if (format !== undefined && format !== 'RAW') fail('S232', { format: `AEDAT 3.1 of format ${format.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)}` }, { file });
  return at + HEADER_END.length;
}

interface Packet {
  readonly type: number;
  readonly size_bytes: number;
  readonly number: number;
  readonly overflow: number;
  readonly end: number;
}

function packetAt(view: DataView, at: number, file: string): Packet {
  if (at + PACKET_HEADER_bytes > view.byteLength) fail('S233', { reason: 'it ends inside the header of a packet' }, placeOf(at, file));
  const [size_bytes, overflow, capacity, number] = [4, 12, 16, 20].map((offset) => view.getInt32(at + offset, true)) as [number, number, number, number];
  if (size_bytes <= 0 || overflow < 0 || number < 0 || capacity !== number) fail('S233', { reason: `a packet of ${number} (of ${capacity}) events of ${size_bytes} bytes` }, placeOf(at, file));
  const end = at + PACKET_HEADER_bytes + size_bytes * number;
  if (end > view.byteLength) fail('S233', { reason: 'it ends inside a packet' }, placeOf(at, file));
  return { type: view.getInt16(at, true), size_bytes, number, overflow, end };
}

function placeOf(at: number, file: string): { file: string; place: string } {
  return { file, place: `byte ${at}` };
}
