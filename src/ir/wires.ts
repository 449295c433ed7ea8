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
