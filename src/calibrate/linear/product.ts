import { GEMM_ROWS, type Kernels } from '../../kernels/kernels.ts';
import { loadKernels } from '../../kernels/load.ts';
import { addPacked, addProduct, BLOCK_COLUMNS, BLOCK_DEPTH, BLOCK_ROWS, createMultipliers, SCRATCH_BYTES, type Multiplier } from './multiplier.ts';
import { packPanels, type MatrixView, type Numbers } from './panels.ts';

export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `a` holds A transposed: [k x m]. */
  readonly transposeA?: boolean;
  /** `b` holds B transposed: [n x k]. */
  readonly transposeB?: boolean;
}

/** Matrix products with scratch of their own (2.4 MB). Matrices are row-major; the same numbers give the same bits. */
export interface Products {
  /**
   * c[m x n] += A[m x k] B[k x n]: f32 sums of at most 384 products each, added to c one after the other.
   * @throws RangeError when an array is shorter than its shape or a size is no whole number
   */
  readonly productF32: (a: Float32Array, b: Float32Array, c: Float32Array, shape: ProductShape) => void;
  /**
   * h[n x n] += X^T X of x[rows x n], where n = sqrt(h.length); h is symmetric before and after. Sums of at most 384 rows are f32, and
   * are added to h in its own precision: give f64 for many rows.
   * @throws RangeError when h is not square or x is shorter than rows x n
   */
  readonly gramInto: (h: Numbers, x: Float32Array, rows: number) => void;
  /** c[m x n] -= a[m x k] b[k x n] in f64; the columns of c are adjacent. Places and sizes are trusted. */
  readonly subtractProductF64: (a: MatrixView<Float64Array>, b: MatrixView<Float64Array>, c: MatrixView<Float64Array>, shape: { readonly m: number; readonly n: number; readonly k: number }) => void;
}

/**
 * Products on kernels of their own.
 * @throws RangeError when the machine has no memory for them
 */
export function createProducts(implementation: Kernels['implementation'] = 'wasm'): Products {
  const { f32, f64 } = createMultipliers(loadKernels(implementation, SCRATCH_BYTES));
  return {
    productF32: (a, b, c, shape) => productF32(f32, a, b, c, shape),
    gramInto: (h, x, rows) => gramInto(f32, h, x, rows),
    subtractProductF64: (a, b, c, { m, n, k }) => addProduct(f64, -1, a, b, c, m, n, k),
  };
}

function productF32(multiplier: Multiplier<Float32Array>, a: Float32Array, b: Float32Array, c: Float32Array, { m, n, k, transposeA = false, transposeB = false }: ProductShape): void {
  checkLength('A', a, m, k);
  checkLength('B', b, k, n);
  checkLength('C', c, m, n);
  addProduct(multiplier, 1, viewOf(a, m, k, transposeA), viewOf(b, k, n, transposeB), viewOf(c, m, n, false), m, n, k);
}

function viewOf<T extends Numbers>(data: T, rows: number, columns: number, transposed: boolean): MatrixView<T> {
  return { data, start: 0, rowStride: transposed ? 1 : columns, columnStride: transposed ? rows : 1 };
}

/** Row blocks times the columns from their diagonal block on, then the other triangle by symmetry. */
function gramInto(multiplier: Multiplier<Float32Array>, h: Numbers, x: Float32Array, rows: number): void {
  const n = Math.round(Math.sqrt(h.length));
  if (n * n !== h.length) throw new RangeError(`a matrix of ${h.length} elements is not square`);
  checkLength('X', x, rows, n);
  const { memory, left, right, tileColumns } = multiplier;
  const transposedX = viewOf(x, n, rows, true), gram = viewOf(h, n, n, false);
  for (let first = 0; first < rows; first += BLOCK_DEPTH) {
    const depth = Math.min(BLOCK_DEPTH, rows - first);
    for (let column = 0; column < n; column += BLOCK_COLUMNS) {
      const end = Math.min(n, column + BLOCK_COLUMNS);
      packPanels(memory, right, tileColumns, transposedX, column, end - column, first, depth);
      for (let row = 0; row < end; row += BLOCK_ROWS) {
        const block = { row, rows: Math.min(BLOCK_ROWS, n - row), column: Math.max(row, column), columns: end - Math.max(row, column) };
        packPanels(memory, left, GEMM_ROWS, transposedX, row, block.rows, first, depth);
        addPacked(multiplier, 1, gram, block, block.column - column, depth);
      }
    }
  }
  mirror(h, n);
}

/** Blockwise, so that the column-wise writes stay in the cache. */
function mirror(h: Numbers, n: number): void {
  const block = 32;
  for (let top = 0; top < n; top += block) {
    for (let left = top; left < n; left += block) {
      for (let i = top; i < Math.min(n, top + block); i++) {
        for (let j = Math.max(i + 1, left); j < Math.min(n, left + block); j++) h[j * n + i] = h[i * n + j]!;
      }
    }
  }
}

function checkLength(name: string, array: Float32Array, rows: number, columns: number): void {
  const whole = Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows >= 0 && columns >= 0;
  if (!whole || array.length < rows * columns) throw new RangeError(`matrix ${name}: ${array.length} elements are not ${rows} x ${columns}`);
}
