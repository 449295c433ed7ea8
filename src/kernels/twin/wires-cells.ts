/** The smallest parts of a crossbar with wires; twin of makeCell and makeSquare in assembly/wires.ts. */

export interface WiredCells {
  readonly f64: Float64Array;
  /** First of the conductances of the cells. */
  readonly cells: number;
  readonly columns: number;
  readonly driver: number;
  readonly wireRow: number;
  readonly wireColumn: number;
  readonly sense: number;
}

/** One cell: left - row node - column node - bottom in series; the nodes are ports unless the array ends at them. */
export function makeCell({ f64, cells, columns, driver, wireRow, wireColumn, sense }: WiredCells, sides: number, row: number, column: number, matrix: number): void {
  const left = sides & 1 ? driver : wireRow, down = sides & 8 ? sense : wireColumn, cell = f64[cells + row * columns + column]!;
  const before = (left * cell) * inverse(left + cell), after = (cell * down) * inverse(cell + down);
  const corner = sides & 6;
  if (corner === 0) {
    f64[matrix + 1] = left; f64[matrix + 2] = 0; f64[matrix + 3] = 0;
    f64[matrix + 6] = cell; f64[matrix + 7] = 0;
    f64[matrix + 11] = down;
  } else if (corner === 2) {
    f64[matrix + 1] = before; f64[matrix + 2] = 0;
    f64[matrix + 5] = down;
  } else if (corner === 4) {
    f64[matrix + 1] = left; f64[matrix + 2] = 0;
    f64[matrix + 5] = after;
  } else {
    f64[matrix + 1] = (before * down) * inverse(before + down);
  }
}

/** Two by two cells with ports left 0 1, right 2 3, top 4 5, bottom 6 7: four nodes are eliminated. */
export function makeSquare({ f64, cells, columns, driver, wireRow, wireColumn, sense }: WiredCells, sides: number, row: number, column: number, matrix: number): void {
  const left = sides & 1 ? driver : wireRow, down = sides & 8 ? sense : wireColumn, across = wireRow, along = wireColumn;
  const at = cells + row * columns + column;
  const a = f64[at]!, b = f64[at + 1]!, c = f64[at + columns]!, d = f64[at + columns + 1]!, wires = left + across;
  // The first row node.
  const one = inverse(wires + a), leftOne = left * one, acrossOne = across * one;
  f64[matrix + 1] = 0; f64[matrix + 2] = leftOne * across; f64[matrix + 3] = 0;
  f64[matrix + 4] = leftOne * a; f64[matrix + 5] = 0; f64[matrix + 6] = 0; f64[matrix + 7] = 0;
  // The row node below it, then the column node that this one is joined to.
  const two = inverse(wires + c), leftTwo = left * two, acrossTwo = across * two;
  const fromLeft = leftTwo * c, fromRight = acrossTwo * c, verticals = along + down;
  const three = inverse(verticals + (fromLeft + fromRight)), leftThree = fromLeft * three, rightThree = fromRight * three;
  f64[matrix + 10] = 0; f64[matrix + 11] = leftTwo * across + leftThree * fromRight;
  f64[matrix + 12] = leftThree * along; f64[matrix + 13] = 0;
  f64[matrix + 14] = leftThree * down; f64[matrix + 15] = 0;
  f64[matrix + 19] = 0; f64[matrix + 20] = acrossOne * a; f64[matrix + 21] = b;
  f64[matrix + 22] = 0; f64[matrix + 23] = 0;
  // The last column node.
  const four = inverse(verticals + d), dFour = d * four;
  f64[matrix + 28] = rightThree * along; f64[matrix + 29] = dFour * along;
  f64[matrix + 30] = rightThree * down; f64[matrix + 31] = dFour * down;
  f64[matrix + 37] = 0; f64[matrix + 38] = (along * three) * down; f64[matrix + 39] = 0;
  f64[matrix + 46] = 0; f64[matrix + 47] = (along * four) * down;
  f64[matrix + 55] = 0;
}

/** 1 / s, and 0 for a node without neighbours. */
function inverse(sum: number): number {
  return sum > 0 ? 1 / sum : 0;
}
