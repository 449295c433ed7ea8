import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tensor, type Tensor } from '../../../src/ir/tensor.ts';
import { parseTable } from '../../../src/read/data/csv.ts';
import { readDataset, type DatasetOptions } from '../../../src/read/data/dataset.ts';
import { encodeNpy } from '../../../src/read/tensors/npy.ts';
import { encodeNpz } from '../../../src/read/tensors/npz.ts';
import { failureOf, idx, openFolder, valuesOf, type Folder } from './files.ts';

let folder: Folder;
beforeEach(() => { folder = openFolder(); });
afterEach(() => folder.remove());

const f32 = Math.fround;
const npy = (shape: readonly number[], values: number[]): Uint8Array => encodeNpy(tensor(shape, Float32Array.from(values)));

/** Two CIFAR-10 records: label, then 1024 times each of three plane values. */
function cifar(...records: (readonly [label: number, r: number, g: number, b: number])[]): Uint8Array {
  return Buffer.concat(records.map(([label, ...planes]) => Buffer.concat([Buffer.from([label]), ...planes.map((value) => Buffer.alloc(1024, value))])));
}

describe('idx', () => {
  test.each(['images-idx3-ubyte', 'images-idx3-ubyte.gz', 'any.name'])('bytes are scaled to 0..1: %s', async (name) => {
    const dataset = await readDataset(folder.put(name, idx([2, 2, 2], [0, 255, 51, 1, 2, 3, 4, 5])));
    expect(dataset).toMatchObject({ count: 2, available: 2, shape: [1, 2, 2], timesteps: null, labels: null });
    expect(valuesOf(dataset, 0)).toEqual([0, 1, f32(51 / 255), f32(1 / 255)]);
    expect(valuesOf(dataset, 1)).toEqual([2, 3, 4, 5].map((byte) => f32(byte / 255)));
  });

  test('the MNIST test set', async () => {
    const dataset = await readDataset('test/models/data/t10k-images-idx3-ubyte.gz', { shapeHint: [784], limit: 100 });
    expect(dataset).toMatchObject({ count: 100, available: 10_000, shape: [784] });
    expect(valuesOf(dataset, 0).reduce((sum, value) => sum + value, 0)).toBeCloseTo(72.2, 0);
  });

  test('round trip of any images', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.boolean(), async (bytes, zip) => {
      const dataset = await readDataset(folder.put(zip ? 'a.gz' : 'a', idx([2, 3, 2], bytes)));
      expect([0, 1].flatMap((index) => valuesOf(dataset, index).map((value) => Math.round(value * 255)))).toEqual([...bytes]);
    }), { seed: 1, numRuns: 30 });
  });

  test.each([
    ['a-idx3-ubyte', idx([2, 2, 2], [1, 2, 3]), 'S202 has 19 bytes, its header needs 24'],
    ['a-idx3-ubyte', idx([1, 2], [1, 2, 3]), 'S202 has 15 bytes, its header needs 14'],
    ['a-idx3-ubyte', Uint8Array.of(0, 0, 8, 3, 0, 0), 'S202 has 6 bytes, its header needs 16'],
    ['a-idx3-ubyte', idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []), 'S202 has 16 bytes, its header needs 7.922816'],
    ['a-idx3-ubyte', Uint8Array.of(1, 0, 8, 3), 'S203 is not an idx file of unsigned bytes: it begins with 1, 0, 8, 3'],
    ['a', idx([1, 1], [0, 0, 0, 0], 13), 'S203 is not an idx file of unsigned bytes: its element type is 0x0d'],
    ['a', idx([0, 28, 28], []), 'S209 holds no samples'],
    ['a', idx([5, 0, 28], []), 'S209 holds no samples'],
    ['a', idx([5], [1, 2, 3, 4, 5]), 'S216 is an array of shape [5], expected [samples, height, width]'],
    ['a-idx3-ubyte.gz', idx([2, 2, 2], [1, 2, 3]), 'S202 has 19 bytes, its header needs 24'],
    ['empty', '', 'S209 holds no samples'],
    ['noise', Uint8Array.of(7, 1, 2), 'S201 is none of the data formats that are read; it begins with the bytes 07 01 02'],
  ])('malformed %s', async (name, content, expected) => {
    expect(await failureOf(() => readDataset(folder.put(name, content)))).toContain(expected);
  });
});

