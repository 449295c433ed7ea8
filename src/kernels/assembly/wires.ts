/**
 * Crossbars with wires by merging of parts, two crossbars at once: every element is a pair, one lane a crossbar, so small parts keep both lanes
 * busy as well as large ones. Records of the table: ../merge-table.ts. Nothing is ever subtracted: the conductance from a node is the sum
 * of those to its neighbours, and eliminating it adds products, so that entries keep their relative precision whatever the ratio of cells to wires.
 */
import { finishFour, finishOne, finishTwo } from './wires-blocks';
import { makeCell, makeSquare } from './wires-cells';
import { update } from './wires-products';
import {
  CELL, COLUMNS, COLUMN_SHIFT, DRIVER, FIRST, FIRST_CELLS, FROM, HEADER_BYTES, KIND, LENGTH, PANEL_STRIDE, PART, RECORD_BYTES, ROW_SHIFT, RUNS, RUN_BYTES, RUN_COUNT, SECOND,
  SECOND_CELLS, SENSE, SHARED, SHARED_FIRST, SHARED_SECOND, SIZE, SQUARE, STRIDE, TABLE, TERMINAL, TO, WIRE_COLUMN, WIRE_ROW,
} from './wires-record';

export function mergeWires(table: usize, root: i32, first: usize, second: usize, rows: i32, columns: i32, driver: f64, wireRow: f64, wireColumn: f64,
    sense: f64, firstResult: usize, secondResult: usize, workspace: usize): void {
  store<usize>(workspace, table, TABLE);
  store<usize>(workspace, first, FIRST_CELLS);
  store<usize>(workspace, second, SECOND_CELLS);
  store<i32>(workspace, columns, COLUMNS);
  v128.store(workspace, f64x2.splat(driver), DRIVER);
  v128.store(workspace, f64x2.splat(wireRow), WIRE_ROW);
  v128.store(workspace, f64x2.splat(wireColumn), WIRE_COLUMN);
  v128.store(workspace, f64x2.splat(sense), SENSE);
  const whole = table + <usize>root * RECORD_BYTES, matrix = workspace + HEADER_BYTES;
  makePart(workspace, whole, 0, 0, matrix, matrix + (<usize>load<i32>(whole, SIZE) << 4));
  const stride = <usize>load<i32>(whole, STRIDE) << 4;
  for (let row: i32 = 0, from = matrix + (<usize>rows << 4); row < rows; ++row, from += stride) {
    for (let at = from, end = from + (<usize>columns << 4); at < end; at += 16, firstResult += 8, secondResult += 8) {
      store<f64>(firstResult, load<f64>(at));
      store<f64>(secondResult, load<f64>(at, 8));
    }
  }
}

/** Writes the matrix of a part whose first cell is at (row, column); memory from `free` on is its own. */
function makePart(header: usize, part: usize, row: i32, column: i32, matrix: usize, free: usize): void {
  const kind = load<i32>(part, KIND);
  if (kind == SQUARE) return makeSquare(header, part, row, column, matrix);
  if (kind == CELL) return makeCell(header, part, row, column, matrix);
  const table = load<usize>(header, TABLE);
  const first = table + <usize>load<i32>(part, FIRST) * RECORD_BYTES, second = table + <usize>load<i32>(part, SECOND) * RECORD_BYTES;
  const secondMatrix = free + (<usize>load<i32>(first, SIZE) << 4), panel = secondMatrix + (<usize>load<i32>(second, SIZE) << 4);
  makePart(header, first, row, column, free, secondMatrix);
  makePart(header, second, row + load<i32>(part, ROW_SHIFT), column + load<i32>(part, COLUMN_SHIFT), secondMatrix, panel);
  const firstStride = <usize>load<i32>(first, STRIDE) << 4, secondStride = <usize>load<i32>(second, STRIDE) << 4;
  gather(part, free, firstStride, secondMatrix, secondStride, panel);
  eliminate(part, panel);
  addProducts(part, free, firstStride, secondMatrix, secondStride, panel, matrix);
}

