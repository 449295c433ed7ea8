import { joined, MOST_BYTES, mutateBytes, type Mutate } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** A field of a message, with the fields of the message it holds where its bytes can be read as one. */
interface Field {
  number: number;
  wire: number;
  bytes: Uint8Array;
  fields: Field[] | null;
}

const DEEPEST = 8;
const MOST_FIELDS = 20_000;
const EXTREME = [0n, 1n, 2n, 127n, 128n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

/** Changes of fields, their lengths made right again; in every eighth input of any bytes. */
export const mutateProtobuf: Mutate = (bytes, random, others) => {
  const root = fieldsOf(bytes, 0);
  if (root === null || root.length === 0 || random.chance(0.125)) return mutateBytes(bytes, random, others);
  const donor = fieldsOf(random.pick(others), 0) ?? root;
  do random.pick(CHANGES)(someList(root, random), random, donor);
  while (random.chance(0.5));
  return messageOf(root).slice(0, MOST_BYTES);
};

type Change = (fields: Field[], random: Random, donor: readonly Field[]) => void;

const CHANGES: readonly Change[] = [
  (fields, random) => { fields.splice(random.below(fields.length), 1); },
  (fields, random) => { fields.splice(random.below(fields.length), 0, ...new Array<Field>(1 + random.below(random.pick([1, 4, 200]))).fill(random.pick(fields))); },
  (fields, random) => {
    const [a, b] = [random.below(fields.length), random.below(fields.length)];
    [fields[a], fields[b]] = [fields[b]!, fields[a]!];
  },
  (fields, random, donor) => { fields.splice(random.below(fields.length + 1), 0, copyOf(random.pick(someList(donor as Field[], random)))); },
  (fields, random) => { replace(fields, random, (field) => ({ ...field, number: random.pick([field.number + 1, Math.max(1, field.number - 1), 1 + random.below(20), 536870911]) })); },
  (fields, random) => { replace(fields, random, (field) => ({ ...field, wire: random.below(8) })); },
  (fields, random) => { replaceLeaf(fields, random, (field) => (field.wire === 0 ? { ...field, bytes: varint(random.pick(EXTREME)) } : withBytes(field, random))); },
  (fields, random) => { replaceLeaf(fields, random, (field) => (field.wire === 0 ? { ...field, bytes: varint(BigInt(random.below(64))) } : withBytes(field, random))); },
  (fields, random) => { replaceLeaf(fields, random, (field) => withOtherText(field, random, fields)); },
  (fields, random) => { replaceLeaf(fields, random, (field) => withBytes(field, random)); },
  (fields, random) => { replace(fields, random, (field) => ({ ...field, bytes: new Uint8Array(0), fields: null })); },
  (fields, random) => { replace(fields, random, (field) => wrapped(field, random.pick([2, 50, 2000]))); },
  (fields, random) => { replace(fields, random, (field) => ({ ...field, wire: 0, bytes: new Uint8Array(random.pick([9, 10, 11, 40])).fill(0xff), fields: null })); },
];

/** A field that became part of one that it holds would have no end. */
function copyOf(field: Field): Field {
  return { ...field, fields: field.fields?.map(copyOf) ?? null };
}

/** The fields of a message at any depth that has some. */
function someList(root: Field[], random: Random): Field[] {
  let list = root;
  while (random.chance(0.75)) {
    const inner = list.filter((field) => field.fields !== null && field.fields.length > 0);
    if (inner.length === 0) break;
    list = random.pick(inner).fields!;
  }
  return list.length > 0 ? list : root;
}

function replace(fields: Field[], random: Random, change: (field: Field) => Field): void {
  if (fields.length === 0) return;
  const at = random.below(fields.length);
  fields[at] = change(fields[at]!);
}

/** Where there is one, a field that holds no others: the message around it stays one. */
function replaceLeaf(fields: Field[], random: Random, change: (field: Field) => Field): void {
  const leaves = fields.flatMap((field, at) => (field.fields === null || isText(field) ? [at] : []));
  if (leaves.length === 0) return replace(fields, random, change);
  const at = random.pick(leaves);
  fields[at] = change(fields[at]!);
}

/** A name in place of another one: an operator, an attribute, an input. */
function withOtherText(field: Field, random: Random, fields: readonly Field[]): Field {
  const others = fields.filter(isText);
  return isText(field) && others.length > 0 ? { ...field, bytes: contentOf(random.pick(others)), fields: null } : withBytes(field, random);
}

/** A short text may also be read as a message by chance. */
function isText(field: Field): boolean {
  return field.wire === 2 && field.bytes.length > 0 && field.bytes.length < 80 && field.bytes.every((byte) => byte >= 32 && byte < 127);
}

function withBytes(field: Field, random: Random): Field {
  const bytes = mutateBytes(contentOf(field), random, [field.bytes]);
  return { ...field, bytes, fields: null };
}

function wrapped(field: Field, depth: number): Field {
  let inner = field;
  for (let i = 0; i < depth; i++) inner = { number: field.number, wire: 2, bytes: encode(inner), fields: null };
  return inner;
}

function fieldsOf(bytes: Uint8Array, depth: number): Field[] | null {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    if (tag === null || tag.value === 0 || fields.length >= MOST_FIELDS) return null;
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    const body = bodyOf(bytes, tag.end, wire);
    if (number === 0 || number > 1000 || body === null) return null;
    const content = bytes.subarray(body.start, body.end);
    fields.push({ number, wire, bytes: content, fields: wire === 2 && depth < DEEPEST && content.length > 1 && content.length < 4096 * 16 ? fieldsOf(content, depth + 1) : null });
    at = body.end;
  }
  return fields;
}

function bodyOf(bytes: Uint8Array, at: number, wire: number): { start: number; end: number } | null {
  const fixed = { 1: 8, 5: 4 }[wire];
  if (fixed !== undefined) return at + fixed <= bytes.length ? { start: at, end: at + fixed } : null;
  const number = readVarint(bytes, at);
  if (number === null || (wire !== 0 && wire !== 2)) return null;
  if (wire === 0) return { start: at, end: number.end };
  return number.end + number.value <= bytes.length ? { start: number.end, end: number.end + number.value } : null;
}

function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return null;
}

function messageOf(fields: readonly Field[]): Uint8Array {
  return joined(...fields.map(encode));
}

function contentOf(field: Field): Uint8Array {
  return field.fields === null ? field.bytes : messageOf(field.fields);
}

function encode(field: Field): Uint8Array {
  const tag = varint(BigInt(field.number) * 8n + BigInt(field.wire));
  const content = contentOf(field);
  return field.wire === 2 ? joined(tag, varint(BigInt(content.length)), content) : joined(tag, content);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
