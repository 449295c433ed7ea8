import type { Random } from './random.ts';

export type Mutate = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

/** Longer inputs are cut: size alone is not what is looked for. */
export const MOST_BYTES = 64 * 1024;

/** One to many small changes to any bytes. */
export const mutateBytes: Mutate = (bytes, random, others) => {
  let changed: Uint8Array = Uint8Array.from(bytes);
  do changed = random.pick(CHANGES)(changed, random, others).subarray(0, MOST_BYTES);
  while (random.chance(0.6));
  return changed;
};

const BYTES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];
const NUMBERS = [0n, 1n, 2n, 7n, 8n, 255n, 256n, 65535n, 65536n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

const CHANGES: readonly Mutate[] = [
  (bytes, random) => written(bytes, place(bytes, random), (old) => old ^ (1 << random.below(8))),
  (bytes, random) => written(bytes, place(bytes, random), () => random.below(256)),
  (bytes, random) => written(bytes, place(bytes, random), () => random.pick(BYTES)),
  (bytes, random) => written(bytes, place(bytes, random), (old) => old + random.pick([-1, 1, -2, 2, 16])),
  (bytes, random) => withNumber(bytes, place(bytes, random), random.pick([2, 4, 8]), random.pick(NUMBERS), random.chance(0.3)),
  (bytes, random) => withNumber(bytes, place(bytes, random), random.pick([1, 2, 4, 8]), BigInt(random.below(bytes.length + 2)), random.chance(0.3)),
  changeLength,
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(0, Math.max(0, bytes.length - 1 - random.below(16))),
  (bytes, random) => bytes.slice(random.below(Math.min(64, bytes.length) + 1)),
  (bytes, random) => cut(bytes, random, (head, _, tail) => joined(head, tail)),
  (bytes, random) => cut(bytes, random, (head, middle, tail) => joined(head, middle, middle, tail)),
  (bytes, random) => cut(bytes, random, (head, middle, tail) => joined(head, new Uint8Array(middle.length).fill(random.pick(BYTES)), tail)),
  (bytes, random) => cut(bytes, random, (head, middle, tail) => joined(head, middle.map(() => random.below(256)), tail)),
  (bytes, random) => cut(bytes, random, (head, middle, tail) => joined(tail, middle, head)),
  (bytes, random) => cut(bytes, random, (head, middle, tail) => joined(head, ...new Array<Uint8Array>(1 + random.below(64)).fill(middle), tail)),
  (bytes, random, others) => joined(bytes.subarray(0, random.below(bytes.length + 1)), tailOf(random.pick(others), random)),
  (bytes, random, others) => cut(bytes, random, (head, middle, tail) => joined(head, tailOf(random.pick(others), random).subarray(0, middle.length), tail)),
];

/** Mostly near the start or the end, where headers and directories are. */
function place(bytes: Uint8Array, random: Random): number {
  const near = Math.min(bytes.length, random.pick([64, 256]));
  const kind = random.below(4);
  if (kind === 0) return random.below(near);
  return kind === 1 ? bytes.length - 1 - random.below(near) : random.below(bytes.length);
}

export function written(bytes: Uint8Array, at: number, change: (old: number) => number): Uint8Array {
  if (at >= 0 && at < bytes.length) bytes[at] = change(bytes[at]!);
  return bytes;
}

export function withNumber(bytes: Uint8Array, at: number, size: number, value: bigint, bigEndian: boolean): Uint8Array {
  for (let i = 0; i < size && at + i < bytes.length; i++) {
    const shift = BigInt(8 * (bigEndian ? size - 1 - i : i));
    if (at + i >= 0) bytes[at + i] = Number((value >> shift) & 0xffn);
  }
  return bytes;
}

/** Changes a number that could be a length or an offset: one between 1 and the size of the file. */
function changeLength(bytes: Uint8Array, random: Random): Uint8Array {
  const size = random.pick([1, 2, 4, 8]);
  const bigEndian = random.chance(0.3);
  const start = random.below(Math.max(1, bytes.length - size));
  for (let at = start; at < Math.min(start + 512, bytes.length - size); at++) {
    let value = 0n;
    for (let i = 0; i < size; i++) value |= BigInt(bytes[at + i]!) << BigInt(8 * (bigEndian ? size - 1 - i : i));
    if (value < 1n || value > BigInt(bytes.length)) continue;
    const other = random.pick([value + 1n, value - 1n, value * 2n, value * 256n, value + BigInt(bytes.length), 0n, (1n << BigInt(8 * size)) - 1n, 1n << BigInt(8 * size - 1)]);
    return withNumber(bytes, at, size, other, bigEndian);
  }
  return bytes;
}

function cut(bytes: Uint8Array, random: Random, assemble: (head: Uint8Array, middle: Uint8Array, tail: Uint8Array) => Uint8Array): Uint8Array {
  const start = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, start + 1 + random.below(random.pick([4, 32, 256, bytes.length + 1])));
  return assemble(bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end));
}

function tailOf(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.subarray(random.below(bytes.length + 1));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(Math.min(2 * MOST_BYTES, parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    const room = part.subarray(0, out.length - at);
    out.set(room, at);
    at += room.length;
  }
  return out;
}
