import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { deflateSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { sizeOf, type Tensor } from '../../../src/ir/tensor.ts';
import { encodeNpy, readNpy } from '../../../src/read/tensors/npy.ts';
import { decodeNpz, encodeNpz, readNpz } from '../../../src/read/tensors/npz.ts';
import stored from './numpy-files.json' with { type: 'json' };

const numpy = (name: keyof typeof stored): Uint8Array => Buffer.from(stored[name], 'base64');
const read = (name: keyof typeof stored): Tensor => readNpy(numpy(name), name);

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'tensors-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map((one) => one.code).join();
    throw error;
  }
  return 'none';
}

describe('arrays as NumPy writes them', () => {
  test.each<[keyof typeof stored, readonly number[], Tensor['data']]>([
    ['f4', [2, 3], Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25)],
    ['f4 big-endian', [2, 3], Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25)],
    ['f8', [2, 3], Float64Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5)],
    ['f4 fortran', [2, 3], Float32Array.of(0, 1, 2, 3, 4, 5)],
    ['f4 fortran 3d', [2, 3, 4], Float32Array.from({ length: 24 }, (_, index) => index)],
    ['f2', [6], Float32Array.of(0, 1, -2.5, 65504, 2 ** -24, Infinity)],
    ['b1', [2], Uint8Array.of(1, 0)],
    ['u1', [2], Uint8Array.of(0, 255)],
    ['i1', [2], Int8Array.of(-128, 127)],
    ['i2', [2], Int16Array.of(-32768, 32767)],
    ['i2 big-endian', [2], Int16Array.of(-32768, 258)],
    ['i4', [2], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['i8 small', [2], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['i8 large', [2], Float64Array.of(2 ** 40, -1)],
    ['u2', [1], Int32Array.of(65535)],
    ['u4', [1], Float64Array.of(2 ** 32 - 1)],
    ['u8', [1], Int32Array.of(7)],
    ['scalar', [], Float32Array.of(1.5)],
    ['empty', [0, 3], new Float32Array(0)],
    ['version 2', [2, 3], Float32Array.of(0, 1, 2, 3, 4, 5)],
    ['version 3', [2, 3], Float32Array.of(0, 1, 2, 3, 4, 5)],
  ])('%s', (name, shape, data) => expect(read(name)).toEqual({ shape, data }));

  test('what is written is byte for byte what numpy.save writes', () => {
    for (const name of ['f4', 'f8', 'i1', 'i2', 'i4', 'u1', 'scalar', 'empty', 'vector'] as const) {
      expect(Buffer.from(encodeNpy(read(name))), name).toEqual(numpy(name));
    }
  });

  test('numpy.savez and savez_compressed', () => {
    expect([...decodeNpz(numpy('savez'), 'x.npz')]).toEqual([
      ['a.w', { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) }], ['b', { shape: [2], data: Int8Array.of(1, 2) }],
    ]);
    expect([...decodeNpz(numpy('savez_compressed'), 'x.npz')]).toEqual([
      ['zeros', { shape: [1000], data: new Float32Array(1000) }], ['ramp', { shape: [300], data: Float64Array.from({ length: 300 }, (_, index) => index) }],
    ]);
  });
});

const tensors: fc.Arbitrary<Tensor> = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const size = { minLength: sizeOf(shape), maxLength: sizeOf(shape) };
  return fc.oneof(
    fc.float32Array({ ...size, noNaN: true }), fc.float64Array({ ...size, noNaN: true }), fc.int8Array(size), fc.int16Array(size), fc.int32Array(size), fc.uint8Array(size),
  ).map((data) => ({ shape, data: data as Tensor['data'] }));
});

test('tensors read back equal, and the same tensors give the same bytes', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), tensors), (named) => {
    const map = new Map(Object.entries(named));
    const bytes = encodeNpz(map);
    expect(decodeNpz(bytes, 'x.npz')).toEqual(map);
    expect(encodeNpz(map)).toEqual(bytes);
  }), { seed: 1 });
});