describe('gzip', () => {
  test('S204: garbage, a cut file and a wrong checksum', async () => {
    const good = gzipSync(idx([1, 2], [1, 2]));
    expect(await failureOf(() => readDataset(folder.put('a.gz', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(40, 7)]))))).toContain('S204 cannot be unzipped');
    expect(await failureOf(() => readDataset(folder.put('a.gz', good.subarray(0, good.length - 6))))).toContain('S204 cannot be unzipped: unexpected end of file');
    expect(await failureOf(() => readDataset(folder.put('a.gz', good.subarray(0, 6))))).toBe('S204 cannot be unzipped: it is cut off');
    good[good.length - 8]! ^= 1;
    expect(await failureOf(() => readDataset(folder.put('a.gz', good)))).toBe('S204 cannot be unzipped: incorrect data check');
  });

  test('S205: more content than the idx header says', async () => {
    const bomb = gzipSync(Buffer.concat([idx([1, 2, 2], [1, 2, 3, 4]), Buffer.alloc(50_000_000)]));
    expect(await failureOf(() => readDataset(folder.put('a.gz', bomb)))).toBe('S205 unzips to more than the 20 bytes that are accepted for it');
  });

  test('S205: more content than the gzip trailer says', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    bomb.writeUInt32LE(3073, bomb.length - 4);
    expect(await failureOf(() => readDataset(folder.put('a.bin.gz', bomb)))).toBe('S205 unzips to more than the 3073 bytes that are accepted for it');
  });
});

describe('CIFAR-10', () => {
  test.each(['a.bin', 'a.bin.gz'])('planes, labels and limit: %s', async (name) => {
    const file = folder.put(name, cifar([3, 255, 0, 51], [9, 1, 2, 3]));
    const dataset = await readDataset(file);
    expect(dataset).toMatchObject({ count: 2, shape: [3, 32, 32], labels: Int32Array.of(3, 9) });
    expect([0, 1024, 2048].map((at) => valuesOf(dataset, 1)[at])).toEqual([f32(1 / 255), f32(2 / 255), f32(3 / 255)]);
    expect(await readDataset(file, { limit: 1 })).toMatchObject({ count: 1, available: 2, labels: Int32Array.of(3) });
  });

  test('S208: normalising leads beyond 32-bit floats', async () => {
    const dataset = await readDataset(folder.put('a.csv', '1,3e38\n1,2\n'), { normalise: [{ mean: 0, std: 0.25 }] });
    expect(await failureOf(() => valuesOf(dataset, 0))).toBe('S208 holds the value Infinity after --normalise');
    expect(valuesOf(dataset, 1)).toEqual([4, 8]);
  });

  test('normalised per channel, after scaling', async () => {
    const normalise = [{ mean: 0.5, std: 0.25 }, { mean: 0.4, std: 0.5 }, { mean: 0, std: 2 }];
    const values = valuesOf(await readDataset(folder.put('a.bin', cifar([0, 255, 0, 51])), { normalise }), 0);
    expect([0, 1023, 1024, 2047, 2048, 3071].map((at) => values[at])).toEqual([2, 2, f32(f32(-f32(0.4)) / 0.5), f32(-f32(0.4) / 0.5), f32(f32(0.2) / 2), f32(f32(0.2) / 2)]);
  });

  test('malformed', async () => {
    expect(await failureOf(() => readDataset(folder.put('a.bin', new Uint8Array(4000)), { shapeHint: [3, 32, 32] }))).toBe('S202 has 4000 bytes, CIFAR-10 with its records of 3073 bytes needs 6146');
    expect(await failureOf(() => readDataset(folder.put('a.bin', cifar([1, 0, 0, 0], [10, 0, 0, 0]))))).toBe('S214 [record 1] 10 is not a class: expected 0 to 9 in CIFAR-10');
    expect(await failureOf(() => readDataset(folder.put('a.bin', cifar([1, 0, 0, 0])), { normalise: [{ mean: 0, std: 1 }, { mean: 0, std: 1 }] })))
      .toBe('S212 --normalise is given for 2 channels, the samples have 3 channels');
  });
});

