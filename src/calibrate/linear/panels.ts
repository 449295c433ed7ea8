export type Numbers = Float32Array | Float64Array;

/** A matrix inside an array: element (i, j) is data[start + i * rowStride + j * columnStride]. */
export interface MatrixView<T extends Numbers> {
  readonly data: T;
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The same matrix with rows and columns exchanged. */
export function transposedView<T extends Numbers>({ data, start, rowStride, columnStride }: MatrixView<T>): MatrixView<T> {
  return { data, start, rowStride: columnStride, columnStride: rowStride };
}

/** Rows copied by one turn of an unrolled loop; panels are one or more times as wide. */
const GROUP = 4;

/**
 * Writes rows [row, row + rows) of a matrix, its columns [first, first + depth), as panels of `width` rows (a multiple of 4) from
 * `memory[at]` on: panel[k * width + i]. Rows missing in the last panel are 0.
 */
export function packPanels<T extends Numbers>(memory: T, at: number, width: number, matrix: MatrixView<T>, row: number, rows: number, first: number, depth: number): void {
  const { data, rowStride, columnStride } = matrix;
  const start = matrix.start + row * rowStride + first * columnStride;
  for (let panel = 0; panel < rows; panel += width, at += depth * width) {
    if (panel + width > rows) memory.fill(0, at, at + depth * width);
    for (let group = panel; group < Math.min(panel + width, rows); group += GROUP) {
      const from = start + group * rowStride, to = at + group - panel;
      if (group + GROUP <= rows) packGroup(memory, to, width, data, from, rowStride, columnStride, depth);
      else for (let i = 0; i < rows - group; i++) packRow(memory, to + i, width, data, from + i * rowStride, columnStride, depth);
    }
  }
}

function packGroup(memory: Numbers, to: number, width: number, data: Numbers, from: number, rowStride: number, columnStride: number, depth: number): void {
  for (const end = to + depth * width; to < end; to += width, from += columnStride) {
    memory[to] = data[from]!;
    memory[to + 1] = data[from + rowStride]!;
    memory[to + 2] = data[from + 2 * rowStride]!;
    memory[to + 3] = data[from + 3 * rowStride]!;
  }
}

function packRow(memory: Numbers, to: number, width: number, data: Numbers, from: number, columnStride: number, depth: number): void {
  for (const end = to + depth * width; to < end; to += width, from += columnStride) memory[to] = data[from]!;
}
