import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCalibration } from '../../src/calibrate/check-data.ts';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../src/ir/network.ts';
import { tensor } from '../../src/ir/tensor.ts';
import { readDataset } from '../../src/read/data/dataset.ts';
import { readModel } from '../../src/read/model.ts';
import { encodeNpy } from '../../src/read/tensors/npy.ts';
import { FOLDER, synaptile } from '../end-to-end/synaptile.ts';
import { noise } from '../ir/build.ts';

const MODEL = join(FOLDER, 'small.synet');
writeFileSync(MODEL, `synet 1
network small {
  input x : [1, 2, 2] current
  population h : [2] relu
  population y : [2] linear
  output y value
  projection p : x -> h dense(weights = [[1, -1, 0.5, 2], [-1, 1, 2, 0.5]])
  projection q : h -> y dense(weights = [[1, -1], [-1, 1]])
}
`);

/** Files of calibration data by name, 6 samples of 4 values where nothing else is said. */
const FILES: Readonly<Record<string, Uint8Array | string>> = {
  'good.npy': npy([6, 4], noise(24)),
  'shape.npy': npy([6, 5], noise(30)),
  'shape.csv': '1,2,3\n4,5,6\n',
  'empty.npy': npy([0, 4], []),
  'empty.csv': '',
  'blank.csv': '\n\n',
  'nan.npy': npy([6, 4], noise(24).with(9, NaN)),
  'infinite.npy': npy([6, 4], noise(24).with(23, Infinity)),
  'nan.csv': '1,2,3,4\n1,2,nan,4\n',
  'zero.npy': npy([6, 4], new Array<number>(24).fill(0)),
  'black-idx3-ubyte': Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, ...new Array<number>(12).fill(0)]),
  'same.csv': '1,2,3,4\n1,2,3,4\n1,2,3,4\n',
  'one.csv': '1,2,3,4\n',
  'trains.npy': npy([6, 3, 4], noise(72).map((value) => (value > 0 ? 1 : 0))),
};
for (const [name, content] of Object.entries(FILES)) writeFileSync(join(FOLDER, name), content);

function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  return encodeNpy(tensor(shape, Float32Array.from(values)));
}

/** What is said of a file of calibration data, by its reader or by the check that follows. */
async function findings(name: string): Promise<readonly Diagnostic[]> {
  const { stage } = await readModel(MODEL);
  try {
    return checkCalibration(stage as Network, await readDataset(join(FOLDER, name), { shapeHint: [1, 2, 2] }));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

describe('each mistake in a file of calibration data is told once, with the file and a remedy', () => {
  it.each([
    ['shape.npy', 'S210', '[5], the network takes [1, 2, 2]'],
    ['shape.csv', 'S210', '[3], the network takes [1, 2, 2]'],
    ['empty.npy', 'S209', 'holds no samples'],
    ['empty.csv', 'S209', 'holds no samples'],
    ['blank.csv', 'S209', 'holds no samples'],
    ['nan.npy', 'S208', 'NaN'],
    ['infinite.npy', 'S208', 'Infinity'],
    ['nan.csv', 'S208', 'nan'],
    ['zero.npy', 'S566', 'every value of all 6 calibration samples is 0'],
    ['black-idx3-ubyte', 'S566', 'every value of all 3 calibration samples is 0'],
    ['same.csv', 'S566', 'all 3 calibration samples are the same'],
    ['trains.npy', 'S563', 'holds spike trains'],
  ])('%s: %s', async (name, code, words) => {
    const found = await findings(name);
    expect(found.map((one) => [one.code, one.severity])).toEqual([[code, 'error']]);
    expect(found[0]!.message).toContain(words);
    expect(found[0]!.help).not.toBe('');
    expect(found[0]!.where.file).toContain(name);
  });

  it('one.csv: a single sample is a warning', async () => {
    expect((await findings('one.csv')).map(({ code, severity }) => [code, severity])).toEqual([['S569', 'warning']]);
  });

  it('good.npy: nothing', async () => expect(await findings('good.npy')).toEqual([]));
});

describe('--calibrate', () => {
  it.each([
    ['shape.npy', 'S210'], ['empty.npy', 'S209'], ['empty.csv', 'S209'], ['blank.csv', 'S209'], ['nan.npy', 'S208'], ['infinite.npy', 'S208'], ['nan.csv', 'S208'], ['trains.npy', 'S563'],
    ['zero.npy', 'S566'], ['black-idx3-ubyte', 'S566'], ['same.csv', 'S566'],
  ])('%s: one error %s, no stack trace, no output', (name, code) => {
    const { status, stdout, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', name, '-o', 'none.tile');
    expect(stderr.match(/^error .*/gm), stderr).toHaveLength(1);
    expect(stderr).toMatch(new RegExp(`^error ${code} ${name.replace('.', '\\.')}`, 'm'));
    expect(stderr).toMatch(/\n {2}help: \S/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([status, stdout]).toEqual([1, '']);
  });

  it('one.csv: a warning, and it goes on', () => {
    const { status, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', 'one.csv', '-o', 'one.tile');
    expect([status, stderr.match(/^warning S569 .*/gm)]).toEqual([0, ['warning S569 one.csv: holds a single calibration sample']]);
  });
});