describe('malformed .npy', () => {
  const good = encodeNpy({ shape: [2], data: Float32Array.of(1, 2) });
  const header = (text: string): Uint8Array => {
    const bytes = new Uint8Array(10 + text.length + 8);
    bytes.set(good.subarray(0, 8));
    bytes[8] = text.length;
    bytes.set(Buffer.from(text, 'latin1'), 10);
    return bytes;
  };

  test.each<[string, Uint8Array, string]>([
    ['another file', Buffer.from('PK\x03\x04 and so on'), 'S450'],
    ['nothing', new Uint8Array(0), 'S450'],
    ['a version to come', Uint8Array.from(good, (byte, index) => (index === 6 ? 4 : byte)), 'S450'],
    ['a cut header', good.subarray(0, 40), 'S451'],
    ['cut before the header', good.subarray(0, 9), 'S451'],
    ['no descr', header("{'fortran_order': False, 'shape': (2,), }"), 'S451'],
    ['no order', header("{'descr': '<f4', 'shape': (2,), }"), 'S451'],
    ['no shape', header("{'descr': '<f4', 'fortran_order': False }"), 'S451'],
    ['a shape without end', header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, ) }"), 'S451'],
    ['more dimensions than NumPy has', header(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1,'.repeat(33)}) }`), 'S451'],
    ['complex', numpy('complex'), 'S452'],
    ['text', numpy('text'), 'S452'],
    ['structured', numpy('structured'), 'S452'],
    ['a type with a line break', header("{'descr': '<f4\n', 'fortran_order': False, 'shape': (2,), }"), 'S452'],
    ['objects', header("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"), 'S452'],
    ['a shape that needs more', header("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000), }"), 'S453'],
    ['a shape that needs less', header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"), 'S453'],
    ['integers beyond 2^53', numpy('i8 too large'), 'S454'],
  ])('%s', (_, bytes, code) => expect(codeOf(() => readNpy(bytes, 'x.npy'))).toBe(code));

  test('diagnostics name the file', () => {
    const file = join(folder, 'bad.npy');
    writeFileSync(file, 'no');
    expect(() => readNpy(file)).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'S450', where: { file } })] }));
    expect(codeOf(() => readNpy(join(folder, 'none.npy')))).toBe('S101');
    expect(codeOf(() => readNpy(folder))).toBe('S101');
  });
});

describe('malformed .npz', () => {
  const good = encodeNpz(new Map([['w', { shape: [300], data: new Float32Array(300).fill(1) }]]));
  const packed = zipSync({ 'w.npy': encodeNpy({ shape: [3000], data: new Float32Array(3000) }) });
  /** Writes little-endian bytes at an offset from the first central directory record. */
  const patched = (bytes: Uint8Array, offset: number, values: readonly number[]): Uint8Array => {
    const out = bytes.slice();
    out.set(values, Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + offset);
    return out;
  };

  test.each<[string, Uint8Array, string]>([
    ['another file', Buffer.from('hello, this is not a zip archive'), 'S460'],
    ['nothing', new Uint8Array(0), 'S460'],
    ['cut off', good.subarray(0, 500), 'S460'],
    ['a damaged directory', patched(good, 0, [0]), 'S460'],
    ['an entry that is not there', patched(good, 42, [9]), 'S460'],
    ['encrypted', patched(good, 8, [1]), 'S461'],
    ['another compression', patched(good, 10, [12]), 'S461'],
    ['zip64', patched(good, 24, [255, 255, 255, 255]), 'S461'],
    ['a stored entry that grows', patched(good, 24, [0, 0, 0, 1]), 'S460'],
    ['an expansion that deflate cannot do', patched(packed, 24, [0, 0, 0, 0x40]), 'S460'],
    ['a flipped bit', Uint8Array.from(good, (byte, index) => (index === 600 ? byte ^ 1 : byte)), 'S463'],
    ['a size that is too small', patched(packed, 24, [100, 0]), 'S463'],
    ['a damaged stream', Uint8Array.from(packed, (byte, index) => (index === 40 ? byte ^ 0xff : byte)), 'S463'],
    ['an array that is none', zipSync({ 'w.npy': Buffer.from('no') }), 'S450'],
  ])('%s', (_, bytes, code) => expect(codeOf(() => decodeNpz(bytes, 'x.npz'))).toBe(code));

  test('a bomb is refused before it is inflated', () => {
    const zeros = deflateSync(new Uint8Array(64 * 1024 * 1024), { level: 9 });
    expect(zeros.length).toBeLessThan(100_000);
    const bomb = directoryBomb(zeros, 64 * 1024 * 1024, 40);
    expect(codeOf(() => decodeNpz(bomb, 'x.npz'))).toBe('S462');
    // Few enough for the limit, but all of the same bytes.
    expect(codeOf(() => decodeNpz(directoryBomb(zeros, 64 * 1024 * 1024, 20), 'x.npz'))).toBe('S460');
  });

  test('the name of an entry is shown, whatever it is', () => {
    const odd = zipSync({ [`${'\0\x1b'.repeat(10)}${'w'.repeat(5000)}`]: Buffer.from('x') });
    const damaged = patched(odd, 24, [0, 0, 0, 1]);
    expect(() => decodeNpz(damaged, 'x.npz')).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'S460', where: { file: 'x.npz', place: `${'?'.repeat(20)}${'w'.repeat(60)}...` } })] }));
  });

  test('a file that is not there', () => expect(codeOf(() => readNpz(join(folder, 'none.npz')))).toBe('S101'));
});

/** One deflated stream that many directory records point at. */
function directoryBomb(stream: Uint8Array, size: number, count: number): Uint8Array {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  const records = Array.from({ length: count }, (_, index) => {
    const record = Buffer.alloc(48, 0);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(8, 10);
    record.writeUInt32LE(stream.length, 20);
    record.writeUInt32LE(size, 24);
    record.writeUInt16LE(2, 28);
    record.write(String(index).padStart(2, '0'), 46);
    return record;
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(local.length + stream.length, 16);
  return Buffer.concat([local, stream, ...records, end]);
}
