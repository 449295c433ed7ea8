import { expect, test } from 'vitest';
import { positions, projectedShape, samePlanes, touchesPadding, windowedShape } from '../../src/ir/geometry.ts';
import { convolution, pooling, sumWindow } from './build.ts';

test('output planes', () => {
  const kernel = convolution('x', 'y', [16, 3, 5, 5], Array<number>(1200).fill(0), { padding: [2, 2, 2, 2], stride: [2, 1] });
  expect(projectedShape(kernel, [3, 32, 32])).toEqual([16, 16, 32]);
  expect(projectedShape({ ...kernel, dilation: [2, 2] }, [3, 32, 32])).toEqual([16, 14, 28]);
  expect(projectedShape({ ...kernel, window: sumWindow([2, 2]) }, [3, 64, 64])).toEqual([16, 16, 32]);
  expect(projectedShape(pooling('x', 'y', 'maximum', [3, 3], { stride: [2, 2] }), [4, 6, 7])).toEqual([4, 2, 3]);
});

test('a window with padding, and one that crops', () => {
  expect(windowedShape([2, 5, 5], sumWindow([2, 2], [2, 2], [1, 1, 0, 0]))).toEqual([2, 3, 3]);
  expect(windowedShape([2, 5, 5], sumWindow([1, 1], [2, 2], [-1, 0, 0, 0]))).toEqual([2, 2, 3]);
  expect(windowedShape([7], sumWindow([1, 1]))).toEqual([7, 1, 1]);
});

test('a kernel that does not fit has no position', () => {
  expect(positions(3, 3, { kernel: [5, 3], stride: [1, 1], padding: [0, 0, 0, 0] })).toEqual([-1, 1]);
});

test('padding that no window reaches is not touched', () => {
  expect(touchesPadding(4, 4, { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 1, 1] })).toBe(false);
  expect(touchesPadding(4, 4, { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 2, 0] })).toBe(true);
  expect(touchesPadding(4, 4, { kernel: [2, 2], stride: [2, 2], padding: [1, 0, 0, 0] })).toBe(true);
});

test('a vector is a stack of single neurons', () => {
  expect(samePlanes([8], [8, 1, 1])).toBe(true);
  expect(samePlanes([8], [2, 2, 2])).toBe(false);
});
