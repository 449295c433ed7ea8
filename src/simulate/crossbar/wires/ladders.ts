import type { Wires } from '../../../ir/wires.ts';

/**
 * The wires of a crossbar as ladders, eliminated once for given cells: a row wire with its cells is a ladder that hangs on the driver, a column wire
 * one that hangs on the sense resistance. Whatever the voltages on the other side of the cells, a ladder is then solved in two passes.
 *
 * Beyond wire segment r, cells of shunt conductance Y and injected current C look like Y / (1 + r Y) and C / (1 + r Y): sums, products and
 * quotients of positive numbers, so nothing cancels, and ideal wires (r = 0) are no special case.
 */
export interface Ladders {
  readonly rows: number;
  readonly columns: number;
  /** Slope of the current of each cell over its voltage, S; rows x columns. */
  readonly slope_S: Float64Array;
  readonly wireRow_ohm: number;
  readonly wireCol_ohm: number;
  /** 1 / (1 + r Y) of the ladder from this row node to the far end; rows x columns. */
  readonly rowShare: Float64Array;
  /** The same from this column node up to row 0. */
  readonly columnShare: Float64Array;
  /** Volts of the row node at column 0 for a volt of the source, and for an ampere put into the row. */
  readonly sourceGain: Float64Array;
  readonly rowGain_ohm: Float64Array;
  /** Sensed share of the current of a column, and volts of its last node for an ampere. */
  readonly senseShare: Float64Array;
  readonly columnGain_ohm: Float64Array;
}

export function allocateLadders(rows: number, columns: number, { wireRow_ohm, wireCol_ohm }: Wires): Ladders {
  const cells = rows * columns;
  return {
    rows, columns, wireRow_ohm, wireCol_ohm, slope_S: new Float64Array(cells), rowShare: new Float64Array(cells), columnShare: new Float64Array(cells),
    sourceGain: new Float64Array(rows), rowGain_ohm: new Float64Array(rows), senseShare: new Float64Array(columns), columnGain_ohm: new Float64Array(columns),
  };
}

/** Eliminates the ladders for the slopes that stand in them. @param floats 1 where a row has no source, null where every row has one */
export function eliminate(ladders: Ladders, { driver_ohm, sense_ohm }: Wires, floats: Uint8Array | null): void {
  eliminateRows(ladders, driver_ohm, floats);
  eliminateColumns(ladders, sense_ohm);
}

function eliminateRows({ rows, columns, slope_S, wireRow_ohm, rowShare, sourceGain, rowGain_ohm }: Ladders, driver_ohm: number, floats: Uint8Array | null): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let shunt = 0;
    for (let cell = start + columns - 1; cell > start; cell--) {
      shunt += slope_S[cell]!;
      const share = 1 / (1 + wireRow_ohm * shunt);
      rowShare[cell] = share;
      shunt *= share;
    }
    shunt += slope_S[start]!;
    const driven = floats === null || floats[row] === 0;
    sourceGain[row] = driven ? 1 / (1 + driver_ohm * shunt) : 0;
    // A floating row whose cells are all open belongs to no circuit: it stays at 0 V.
    rowGain_ohm[row] = driven ? driver_ohm * sourceGain[row]! : shunt > 0 ? 1 / shunt : 0;
  }
}

function eliminateColumns({ rows, columns, slope_S, wireCol_ohm, columnShare, senseShare, columnGain_ohm }: Ladders, sense_ohm: number): void {
  const shunt = columnGain_ohm.fill(0);
  const last = (rows - 1) * columns;
  for (let start = 0; start < last; start += columns) {
    for (let column = 0; column < columns; column++) {
      const below = shunt[column]! + slope_S[start + column]!;
      const share = 1 / (1 + wireCol_ohm * below);
      columnShare[start + column] = share;
      shunt[column] = below * share;
    }
  }
  for (let column = 0; column < columns; column++) {
    senseShare[column] = 1 / (1 + sense_ohm * (shunt[column]! + slope_S[last + column]!));
    columnGain_ohm[column] = sense_ohm * senseShare[column]!;
  }
}

/**
 * Voltages of all row nodes, given the current put into each besides what its own voltage drives out through the cell.
 * @param current_A rows x columns
 * @param source_V of each row; null: all 0
 * @param node_V where they go, rows x columns
 */
export function sweepRows({ rows, columns, wireRow_ohm, rowShare, sourceGain, rowGain_ohm }: Ladders, current_A: Float64Array, source_V: Float64Array | null, node_V: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns;
    let gathered = 0;
    for (let cell = end - 1; cell > start; cell--) {
      gathered += current_A[cell]!;
      node_V[cell] = gathered;
      gathered *= rowShare[cell]!;
    }
    gathered += current_A[start]!;
    let volts = rowGain_ohm[row]! * gathered;
    if (source_V !== null) volts += sourceGain[row]! * source_V[row]!;
    node_V[start] = volts;
    for (let cell = start + 1; cell < end; cell++) {
      volts = (volts + wireRow_ohm * node_V[cell]!) * rowShare[cell]!;
      node_V[cell] = volts;
    }
  }
}

/**
 * Voltages of all column nodes, given the current put into each besides what its own voltage drives out through the cell.
 * @param current_A rows x columns
 * @param node_V where they go, rows x columns
 * @param sensed_A where the current of each sense resistance goes
 */
export function sweepColumns({ rows, columns, wireCol_ohm, columnShare, senseShare, columnGain_ohm }: Ladders, current_A: Float64Array, node_V: Float64Array, sensed_A: Float64Array): void {
  const last = (rows - 1) * columns;
  for (let column = 0; column < columns; column++) node_V[column] = current_A[column]!;
  for (let cell = columns, end = rows * columns; cell < end; cell++) {
    const above = cell - columns;
    node_V[cell] = current_A[cell]! + node_V[above]! * columnShare[above]!;
  }
  for (let column = 0; column < columns; column++) {
    const gathered = node_V[last + column]!;
    sensed_A[column] = gathered * senseShare[column]!;
    node_V[last + column] = gathered * columnGain_ohm[column]!;
  }
  for (let cell = last - 1; cell >= 0; cell--) {
    node_V[cell] = (node_V[cell + columns]! + wireCol_ohm * node_V[cell]!) * columnShare[cell]!;
  }
}
