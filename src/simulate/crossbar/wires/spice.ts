import type { CellCurve, CrossbarCase } from '../../../ir/crossbar-case.ts';
import { gateRows, silentRowsOf, withoutOpenParts, type ClosedNetwork } from './network.ts';

/**
 * The crossbar as a netlist that ngspice accepts (`ngspice -b FILE`): one flat list of resistances and sources, then a control block that puts each
 * input vector on, finds the operating point and prints the current of every sense resistance. Ideal wires join nodes; open cells and connections are left out; a shorted cell is a source of 0 V.
 * Where silent rows float or are gated the circuit is that of the first vector, and the case should have one only.
 */
export function* spiceNetlist(problem: CrossbarCase): Generator<string> {
  const { rows, columns, silentRows, cell, name } = problem;
  const inputs = Array.from({ length: problem.vectors }, (_, vector) => problem.inputs_V.subarray(vector * rows, (vector + 1) * rows));
  const silent = silentRows === 'driven' || inputs.length === 0 ? new Uint8Array(rows) : silentRowsOf(inputs[0]!);
  const whole = withoutOpenParts(problem);
  const closed = silentRows === 'gated' && inputs.length > 0 ? { ...whole, conductance_S: gateRows(whole.conductance_S, inputs[0]!) } : whole;
  yield `* ${name}: crossbar of ${rows} rows x ${columns} columns, ${cell.kind} cells; ohm, V, A\n`;
  yield '* s<row> source, r<row>_<column> row node, c<row>_<column> column node, m<column> end of the sense resistance; counted from 0\n';
  for (let row = 0; row < rows; row++) yield* rowOf(problem, closed, row, inputs[0]?.[row] ?? 0, silentRows === 'floating' && silent[row] === 1);
  for (let column = 0; column < columns; column++) yield* columnOf(problem, closed, column);
  yield* cellsOf(problem, closed);
  yield '.options reltol=1e-11 abstol=1e-20 vntol=1e-16 itl1=1000\n';
  yield* controlOf(inputs, problem.firstVector, columns);
  yield '.end\n';
}

function* rowOf({ columns }: CrossbarCase, closed: ClosedNetwork, row: number, volts: number, floats: boolean): Generator<string> {
  const { driver_ohm, wireRow_ohm } = closed.wires;
  const used = closed.conductance_S.subarray(row * columns, (row + 1) * columns).some((conductance) => conductance > 0);
  if (!floats) yield `Vin${row} s${row} 0 DC ${volts}\n`;
  // A row without cells would be a node without a way to ground.
  if (!used) return;
  if (!floats && driver_ohm > 0) yield `Rdriver${row} s${row} ${rowNode(closed, row, 0, floats)} ${driver_ohm}\n`;
  for (let column = 1; column < columns && wireRow_ohm > 0; column++) {
    yield `Rrow${row}_${column} ${rowNode(closed, row, column - 1, floats)} ${rowNode(closed, row, column, floats)} ${wireRow_ohm}\n`;
  }
}

function* columnOf({ rows }: CrossbarCase, closed: ClosedNetwork, column: number): Generator<string> {
  const { wireCol_ohm, sense_ohm } = closed.wires;
  for (let row = 1; row < rows && wireCol_ohm > 0; row++) {
    yield `Rcol${row}_${column} ${columnNode(closed, rows, row - 1, column)} ${columnNode(closed, rows, row, column)} ${wireCol_ohm}\n`;
  }
  if (sense_ohm > 0) yield `Rsense${column} ${columnNode(closed, rows, rows - 1, column)} m${column} ${sense_ohm}\n`;
  yield `Vsense${column} m${column} 0 DC 0\n`;
}

function* cellsOf({ rows, columns, cell: curve, silentRows, inputs_V }: CrossbarCase, closed: ClosedNetwork): Generator<string> {
  for (let row = 0; row < rows; row++) {
    const floats = silentRows === 'floating' && inputs_V[row] === 0;
    for (let column = 0; column < columns; column++) {
      const conductance = closed.conductance_S[row * columns + column]!;
      // 1 / G overflows for a cell that nothing flows through.
      if (Math.abs(1 / conductance) === Infinity) continue;
      yield cellCard(curve, conductance, `${row}_${column}`, rowNode(closed, row, column, floats), columnNode(closed, rows, row, column));
    }
  }
}

function cellCard(curve: CellCurve, conductance_S: number, name: string, from: string, to: string): string {
  if (conductance_S === Infinity) return `Vshort${name} ${from} ${to} DC 0\n`;
  const volts = `V(${from},${to})`;
  switch (curve.kind) {
    case 'linear': return `Rcell${name} ${from} ${to} ${1 / conductance_S}\n`;
    case 'sinh': return `Bcell${name} ${from} ${to} I=${conductance_S * curve.v0_V}*sinh(${volts}/${curve.v0_V})\n`;
    case 'cubic': return `Bcell${name} ${from} ${to} I=${conductance_S}*${volts}*(1-(${curve.a_perV2})*${volts}*${volts})\n`;
  }
}

function rowNode({ wires: { driver_ohm, wireRow_ohm } }: ClosedNetwork, row: number, column: number, floats: boolean): string {
  const at = wireRow_ohm > 0 ? column : 0;
  return at === 0 && driver_ohm === 0 && !floats ? `s${row}` : `r${row}_${at}`;
}

function columnNode({ wires: { wireCol_ohm, sense_ohm } }: ClosedNetwork, rows: number, row: number, column: number): string {
  const at = wireCol_ohm > 0 ? row : rows - 1;
  return at === rows - 1 && sense_ohm === 0 ? `m${column}` : `c${at}_${column}`;
}

function* controlOf(inputs: readonly Float64Array[], first: number, columns: number): Generator<string> {
  yield '.control\nset numdgt=16\n';
  for (const [at, input_V] of inputs.entries()) {
    yield `echo vector ${first + at}\n`;
    if (at > 0) for (const [row, volts] of input_V.entries()) if (volts !== inputs[at - 1]![row]) yield `alter Vin${row} dc = ${volts}\n`;
    yield 'op\n';
    for (let column = 0; column < columns; column++) yield `print i(Vsense${column})\n`;
  }
  yield 'quit\n.endc\n';
}
