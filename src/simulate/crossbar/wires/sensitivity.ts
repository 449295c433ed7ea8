import type { Wires } from '../../../ir/wires.ts';
import { siemensOf } from './effective-matrix.ts';

/** Voltages across every cell, rows x columns: for one volt at the source of its own row alone, and for one volt at the sense terminal of its own column. */
export interface CellVoltages {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
}

/**
 * How much the current of a cell's own column changes with its conductance when only its row is driven, as a share of what it would without wires:
 * dG_eff[i][j] / dG[i][j]. The sensitivity formula of a linear network: voltage across the cell with its source driven, times that with its sense terminal
 * driven instead. At 64 x 64, 1k/5/10/1k ohm, within 2 % of the derivative of the exact matrix, with 1 ohm everywhere within 0.1 %.
 * @param conductance_S rows x columns
 */
export function sensitivityOf(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const { forward, backward } = cellVoltages(conductance_S, rows, columns, wires);
  return forward.map((volts, cell) => volts * backward[cell]!);
}

/**
 * Each voltage is found along one row and one column: the cells that lead on to other rows (columns) go to a voltage that follows that of the column (row)
 * by what a whole such row takes on. Takes a time proportional to the number of cells.
 */
export function cellVoltages(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): CellVoltages {
  const [driver, wireRow, wireCol, sense] = [wires.driver_ohm, wires.wireRow_ohm, wires.wireCol_ohm, wires.sense_ohm].map(siemensOf) as [number, number, number, number];
  const forward = voltagesAcross(conductance_S.map((siemens) => Math.min(siemens, siemensOf(0))), { rows, columns, terminal: driver, along: wireRow, across: wireCol, end: sense });
  // Seen from the sense terminals the array is turned over: the last column becomes the first row, the last row the first column.
  const turned = (cell: number): number => (columns - 1 - (cell % columns)) * rows + rows - 1 - Math.floor(cell / columns);
  const cells = new Float64Array(conductance_S.length);
  conductance_S.forEach((siemens, cell) => { cells[turned(cell)] = Math.min(siemens, siemensOf(0)); });
  const backward = voltagesAcross(cells, { rows: columns, columns: rows, terminal: sense, along: wireCol, across: wireRow, end: driver });
  return { forward, backward: forward.map((_, cell) => backward[turned(cell)]!) };
}

/** An array seen from the side that is driven; conductances of the terminals at the start of its rows, of wires, and at the end of its columns. */
interface Side {
  readonly rows: number;
  readonly columns: number;
  readonly terminal: number;
  readonly along: number;
  readonly across: number;
  readonly end: number;
}

/** Voltage across every cell when its own row, and no other, is driven with one volt. */
function voltagesAcross(cells: Float64Array, side: Side): Float64Array {
  const { rows, columns, terminal, along } = side;
  const beyond = columnLoads(cells, side);
  const voltages = new Float64Array(cells.length);
  const onward = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    let load = 0;
    for (let column = columns - 1; column >= 0; column--) {
      load += series(cells[first + column]!, beyond[first + column]!);
      onward[column] = load;
      load = series(along, load);
    }
    let volts = 1;
    for (let column = 0; column < columns; column++) {
      volts *= share(column === 0 ? terminal : along, onward[column]!);
      voltages[first + column] = volts * share(beyond[first + column]!, cells[first + column]!);
    }
  }
  return voltages;
}

/** What every cell finds behind it: its column, up and down, with the cells of the other rows. */
function columnLoads(cells: Float64Array, { rows, columns, terminal, across, end }: Side): Float64Array {
  const loads = new Float64Array(cells.length);
  const away = cells.slice();
  for (let row = 0; row < rows; row++) {
    const own = away.subarray(row * columns, (row + 1) * columns);
    const held = share(terminal, own.reduce((sum, siemens) => sum + siemens, 0));
    own.forEach((siemens, column) => { own[column] = siemens * held; });
  }
  for (let column = 0; column < columns; column++) {
    let below = end;
    for (let cell = (rows - 1) * columns + column; cell >= 0; cell -= columns) {
      loads[cell] = below;
      below = series(across, below + away[cell]!);
    }
    let above = 0;
    for (let cell = column; cell < cells.length; cell += columns) {
      loads[cell]! += above;
      above = series(across, above + away[cell]!);
    }
  }
  return loads;
}

function series(one: number, other: number): number {
  const sum = one + other;
  return sum > 0 ? (one * other) / sum : 0;
}

/** Part of a voltage that falls on what lies behind `to` when `from` leads there: from / (from + to). */
function share(from: number, to: number): number {
  const sum = from + to;
  return sum > 0 ? from / sum : 0;
}
