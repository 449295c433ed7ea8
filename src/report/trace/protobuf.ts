/** Writes protocol buffers: the few forms of fields that traces need. https://protobuf.dev/programming-guides/encoding */
export interface ProtoWriter {
  /** A whole number from 0 to 2^53. */
  readonly varint: (field: number, value: number) => void;
  readonly double: (field: number, value: number) => void;
  readonly fixed64: (field: number, value: number) => void;
  readonly text: (field: number, value: string) => void;
  /** A message within this one. */
  readonly message: (field: number, fill: () => void) => void;
  readonly bytes: () => Uint8Array;
}

const [VARINT, FIXED64, DELIMITED] = [0, 1, 2];
const LONGEST_NUMBER = 10;
/** Room for the length of a message: messages of a trace are shorter than 2^14 bytes, or are moved. */
const LENGTH_BYTES = 2;

export function protoWriter(): ProtoWriter {
  let buffer = new Uint8Array(1 << 16);
  let view = new DataView(buffer.buffer);
  let at = 0;
  const encoder = new TextEncoder();
  const room = (bytes: number): void => {
    if (at + bytes <= buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * buffer.length, at + bytes));
    larger.set(buffer);
    buffer = larger;
    view = new DataView(buffer.buffer);
  };
  const number = (value: number): void => {
    room(LONGEST_NUMBER);
    let rest = value;
    while (rest >= 128) {
      buffer[at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    buffer[at++] = rest;
  };
  const key = (field: number, kind: number): void => number(field * 8 + kind);
  return {
    varint: (field, value) => {
      key(field, VARINT);
      number(value);
    },
    double: (field, value) => {
      key(field, FIXED64);
      room(8);
      view.setFloat64(at, value, true);
      at += 8;
    },
    fixed64: (field, value) => {
      key(field, FIXED64);
      room(8);
      view.setUint32(at, value % 2 ** 32, true);
      view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
      at += 8;
    },
    text: (field, value) => {
      const bytes = encoder.encode(value);
      key(field, DELIMITED);
      number(bytes.length);
      room(bytes.length);
      buffer.set(bytes, at);
      at += bytes.length;
    },
    message: (field, fill) => {
      key(field, DELIMITED);
      room(LENGTH_BYTES);
      const begin = at;
      at += LENGTH_BYTES;
      fill();
      const length = at - begin - LENGTH_BYTES;
      if (length < 2 ** 14) {
        // A varint may be longer than it need be.
        buffer[begin] = (length % 128) + 128;
        buffer[begin + 1] = length >> 7;
        return;
      }
      const content = buffer.slice(begin + LENGTH_BYTES, at);
      at = begin;
      number(length);
      room(content.length);
      buffer.set(content, at);
      at += content.length;
    },
    bytes: () => buffer.slice(0, at),
  };
}
