/**
 * Crossbars with wires by merging of parts, two crossbars at once: every element is a pair, one lane a crossbar, so small parts keep both lanes
 * busy as well as large ones. Records of the table: ../merge-table.ts. Nothing is ever subtracted: the conductance from a node is the sum
 * of those to its neighbours, and eliminating it adds products, so that entries keep their relative precision whatever the ratio of cells to wires.
 */

const KIND: usize = 0, SIDES: usize = 4, STRIDE: usize = 8, SIZE: usize = 12, FIRST: usize = 16, SECOND: usize = 20, ROW_SHIFT: usize = 24,
  COLUMN_SHIFT: usize = 28, SHARED: usize = 32, SHARED_FIRST: usize = 36, SHARED_SECOND: usize = 40, PANEL_STRIDE: usize = 44, RUN_COUNT: usize = 48, RUNS: usize = 52;
const PART: usize = 0, FROM: usize = 4, LENGTH: usize = 8, TO: usize = 12, TERMINAL: usize = 16;
const RUN_BYTES: usize = 20, RECORD_BYTES: usize = 176;
const CELL: i32 = 0, SQUARE: i32 = 1;

/** The header of the workspace: what all parts need. */
const TABLE: usize = 0, FIRST_CELLS: usize = 4, SECOND_CELLS: usize = 8, COLUMNS: usize = 12, DRIVER: usize = 16, WIRE_ROW: usize = 32,
  WIRE_COLUMN: usize = 48, SENSE: usize = 64, HEADER_BYTES: usize = 128;

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

// @ts-ignore: decorator
@inline
function cellAt(header: usize, row: i32, column: i32): v128 {
  const at = <usize>(row * load<i32>(header, COLUMNS) + column) << 3;
  return f64x2.replace_lane(f64x2.splat(load<f64>(load<usize>(header, FIRST_CELLS) + at)), 1, load<f64>(load<usize>(header, SECOND_CELLS) + at));
}

/** 1 / s, and 0 for a node without neighbours. */
// @ts-ignore: decorator
@inline
function inverse(s: v128): v128 {
  return v128.and(f64x2.div(f64x2.splat(1), s), f64x2.gt(s, f64x2.splat(0)));
}

/** One cell: left - row node - column node - bottom in series; the nodes are ports unless the array ends at them. */
function makeCell(header: usize, part: usize, row: i32, column: i32, matrix: usize): void {
  const sides = load<i32>(part, SIDES);
  const left = sides & 1 ? v128.load(header, DRIVER) : v128.load(header, WIRE_ROW);
  const down = sides & 8 ? v128.load(header, SENSE) : v128.load(header, WIRE_COLUMN);
  const cell = cellAt(header, row, column), none = f64x2.splat(0);
  const before = f64x2.mul(f64x2.mul(left, cell), inverse(f64x2.add(left, cell)));
  const after = f64x2.mul(f64x2.mul(cell, down), inverse(f64x2.add(cell, down)));
  const corner = sides & 6;
  if (corner == 0) {
    v128.store(matrix, left, 16); v128.store(matrix, none, 32); v128.store(matrix, none, 48);
    v128.store(matrix, cell, 96); v128.store(matrix, none, 112);
    v128.store(matrix, down, 176);
  } else if (corner == 2) {
    v128.store(matrix, before, 16); v128.store(matrix, none, 32);
    v128.store(matrix, down, 80);
  } else if (corner == 4) {
    v128.store(matrix, left, 16); v128.store(matrix, none, 32);
    v128.store(matrix, after, 80);
  } else {
    v128.store(matrix, f64x2.mul(f64x2.mul(before, down), inverse(f64x2.add(before, down))), 16);
  }
}

