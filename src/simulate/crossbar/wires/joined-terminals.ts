import type { Wires } from '../../../ir/wires.ts';

/** Between which terminals a short closes a path without resistance. */
export interface JoinedTerminals {
  readonly cell: number;
  readonly terminals: string;
}

/**
 * The first short (infinite conductance) that joins two terminals through ideal wires alone; null where there is none. Without shorts
 * there is none: a row meets one source, a column one sense terminal.
 */
export function joinedTerminals(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): JoinedTerminals | null {
  const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
  if (driver_ohm !== 0 && sense_ohm !== 0) return null;
  // A row or column without resistance is one node; its terminal is `held` where nothing lies between.
  const rowNode = (cell: number): number => (wireRow_ohm === 0 ? Math.floor(cell / columns) * columns : cell);
  const columnNode = (cell: number): number => rows * columns + (wireCol_ohm === 0 ? (rows - 1) * columns + (cell % columns) : cell);
  const parent = Int32Array.from({ length: 2 * rows * columns }, (_, node) => node);
  const held = new Int32Array(2 * rows * columns).fill(-1);
  if (driver_ohm === 0) for (let row = 0; row < rows; row++) held[row * columns] = row;
  if (sense_ohm === 0) for (let column = 0; column < columns; column++) held[columnNode((rows - 1) * columns + column)] = rows + column;
  for (let cell = 0; cell < conductance_S.length; cell++) {
    if (conductance_S[cell] !== Infinity) continue;
    const [one, other] = [rootOf(parent, rowNode(cell)), rootOf(parent, columnNode(cell))];
    if (one === other) continue;
    if (held[one]! >= 0 && held[other]! >= 0) return { cell, terminals: `${nameOf(held[one]!, rows)} and ${nameOf(held[other]!, rows)}` };
    parent[one] = other;
    held[other] = Math.max(held[one]!, held[other]!);
  }
  return null;
}

function rootOf(parent: Int32Array, node: number): number {
  let root = node;
  while (parent[root] !== root) root = parent[root]!;
  while (parent[node] !== root) [parent[node], node] = [root, parent[node]!];
  return root;
}

function nameOf(terminal: number, rows: number): string {
  return terminal < rows ? `the source of row ${terminal}` : `the sense terminal of column ${terminal - rows}`;
}
