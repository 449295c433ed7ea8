import protobuf from 'protobufjs/minimal.js';
import { fail } from '../../diagnostics/diagnostic.ts';
import type { ByteFile, Region, Window } from './bytes.ts';

/** Wire types of protobuf that ONNX uses; groups (3 and 4) are not among them. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** One field of a message. `value` is the number of a varint, float or double; `region` the payload of `bytes`. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  readonly value: number;
  readonly region: Region;
}

/** Longest tag and varint (or length), which must lie in one window. */
const LONGEST_HEAD_BYTES = 20;

/**
 * Walks over the fields of the message at `message`. Payloads are passed over unread: whoever wants one reads its region.
 * @throws DiagnosticError S301, S302 for bytes that are no protobuf message
 */
export function walkMessage(file: ByteFile, message: Region, visit: (field: Field) => void): void {
  let head = headReader(file, message.start, message.end);
  for (let position = message.start; position < message.end;) {
    if (!head.covers(position)) head = headReader(file, position, message.end);
    const field = readField(file, head, position);
    if (field.region.end > message.end) fail('S302', { what: `field ${field.number}`, offset: position }, { file: file.path });
    position = field.region.end;
    visit(field);
  }
}

/** Walks over the varints packed in `region`. */
export function walkVarints(file: ByteFile, region: Region, visit: (value: number) => void): void {
  let head = headReader(file, region.start, region.end);
  for (let position = region.start; position < region.end;) {
    if (!head.covers(position)) head = headReader(file, position, region.end);
    visit(guarded(file, position, () => readVarint(head.seek(position))));
    position = head.position();
  }
}

interface HeadReader {
  covers(position: number): boolean;
  seek(position: number): protobuf.Reader;
  position(): number;
}

/** A reader over the window at `position`, cut at `end` so that no varint runs over the end of its message. */
function headReader(file: ByteFile, position: number, end: number): HeadReader {
  const window: Window = file.windowAt(position, Math.min(LONGEST_HEAD_BYTES, end - position));
  const bytes = window.bytes.subarray(0, Math.min(window.bytes.length, end - window.start));
  const reader = new protobuf.Reader(bytes);
  const complete = window.start + bytes.length >= end;
  return {
    covers: (at) => at >= window.start && (complete || at + LONGEST_HEAD_BYTES <= window.start + bytes.length),
    seek: (at) => {
      reader.pos = at - window.start;
      return reader;
    },
    position: () => window.start + reader.pos,
  };
}

function readField(file: ByteFile, head: HeadReader, position: number): Field {
  return guarded(file, position, () => {
    const reader = head.seek(position);
    const tag = reader.tag();
    const number = tag >>> 3;
    const wire = tag & 7;
    if (number === 0) fail('S301', { reason: `a field of number 0 stands at byte ${position}` }, { file: file.path });
    const size = wire === WIRE.bytes ? reader.size() : 0;
    const value = wire === WIRE.bytes ? 0 : readNumber(file, reader, wire, position);
    const start = head.position();
    return { number, wire, value, region: { start, end: start + size } };
  });
}

function readNumber(file: ByteFile, reader: protobuf.Reader, wire: number, position: number): number {
  switch (wire) {
    case WIRE.varint: return readVarint(reader);
    case WIRE.fixed64: return reader.double();
    case WIRE.fixed32: return reader.float();
    default: return fail('S301', { reason: `wire type ${wire} stands at byte ${position}, which ONNX never uses` }, { file: file.path });
  }
}

/** Signed 64-bit; beyond 2^53 it is rounded, which every later check of a size refuses. */
function readVarint(reader: protobuf.Reader): number {
  const first = reader.buf[reader.pos];
  if (first !== undefined && first < 128) {
    reader.pos++;
    return first;
  }
  const value: number | { readonly low: number; readonly high: number } = reader.int64();
  return typeof value === 'number' ? value : (value.low >>> 0) + value.high * 2 ** 32;
}

/** The reader of protobufjs throws RangeError at the end of its bytes and Error for varints of more than ten bytes. */
function guarded<T>(file: ByteFile, position: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) fail('S302', { what: 'a number', offset: position }, { file: file.path });
    if (error instanceof Error && /^invalid (varint|tag|length) encoding$/.test(error.message)) {
      fail('S301', { reason: `${error.message} at byte ${position}` }, { file: file.path });
    }
    throw error;
  }
}
