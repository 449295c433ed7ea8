import { fail, type Where } from '../../diagnostics/diagnostic.ts';

/** An element type of NumPy: kind b, i, u or f. */
export interface NumpyType {
  readonly kind: 'b' | 'i' | 'u' | 'f';
  readonly size_bytes: 1 | 2 | 4 | 8;
}

export interface NpyHeader {
  readonly type: NumpyType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself allows 10,000 characters, and 32 dimensions. */
const HEADER_LIMIT_bytes = 65_536;
const DIMENSIONS_LIMIT = 32;
const READ_TYPES = /^(?:b1|[iu][1248]|f[248])$/;

/** Reads magic, version and the Python dictionary behind it. @throws DiagnosticError S450, S451, S452 */
export function readHeader(bytes: Uint8Array, where: Where): NpyHeader {
  const major = bytes[6] ?? 0;
  if (!MAGIC.every((byte, index) => bytes[index] === byte) || major < 1 || major > 3) fail('S450', {}, where);
  const lengthBytes = major === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) fail('S451', { reason: 'the file ends in it' }, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffset = 8 + lengthBytes + length;
  if (length > HEADER_LIMIT_bytes) fail('S451', { reason: `it claims to be ${length} bytes long` }, where);
  if (dataOffset > bytes.length) fail('S451', { reason: 'the file ends in it' }, where);
  const text = Buffer.from(bytes.subarray(8 + lengthBytes, dataOffset)).toString(major === 3 ? 'utf8' : 'latin1');
  return { ...elementTypeIn(text, where), fortranOrder: orderIn(text, where), shape: shapeIn(text, where), dataOffset };
}

function elementTypeIn(text: string, where: Where): Pick<NpyHeader, 'type' | 'bigEndian'> {
  const description = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[[^\]]*\]))/.exec(text) ?? fail('S451', { reason: "the key 'descr' is missing" }, where);
  const [, order, code] = /^([<>|=]?)([^]*)$/.exec(description[1] ?? '')!;
  if (!READ_TYPES.test(code!)) fail('S452', { type: (description[1] ?? description[2])!.slice(0, 40) }, where);
  return {
    type: { kind: code![0] as NumpyType['kind'], size_bytes: Number(code!.slice(1)) as NumpyType['size_bytes'] },
    bigEndian: order === '>',
  };
}

function orderIn(text: string, where: Where): boolean {
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text) ?? fail('S451', { reason: "the key 'fortran_order' is missing" }, where);
  return order[1] === 'True';
}

function shapeIn(text: string, where: Where): readonly number[] {
  const tuple = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text) ?? fail('S451', { reason: "the key 'shape' is missing" }, where);
  const words = tuple[1]!.split(',').map((word) => word.trim().replace(/L$/, '')).filter((word) => word !== '');
  if (words.length > DIMENSIONS_LIMIT) fail('S451', { reason: `it has ${words.length} dimensions` }, where);
  const shape = words.map(Number);
  if (!shape.every(Number.isSafeInteger)) fail('S451', { reason: `the shape (${words.join(', ').slice(0, 80)}) is not made of integers` }, where);
  return shape;
}
