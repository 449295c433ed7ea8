import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseBin } from '../../../src/read/data/binning.ts';
import { readDataset, type DatasetOptions, type FileDataset } from '../../../src/read/data/dataset.ts';
import { readLabels } from '../../../src/read/data/labels.ts';
import { failureOf, nmnist, openFolder, valuesOf, type Folder } from './files.ts';

interface NumpyRecording {
  readonly file: string;
  readonly events: number;
  readonly late: number;
  readonly eventsPerBin: readonly number[];
  readonly activePerBin: readonly number[];
  readonly activeOn: number;
  readonly placesPerBin: readonly number[];
  readonly eventsPer7th: readonly number[];
}

const NUMPY = JSON.parse(readFileSync('test/read/data/recordings.json', 'utf8')) as { nmnist: NumpyRecording[]; aedat: [x: number, y: number, p: number, t: number][] };
const NMNIST = 'test/models/data/nmnist';
const trained = { shapeHint: [2, 34, 34], timesteps: 20, bin: parseBin('15ms') };

let folder: Folder;
beforeEach(() => { folder = openFolder(); });
afterEach(() => folder.remove());

/** f(values of the bin) of every bin of a sample. */
function perBin(dataset: FileDataset, index: number, f: (bin: readonly number[]) => number): number[] {
  const values = valuesOf(dataset, index);
  const size = values.length / dataset.timesteps!;
  return Array.from({ length: dataset.timesteps! }, (_, bin) => f(values.slice(bin * size, (bin + 1) * size)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const places = (values: readonly number[]): number => values.reduce((total, value, at) => total + (value > 0 ? at + 1 : 0), 0);
const notesOf = ({ diagnostics }: FileDataset): string[] => diagnostics.map(({ code, message }) => `${code} ${message}`);

describe('N-MNIST', () => {
  test('a folder, binned as NumPy bins it', async () => {
    const dataset = await readDataset(NMNIST, trained);
    expect(dataset).toMatchObject({ count: 3, available: 3, shape: [2, 34, 34], timesteps: 20, labels: Int32Array.of(1, 4, 4) });
    const counted = await readDataset(NMNIST, { ...trained, binCounts: true });
    NUMPY.nmnist.forEach((numpy, index) => {
      expect(perBin(dataset, index, sum)).toEqual(numpy.activePerBin);
      expect(perBin(dataset, index, places)).toEqual(numpy.placesPerBin);
      expect(perBin(counted, index, sum)).toEqual(numpy.eventsPerBin);
      expect(sum(perBin(dataset, index, (bin) => sum(bin.slice(34 * 34))))).toBe(numpy.activeOn);
    });
    const [events, late] = [sum(NUMPY.nmnist.map((one) => one.events)), sum(NUMPY.nmnist.map((one) => one.late))];
    expect(notesOf(dataset)).toEqual([`S226 ${late} of ${events} events lie after the last timestep (300 ms) and are left out`]);
  });

  test('without --bin the 300 ms are divided over the timesteps, to the microsecond', async () => {
    const dataset = await readDataset(NMNIST, { shapeHint: [2312], timesteps: 7, binCounts: true });
    expect(dataset).toMatchObject({ shape: [2312], timesteps: 7 });
    NUMPY.nmnist.forEach((numpy, index) => expect(perBin(dataset, index, sum)).toEqual(numpy.eventsPer7th));
    expect(notesOf(dataset)[0]).toBe('S225 a timestep is taken to be 42.8571 ms of the recordings: 300 ms in 7 timesteps');
  });

  test('a single recording; without a network its bins fill the 300 ms', async () => {
    const dataset = await readDataset(`${NMNIST}/00019.bin.gz`, { bin: parseBin('0.015') });
    expect(dataset).toMatchObject({ count: 1, shape: [2, 34, 34], timesteps: 20, labels: null });
    expect(perBin(dataset, 0, sum)).toEqual(NUMPY.nmnist[1]!.activePerBin);
  });

  test('other lengths of time tell nothing new: 20 bins of 15 ms need no note when all events lie in them', async () => {
    const file = folder.put('a.bin', nmnist([1, 2, 1, 0], [3, 4, 0, 299_999]));
    expect(notesOf(await readDataset(file, trained))).toEqual([]);
    expect(valuesOf(await readDataset(file, { ...trained, timesteps: 1, bin: parseBin('300ms') }), 0).flatMap((value, at) => (value ? [at] : []))).toEqual([4 * 34 + 3, 1156 + 2 * 34 + 1]);
  });

  test('row 240 is no event but says that the clock has gone round', async () => {
    const dataset = await readDataset(folder.put('a.bin', nmnist([0, 0, 1, 100], [0, 240, 0, 0], [0, 1, 1, 100])), { ...trained, bin: parseBin('8192us') });
    expect(perBin(dataset, 0, sum).slice(0, 3)).toEqual([1, 1, 0]);
  });

  test('folders named by class; samples in the order of the file names', async () => {
    for (const [path, x] of [['7/00001.bin', 1], ['0/00003.bin', 3], ['2/00002.bin', 2], ['2/note.txt', 0], ['old/00009.bin', 9]] as const) folder.put(path, nmnist([x, 0, 0, 0]));
    const dataset = await readDataset(folder.path, trained);
    expect(dataset.labels).toEqual(Int32Array.of(7, 2, 0));
    expect([0, 1, 2].map((index) => valuesOf(dataset, index).indexOf(1))).toEqual([1, 2, 3]);
  });

  test('labels.csv: by name, zipped or not, or by order where it names no files', async () => {
    for (const name of ['b.bin.gz', 'a.bin']) folder.put(name, nmnist([0, 0, 0, 0]));
    folder.put('labels.csv', 'label,file\r\n5,b.bin\r\n6,other.bin\r\n4,"a.bin"\r\n');
    expect((await readDataset(folder.path, trained)).labels).toEqual(Int32Array.of(4, 5));
    folder.put('labels.csv', 'id,class\n0,8\n1,9\n');
    expect((await readDataset(folder.path, trained)).labels).toEqual(Int32Array.of(8, 9));
  });

  test('--labels takes the table of the folder, in the order of the names', async () => {
    expect(readLabels(`${NMNIST}/labels.csv`, 3)).toEqual(Int32Array.of(1, 4, 4));
    expect(readLabels(folder.put('y.csv', 'File, Label\nb,1\na,2\n'), 2)).toEqual(Int32Array.of(2, 1));
    expect(await failureOf(() => readLabels(folder.put('y.csv', 'file,label\nb,1\na\n'), 2))).toBe('S206 [3:1] this line has 1 value, the first has 2');
    expect(await failureOf(() => readLabels(folder.put('y.csv', 'file,label\nb,1\na,x\n'), 2))).toBe("S207 [3:3] 'x' is not a number");
    expect(await failureOf(() => readLabels(folder.put('y.csv', 'file,label\nb,1\na,0.5\n'), 2))).toBe('S214 [3:3] 0.5 is not a class: expected a whole number from 0 on');
  });

  test('only the recordings that will be used are looked at first', async () => {
    folder.put('a.bin', nmnist([0, 0, 0, 0]));
    folder.put('b.bin', 'no');
    const dataset = await readDataset(folder.path, { ...trained, checked: 1 });
    expect(dataset.count).toBe(2);
    expect(await failureOf(() => valuesOf(dataset, 1))).toBe('S222 has 2 bytes, which are not whole events of 5 bytes');
  });

  test.each<[string, string | Uint8Array, DatasetOptions, string]>([
    ['a.bin', 'seven77', trained, 'S222 has 7 bytes, which are not whole events of 5 bytes'],
    ['a.bin', nmnist([34, 0, 0, 0]), trained, 'S223 event 1 lies at x 34, y 0, the input has 34 x 34 pixels'],
    ['a.bin', nmnist([0, 0, 0, 0]), { ...trained, shapeHint: [784] }, 'S224 holds recorded events, which an input of shape [784] cannot take'],
    ['a.bin', nmnist([0, 0, 0, 0]), { shapeHint: [2312] }, 'S218 holds spike events, for which the number of timesteps, or the length of a bin (--bin), must be known'],
    ['a.bin', nmnist([0, 0, 0, 0]), { shapeHint: [2312], timesteps: 2 ** 18 }, 'S218 holds spike events, for which a sample of at most'],
    ['a.bin', nmnist([0, 0, 0, 0]), { ...trained, normalise: [{ mean: 0, std: 1 }] }, 'S220 holds spike trains, which cannot be normalised'],
    ['a.bin', new Uint8Array(5 * 3073), {}, 'S221 can be CIFAR-10 images as well as an N-MNIST recording'],
    ['a.bin', new Uint8Array(4001), {}, 'S221 is neither CIFAR-10 images nor an N-MNIST recording: 4001 bytes are not records of 3073 bytes, nor'],
  ])('refused: %s %#', async (name, content, options, expected) => {
    expect(await failureOf(() => readDataset(folder.put(name, content), options))).toContain(expected);
  });

  test('the input of the network tells images and events apart', async () => {
    const file = folder.put('a.bin', new Uint8Array(5 * 3073));
    expect(await readDataset(file, { shapeHint: [3072] })).toMatchObject({ count: 5, timesteps: null });
    expect(await readDataset(file, trained)).toMatchObject({ count: 1, timesteps: 20 });
    // Where the fifth image would have its label, a time of 10 x 65,536 us stands.
    const noLabel = nmnist(...Array.from({ length: 3073 }, (_, event) => [0, 0, 0, event < 2458 ? 0 : 10 * 2 ** 16] as const));
    expect(await readDataset(folder.put('b.bin', noLabel), { bin: parseBin('15ms') })).toMatchObject({ timesteps: 20, shape: [2, 34, 34] });
  });
});

describe('a folder', () => {
  test('S229: without recordings, or with two kinds', async () => {
    expect(await failureOf(() => readDataset(folder.path, trained))).toBe('S229 is a folder that holds no recordings (.bin, .bin.gz, .aedat)');
    folder.put('a.bin', nmnist([0, 0, 0, 0]));
    folder.put('3/a.bin', nmnist([0, 0, 0, 0]));
    expect(await failureOf(() => readDataset(folder.path, trained))).toBe('S229 is a folder that holds recordings both itself and in the folder 3');
  });

  test('S230: links that lead out of it, also those of labels.csv and of whole classes; links inside are fine', async () => {
    const outside = openFolder();
    try {
      const secret = outside.put('secret.bin', nmnist([0, 0, 0, 0]));
      folder.put('set/a.bin', nmnist([0, 0, 0, 0]));
      symlinkSync('a.bin', join(folder.path, 'set/b.bin'));
      expect(await readDataset(join(folder.path, 'set'), trained)).toMatchObject({ count: 2 });
      symlinkSync(secret, join(folder.path, 'set/c.bin'));
      expect(await failureOf(() => readDataset(join(folder.path, 'set'), trained))).toBe('S230 is not read: it leads out of the folder');
      folder.put('x/a.bin', nmnist([0, 0, 0, 0]));
      symlinkSync(outside.put('labels.csv', 'file,label\na.bin,1\n'), join(folder.path, 'x/labels.csv'));
      expect(await failureOf(() => readDataset(join(folder.path, 'x'), trained))).toBe('S230 is not read: it leads out of the folder');
      folder.put('y/note', '');
      symlinkSync(outside.path, join(folder.path, 'y/1'));
      expect(await failureOf(() => readDataset(join(folder.path, 'y'), trained))).toBe('S230 is not read: it leads out of the folder');
      symlinkSync('nowhere.bin', join(folder.path, 'y/broken.bin'));
      expect(await failureOf(() => readDataset(join(folder.path, 'y'), trained))).toBe('not one diagnostic with a file');
    } finally {
      outside.remove();
    }
  });

  test('S231, S213, S214: labels.csv that does not belong to it', async () => {
    for (const name of ['a.bin', 'b.bin', 'c.bin']) folder.put(name, nmnist([0, 0, 0, 0]));
    const withLabels = (text: string): Promise<string> => failureOf(() => readDataset((folder.put('labels.csv', text), folder.path), trained));
    expect(await withLabels('file,label\nb.bin,1\n')).toBe('S231 names no label for a.bin and 1 more');
    expect(await withLabels('file,digit\nb.bin,1\n')).toBe('S231 has no column `label`');
    expect(await withLabels('label\n1\n')).toBe('S213 holds 1 label, the data 3 samples');
    expect(await withLabels('file,label\na.bin,-1\n')).toBe('S214 [2:7] -1 is not a class: expected a whole number from 0 on');
  });

  test('the damage of all recordings is told at once', async () => {
    for (const name of ['a.bin', 'b.bin', 'c.bin']) folder.put(name, name === 'b.bin' ? nmnist([40, 1, 0, 0]) : 'no');
    await expect(readDataset(folder.path, trained)).rejects.toThrow(/^S222 [^\n]*\nS223 [^\n]*\nS222 /);
  });
});

describe('AEDAT', () => {
  const AEDAT = 'test/read/data/aedat31.aedat';
  const bytes = readFileSync(AEDAT);
  const options = { shapeHint: [2, 128, 128], timesteps: 5, bin: parseBin('1ms') };
  const header = bytes.indexOf('#!END-HEADER\r\n') + 14;

  /** The file with the 32-bit number at `offset` after its header replaced. */
  function withInt(offset: number, value: number): Uint8Array {
    const changed = Buffer.from(bytes);
    changed.writeInt32LE(value, header + offset);
    return changed;
  }

  test('polarity events of 3.1, over a round of the clock', async () => {
    const dataset = await readDataset(AEDAT, options);
    const expected = NUMPY.aedat.filter(([, , , t]) => t < 5000).map(([x, y, p, t]) => ((Math.floor(t / 1000) * 2 + p) * 128 + y) * 128 + x);
    expect(valuesOf(dataset, 0).flatMap((value, at) => (value > 0 ? [at] : []))).toEqual([...new Set(expected)].sort((a, b) => a - b));
    expect(notesOf(dataset)).toEqual(['S226 1 of 6 events lie after the last timestep (5 ms) and are left out']);
    expect(await readDataset(folder.put('a.aedat.gz', bytes), options)).toMatchObject({ count: 1, timesteps: 5 });
  });

  test.each<[string, Uint8Array | string, DatasetOptions, string]>([
    ['4', '#!AER-DAT4.0\r\nx', options, 'S232 is AEDAT 4.0, of which only version 3.1 of format RAW is read'],
    ['2', '#!AER-DAT2.0\r\nx', options, 'S232 is AEDAT 2.0'],
    ['?', '#!AER-DATx', options, 'S232 is AEDAT unknown'],
    ['format', bytes.toString('latin1').replace('RAW', 'ZIP'), options, 'S232 is AEDAT 3.1 of format ZIP'],
    ['no end of header', '#!AER-DAT3.1\r\n#Format: RAW\r\n', options, 'S233 is damaged as an AEDAT 3.1 file: the end of its header is missing'],
    ['cut in a packet', bytes.subarray(0, header + 40), options, 'S233 [byte 105] is damaged as an AEDAT 3.1 file: it ends inside a packet'],
    ['cut in a header', bytes.subarray(0, header + 10), options, 'S233 [byte 105] is damaged as an AEDAT 3.1 file: it ends inside the header of a packet'],
    ['capacity', withInt(16, 1000), options, 'S233 [byte 105] is damaged as an AEDAT 3.1 file: a packet of 4 (of 1000) events of 8 bytes'],
    ['size', withInt(4, 0), options, 'S233 [byte 105] is damaged as an AEDAT 3.1 file: a packet of 4 (of 4) events of 0 bytes'],
    ['size', withInt(4, 4), options, 'S233 [byte 105] is damaged as an AEDAT 3.1 file: a polarity event of 4 bytes'],
    ['backwards', withInt(28 + 12, 5), options, 'S233 [byte 141] is damaged as an AEDAT 3.1 file: its times run backwards'],
    ['sensor', bytes, { ...options, shapeHint: [2, 34, 34] }, 'S223 event 2 lies at x 127, y 0, the input has 34 x 34 pixels'],
    ['no bin', bytes, { shapeHint: [2, 128, 128], timesteps: 5 }, 'S218 holds spike events, for which the length of a bin (--bin) must be known'],
    ['no timesteps', bytes, { shapeHint: [2, 128, 128], bin: options.bin }, 'S218 holds spike events, for which the number of timesteps must be known'],
    ['no network', bytes, { timesteps: 5, bin: options.bin }, 'S218 holds spike events, for which the number of inputs must be known'],
  ])('refused: %s', async (_, content, given, expected) => {
    expect(await failureOf(() => readDataset(folder.put('a.aedat', content), given))).toContain(expected);
  });
});

test('S227: lengths of time that are none', () => {
  expect([parseBin('15ms'), parseBin(' 2.5e-2 '), parseBin('.5S'), parseBin('7 us')].map(({ length_us }) => length_us)).toEqual([15_000, 25_000, 500_000, 7]);
  for (const text of ['', '15', '0', '-1ms', '1e9', '15 minutes', '0.1us', 'NaN', '1e999']) {
    if (text === '15') expect(parseBin(text).length_us).toBe(15e6);
    else expect(() => parseBin(text)).toThrow(`S227 '${text}' is not a length of time from 1 us to 1000 s`);
  }
});

test('S228: options that do nothing for these data', async () => {
  const file = folder.put('a.csv', '1,2\n');
  expect(notesOf(await readDataset(file, { bin: parseBin('1ms'), binCounts: true }))).toEqual(['S228 --bin has no effect on these data', 'S228 --bin-counts has no effect on these data']);
});
