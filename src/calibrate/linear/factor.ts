import { factorise, solveLower, solveLowerTransposed } from './cholesky.ts';
import { createProducts, type Products } from './product.ts';

export { NotPositiveDefinite } from './cholesky.ts';

/**
 * The upper triangular U [n x n] with U^T U = (H + damping * mean(diag H) * I)^-1, what GPTQ needs (arXiv 2210.17323, section 3.3 and
 * algorithm 1). A dead input (0 on the diagonal) gets a 1 there first, which counts in the mean. `h` is left alone.
 *
 * With rows and columns in reverse order the damped matrix is L L^T; then U is L^-1 in reverse order, and no inverse of H is needed.
 * Reversing both orders of a row-major matrix reverses its array.
 * @param h [n x n], symmetric
 * @throws NotPositiveDefinite when the damped matrix is not, or holds a NaN or an infinity
 * @throws RangeError when h is not [n x n]
 */
export function upperFactorOfInverse(h: Float64Array, n: number, damping: number, products: Products = createProducts()): Float64Array {
  checkSize('H', h, n, n);
  const lower = damped(h, n, damping).reverse();
  factorise(products, lower, n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  solveLower(products, lower, n, inverse, n, 'triangular');
  return inverse.reverse();
}

/**
 * The X [n x k] with H X = right. `h` and `right` are left alone.
 * @param h [n x n], symmetric
 * @throws NotPositiveDefinite when h is not, or holds a NaN or an infinity
 * @throws RangeError when h is not [n x n] or right not [n x k]
 */
export function solveSymmetric(h: Float64Array, n: number, right: Float64Array, k: number, products: Products = createProducts()): Float64Array {
  checkSize('H', h, n, n);
  checkSize('right', right, n, k);
  const lower = h.slice(), solution = right.slice();
  factorise(products, lower, n);
  solveLower(products, lower, n, solution, k, 'full');
  solveLowerTransposed(products, lower, n, solution, k);
  return solution;
}

function damped(h: Float64Array, n: number, damping: number): Float64Array {
  const result = h.slice();
  let sum = 0;
  for (let at = 0; at < result.length; at += n + 1) {
    if (result[at] === 0) result[at] = 1;
    sum += result[at]!;
  }
  const added = damping * sum / n;
  for (let at = 0; at < result.length; at += n + 1) result[at]! += added;
  return result;
}

function checkSize(name: string, array: Float64Array, rows: number, columns: number): void {
  if (array.length !== rows * columns) throw new RangeError(`matrix ${name}: ${array.length} elements are not ${rows} x ${columns}`);
}
