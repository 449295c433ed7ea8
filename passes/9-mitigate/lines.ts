/** Where the rows and columns of a block of weights are in a crossbar, which may have more columns, and which columns stand there with the opposite sign. */
export interface Lines {
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly flipped: Uint8Array;
}

/** Every row and column where it is. */
export function sameLines(rows: number, columns: number): Lines {
  return { rowOf: Int32Array.from({ length: rows }, (_, row) => row), columnOf: Int32Array.from({ length: columns }, (_, column) => column), flipped: new Uint8Array(columns) };
}

/** Weights (row-major) as they stand in a crossbar of `physicalColumns`; columns that are not used are 0. */
export function toPhysical(weights: Float64Array, { rowOf, columnOf, flipped }: Lines, physicalColumns: number): Float64Array {
  const columns = columnOf.length;
  const placed = new Float64Array(rowOf.length * physicalColumns);
  rowOf.forEach((physical, row) => {
    for (let column = 0; column < columns; column++) {
      const weight = weights[row * columns + column]!;
      placed[physical * physicalColumns + columnOf[column]!] = flipped[column] ? -weight : weight;
    }
  });
  return placed;
}

/** The way back. @param signed false for what has no sign to turn, such as variances */
export function toLogical(cells: Float32Array, { rowOf, columnOf, flipped }: Lines, physicalColumns: number, signed: boolean): Float32Array {
  const columns = columnOf.length;
  const found = new Float32Array(rowOf.length * columns);
  rowOf.forEach((physical, row) => {
    for (let column = 0; column < columns; column++) {
      const cell = cells[physical * physicalColumns + columnOf[column]!]!;
      found[row * columns + column] = signed && flipped[column] ? -cell : cell;
    }
  });
  return found;
}
