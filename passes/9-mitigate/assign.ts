/**
 * The cheapest way to give every row of a cost matrix a column of its own; the Hungarian method with potentials (Kuhn 1955, Munkres 1957), one shortest
 * augmenting path a row, O(rows^2 columns).
 * @param cost rows x columns, row-major, rows <= columns; Infinity forbids a pair, and some way without one must exist
 * @returns the column of each row
 */
export function assign(cost: Float64Array, rows: number, columns: number): Int32Array {
  // Index 0 stands for "none": rows and columns count from 1.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  const distance = new Float64Array(columns + 1);
  const reached = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    distance.fill(Infinity);
    reached.fill(0);
    let at = 0;
    while (rowOf[at] !== 0) {
      reached[at] = 1;
      at = extend(at);
    }
    for (; at !== 0; at = before[at]!) rowOf[at] = rowOf[before[at]!]!;
  }
  const columnOf = new Int32Array(rows);
  for (let column = 1; column <= columns; column++) if (rowOf[column]! > 0) columnOf[rowOf[column]! - 1] = column - 1;
  return columnOf;

  /** Looks on from the row that holds column `at`; returns the nearest column that was not reached yet. */
  function extend(at: number): number {
    const row = rowOf[at]!;
    let nearest = 0;
    let least = Infinity;
    for (let column = 1; column <= columns; column++) {
      if (reached[column]) continue;
      const reduced = cost[(row - 1) * columns + column - 1]! - rowPotential[row]! - columnPotential[column]!;
      if (reduced < distance[column]!) {
        distance[column] = reduced;
        before[column] = at;
      }
      if (distance[column]! < least || nearest === 0) [least, nearest] = [distance[column]!, column];
    }
    if (least === Infinity) throw new RangeError('no assignment is allowed');
    for (let column = 0; column <= columns; column++) {
      if (reached[column]) {
        rowPotential[rowOf[column]!]! += least;
        columnPotential[column]! -= least;
      } else distance[column]! -= least;
    }
    return nearest;
  }
}
