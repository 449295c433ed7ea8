import type { CrossbarCase } from '../../../ir/crossbar-case.ts';
import type { Wires } from '../../../ir/wires.ts';

/** What a current can flow through: cells behind open connections are open too, and no resistance is infinite. */
export interface ClosedNetwork {
  /** rows x columns, S. */
  readonly conductance_S: Float64Array;
  readonly wires: Wires;
}

/**
 * Takes the open connections out of a crossbar. Open drivers or sense resistances leave no current anywhere; open row wires leave the cells of
 * column 0, open column wires those of the last row. A wire whose cells are all open may be of any resistance: it becomes an ideal one.
 */
export function withoutOpenParts({ rows, columns, conductance_S, wires }: Pick<CrossbarCase, 'rows' | 'columns' | 'conductance_S' | 'wires'>): ClosedNetwork {
  const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
  const closed = conductance_S.slice();
  if (driver_ohm === Infinity || sense_ohm === Infinity) closed.fill(0);
  if (wireRow_ohm === Infinity) for (let cell = 0; cell < closed.length; cell++) if (cell % columns > 0) closed[cell] = 0;
  if (wireCol_ohm === Infinity) closed.fill(0, 0, (rows - 1) * columns);
  const finite = (ohm: number): number => (ohm === Infinity ? 0 : ohm);
  return { conductance_S: closed, wires: { driver_ohm: finite(driver_ohm), wireRow_ohm: finite(wireRow_ohm), wireCol_ohm: finite(wireCol_ohm), sense_ohm: finite(sense_ohm) } };
}

/** Opens the cells of rows whose input is 0: their selectors are off. */
export function gateRows(conductance_S: Float64Array, input_V: Float64Array): Float64Array {
  const columns = conductance_S.length / input_V.length;
  return conductance_S.map((conductance, cell) => (input_V[Math.floor(cell / columns)] === 0 ? 0 : conductance));
}

/** 1 for the rows whose input is 0. */
export function silentRowsOf(input_V: Float64Array): Uint8Array {
  return Uint8Array.from(input_V, (volts) => Number(volts === 0));
}
