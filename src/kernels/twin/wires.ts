/** Twin of assembly/wires.ts, one crossbar after the other: the lanes of a vector know nothing of each other. Offsets and strides count elements. */
import { MERGE_FIELD as FIELD, MERGE_HEADER, MERGE_KIND as KIND, MERGE_RECORD, MERGE_RUN, MERGE_RUN_FIELD as RUN } from '../merge-table.ts';
import { addTo } from './wires-products.ts';
import { makeCell, makeSquare, type WiredCells } from './wires-cells.ts';
import { finishFour, finishOne, finishTwo } from './wires-blocks.ts';
import type { Views } from './views.ts';

export function mergeWires({ i32, f64 }: Views, table: number, root: number, first: number, second: number, rows: number, columns: number, driver: number,
  wireRow: number, wireColumn: number, sense: number, firstResult: number, secondResult: number, workspace: number): void {
  const records = i32.subarray(table >>> 2);
  const whole = root * MERGE_RECORD, matrix = (workspace >>> 3) + MERGE_HEADER;
  for (const [cells, result] of [[first, firstResult], [second, secondResult]] as const) {
    const wired: WiredCells = { f64, cells: cells >>> 3, columns, driver, wireRow, wireColumn, sense };
    makePart(wired, records, whole, 0, 0, matrix, matrix + records[whole + FIELD.size]!);
    for (let row = 0; row < rows; row++) {
      const from = matrix + row * records[whole + FIELD.stride]! + rows, to = (result >>> 3) + row * columns;
      for (let column = 0; column < columns; column++) f64[to + column] = f64[from + column]!;
    }
  }
}

/** Writes the matrix of a part whose first cell is at (row, column); memory from `free` on is its own. */
function makePart(wired: WiredCells, records: Int32Array, part: number, row: number, column: number, matrix: number, free: number): void {
  const kind = records[part + FIELD.kind]!;
  if (kind === KIND.square) return makeSquare(wired, records[part + FIELD.sides]!, row, column, matrix);
  if (kind === KIND.cell) return makeCell(wired, records[part + FIELD.sides]!, row, column, matrix);
  const first = records[part + FIELD.first]! * MERGE_RECORD, second = records[part + FIELD.second]! * MERGE_RECORD;
  const secondMatrix = free + records[first + FIELD.size]!, panel = secondMatrix + records[second + FIELD.size]!;
  makePart(wired, records, first, row, column, free, secondMatrix);
  makePart(wired, records, second, row + records[part + FIELD.rowShift]!, column + records[part + FIELD.columnShift]!, secondMatrix, panel);
  const halves = [{ matrix: free, stride: records[first + FIELD.stride]! }, { matrix: secondMatrix, stride: records[second + FIELD.stride]! }] as const;
  gather(wired.f64, records, part, halves, panel);
  eliminate(wired.f64, records, part, panel);
  addProducts(wired.f64, records, part, halves, panel, matrix);
}

interface Half {
  readonly matrix: number;
  readonly stride: number;
}

/** The panel: a row for every shared port, with its conductances to the shared ports after it and to all kept ones. */
function gather(f64: Float64Array, records: Int32Array, part: number, halves: readonly [Half, Half], panel: number): void {
  const shared = records[part + FIELD.shared]!, stride = records[part + FIELD.panelStride]!;
  const begins = [records[part + FIELD.sharedFirst]!, records[part + FIELD.sharedSecond]!] as const;
  const [a, b] = [0, 1].map((i) => halves[i]!.matrix + begins[i]! * (halves[i]!.stride + 1)) as [number, number];
  for (let k = 0; k < shared; k++) {
    const row = panel + k * stride, rowA = a + k * halves[0].stride, rowB = b + k * halves[1].stride;
    for (let at = k + 1; at < shared; at++) f64[row + at] = f64[rowA + at]! + f64[rowB + at]!;
  }
  for (let i = 0; i < records[part + FIELD.runCount]!; i++) {
    const run = part + FIELD.runs + i * MERGE_RUN;
    const source = records[run + RUN.part]!, from = records[run + RUN.from]!, length = records[run + RUN.length]!;
    const { matrix, stride: matrixStride } = halves[source]!, begin = begins[source]!, to = panel + shared + records[run + RUN.to]!;
    const direct = from > begin;
    const stepRow = direct ? matrixStride : 1, stepColumn = direct ? 1 : matrixStride, origin = matrix + (direct ? begin * matrixStride + from : from * matrixStride + begin);
    for (let k = 0; k < shared; k++) {
      for (let at = 0; at < length; at++) f64[to + k * stride + at] = f64[origin + k * stepRow + at * stepColumn]!;
    }
  }
}

/**
 * Eliminates the shared ports in blocks of four, two or one. Row k becomes conductance / sqrt(sum) after the rows before it have added to it. The sums of
 * a block need no rows that are finished: what leads out of the block counts as one column while the block is eliminated in itself.
 */
function eliminate(f64: Float64Array, records: Int32Array, part: number, panel: number): void {
  const shared = records[part + FIELD.shared]!, stride = records[part + FIELD.panelStride]!;
  const last = part + FIELD.runs + (records[part + FIELD.runCount]! - 1) * MERGE_RUN;
  const width = shared + records[last + RUN.to]! + records[last + RUN.length]!;
  for (let done = 0; done < shared;) {
    const left = shared - done, size = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    const column = panel + done, rows = column + done * stride, end = rows + width - done;
    if (done > 0) addTo(f64, rows, stride, rows, stride, column, column, stride, done, size, width - done, false);
    if (size === 4) finishFour(f64, rows, stride, end);
    else if (size === 2) finishTwo(f64, rows, stride, end);
    else finishOne(f64, rows, end);
    done += size;
  }
}

/** The merged matrix: what two ports of the same part had between them, and what the eliminated ports add. */
function addProducts(f64: Float64Array, records: Int32Array, part: number, halves: readonly [Half, Half], panel: number, matrix: number): void {
  const shared = records[part + FIELD.shared]!, panelStride = records[part + FIELD.panelStride]!, stride = records[part + FIELD.stride]!;
  const begin = part + FIELD.runs, end = begin + records[part + FIELD.runCount]! * MERGE_RUN, kept = panel + shared;
  for (let one = begin; one < end; one += MERGE_RUN) {
    const to = records[one + RUN.to]!, terminal = records[one + RUN.terminal]!, source = records[one + RUN.part]!;
    const own = halves[source]!, row = own.matrix + records[one + RUN.from]! * own.stride;
    for (let other = one; other < end; other += MERGE_RUN) {
      if (terminal !== 0 && terminal === records[other + RUN.terminal]!) continue;
      const otherTo = records[other + RUN.to]!;
      const from = source === records[other + RUN.part]! ? row + records[other + RUN.from]! : -1;
      addTo(f64, matrix + to * stride + otherTo, stride, from, own.stride, kept + to, kept + otherTo, panelStride, shared, records[one + RUN.length]!, records[other + RUN.length]!, one === other);
    }
  }
}