/** Two by two cells with ports left 0 1, right 2 3, top 4 5, bottom 6 7: four nodes are eliminated. */
function makeSquare(header: usize, part: usize, row: i32, column: i32, matrix: usize): void {
  const sides = load<i32>(part, SIDES);
  const left = sides & 1 ? v128.load(header, DRIVER) : v128.load(header, WIRE_ROW), across = v128.load(header, WIRE_ROW);
  const down = sides & 8 ? v128.load(header, SENSE) : v128.load(header, WIRE_COLUMN), along = v128.load(header, WIRE_COLUMN);
  const a = cellAt(header, row, column), b = cellAt(header, row, column + 1), c = cellAt(header, row + 1, column), d = cellAt(header, row + 1, column + 1);
  const none = f64x2.splat(0), wires = f64x2.add(left, across);
  // The first row node.
  const one = inverse(f64x2.add(wires, a));
  const leftOne = f64x2.mul(left, one), acrossOne = f64x2.mul(across, one);
  v128.store(matrix, none, 16); v128.store(matrix, f64x2.mul(leftOne, across), 32); v128.store(matrix, none, 48);
  v128.store(matrix, f64x2.mul(leftOne, a), 64); v128.store(matrix, none, 80); v128.store(matrix, none, 96); v128.store(matrix, none, 112);
  // The row node below it, then the column node that this one is joined to.
  const two = inverse(f64x2.add(wires, c));
  const leftTwo = f64x2.mul(left, two), acrossTwo = f64x2.mul(across, two);
  const fromLeft = f64x2.mul(leftTwo, c), fromRight = f64x2.mul(acrossTwo, c);
  const verticals = f64x2.add(along, down);
  const three = inverse(f64x2.add(verticals, f64x2.add(fromLeft, fromRight)));
  const leftThree = f64x2.mul(fromLeft, three), rightThree = f64x2.mul(fromRight, three);
  v128.store(matrix, none, 160); v128.store(matrix, f64x2.add(f64x2.mul(leftTwo, across), f64x2.mul(leftThree, fromRight)), 176);
  v128.store(matrix, f64x2.mul(leftThree, along), 192); v128.store(matrix, none, 208);
  v128.store(matrix, f64x2.mul(leftThree, down), 224); v128.store(matrix, none, 240);
  v128.store(matrix, none, 304); v128.store(matrix, f64x2.mul(acrossOne, a), 320); v128.store(matrix, b, 336);
  v128.store(matrix, none, 352); v128.store(matrix, none, 368);
  // The last column node.
  const four = inverse(f64x2.add(verticals, d));
  const dFour = f64x2.mul(d, four);
  v128.store(matrix, f64x2.mul(rightThree, along), 448); v128.store(matrix, f64x2.mul(dFour, along), 464);
  v128.store(matrix, f64x2.mul(rightThree, down), 480); v128.store(matrix, f64x2.mul(dFour, down), 496);
  v128.store(matrix, none, 592); v128.store(matrix, f64x2.mul(f64x2.mul(along, three), down), 608); v128.store(matrix, none, 624);
  v128.store(matrix, none, 736); v128.store(matrix, f64x2.mul(f64x2.mul(along, four), down), 752);
  v128.store(matrix, none, 880);
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

/** Rows of the panel that are brought up to date together before they are finished one by one. */
const BLOCK: i32 = 4;

/** Eliminates the shared ports one after the other: row k becomes conductance / sqrt(sum) after the rows before it have added to it. */
function eliminate(part: usize, panel: usize): void {
  const shared = load<i32>(part, SHARED), stride = <usize>load<i32>(part, PANEL_STRIDE) << 4;
  const runs = part + RUNS + <usize>(load<i32>(part, RUN_COUNT) - 1) * RUN_BYTES;
  const width = shared + load<i32>(runs, TO) + load<i32>(runs, LENGTH);
  for (let block: i32 = 0; block < shared; block += BLOCK) {
    const end = min(block + BLOCK, shared), at = panel + (<usize>block << 4), rows = panel + <usize>block * stride + (<usize>block << 4);
    if (block > 0) update(rows, stride, rows, stride, at, at, stride, block, end - block, width - block, false);
    for (let k = block; k < end; ++k) {
      const row = panel + <usize>k * stride;
      for (let done = block; done < k; ++done) addRow(row, panel + <usize>done * stride, k, width);
      scaleRow(row, k, width);
    }
  }
}

/** row[j] += done[k] done[j] for j > k. */
// @ts-ignore: decorator
@inline
function addRow(row: usize, done: usize, k: i32, width: i32): void {
  const factor = v128.load(done + (<usize>k << 4));
  for (let at = <usize>(k + 1) << 4, end = <usize>width << 4; at < end; at += 16) {
    v128.store(row + at, f64x2.add(v128.load(row + at), f64x2.mul(factor, v128.load(done + at))));
  }
}

/** Divides what comes after k by the root of its sum, which is taken in four parts. */
// @ts-ignore: decorator
@inline
function scaleRow(row: usize, k: i32, width: i32): void {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let at = row + (<usize>(k + 1) << 4);
  const begin = at, end = row + (<usize>width << 4);
  for (; at + 64 <= end; at += 64) {
    a = f64x2.add(a, v128.load(at)); b = f64x2.add(b, v128.load(at, 16)); c = f64x2.add(c, v128.load(at, 32)); d = f64x2.add(d, v128.load(at, 48));
  }
  for (; at < end; at += 16) a = f64x2.add(a, v128.load(at));
  const scale = inverse(f64x2.sqrt(f64x2.add(f64x2.add(a, b), f64x2.add(c, d))));
  for (at = begin; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), scale));
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