describe('arrays', () => {
  test('values of .npy and of .npz are taken as they are', async () => {
    for (const name of ['a.npy', 'a.npy.gz']) expect(valuesOf(await readDataset(folder.put(name, npy([2, 2], [1, 2.5, -3, 4]))), 1)).toEqual([-3, 4]);
    const x = tensor([1, 2], Int16Array.of(7, -8));
    const y = tensor([1], Int32Array.of(0));
    expect(valuesOf(await readDataset(folder.put('a.npz', encodeNpz(new Map([['only', x]])))), 0)).toEqual([7, -8]);
    expect(valuesOf(await readDataset(folder.put('a.npz', encodeNpz(new Map<string, Tensor>([['y', y], ['x', x]])))), 0)).toEqual([7, -8]);
  });

  test('unsigned bytes are an image, booleans are not', async () => {
    const bytes = encodeNpy(tensor([1, 2], Uint8Array.of(255, 1)));
    expect(valuesOf(await readDataset(folder.put('a.npy', bytes)), 0)).toEqual([1, f32(1 / 255)]);
    const booleans = Buffer.from(Buffer.from(bytes).toString('latin1').replace('|u1', '|b1'), 'latin1');
    expect(valuesOf(await readDataset(folder.put('b.npy', booleans)), 0)).toEqual([255, 1]);
  });

  test.each<[number[], number[] | undefined, number, number[]]>([
    [[6], undefined, 1, [6]],
    [[2, 3], undefined, 2, [3]],
    [[2, 3], [3], 2, [3]],
    [[2, 3], [6], 1, [6]],
    [[1, 2, 3], undefined, 1, [1, 2, 3]],
    [[1, 2, 3], [6], 1, [6]],
    [[1, 1, 2, 3], [1, 2, 3], 1, [1, 2, 3]],
    [[1, 1, 1, 2, 3], undefined, 1, [6]],
  ])('an array %j for a network of %j is %i samples of %j', async (shape, shapeHint, count, expected) => {
    const dataset = await readDataset(folder.put('a.npy', npy(shape, [1, 2, 3, 4, 5, 6])), { shapeHint });
    expect(dataset).toMatchObject({ count, shape: expected });
  });

  test('spike trains keep their timesteps', async () => {
    const file = folder.put('a.npy', npy([2, 3, 2], [0, 1, 1, 0, 0, 2, 1, 1, 0, 0, 0, 1]));
    const dataset = await readDataset(file, { spikes: true });
    expect(dataset).toMatchObject({ count: 2, shape: [2], timesteps: 3 });
    expect(valuesOf(dataset, 1)).toEqual([1, 1, 0, 0, 0, 1]);
    expect(await readDataset(folder.put('b.npy', npy([3, 2], [0, 1, 1, 0, 0, 2])), { spikes: true, shapeHint: [2] })).toMatchObject({ count: 1, timesteps: 3 });
  });

  test.each([
    ['a.npy', npy([2, 2], [1, 2, NaN, 4]), {}, 'S208 [sample 1, value 0] holds the value NaN'],
    ['a.npy', encodeNpy(tensor([1, 1], Float64Array.of(1e300))), {}, 'S208 [sample 0, value 0] holds the value 1e+300'],
    ['a.npy', npy([0, 4], []), {}, 'S209 holds no samples'],
    ['a.npy', npy([], [1]), {}, 'S216 is an array of shape [], expected [samples, values]'],
    ['a.npy', npy([2, 3], [1, 2, 3, 4, 5, 6]), { shapeHint: [4] }, 'S210 a sample has the shape [3], the network takes [4]'],
    ['a.npy', 'hello', {}, 'S450 is not an .npy file of version 1, 2 or 3'],
    ['a.npz', 'hello', {}, 'S460 is not an .npz file'],
    ['a.npz', encodeNpz(new Map([['a', tensor([1], Int8Array.of(1))], ['b', tensor([1], Int8Array.of(1))]])), {}, 'S215 holds the arrays a, b, none of them named x or data'],
    ['a.npz', encodeNpz(new Map('abcdefghi'.split('').map((name) => [name, tensor([1], Int8Array.of(1))]))), {}, 'S215 holds the arrays a, b, c, d, e, f, 3 more, none of them named x or data'],
    ['a.npy', npy([2, 3], [1, 2, 3, 4, 5, 6]), { spikes: true }, 'S216 is an array of shape [2, 3], expected [samples, timesteps, neurons]'],
    ['a.npy', npy([1, 2, 1], [0, 0.5]), { spikes: true }, 'S217 [sample 0, value 1] holds 0.5, which is not a number of spikes'],
    ['a.npy', npy([1, 2, 1], [0, 1]), { spikes: true, normalise: [{ mean: 0, std: 1 }] }, 'S220 holds spike trains, which cannot be normalised'],
    ['a', idx([1, 2], [1, 2]), { spikes: true }, 'S216 is an array of shape [1, 2], expected spike trains'],
  ])('malformed %s', async (name, content, options, expected) => {
    expect(await failureOf(() => readDataset(folder.put(name, content), options))).toContain(expected);
  });
});

