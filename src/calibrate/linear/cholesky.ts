import { createRequire } from 'node:module';
import { transposedView, type MatrixView } from './panels.ts';
import type { Products } from './product.ts';

/** A matrix that should be positive definite is not: too few samples and too little damping, or a NaN or an infinity in it. */
export class NotPositiveDefinite extends Error {
  override readonly name = 'NotPositiveDefinite';
  constructor(n: number) {
    super(`a ${n} x ${n} matrix is not positive definite`);
  }
}

/** Rows and columns that are done by plain loops between two products. */
const BLOCK = 64;

/** Loaded when first needed: importing it takes 50 ms, which a compilation without calibration data need not pay. */
const load = createRequire(import.meta.url);

/**
 * Replaces the lower triangle of a symmetric matrix by L, A = L L^T; what is above the diagonal is no longer of use. Block column by block
 * column (left-looking): the product of what is done takes all but a share of BLOCK / n of the time, the library does the diagonal blocks.
 * @param a [n x n]
 * @throws NotPositiveDefinite
 */
export function factorise(products: Products, a: Float64Array, n: number): void {
  for (let first = 0; first < n; first += BLOCK) {
    const size = Math.min(BLOCK, n - first), done = viewOf(a, n, first, 0);
    products.subtractProductF64(done, transposedView(done), viewOf(a, n, first, first), { m: n - first, n: size, k: first });
    factoriseDiagonal(a, n, first, size);
    solveBelow(a, n, first, size);
  }
}

/**
 * Replaces x by L^-1 x.
 * @param lower [n x n], read up to the diagonal @param x [n x k] @param shape 'triangular' when x is zero above its diagonal, and stays so
 */
export function solveLower(products: Products, lower: Float64Array, n: number, x: Float64Array, k: number, shape: 'full' | 'triangular'): void {
  for (let first = 0; first < n; first += BLOCK) {
    const end = Math.min(n, first + BLOCK), columns = shape === 'full' ? k : end;
    products.subtractProductF64(viewOf(lower, n, first, 0), viewOf(x, k, 0, 0), viewOf(x, k, first, 0), { m: end - first, n: columns, k: first });
    for (let i = first; i < end; i++) {
      for (let j = first; j < i; j++) subtractRow(x, i * k, j * k, columns, lower[i * n + j]!);
      divideRow(x, i * k, columns, lower[i * n + i]!);
    }
  }
}

/** Replaces x [n x k] by L^-T x. */
export function solveLowerTransposed(products: Products, lower: Float64Array, n: number, x: Float64Array, k: number): void {
  for (let first = Math.floor((n - 1) / BLOCK) * BLOCK; first >= 0; first -= BLOCK) {
    const end = Math.min(n, first + BLOCK);
    products.subtractProductF64(transposedView(viewOf(lower, n, end, first)), viewOf(x, k, end, 0), viewOf(x, k, first, 0), { m: end - first, n: k, k: n - end });
    for (let i = end - 1; i >= first; i--) {
      for (let j = i + 1; j < end; j++) subtractRow(x, i * k, j * k, k, lower[j * n + i]!);
      divideRow(x, i * k, k, lower[i * n + i]!);
    }
  }
}

function viewOf(data: Float64Array, columns: number, row: number, column: number): MatrixView<Float64Array> {
  return { data, start: row * columns + column, rowStride: columns, columnStride: 1 };
}

function factoriseDiagonal(a: Float64Array, n: number, first: number, size: number): void {
  const { CholeskyDecomposition, Matrix } = load('ml-matrix') as typeof import('ml-matrix');
  const block = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a[(first + i) * n + first + j]!;
      if (!Number.isFinite(value)) throw new NotPositiveDefinite(n);
      block.set(i, j, value);
      block.set(j, i, value);
    }
  }
  const decomposition = new CholeskyDecomposition(block);
  if (!decomposition.isPositiveDefinite()) throw new NotPositiveDefinite(n);
  const lower = decomposition.lowerTriangularMatrix;
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) a[(first + i) * n + first + j] = lower.get(i, j);
}

/** The rows below a diagonal block L: row = row L^-T. */
function solveBelow(a: Float64Array, n: number, first: number, size: number): void {
  for (let row = (first + size) * n + first; row < a.length; row += n) {
    for (let column = 0; column < size; column++) {
      const factor = (first + column) * n + first;
      let rest = a[row + column]!;
      for (let i = 0; i < column; i++) rest -= a[row + i]! * a[factor + i]!;
      a[row + column] = rest / a[factor + column]!;
    }
  }
}

function subtractRow(x: Float64Array, to: number, from: number, length: number, factor: number): void {
  for (let i = 0; i < length; i++) x[to + i]! -= factor * x[from + i]!;
}

function divideRow(x: Float64Array, to: number, length: number, divisor: number): void {
  for (let i = 0; i < length; i++) x[to + i]! /= divisor;
}