/**
 * target[i][j] = from[i][j] (0 without `from`) + sum over k < depth, in that order, of a[k][i] b[k][j]; with `triangle` at least where i < j.
 * Tiles of 2 x 4 keep eight sums in registers. Strides in bytes.
 */
function update(target: usize, targetStride: usize, from: usize, fromStride: usize, a: usize, b: usize, panelStride: usize, depth: i32, rows: i32, columns: i32, triangle: bool): void {
  let j: i32 = 0;
  for (; j + 4 <= columns; j += 4) {
    const end = triangle ? min(rows, j + 4) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    let i: i32 = 0;
    for (; i + 2 <= end; i += 2) tile24(to + <usize>i * targetStride, targetStride, from ? own + <usize>i * fromStride : 0, fromStride, a + (<usize>i << 4), right, panelStride, depth);
    if (i < end) tile14(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
  }
  if (j + 2 <= columns) {
    const end = triangle ? min(rows, j + 2) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    let i: i32 = 0;
    for (; i + 2 <= end; i += 2) tile22(to + <usize>i * targetStride, targetStride, from ? own + <usize>i * fromStride : 0, fromStride, a + (<usize>i << 4), right, panelStride, depth);
    for (; i < end; ++i) {
      tile11(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
      tile11(to + <usize>i * targetStride + 16, from ? own + <usize>i * fromStride + 16 : 0, a + (<usize>i << 4), right + 16, panelStride, depth);
    }
    j += 2;
  }
  if (j < columns) {
    const end = triangle ? min(rows, j) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    for (let i: i32 = 0; i < end; ++i) tile11(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
  }
}

function tile24(to: usize, toStride: usize, from: usize, fromStride: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16); a2 = v128.load(from, 32); a3 = v128.load(from, 48);
    from += fromStride;
    b0 = v128.load(from); b1 = v128.load(from, 16); b2 = v128.load(from, 32); b3 = v128.load(from, 48);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a), y = v128.load(a, 16);
    let z = v128.load(b);
    a0 = f64x2.add(a0, f64x2.mul(x, z)); b0 = f64x2.add(b0, f64x2.mul(y, z));
    z = v128.load(b, 16);
    a1 = f64x2.add(a1, f64x2.mul(x, z)); b1 = f64x2.add(b1, f64x2.mul(y, z));
    z = v128.load(b, 32);
    a2 = f64x2.add(a2, f64x2.mul(x, z)); b2 = f64x2.add(b2, f64x2.mul(y, z));
    z = v128.load(b, 48);
    a3 = f64x2.add(a3, f64x2.mul(x, z)); b3 = f64x2.add(b3, f64x2.mul(y, z));
  }
  v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32); v128.store(to, a3, 48);
  to += toStride;
  v128.store(to, b0); v128.store(to, b1, 16); v128.store(to, b2, 32); v128.store(to, b3, 48);
}

// @ts-ignore: decorator
@inline
function tile14(to: usize, from: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16); a2 = v128.load(from, 32); a3 = v128.load(from, 48);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a);
    a0 = f64x2.add(a0, f64x2.mul(x, v128.load(b))); a1 = f64x2.add(a1, f64x2.mul(x, v128.load(b, 16)));
    a2 = f64x2.add(a2, f64x2.mul(x, v128.load(b, 32))); a3 = f64x2.add(a3, f64x2.mul(x, v128.load(b, 48)));
  }
  v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32); v128.store(to, a3, 48);
}

// @ts-ignore: decorator
@inline
function tile22(to: usize, toStride: usize, from: usize, fromStride: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16);
    from += fromStride;
    b0 = v128.load(from); b1 = v128.load(from, 16);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a), y = v128.load(a, 16), z = v128.load(b), u = v128.load(b, 16);
    a0 = f64x2.add(a0, f64x2.mul(x, z)); a1 = f64x2.add(a1, f64x2.mul(x, u));
    b0 = f64x2.add(b0, f64x2.mul(y, z)); b1 = f64x2.add(b1, f64x2.mul(y, u));
  }
  v128.store(to, a0); v128.store(to, a1, 16);
  to += toStride;
  v128.store(to, b0); v128.store(to, b1, 16);
}

// @ts-ignore: decorator
@inline
function tile11(to: usize, from: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let sum = from ? v128.load(from) : f64x2.splat(0);
  for (; depth > 0; --depth, a += stride, b += stride) sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
  v128.store(to, sum);
}
