import type { Wires } from '../../../../src/ir/wires.ts';

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly ohm: number;
}

/**
 * G_eff of a small crossbar with any of its connections ideal, open or shorted: nodes joined without resistance become one, the equations of the
 * others are solved densely. Shares nothing with what it judges.
 */
export function denseEffectiveMatrix(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const edges = edgesOf(conductance_S, rows, columns, wires);
  const node = merged(edges, 2 * rows * columns + rows + columns);
  const source = (row: number): number => node(2 * rows * columns + row);
  const sense = (column: number): number => node(2 * rows * columns + rows + column);
  const live = edges.filter(({ ohm, from, to }) => ohm !== Infinity && node(from) !== node(to)).map(({ from, to, ohm }) => ({ from: node(from), to: node(to), ohm }));
  const held = new Set([...Array.from({ length: rows }, (_, row) => source(row)), ...Array.from({ length: columns }, (_, column) => sense(column))]);
  const unknowns = [...new Set(live.flatMap(({ from, to }) => [from, to]))].filter((one) => !held.has(one));
  const index = new Map(unknowns.map((one, at) => [one, at]));
  const matrix = unknowns.map(() => new Float64Array(unknowns.length + rows));
  for (const edge of live) {
    for (const [here, there] of [[edge.from, edge.to], [edge.to, edge.from]] as const) {
      const at = index.get(here);
      if (at === undefined) continue;
      matrix[at]![at]! += 1 / edge.ohm;
      const other = index.get(there);
      if (other !== undefined) matrix[at]![other]! -= 1 / edge.ohm;
      else for (let row = 0; row < rows; row++) if (source(row) === there) matrix[at]![unknowns.length + row]! += 1 / edge.ohm;
    }
  }
  eliminate(matrix);
  const volts = (one: number, row: number): number => {
    const at = index.get(one);
    return at === undefined ? Number(one === source(row)) : matrix[at]![unknowns.length + row]!;
  };
  const result = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const ground = sense(column);
    for (const { from, to, ohm } of live) {
      if (from !== ground && to !== ground) continue;
      for (let row = 0; row < rows; row++) result[row * columns + column]! += volts(from === ground ? to : from, row) / ohm;
    }
  }
  return result;
}

/** Row node and column node of cell k are 2 k and 2 k + 1; then come the sources and the sense terminals. */
function edgesOf(conductance_S: Float64Array, rows: number, columns: number, { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm }: Wires): Edge[] {
  const edges: Edge[] = [];
  conductance_S.forEach((siemens, cell) => {
    edges.push({ from: 2 * cell, to: 2 * cell + 1, ohm: 1 / siemens });
    if ((cell + 1) % columns !== 0) edges.push({ from: 2 * cell, to: 2 * cell + 2, ohm: wireRow_ohm });
    if (cell + columns < rows * columns) edges.push({ from: 2 * cell + 1, to: 2 * (cell + columns) + 1, ohm: wireCol_ohm });
  });
  const first = 2 * rows * columns;
  for (let row = 0; row < rows; row++) edges.push({ from: first + row, to: 2 * row * columns, ohm: driver_ohm });
  for (let column = 0; column < columns; column++) edges.push({ from: first + rows + column, to: 2 * ((rows - 1) * columns + column) + 1, ohm: sense_ohm });
  return edges;
}

function merged(edges: readonly Edge[], nodes: number): (node: number) => number {
  const name = Array.from({ length: nodes }, (_, node) => node);
  for (const { from, to, ohm } of edges) {
    if (ohm !== 0) continue;
    const [keep, drop] = [Math.max(name[from]!, name[to]!), Math.min(name[from]!, name[to]!)];
    name.forEach((one, node) => { if (one === drop) name[node] = keep; });
  }
  return (node) => name[node]!;
}

/** Gauss and Jordan with the largest pivot; a node that nothing holds keeps 0 V. */
function eliminate(matrix: Float64Array[]): void {
  for (let k = 0; k < matrix.length; k++) {
    let best = k;
    for (let i = k; i < matrix.length; i++) if (Math.abs(matrix[i]![k]!) > Math.abs(matrix[best]![k]!)) best = i;
    [matrix[k], matrix[best]] = [matrix[best]!, matrix[k]!];
    const pivot = matrix[k]![k]!;
    if (Math.abs(pivot) < 1e-18) {
      matrix[k]!.fill(0);
      continue;
    }
    for (let j = k; j < matrix[k]!.length; j++) matrix[k]![j]! /= pivot;
    for (let i = 0; i < matrix.length; i++) {
      const factor = matrix[i]![k]!;
      if (i === k || factor === 0) continue;
      for (let j = k; j < matrix[i]!.length; j++) matrix[i]![j]! -= factor * matrix[k]![j]!;
    }
  }
}