describe('arrays over time', () => {
  const image = (shape: readonly number[], values: number[]): Uint8Array => encodeNpy(tensor(shape, Uint8Array.from(values)));
  const six = [1, -2, 3, 4, 5, 6];

  test.each<[number[], number[], { count: number; timesteps: number | null; shape: number[] }]>([
    [[1, 3, 2], [2], { count: 1, timesteps: 3, shape: [2] }],
    [[2, 3, 1], [1], { count: 2, timesteps: 3, shape: [1] }],
    [[1, 3, 1, 1, 2], [2, 1, 1], { count: 1, timesteps: 3, shape: [2, 1, 1] }],
    [[3, 2], [2], { count: 3, timesteps: null, shape: [2] }],
    [[3, 1, 2], [2], { count: 3, timesteps: null, shape: [2] }],
    [[6, 1, 1], [1], { count: 6, timesteps: null, shape: [1] }],
    [[1, 2, 3], [1, 2, 3], { count: 1, timesteps: null, shape: [1, 2, 3] }],
    [[1, 2, 3], [6], { count: 1, timesteps: null, shape: [6] }],
  ])('%j for an input of %j that takes values', async (shape, shapeHint, expected) => {
    expect(await readDataset(folder.put('a.npy', npy(shape, six)), { shapeHint })).toMatchObject(expected);
  });

  test('values keep their order, and are normalised in every timestep', async () => {
    const file = folder.put('a.npy', npy([1, 3, 2], six));
    const dataset = await readDataset(file, { shapeHint: [2], timesteps: 3 });
    expect([valuesOf(dataset, 0), dataset.diagnostics]).toEqual([six, []]);
    expect(valuesOf(await readDataset(file, { shapeHint: [2], normalise: [{ mean: 1, std: 2 }] }), 0)).toEqual(six.map((value) => (value - 1) / 2));
  });

  test('S234: bytes are not scaled', async () => {
    const dataset = await readDataset(folder.put('a.npy', image([1, 2, 2], [0, 1, 2, 1])), { shapeHint: [2] });
    expect([valuesOf(dataset, 0), dataset.diagnostics.map(({ code }) => code)]).toEqual([[0, 1, 2, 1], ['S234']]);
    expect((await readDataset(folder.put('b.npy', image([1, 2, 2], [0, 1, 1, 1])), { shapeHint: [2] })).diagnostics).toEqual([]);
  });

  test('S235: other timesteps than the network runs', async () => {
    const file = folder.put('a.npy', npy([1, 3, 2], [0, 1, 1, 0, 0, 1]));
    for (const spikes of [true, false]) {
      expect((await readDataset(file, { shapeHint: [2], timesteps: 2, spikes })).diagnostics[0]!.message).toBe('holds 3 timesteps, the network runs 2: the last ones are not presented');
      expect((await readDataset(file, { shapeHint: [2], timesteps: 4, spikes })).diagnostics[0]).toMatchObject({ code: 'S235', message: 'holds 3 timesteps, the network runs 4: silence follows' });
    }
  });
});

