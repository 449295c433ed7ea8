import type { CrossbarCase } from '../../../../src/ir/crossbar-case.ts';

/** Siemens and amperes are counted in these, so that the numbers of one table are of like size. */
const UNIT = 1e-5;

/**
 * Output currents of one vector by a dense sparse-tableau analysis with every wire current an unknown of its own, so that 0 and infinite ohm are
 * rows like any other. It shares nothing with the solvers it judges; linear cells, small crossbars.
 */
export function solveTableau({ rows, columns, conductance_S, inputs_V, wires, silentRows }: CrossbarCase): Float64Array {
  const cells = rows * columns;
  const branches: { from: number; to: number; ohm: number; source: number; sensed: number }[] = [];
  const join = (from: number, to: number, ohm: number, source = 0, sensed = -1): number => branches.push({ from, to, ohm, source, sensed });
  const GROUND = -1;
  for (let row = 0; row < rows; row++) {
    const floats = silentRows === 'floating' && inputs_V[row] === 0;
    join(GROUND, row * columns, floats ? Infinity : wires.driver_ohm, inputs_V[row]!);
    for (let column = 1; column < columns; column++) join(row * columns + column - 1, row * columns + column, wires.wireRow_ohm);
  }
  for (let column = 0; column < columns; column++) {
    for (let row = 1; row < rows; row++) join(cells + (row - 1) * columns + column, cells + row * columns + column, wires.wireCol_ohm);
    join(cells + (rows - 1) * columns + column, GROUND, wires.sense_ohm, 0, column);
  }
  const nodes = 2 * cells;
  const size = nodes + branches.length;
  const table = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (let cell = 0; cell < cells; cell++) {
    const gated = silentRows === 'gated' && inputs_V[Math.floor(cell / columns)] === 0;
    const conductance = gated ? 0 : conductance_S[cell]! / UNIT;
    for (const [at, other] of [[cell, cells + cell], [cells + cell, cell]] as const) {
      table[at]![at]! += conductance;
      table[at]![other]! -= conductance;
    }
  }
  for (const [at, { from, to, ohm, source }] of branches.entries()) {
    const unknown = nodes + at;
    if (from >= 0) table[from]![unknown]! += 1;
    if (to >= 0) table[to]![unknown]! -= 1;
    const law = table[unknown]!;
    if (ohm === Infinity) {
      law[unknown] = 1;
      continue;
    }
    if (from >= 0) law[from] = 1;
    if (to >= 0) law[to] = -1;
    law[unknown] = -ohm * UNIT;
    law[size] = -source;
  }
  const solution = eliminate(table, size);
  const currents_A = new Float64Array(columns);
  for (const [at, { sensed }] of branches.entries()) if (sensed >= 0) currents_A[sensed] = solution[nodes + at]! * UNIT;
  return currents_A;
}

/** Gauss and Jordan with full choice of the row; an unknown that no equation holds (an isolated node) is 0. */
function eliminate(table: Float64Array[], size: number): Float64Array {
  const solvedBy = new Int32Array(size).fill(-1);
  let used = 0;
  for (let unknown = 0; unknown < size; unknown++) {
    let best = used;
    for (let row = used; row < size; row++) if (Math.abs(table[row]![unknown]!) > Math.abs(table[best]![unknown]!)) best = row;
    if (best >= size || Math.abs(table[best]![unknown]!) < 1e-11) continue;
    [table[used], table[best]] = [table[best]!, table[used]!];
    const pivot = table[used]!;
    for (let row = 0; row < size; row++) {
      const factor = row === used ? 0 : table[row]![unknown]! / pivot[unknown]!;
      if (factor !== 0) for (let at = unknown; at <= size; at++) table[row]![at]! -= factor * pivot[at]!;
    }
    solvedBy[unknown] = used++;
  }
  return Float64Array.from({ length: size }, (_, unknown) => (solvedBy[unknown]! < 0 ? 0 : table[solvedBy[unknown]!]![size]! / table[solvedBy[unknown]!]![unknown]!));
}
