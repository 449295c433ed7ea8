import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProducts } from '../../../src/calibrate/linear/product.ts';
import { farthest, matrixOf, naiveProduct, transposed } from './naive.ts';

const PRODUCTS = { wasm: createProducts(), typescript: createProducts('typescript') };

/** Around the tile (4 x 8), the block of rows (64), and small. */
const EDGES = [1, 3, 5, 8, 31, 64, 65];
const size = fc.oneof(fc.constantFrom(...EDGES), fc.integer({ min: 1, max: 80 }));

describe('product', () => {
  it('by hand, added to what is there', () => {
    const c = Float32Array.of(100, 200, 300, 400);
    PRODUCTS.wasm.productF32(Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(1, 0, 0, 1, 2, 3), c, { m: 2, n: 2, k: 3 });
    expect([...c]).toEqual([107, 211, 316, 423]);
  });

  it('equals the naive loop for all sizes and transpositions, and the twin bit by bit', () => {
    fc.assert(fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.nat(1000), (m, n, k, transposeA, transposeB, seed) => {
      const [a, b, before] = [matrixOf(m * k, seed), matrixOf(k * n, seed + 1), matrixOf(m * n, seed + 2)];
      const expected = naiveProduct(a, b, m, n, k).map((sum, index) => sum + before[index]!);
      const [givenA, givenB] = [transposeA ? transposed(a, m, k) : a, transposeB ? transposed(b, k, n) : b];
      const [wasm, twin] = Object.values(PRODUCTS).map((products) => {
        const c = before.slice();
        products.productF32(givenA, givenB, c, { m, n, k, transposeA, transposeB });
        return c;
      });
      expect(twin).toEqual(wasm);
      expect(farthest(wasm!, expected)).toBeLessThan(1e-5);
    }), { seed: 1, numRuns: 60 });
  });

  it('goes over several blocks of depth and columns', () => {
    const [m, n, k] = [70, 790, 800];
    const [a, b, c] = [matrixOf(m * k, 1), matrixOf(k * n, 2), new Float32Array(m * n)];
    PRODUCTS.wasm.productF32(a, b, c, { m, n, k });
    expect(farthest(c, naiveProduct(a, b, m, n, k))).toBeLessThan(1e-4);
  });

  it('does nothing for empty sizes and keeps NaN where it belongs', () => {
    const c = Float32Array.of(5, 6);
    PRODUCTS.wasm.productF32(new Float32Array(0), new Float32Array(0), c, { m: 1, n: 2, k: 0 });
    expect([...c]).toEqual([5, 6]);
    PRODUCTS.wasm.productF32(Float32Array.of(NaN), Float32Array.of(1), c, { m: 1, n: 1, k: 1 });
    expect([...c]).toEqual([NaN, 6]);
    PRODUCTS.wasm.productF32(Float32Array.of(1), Float32Array.of(1), c, { m: 1, n: 1, k: 1 });
    expect([...c]).toEqual([NaN, 6]);
  });

  it('refuses arrays shorter than their shape', () => {
    const [two, four] = [new Float32Array(2), new Float32Array(4)];
    expect(() => PRODUCTS.wasm.productF32(two, four, four, { m: 2, n: 2, k: 2 })).toThrow(new RangeError('matrix A: 2 elements are not 2 x 2'));
    expect(() => PRODUCTS.wasm.productF32(four, two, four, { m: 2, n: 2, k: 2 })).toThrow('matrix B');
    expect(() => PRODUCTS.wasm.productF32(four, four, two, { m: 2, n: 2, k: 2 })).toThrow('matrix C');
    expect(() => PRODUCTS.wasm.productF32(four, four, four, { m: -1, n: 2, k: 2 })).toThrow(RangeError);
    expect(() => PRODUCTS.wasm.gramInto(new Float64Array(3), four, 2)).toThrow(new RangeError('a matrix of 3 elements is not square'));
    expect(() => PRODUCTS.wasm.gramInto(new Float64Array(4), four, 3)).toThrow(new RangeError('matrix X: 4 elements are not 3 x 2'));
  });
});

describe('Gram matrix', () => {
  it('equals the naive loop, is symmetric, and the twin is equal bit by bit', () => {
    fc.assert(fc.property(size, size, fc.nat(1000), (n, rows, seed) => {
      const x = matrixOf(rows * n, seed), start = naiveProduct(matrixOf(n, seed + 1), matrixOf(n, seed + 1), n, n, 1);
      const expected = naiveProduct(transposed(x, rows, n), x, n, n, rows).map((sum, index) => sum + start[index]!);
      const [wasm, twin] = Object.values(PRODUCTS).map((products) => {
        const h = start.slice();
        products.gramInto(h, x, rows);
        return h;
      });
      expect(twin).toEqual(wasm);
      expect(wasm).toEqual(transposed(wasm!, n, n));
      expect(farthest(wasm!, expected)).toBeLessThan(1e-5);
    }), { seed: 2, numRuns: 60 });
  });

  it('stays accurate over many rows, whatever the number of calls, in f64 and f32', () => {
    const [rows, n] = [4096, 130];
    const x = matrixOf(rows * n, 3).map(Math.abs), expected = naiveProduct(transposed(x, rows, n), x, n, n, rows);
    const inParts = new Float64Array(n * n), inF32 = new Float32Array(n * n);
    for (let row = 0; row < rows; row += 1024) PRODUCTS.wasm.gramInto(inParts, x.subarray(row * n), 1024);
    PRODUCTS.wasm.gramInto(inF32, x, rows);
    const worst = (h: ArrayLike<number>): number => expected.reduce((most, value, index) => Math.max(most, Math.abs(h[index]! - value) / value), 0);
    expect(worst(inParts)).toBeLessThan(1e-6);
    expect(worst(inF32)).toBeLessThan(3e-6);
  });

  it('goes over several blocks of columns', () => {
    const [rows, n] = [20, 800];
    const x = matrixOf(rows * n, 4), h = new Float64Array(n * n);
    PRODUCTS.wasm.gramInto(h, x, rows);
    expect(farthest(h, naiveProduct(transposed(x, rows, n), x, n, n, rows))).toBeLessThan(1e-5);
  });
});