describe('CSV', () => {
  test('S238: more values than fit an array', async () => {
    const limited = new Uint8Array(2 ** 28 + 2).fill(44);
    expect(await failureOf(() => parseTable(limited, 'a.csv'))).toBe('S238 holds 268435459 values, of which at most 268435456 are read as text');
  });

  test.each(['a.csv', 'a.csv.gz'])('one sample a line: %s', async (name) => {
    const dataset = await readDataset(folder.put(name, '\ufeff1, 2.5,-3e-1\r\n\r\n+.5,0,7.\r\n'));
    expect(dataset).toMatchObject({ count: 2, shape: [3] });
    expect(valuesOf(dataset, 0)).toEqual([1, 2.5, f32(-0.3)]);
    expect(valuesOf(dataset, 1)).toEqual([0.5, 0, 7]);
  });

  test.each([
    ['1,2\n\n3\n', 'S206 [3:1] this line has 1 value, the first has 2'],
    ['1,2\n3,4,5\n', 'S206 [2:1] this line has 3 values, the first has 2'],
    ['a,b\n1,2\n', "S207 [1:1] 'a' is not a number"],
    ['1,2\n3,\n', "S207 [2:3] '' is not a number"],
    ['1,0x10\n', "S207 [1:3] '0x10' is not a number"],
    ['1 2 3\n', "S207 [1:1] '1 2 3' is not a number"],
    [`1,${'9'.repeat(100)}`, `S207 [1:3] '${'9'.repeat(40)}' is not a number`],
    ['1,2\n3,nan\n', 'S208 [2:3] holds the value nan'],
    ['1,-Infinity\n', 'S208 [1:3] holds the value -Infinity'],
    ['\n\n', 'S209 holds no samples'],
  ])('malformed %j', async (text, expected) => {
    expect(await failureOf(() => readDataset(folder.put('a.csv', text)))).toBe(expected);
  });

  test('a million lines are read in a moment', async () => {
    const file = folder.put('a.csv', '0.5\n'.repeat(1_000_000));
    const start = performance.now();
    expect((await readDataset(file)).count).toBe(1_000_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('spike events', () => {
  const options = { shapeHint: [1, 2, 2], timesteps: 3 };

  test('become the spike counts of one sample', async () => {
    const dataset = await readDataset(folder.put('a.csv', 'time,index\n0,1\n2,3\n2,3\n1,0\n'), options);
    expect(dataset).toMatchObject({ count: 1, shape: [1, 2, 2], timesteps: 3 });
    expect(valuesOf(dataset, 0)).toEqual([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2]);
    expect(valuesOf(await readDataset(folder.put('b.csv', 'Time, Index\n'), options), 0)).toEqual(new Array(12).fill(0));
  });

  test('of several samples; those without a line are silent', async () => {
    const dataset = await readDataset(folder.put('a.csv', 'sample,time,index\n2,0,1\n0,2,3\n2,0,1\n0,1,0\n'), options);
    expect(dataset.count).toBe(3);
    expect([0, 1, 2].map((index) => valuesOf(dataset, index).flatMap((value, at) => (value > 0 ? [[at, value]] : [])))).toEqual([[[4, 1], [11, 1]], [], [[1, 2]]]);
  });

  test('with times in seconds, by the timestep of the network or --bin', async () => {
    const text = 'time_s,index\n0,0\n0.0003,1\n0.00059,2\n0.0006,3\n';
    const stepsWith = async (content: string, given: DatasetOptions): Promise<number[]> =>
      valuesOf(await readDataset(folder.put('a.csv', content), { ...options, timesteps: 7, ...given }), 0).flatMap((value, at) => (value > 0 ? [Math.floor(at / 4)] : []));
    expect(await stepsWith(text, { dt_s: 1e-4 })).toEqual([0, 3, 5, 6]);
    expect(await stepsWith(text, { dt_s: 1e-4, bin: { length_us: 300 } })).toEqual([0, 1, 1, 2]);
    expect(await stepsWith('sample,time_s,index\n0,0.00065,3\n', { dt_s: 1e-4 })).toEqual([6]);
  });

  test.each([
    ['time_s,index\n0.3,0\n', { ...options, dt_s: 0.1 }, 'S236 [2:1] the time 0.3 s is not in the 0.3 s that a sample is presented'],
    ['time_s,index\n-0.1,0\n', { ...options, dt_s: 0.1 }, 'S236 [2:1] the time -0.1 s is not in the 0.3 s'],
    ['time_s,index\n0.3,0\n', options, 'S218 holds spike events, for which the length of a timestep (--bin) must be known'],
    ['sample,time,index\n0,1\n', options, 'S206 [2:1] this line has 2 values, the first has 3'],
    ['sample,time,index\n0.5,1,1\n', options, 'S219 [2:1] the sample 0.5 is not a whole number from 0 to'],
    ['sample,time,index\n1e9,1,1\n', options, 'S219 [2:1] the sample 1000000000 is not a whole number from 0 to'],
    ['time,index\n0,4\n', options, 'S219 [2:1] the index 4 is not a whole number from 0 to 3'],
    ['time,index\n3,0\n', options, 'S219 [2:1] the time 3 is not a whole number from 0 to 2'],
    ['time,index\n0,1\n0.5,0\n', options, 'S219 [3:1] the time 0.5 is not a whole number from 0 to 2'],
    ['time,index\n1,2,3\n', options, 'S206 [2:1] this line has 3 values, the first has 2'],
    ['time,index\n1,x\n', options, "S207 [2:3] 'x' is not a number"],
    ['time,index\n', { timesteps: 3 }, 'S218 holds spike events, for which the number of inputs must be known'],
    ['time,index\n', { shapeHint: [4] }, 'S218 holds spike events, for which the number of timesteps must be known'],
    ['time,index\n', { shapeHint: [2 ** 20], timesteps: 2 ** 20 }, 'S218 holds spike events, for which a sample of at most'],
  ])('malformed %j', async (text, given, expected) => {
    expect(await failureOf(() => readDataset(folder.put('a.csv', text), given))).toContain(expected);
  });
});
