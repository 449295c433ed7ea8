/** The smallest parts of a crossbar with wires. */
import { inverse } from './wires-blocks';
import { COLUMNS, DRIVER, FIRST_CELLS, SECOND_CELLS, SENSE, SIDES, WIRE_COLUMN, WIRE_ROW } from './wires-record';

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function cellAt(header: usize, row: i32, column: i32): v128 {
  const at = <usize>(row * load<i32>(header, COLUMNS) + column) << 3;
  return f64x2.replace_lane(f64x2.splat(load<f64>(load<usize>(header, FIRST_CELLS) + at)), 1, load<f64>(load<usize>(header, SECOND_CELLS) + at));
}

/** One cell: left - row node - column node - bottom in series; the nodes are ports unless the array ends at them. */
export function makeCell(header: usize, part: usize, row: i32, column: i32, matrix: usize): void {
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
export function makeSquare(header: usize, part: usize, row: i32, column: i32, matrix: usize): void {
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
