/**
 * What the wires of a crossbar are made of, ohm. The driver resistance joins a row's source to the row node at column 0; one row-wire segment
 * lies between neighbouring row nodes, one column-wire segment between neighbouring column nodes; the sense resistance joins a column's last
 * node (the last row) to ground. 0 is an ideal wire, each of the four on its own; Infinity is an open connection.
 */
export interface Wires {
  readonly driver_ohm: number;
  readonly wireRow_ohm: number;
  readonly wireCol_ohm: number;
  readonly sense_ohm: number;
}

/** The wires of the crossbars of a chip, which are seldom used to their last row and column. */
export interface ArrayWires extends Wires {
  /** Devices in rows and columns that are not used: left at the off conductance, also where it is not said, or disconnected. */
  readonly unusedCells?: 'off' | 'open';
}

/** Whether any of the wires is not an ideal one. */
export function hasResistance({ driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm }: Wires): boolean {
  return [driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm].some((ohm) => ohm !== 0);
}
