import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite, solveSymmetric, upperFactorOfInverse } from '../../../src/calibrate/linear/factor.ts';
import { createProducts } from '../../../src/calibrate/linear/product.ts';
import numpy from './factor.json' with { type: 'json' };
import { farthest, matrixOf, naiveProduct, transposed } from './naive.ts';

const PRODUCTS = createProducts();
const TWIN = createProducts('typescript');

/** Around the block of 64, and small. */
const size = fc.oneof(fc.constantFrom(1, 3, 5, 8, 31, 64, 65, 130), fc.integer({ min: 1, max: 150 }));

/** X^T X for `rows` rows of numbers between -1 and 1. */
function gramOf(n: number, rows: number, seed: number): Float64Array {
  const x = Float64Array.from(matrixOf(rows * n, seed));
  return naiveProduct(transposed(x, rows, n), x, n, n, rows);
}

function withDiagonal(h: Float64Array, n: number, added: number): Float64Array {
  return h.map((value, at) => (at % (n + 1) === 0 ? value + added : value));
}

function meanOfDiagonal(h: Float64Array, n: number): number {
  return h.reduce((sum, value, at) => sum + (at % (n + 1) === 0 ? value / n : 0), 0);
}

function identity(n: number): Float64Array {
  return withDiagonal(new Float64Array(n * n), n, 1);
}

describe('upper factor of the inverse', () => {
  it('by hand', () => {
    // [[2, 1], [1, 1]] has the inverse [[1, -1], [-1, 2]] = U^T U with U = [[1, -1], [0, 1]].
    expect([...upperFactorOfInverse(Float64Array.of(2, 1, 1, 1), 2, 0, PRODUCTS)].map((value) => Number(value.toFixed(12)))).toEqual([1, -1, 0, 1]);
  });

  it('is what NumPy makes of a Hessian with a dead input and fewer samples than inputs', () => {
    expect(farthest(upperFactorOfInverse(Float64Array.from(numpy.h), numpy.n, numpy.damping), numpy.upper)).toBeLessThan(1e-12);
  });

  it('gives U^T U (H + d I) = I, upper triangular, h left alone, the twin bit by bit', () => {
    fc.assert(fc.property(size, fc.nat(1000), fc.constantFrom(0.01, 0.1), fc.integer({ min: -6, max: 6 }), (n, seed, damping, scale) => {
      const h = gramOf(n, Math.ceil(n / 2), seed).map((value) => value * 10 ** scale), before = h.slice();
      const upper = upperFactorOfInverse(h, n, damping, PRODUCTS);
      expect(upper).toEqual(upperFactorOfInverse(h, n, damping, TWIN));
      expect(h).toEqual(before);
      expect(upper.every((value, at) => Math.floor(at / n) <= at % n || value === 0)).toBe(true);
      const inverse = naiveProduct(transposed(upper, n, n), upper, n, n, n);
      const product = naiveProduct(inverse, withDiagonal(h, n, damping * meanOfDiagonal(h, n)), n, n, n);
      expect(farthest(product, identity(n))).toBeLessThan(1e-8);
    }), { seed: 3, numRuns: 25 });
  });

  it('gives dead inputs a diagonal of 1', () => {
    expect([...upperFactorOfInverse(new Float64Array(9), 3, 3, PRODUCTS)]).toEqual([...identity(3).map((value) => value / 2)]);
  });
});

describe('symmetric equations', () => {
  it('are solved as NumPy does', () => {
    expect(farthest(solveSymmetric(Float64Array.from(numpy.damped), numpy.n, Float64Array.from(numpy.right), 2), numpy.solution)).toBeLessThan(1e-12);
  });

  it('leave no residual, and their givens alone', () => {
    fc.assert(fc.property(size, size, fc.nat(1000), (n, k, seed) => {
      const h = withDiagonal(gramOf(n, n, seed), n, 0.1 * n), right = Float64Array.from(matrixOf(n * k, seed + 1)), givens = [h.slice(), right.slice()];
      const solution = solveSymmetric(h, n, right, k, PRODUCTS);
      expect(solution).toEqual(solveSymmetric(h, n, right, k, TWIN));
      expect([h, right]).toEqual(givens);
      expect(farthest(naiveProduct(h, solution, n, k, n), right)).toBeLessThan(1e-10);
    }), { seed: 4, numRuns: 25 });
  });
});

describe('failures', () => {
  it.each([
    ['negative', withDiagonal(new Float64Array(4), 2, -1)],
    ['indefinite', Float64Array.of(1, 2, 2, 1)],
    ['NaN', Float64Array.of(1, NaN, NaN, 1)],
    ['infinite', Float64Array.of(Infinity, 0, 0, 1)],
    ['NaN in a later block', withDiagonal(identity(70), 70, 0).map((value, at) => (at === 68 * 70 + 67 || at === 67 * 70 + 68 ? NaN : value))],
    ['indefinite in a later block', identity(130).map((value, at) => (at === 129 * 131 ? -1 : value))],
  ])('a matrix that is %s', (_, h) => {
    const n = Math.sqrt(h.length);
    expect(() => upperFactorOfInverse(h, n, 0.01, PRODUCTS)).toThrow(NotPositiveDefinite);
    expect(() => solveSymmetric(h, n, new Float64Array(n), 1, PRODUCTS)).toThrow(new NotPositiveDefinite(n));
  });

  it('a singular matrix without damping', () => {
    expect(() => solveSymmetric(new Float64Array(9), 3, new Float64Array(3), 1, PRODUCTS)).toThrow('a 3 x 3 matrix is not positive definite');
    expect(() => upperFactorOfInverse(Float64Array.of(1, 1, 1, 1), 2, 0, PRODUCTS)).toThrow(NotPositiveDefinite);
  });

  it('sizes that do not fit', () => {
    expect(() => upperFactorOfInverse(new Float64Array(3), 2, 0, PRODUCTS)).toThrow(new RangeError('matrix H: 3 elements are not 2 x 2'));
    expect(() => solveSymmetric(new Float64Array(4), 2, new Float64Array(3), 2, PRODUCTS)).toThrow(new RangeError('matrix right: 3 elements are not 2 x 2'));
  });
});
