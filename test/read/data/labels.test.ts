import { afterEach, beforeEach, expect, test } from 'vitest';
import { tensor } from '../../../src/ir/tensor.ts';
import { readLabels } from '../../../src/read/data/labels.ts';
import { parseNormalise } from '../../../src/read/data/normalise.ts';
import { encodeNpy } from '../../../src/read/tensors/npy.ts';
import { encodeNpz } from '../../../src/read/tensors/npz.ts';
import { failureOf, idx, openFolder, type Folder } from './files.ts';

let folder: Folder;
beforeEach(() => { folder = openFolder(); });
afterEach(() => folder.remove());

const y = tensor([3], Int32Array.of(7, 0, 9));

test.each([
  ['labels-idx1-ubyte', idx([3], [7, 0, 9])],
  ['labels-idx1-ubyte.gz', idx([3], [7, 0, 9])],
  ['y.csv', '7\n0\n9\n'],
  ['y.csv', 'label\r\n7\r\n0\r\n9'],
  ['y.csv', '7,0,9\n'],
  ['y.npy', encodeNpy(y)],
  ['y.npy', encodeNpy(tensor([3, 1], Float32Array.of(7, 0, 9)))],
  ['y.npz', encodeNpz(new Map([['labels', y]]))],
])('labels of %s', (name, content) => {
  expect(readLabels(folder.put(name, content), 3)).toEqual(Int32Array.of(7, 0, 9));
});

test('labels of the MNIST test set', () => {
  expect([...readLabels('test/models/data/t10k-labels-idx1-ubyte.gz', 10_000).subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
});

test.each([
  ['y-idx1-ubyte', idx([3], [1, 2, 3]), 'S213 holds 3 labels, the data 2 samples'],
  ['y-idx1-ubyte', idx([3], [1, 2]), 'S202 has 10 bytes, its header needs 11'],
  ['y-idx1-ubyte', 'hello', 'S203 is not an idx file of unsigned bytes: it begins with 104, 101, 108, 108'],
  ['y', idx([2, 28, 28], new Uint8Array(2 * 784)), 'S216 is an array of shape [2, 28, 28], expected [samples]'],
  ['y.csv', '1\n-1\n', 'S214 [label 1] [2:1] -1 is not a class: expected a whole number from 0 on'],
  ['y.csv', '1\n0.5\n', 'S214 [label 1] [2:1] 0.5 is not a class: expected a whole number from 0 on'],
  ['y.csv', '1,2\n3,4\n', 'S206 [1:1] this line has 2 values, the first has 1'],
  ['y.csv', 'cat\ndog\n', "S207 [1:1] 'cat' is not a number"],
  ['y.csv', Uint8Array.of(0, 1, 2, 3), 'S201 is none of the data formats that are read; it begins with the bytes 00 01 02 03'],
  ['y.csv', '', 'S213 holds 0 labels, the data 2 samples'],
  ['y.npy', encodeNpy(tensor([2], Float32Array.of(1, NaN))), 'S214 [label 1] NaN is not a class: expected a whole number from 0 on'],
  ['y.npy', encodeNpy(tensor([2, 2], Int8Array.of(1, 2, 3, 4))), 'S216 is an array of shape [2, 2], expected [samples]'],
])('malformed %s', async (name, content, expected) => {
  expect(await failureOf(() => readLabels(folder.put(name, content), 2))).toBe(expected);
});

test('S101: no such file', async () => {
  expect(await failureOf(() => readLabels('none.csv', 2))).toBe('S101 cannot be read: there is no such file or folder');
});

test('mean:std of every channel', () => {
  expect(parseNormalise('0.1307:0.3081')).toEqual([{ mean: 0.1307, std: 0.3081 }]);
  expect(parseNormalise('0.49:0.25, -.48:2e-1')).toEqual([{ mean: 0.49, std: 0.25 }, { mean: -0.48, std: 0.2 }]);
});

test.each([
  ['0.5', "'0.5' is not mean:std (two numbers with a colon between them)"],
  ['0.5:1,', "'' is not mean:std (two numbers with a colon between them)"],
  ['0.5:x', "'0.5:x' is not mean:std (both must be numbers)"],
  ['0.5:1e99', "'0.5:1e99' is not mean:std (both must be numbers)"],
  ['0.5:0', "'0.5:0' is not mean:std (the standard deviation must be above 0)"],
  ['0:-1', "'0:-1' is not mean:std (the standard deviation must be above 0)"],
])('S211: %s', (text, expected) => {
  expect(() => parseNormalise(text)).toThrow(`S211 ${expected}`);
});
