import { diagnose, fail, stopOnErrors, type Diagnostic, type Where } from '../../../diagnostics/diagnostic.ts';
import type { Wires } from '../../../ir/wires.ts';
import { joinedTerminals } from './joined-terminals.ts';

/** Farther than any circuit, and near enough that no product of conductances leaves the range of numbers. */
const LEAST = 1e-40, MOST = 1e40;

/**
 * Stops where the currents of a linear crossbar have no value.
 * @throws DiagnosticError S850 conductances, S851 resistances, S852 shorts between terminals, S853 sizes
 */
export function checkLinear(conductance_S: Float64Array, rows: number, columns: number, wires: Wires, where: Where): void {
  checkShape(conductance_S, rows, columns, where);
  const found: Diagnostic[] = [];
  for (const [name, value] of Object.entries(wires) as [string, number][]) if (!isUsable(value)) found.push(diagnose('S851', { name, value }, where));
  let first = -1, bad = 0, shorts = 0;
  for (let cell = 0; cell < conductance_S.length; cell++) {
    const value = conductance_S[cell]!;
    if (value >= LEAST && value <= MOST) continue;
    if (value === Infinity) shorts++;
    else if (value !== 0) {
      if (bad++ === 0) first = cell;
    }
  }
  if (bad > 0) found.push(diagnose('S850', { ...placeOf(first, columns), value: conductance_S[first]!, others: bad - 1 }, where));
  stopOnErrors(found);
  const joined = shorts > 0 ? joinedTerminals(conductance_S, rows, columns, wires) : null;
  if (joined) fail('S852', { ...placeOf(joined.cell, columns), terminals: joined.terminals }, where);
}

function checkShape(conductance_S: Float64Array, rows: number, columns: number, where: Where): void {
  const whole = Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows > 0 && columns > 0;
  if (!whole) fail('S853', { rows, columns, reason: 'it has no cells' }, where);
  if (conductance_S.length !== rows * columns) fail('S853', { rows, columns, reason: `${conductance_S.length} conductances were given for ${rows * columns} cells` }, where);
}

function isUsable(value: number): boolean {
  return value === 0 || value === Infinity || (value >= LEAST && value <= MOST);
}

function placeOf(cell: number, columns: number): { row: number; column: number } {
  return { row: Math.floor(cell / columns), column: cell % columns };
}
