/** `length` numbers between -1 and 1 that depend on the seed alone. */
export function matrixOf(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

type Matrix = Float32Array | Float64Array;

/** A[m x k] B[k x n] in f64, by the definition. */
export function naiveProduct(a: Matrix, b: Matrix, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      for (let j = 0; j < n; j++) c[i * n + j]! += a[i * k + p]! * b[p * n + j]!;
    }
  }
  return c;
}

export function transposed<M extends Matrix>(a: M, rows: number, columns: number): M {
  const result = a.slice() as M;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]!;
  return result;
}

/** The largest difference between two arrays; NaN when there is one in either. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
