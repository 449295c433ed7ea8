import { METHODS } from '../../simulate/crossbar/wires/methods.ts';
import { formatPercent, formatQuantity, plural } from '../quantity.ts';
import { clean, paint } from '../terminal.ts';
import type { CrossbarReport } from './summary.ts';

/** Columns that the table shows. */
const SHOWN_COLUMNS = 8;

/** The report for a terminal: what was solved and how, what the wires cost, and the currents of some columns. */
export function renderCrossbarText(report: CrossbarReport, colour: boolean): string {
  const look = paint(colour);
  const { problem: { rows, columns, cell, vectors, silentRows }, case: file } = report;
  const [header, ...lines] = columnTable(report);
  return [
    look.bold(`${clean(file)}: ${rows} x ${columns} ${cell.kind} cells, ${plural(vectors, 'input vector')}${silentRows === 'driven' ? '' : `, silent rows ${silentRows}`}`),
    look.dim(wiresOf(report)), look.dim(methodOf(report)), '',
    ...lossLines(report), ...(vectors === 0 ? [] : ['', look.dim(header!), ...lines]), '',
  ].join('\n');
}

function wiresOf({ problem: { wires: { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } } }: CrossbarReport): string {
  return `driver ${ohms(driver_ohm)}, row wire ${ohms(wireRow_ohm)}, column wire ${ohms(wireCol_ohm)}, sense ${ohms(sense_ohm)}`;
}

function ohms(ohm: number): string {
  return ohm === Infinity ? 'open' : ohm === 0 ? 'ideal' : formatQuantity(ohm, 'ohm');
}

function methodOf({ solution: { method, iteration }, error }: CrossbarReport): string {
  const { summary } = METHODS[method];
  if (error !== null) {
    return `${method}: ${summary}; approximate: against ${error.against} the currents are off by ${formatPercent(error.relativeL2, 2)} (L2), at most ${formatPercent(error.largest, 2)} of the largest`;
  }
  if (iteration === null) return `${method}: ${summary}; exact`;
  const { iterations, steps, residual, tolerance } = iteration;
  return `${method}: ${summary}; ${rangeOf(iterations, 'iteration')}${steps === null ? '' : ` in ${rangeOf(steps, 'Newton step')}`}, no current off by more than ${residual.toExponential(1)} of the largest (asked for ${tolerance.toExponential(0)})`;
}

function rangeOf(counts: readonly number[], what: string): string {
  const [least, most] = [counts.reduce((a, b) => Math.min(a, b), Infinity), counts.reduce((a, b) => Math.max(a, b), 0)];
  return least < most ? `${least} to ${plural(most, what)}` : plural(most, what);
}

function lossLines({ loss, solution: { iteration } }: CrossbarReport): string[] {
  if (loss.mean === null) return ['no current flows, or none that has an ideal value'];
  const [column, row] = [worstOf(loss.columns), loss.rows && worstOf(loss.rows)];
  const parts = [`mean ${percent(loss.mean)}`, column && `worst column ${column.at}: ${percent(column.loss)}`, row && `worst row ${row.at}: ${percent(row.loss)}`];
  const cell = iteration?.worstCell;
  return [
    `lost to wires: ${parts.filter(Boolean).join(', ')}`,
    ...(cell ? [`least cell voltage: ${percent(cell.share)} of the input, at row ${cell.row}, column ${cell.column} (input vector ${cell.vector})`] : []),
  ];
}

function worstOf(losses: readonly (number | null)[]): { at: number; loss: number } | null {
  let worst: { at: number; loss: number } | null = null;
  for (const [at, loss] of losses.entries()) if (loss !== null && (worst === null || loss > worst.loss)) worst = { at, loss };
  return worst;
}

function percent(share: number): string {
  return formatPercent(share, 2);
}

/** Some columns, from the first to the last: currents are means over the input vectors. */
function columnTable({ problem: { columns, vectors }, solution: { currents_A, ideal_A }, loss }: CrossbarReport): string[] {
  const shown = [...new Set(Array.from({ length: SHOWN_COLUMNS }, (_, at) => Math.round((at * (columns - 1)) / (SHOWN_COLUMNS - 1))))];
  const rows = shown.map((column) => {
    const lost = loss.columns[column] ?? null;
    return [String(column), amperes(meanOf(ideal_A, column, columns, vectors)), amperes(meanOf(currents_A, column, columns, vectors)), lost === null ? '-' : percent(lost)];
  });
  const table = [['column', vectors > 1 ? 'ideal, mean' : 'ideal', 'with wires', 'lost'], ...rows];
  const widths = table[0]!.map((_, at) => Math.max(...table.map((row) => row[at]!.length)));
  return table.map((row) => row.map((text, at) => text.padStart(widths[at]!)).join('  '));
}

function meanOf(values: Float64Array, column: number, columns: number, vectors: number): number {
  let sum = 0;
  for (let vector = 0; vector < vectors; vector++) sum += values[vector * columns + column]!;
  return sum / vectors;
}

function amperes(current_A: number): string {
  return Number.isFinite(current_A) ? formatQuantity(current_A, 'A') : '-';
}
