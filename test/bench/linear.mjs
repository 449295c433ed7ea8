/**
 * `bench linear`: the linear algebra of calibration. Matrix product and Gram matrix against plain loops and the library's product, the factor
 * that GPTQ needs and a solution of equations against the library's decomposition. One thread. What is too slow to run whole is run on a
 * share of the rows, and its time multiplied.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { importSource } from '../../build/import-source.mjs';
import { generator, interleave, statement, table } from './measure.mjs';

const N = 1200, ROWS = 32768, INPUTS = 1152, SHARE = 32, SMALL = 600, DAMPING = 0.01;
const OURS = 'wasm', LOOP = 'loop i, k, j', LIBRARY = 'ml-matrix';

export async function benchLinear() {
  const { createProducts } = await importSource('src/calibrate/linear/product.ts');
  const { solveSymmetric, upperFactorOfInverse } = await importSource('src/calibrate/linear/factor.ts');
  const products = createProducts();
  const product = compareProducts(products), gram = compareGrams(products);
  const factor = compareFactors(products, upperFactorOfInverse, N, {
    'ml-matrix, Cholesky of H alone': (h) => new CholeskyDecomposition(h),
    'solve, N right sides': (_, array, n) => solveSymmetric(array, n, array, n, products),
  });
  const route = compareFactors(products, upperFactorOfInverse, SMALL, {
    'ml-matrix, Cholesky of the inverse': (h) => new CholeskyDecomposition(symmetric(new CholeskyDecomposition(h).solve(Matrix.eye(h.rows)))),
  });
  return [
    statement(`product: ${OURS} / ${LOOP}`, product(OURS, LOOP), { atLeast: 6 }),
    statement(`product: ${OURS} / ${LIBRARY}`, product(OURS, LIBRARY), { atLeast: 6 }),
    statement(`Gram: ${OURS} / ${LOOP}`, gram(OURS, LOOP), { atLeast: 10 }),
    statement(`Gram: ${OURS} / ${LIBRARY}`, gram(OURS, LIBRARY), { atLeast: 10 }),
    statement('factor of the inverse / ml-matrix, Cholesky of H alone', factor(OURS, 'ml-matrix, Cholesky of H alone'), { atLeast: 2 }),
    statement('factor of the inverse / ml-matrix, Cholesky of the inverse', route(OURS, 'ml-matrix, Cholesky of the inverse'), { atLeast: 10 }),
  ];
}

function compareProducts(products) {
  const [a, b, c] = [numbers(N * N, 1), numbers(N * N, 2), new Float32Array(N * N)];
  const [libraryA, libraryB] = [matrixOf(a, N, N), matrixOf(b, N, N)];
  return compare(`product ${N} x ${N} x ${N}, f32`, 2 * N ** 3, {
    [OURS]: [1, () => products.productF32(a, b, c, { m: N, n: N, k: N })],
    [LOOP]: [1, () => addNaively(a, b, c, N, N, N)],
    [LIBRARY]: [1, () => libraryA.mmul(libraryB)],
  });
}

function compareGrams(products) {
  const x = numbers(ROWS * INPUTS, 3), rows = ROWS / SHARE, h = new Float64Array(INPUTS * INPUTS);
  const library = matrixOf(x.subarray(0, rows * INPUTS), rows, INPUTS), transposed = library.transpose();
  const transposedX = Float32Array.from(transposed.to1DArray()), sums = new Float32Array(h.length);
  return compare(`Gram matrix of ${ROWS} x ${INPUTS}, f32 into f64`, ROWS * INPUTS * (INPUTS + 1), {
    [OURS]: [1, () => products.gramInto(h, x, ROWS)],
    [LOOP]: [SHARE, () => addNaively(transposedX, x, sums, INPUTS, INPUTS, rows)],
    [LIBRARY]: [SHARE, () => transposed.mmul(library)],
  });
}

/** Of a Hessian with fewer samples than inputs, damped. */
function compareFactors(products, upperFactorOfInverse, n, others) {
  const h = new Float64Array(n * n);
  products.gramInto(h, numbers(n * (n / 2), 4), n / 2);
  const damped = h.map((value, at) => value + (at % (n + 1) === 0 ? DAMPING * n / 6 : 0)), library = matrixOf(damped, n, n);
  return compare(`upper factor of the inverse, ${n} x ${n}, f64`, 4 * n ** 3 / 3, {
    [OURS]: [1, () => upperFactorOfInverse(h, n, DAMPING, products)],
    ...Object.fromEntries(Object.entries(others).map(([name, run]) => [name, [1, () => run(library, damped, n)]])),
  });
}

/** Prints a table of variants, each [what its time is multiplied with, function]; returns their ratios. GFLOP/s count what the result needs. */
function compare(title, operations, variants) {
  const times = interleave(Object.fromEntries(Object.entries(variants).map(([name, [, run]]) => [name, run])), { seconds: 5, leastRounds: 2 });
  const best_ms = Object.fromEntries(Object.entries(variants).map(([name, [factor]]) => [name, factor * times[name].best_ms]));
  console.log(table([
    [title, 'best ms', 'GFLOP/s', 'rounds', `/ ${OURS}`],
    ...Object.entries(best_ms).map(([name, time_ms]) =>
      [name, time_ms.toFixed(0), (operations / time_ms / 1e6).toFixed(1), times[name].rounds, `${(time_ms / best_ms[OURS]).toFixed(1)}x`]),
  ]), '\n');
  return (variant, base) => best_ms[base] / best_ms[variant];
}

function addNaively(a, b, c, m, n, k) {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const value = a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += value * b[p * n + j];
    }
  }
}

function numbers(length, seed) {
  const next = generator(seed);
  return Float32Array.from({ length }, () => 2 * next() - 1);
}

function matrixOf(array, rows, columns) {
  return Matrix.from1DArray(rows, columns, array);
}

/** Rounding leaves an inverse a little unsymmetric, which the library refuses. */
function symmetric(matrix) {
  for (let i = 0; i < matrix.rows; i++) for (let j = 0; j < i; j++) matrix.set(i, j, matrix.get(j, i));
  return matrix;
}
