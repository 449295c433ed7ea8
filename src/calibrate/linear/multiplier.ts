import { GEMM_COLUMNS_F32, GEMM_COLUMNS_F64, GEMM_ROWS, type Kernels } from '../../kernels/kernels.ts';
import { packPanels, transposedView, type MatrixView, type Numbers } from './panels.ts';

/**
 * A packed block of the left matrix stays in the second-level cache, and a panel of the right one in the first, while they are
 * multiplied; of the sizes tried (`npm run bench linear`) small ones are as fast as large ones. Multiples of every tile.
 */
export const BLOCK_ROWS = 64;
export const BLOCK_COLUMNS = 384;
/** Products in one sum: in f32 its rounding stays near 1e-6 of the sum of magnitudes. */
export const BLOCK_DEPTH = 384;

/** The kernels with room for one packed block of either matrix and the tiles of their product. Places are elements of `memory`. */
export interface Multiplier<T extends Numbers> {
  readonly memory: T;
  readonly left: number;
  readonly right: number;
  readonly tiles: number;
  readonly tileColumns: number;
  readonly multiply: (skipped: number, depth: number, leftPanels: number, rightPanels: number) => void;
}

/** A block of the result: rows from `row`, columns from `column`. */
export interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Bytes that `createMultipliers` allocates. */
export const SCRATCH_BYTES = (4 + 8) * (BLOCK_ROWS * BLOCK_DEPTH + BLOCK_COLUMNS * BLOCK_DEPTH + BLOCK_ROWS * BLOCK_COLUMNS);

/** Each takes its scratch from the memory of the kernels, which must not grow afterwards. */
export function createMultipliers(kernels: Kernels): { readonly f32: Multiplier<Float32Array>; readonly f64: Multiplier<Float64Array> } {
  const [narrow, wide] = [allocate(kernels, 4), allocate(kernels, 8)];
  return {
    f32: {
      ...narrow, memory: new Float32Array(kernels.buffer()), tileColumns: GEMM_COLUMNS_F32,
      multiply: (skipped, depth, leftPanels, rightPanels) =>
        kernels.multiplyPanelsF32(4 * narrow.left, 4 * (narrow.right + skipped * depth), depth, leftPanels, rightPanels, 4 * narrow.tiles),
    },
    f64: {
      ...wide, memory: new Float64Array(kernels.buffer()), tileColumns: GEMM_COLUMNS_F64,
      multiply: (skipped, depth, leftPanels, rightPanels) =>
        kernels.multiplyPanelsF64(8 * wide.left, 8 * (wide.right + skipped * depth), depth, leftPanels, rightPanels, 8 * wide.tiles),
    },
  };
}

function allocate(kernels: Kernels, elementBytes: number): { readonly left: number; readonly right: number; readonly tiles: number } {
  const place = (elements: number): number => kernels.allocate(elementBytes * elements) / elementBytes;
  return { left: place(BLOCK_ROWS * BLOCK_DEPTH), right: place(BLOCK_COLUMNS * BLOCK_DEPTH), tiles: place(BLOCK_ROWS * BLOCK_COLUMNS) };
}

/**
 * c += sign * a b for a[m x k], b[k x n], c[m x n] with adjacent columns. Sums of BLOCK_DEPTH products, added one after the other;
 * always in the same order.
 */
export function addProduct<T extends Numbers>(multiplier: Multiplier<T>, sign: 1 | -1, a: MatrixView<T>, b: MatrixView<T>, c: MatrixView<Numbers>, m: number, n: number, k: number): void {
  const columnsOfB = transposedView(b);
  for (let column = 0; column < n; column += BLOCK_COLUMNS) {
    const columns = Math.min(BLOCK_COLUMNS, n - column);
    for (let first = 0; first < k; first += BLOCK_DEPTH) {
      const depth = Math.min(BLOCK_DEPTH, k - first);
      packPanels(multiplier.memory, multiplier.right, multiplier.tileColumns, columnsOfB, column, columns, first, depth);
      for (let row = 0; row < m; row += BLOCK_ROWS) {
        const rows = Math.min(BLOCK_ROWS, m - row);
        packPanels(multiplier.memory, multiplier.left, GEMM_ROWS, a, row, rows, first, depth);
        addPacked(multiplier, sign, c, { row, rows, column, columns }, 0, depth);
      }
    }
  }
}

/** c[block] += sign * the packed rows times the packed columns from the `skipped`th (a multiple of the tile) on. */
export function addPacked(multiplier: Multiplier<Numbers>, sign: 1 | -1, c: MatrixView<Numbers>, block: Block, skipped: number, depth: number): void {
  multiplier.multiply(skipped, depth, Math.ceil(block.rows / GEMM_ROWS), Math.ceil(block.columns / multiplier.tileColumns));
  addTiles(multiplier, sign, c, block);
}

function addTiles({ memory, tiles, tileColumns }: Multiplier<Numbers>, sign: 1 | -1, { data, start, rowStride }: MatrixView<Numbers>, { row, rows, column, columns }: Block): void {
  const stride = Math.ceil(rows / GEMM_ROWS) * GEMM_ROWS * tileColumns;
  for (let i = 0; i < rows; i++) {
    let from = tiles + i * tileColumns, to = start + (row + i) * rowStride + column;
    const last = to + columns;
    for (; to + tileColumns <= last; to += tileColumns, from += stride) {
      for (let group = 0; group < tileColumns; group += 4) addFour(data, to + group, sign, memory, from + group);
    }
    for (; to < last; to++, from++) data[to]! += sign * memory[from]!;
  }
}

function addFour(c: Numbers, to: number, sign: number, sums: Numbers, from: number): void {
  c[to]! += sign * sums[from]!;
  c[to + 1]! += sign * sums[from + 1]!;
  c[to + 2]! += sign * sums[from + 2]!;
  c[to + 3]! += sign * sums[from + 3]!;
}
