import { mutateBytes, withNumber, written, type Mutate } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** Signatures of the structures of an HDF5 file (HDF5 File Format Specification, version 3). */
const SIGNATURES = ['\x89HDF', 'TREE', 'HEAP', 'SNOD', 'GCOL', 'OHDR', 'OCHK', 'FRHP', 'FHDB', 'FHIB', 'BTHD', 'BTLF', 'BTIN', 'FSHD', 'FADB', 'FAHD', 'EAHD', 'EAIB'];
const UNDEFINED = 2n ** 64n - 1n;
const CLAIMS = [0n, 1n, 2n, 8n, 255n, 65535n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 63n, UNDEFINED];
const WORD = /[A-Za-z][A-Za-z0-9_]{2,}/g;

/** Changes of words alone, or of structures too: their fields, the addresses between them (also in circles); in every fifth input of any bytes. */
export const mutateHdf5: Mutate = (bytes, random, others) => {
  if (random.chance(0.2)) return mutateBytes(bytes, random, others);
  const changed = Uint8Array.from(bytes);
  const starts = structuresOf(changed);
  const changes = random.chance(0.5) ? WORD_CHANGES : [...STRUCTURE_CHANGES, ...WORD_CHANGES];
  do random.pick(changes)(changed, random, starts);
  while (random.chance(0.5));
  return changed;
};

type Change = (bytes: Uint8Array, random: Random, starts: readonly number[]) => void;

const STRUCTURE_CHANGES: readonly Change[] = [
  (bytes, random, starts) => { written(bytes, inside(random, starts), () => random.below(256)); },
  (bytes, random, starts) => { written(bytes, inside(random, starts), (old) => old ^ (1 << random.below(8))); },
  (bytes, random, starts) => { withNumber(bytes, inside(random, starts), random.pick([2, 4, 8]), random.pick(CLAIMS), false); },
  (bytes, random, starts) => { withNumber(bytes, inside(random, starts), 8, BigInt(random.pick(starts)), false); },
  (bytes, random) => { onAddress(bytes, random, () => BigInt(random.below(bytes.length) & ~7)); },
  (bytes, random, starts) => { onAddress(bytes, random, () => BigInt(random.pick(starts))); },
  (bytes, random) => { onAddress(bytes, random, () => random.pick(CLAIMS)); },
];

/** Names, and now and then a byte, which is mostly one of a value. */
const WORD_CHANGES: readonly Change[] = [
  (bytes, random) => { onWord(bytes, random, (word) => word.split('').reverse().join('')); },
  swapWords,
  (bytes, random) => { onWord(bytes, random, (word) => String.fromCharCode(random.below(256)).repeat(word.length)); },
  (bytes, random) => { written(bytes, random.below(bytes.length), () => random.below(256)); },
];

/** Where structures begin; object headers of version 1 have no signature, but lie at multiples of 8 and begin with 1, 0. */
function structuresOf(bytes: Uint8Array): readonly number[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const starts = [0];
  for (const signature of SIGNATURES) for (let at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) starts.push(at);
  for (let at = 0; at + 16 < bytes.length; at += 8) if (bytes[at] === 1 && bytes[at + 1] === 0 && bytes[at + 2]! > 0 && bytes[at + 3] === 0 && bytes[at + 4] === 1) starts.push(at);
  return starts;
}

function inside(random: Random, starts: readonly number[]): number {
  return random.pick(starts) + random.below(random.pick([16, 64, 256]));
}

/** Replaces an address: eight bytes, little-endian, that lie in the file and are a multiple of 8. */
function onAddress(bytes: Uint8Array, random: Random, other: () => bigint): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = random.below(Math.max(1, bytes.length - 8));
  for (let at = start; at < Math.min(bytes.length - 8, start + 2048); at++) {
    if (view.getUint32(at + 4, true) !== 0 || view.getUint32(at, true) % 8 !== 0) continue;
    const value = view.getUint32(at, true);
    if (value > 0 && value < bytes.length) {
      withNumber(bytes, at, 8, other(), false);
      return;
    }
  }
}

function wordsOf(bytes: Uint8Array): RegExpExecArray[] {
  return [...Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').matchAll(WORD)];
}

function onWord(bytes: Uint8Array, random: Random, change: (word: string) => string): void {
  const words = wordsOf(bytes);
  if (words.length === 0) return;
  const word = random.pick(words);
  bytes.set(Buffer.from(change(word[0]), 'latin1').subarray(0, word[0].length), word.index);
}

/** One name in place of another, cut or filled with zeros. */
function swapWords(bytes: Uint8Array, random: Random): void {
  const words = wordsOf(bytes);
  if (words.length < 2) return;
  const [to, from] = [random.pick(words), random.pick(words)];
  bytes.set(Buffer.from(from[0].padEnd(to[0].length, '\0').slice(0, to[0].length), 'latin1'), to.index);
}
