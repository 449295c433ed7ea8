import type { Wires } from '../../../ir/wires.ts';

/** Effective conductances without solving the network: rows x columns in, rows x columns out, S. */
export type ClosedForm = (conductance_S: Float64Array, rows: number, columns: number, wires: Wires) => Float64Array;

/**
 * The series model of Jeong as Crossbar_Models_Comparison (commit b139308) states it for every cell: all cells are taken to carry the same current, so that the
 * wire from source to cell and the one from cell to ground each look like one resistance in series with it. A row wire is loaded by all cells
 * behind each segment, N Rs + Rr sum_{k=1..j} (N - k); of the cells on a column those from this one to the ground count, (M - i) Rk + Rc sum_{k=1..M-i-1} k.
 */
export function jeong(conductance_S: Float64Array, rows: number, columns: number, { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm }: Wires): Float64Array {
  const effective_S = new Float64Array(conductance_S.length);
  for (let row = 0; row < rows; row++) {
    const below = rows - row;
    const fromRow_ohm = below * sense_ohm + ((below * (below - 1)) / 2) * wireCol_ohm;
    let toColumn_ohm = columns * driver_ohm;
    for (let column = 0, cell = row * columns; column < columns; column++, cell++) {
      if (column > 0) toColumn_ohm += (columns - column) * wireRow_ohm;
      effective_S[cell] = conductance_S[cell]! / (1 + conductance_S[cell]! * (toColumn_ohm + fromRow_ohm));
    }
  }
  return effective_S;
}

/**
 * Two diagonal matrices around the conductances (the DMR model of Crossbar_Models_Comparison, commit b139308): every row wire falls off as a ladder of the mean
 * cells of each column does to first order, every column wire as one of the mean cells of each row.
 */
export function dmr(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const [rowMean_S, columnMean_S] = [new Float64Array(rows), new Float64Array(columns)];
  conductance_S.forEach((conductance, cell) => {
    rowMean_S[Math.floor(cell / columns)]! += conductance / columns;
    columnMean_S[cell % columns]! += conductance / rows;
  });
  const along = fallOff(columnMean_S.reverse(), wires.wireRow_ohm, wires.driver_ohm).reverse();
  const down = fallOff(rowMean_S, wires.wireCol_ohm, wires.sense_ohm);
  return conductance_S.map((conductance, cell) => conductance * along[cell % columns]! * down[Math.floor(cell / columns)]!);
}

/** The alpha-beta model of Crossbar_Models_Comparison, commit b139308: as `dmr`, with the cells of each row and column themselves instead of means. */
export function alphaBeta(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const effective_S = conductance_S.slice();
  for (let row = 0; row < rows; row++) {
    const along = fallOff(conductance_S.slice(row * columns, (row + 1) * columns).reverse(), wires.wireRow_ohm, wires.driver_ohm).reverse();
    for (let column = 0; column < columns; column++) effective_S[row * columns + column]! *= along[column]!;
  }
  for (let column = 0; column < columns; column++) {
    const down = fallOff(Float64Array.from({ length: rows }, (_, row) => conductance_S[row * columns + column]!), wires.wireCol_ohm, wires.sense_ohm);
    for (let row = 0; row < rows; row++) effective_S[row * columns + column]! *= down[row]!;
  }
  return effective_S;
}

/**
 * Voltages along a ladder from its far end to what it hangs on, as shares of the voltage there, if every cell drew its current at the voltage of the
 * far end: u_i = 1 + r sum_{k<i} (i - k) g_k, over u at the terminal beyond `terminal_ohm`.
 */
function fallOff(cells_S: Float64Array, wire_ohm: number, terminal_ohm: number): Float64Array {
  const shares = new Float64Array(cells_S.length);
  let [volts, current] = [1, 0];
  cells_S.forEach((conductance, at) => {
    volts += at === 0 ? 0 : wire_ohm * current;
    shares[at] = volts;
    current += conductance;
  });
  const terminal = volts + terminal_ohm * current;
  return shares.map((share) => share / terminal);
}