/** The panel: a row for every shared port, with its conductances to the shared ports after it and to all kept ones. */
function gather(part: usize, first: usize, firstStride: usize, second: usize, secondStride: usize, panel: usize): void {
  const shared = load<i32>(part, SHARED), stride = <usize>load<i32>(part, PANEL_STRIDE) << 4;
  const sharedFirst = <usize>load<i32>(part, SHARED_FIRST), sharedSecond = <usize>load<i32>(part, SHARED_SECOND);
  let a = first + sharedFirst * firstStride + (sharedFirst << 4), b = second + sharedSecond * secondStride + (sharedSecond << 4);
  for (let k: i32 = 0, row = panel; k < shared; ++k, row += stride, a += firstStride, b += secondStride) {
    for (let at = <usize>(k + 1) << 4, end = <usize>shared << 4; at < end; at += 16) v128.store(row + at, f64x2.add(v128.load(a + at), v128.load(b + at)));
  }
  const kept = panel + (<usize>shared << 4);
  for (let run = part + RUNS, last = run + <usize>load<i32>(part, RUN_COUNT) * RUN_BYTES; run < last; run += RUN_BYTES) {
    const fromFirst = load<i32>(run, PART) == 0;
    const from = <usize>load<i32>(run, FROM), length = <usize>load<i32>(run, LENGTH) << 4;
    const matrix = fromFirst ? first : second, matrixStride = fromFirst ? firstStride : secondStride, begin = fromFirst ? sharedFirst : sharedSecond;
    const to = kept + (<usize>load<i32>(run, TO) << 4);
    if (from > begin) copyRows(matrix + begin * matrixStride + (from << 4), matrixStride, to, stride, shared, length);
    else copyColumns(matrix + from * matrixStride + (begin << 4), matrixStride, to, stride, shared, length);
  }
}

function copyRows(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, length: usize): void {
  for (let k: i32 = 0; k < rows; ++k, from += fromStride, to += toStride) {
    for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  }
}

function copyColumns(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, length: usize): void {
  for (let at: usize = 0; at < length; at += 16, from += fromStride) {
    let target = to + at;
    for (let k: usize = 0, end = <usize>rows << 4; k < end; k += 16, target += toStride) v128.store(target, v128.load(from + k));
  }
}

/**
 * Eliminates the shared ports in blocks of four, two or one. Row k becomes conductance / sqrt(sum) after the rows before it have added to it. The sums of
 * a block need no rows that are finished: what leads out of the block counts as one column while the block is eliminated in itself.
 */
function eliminate(part: usize, panel: usize): void {
  const shared = load<i32>(part, SHARED), stride = <usize>load<i32>(part, PANEL_STRIDE) << 4;
  const runs = part + RUNS + <usize>(load<i32>(part, RUN_COUNT) - 1) * RUN_BYTES;
  const width = shared + load<i32>(runs, TO) + load<i32>(runs, LENGTH);
  for (let done: i32 = 0; done < shared;) {
    const left = shared - done, size = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    const column = panel + (<usize>done << 4), rows = column + <usize>done * stride, end = rows + (<usize>(width - done) << 4);
    if (done > 0) update(rows, stride, rows, stride, column, column, stride, done, size, width - done, false);
    if (size == 4) finishFour(rows, stride, end);
    else if (size == 2) finishTwo(rows, stride, end);
    else finishOne(rows, end);
    done += size;
  }
}

/** The merged matrix: what two ports of the same part had between them, and what the eliminated ports add. */
function addProducts(part: usize, first: usize, firstStride: usize, second: usize, secondStride: usize, panel: usize, matrix: usize): void {
  const shared = load<i32>(part, SHARED), panelStride = <usize>load<i32>(part, PANEL_STRIDE) << 4, stride = <usize>load<i32>(part, STRIDE) << 4;
  const kept = panel + (<usize>shared << 4);
  const last = part + RUNS + <usize>load<i32>(part, RUN_COUNT) * RUN_BYTES;
  for (let one = part + RUNS; one < last; one += RUN_BYTES) {
    const to = <usize>load<i32>(one, TO), length = load<i32>(one, LENGTH), terminal = load<i32>(one, TERMINAL), source = load<i32>(one, PART);
    const own = source == 0 ? first : second, ownStride = source == 0 ? firstStride : secondStride;
    const row = own + <usize>load<i32>(one, FROM) * ownStride, target = matrix + to * stride;
    for (let other = one; other < last; other += RUN_BYTES) {
      if (terminal != 0 && terminal == load<i32>(other, TERMINAL)) continue;
      const otherTo = <usize>load<i32>(other, TO);
      const from = source == load<i32>(other, PART) ? row + (<usize>load<i32>(other, FROM) << 4) : 0;
      update(target + (otherTo << 4), stride, from, ownStride, kept + (to << 4), kept + (otherTo << 4), panelStride, shared, length, load<i32>(other, LENGTH), one == other);
    }
  }
}

