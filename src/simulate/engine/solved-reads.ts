import { fail } from '../../diagnostics/diagnostic.ts';
import type { Configuration } from '../../ir/configuration.ts';
import type { Device } from '../../ir/target.ts';
import { READ_TOLERANCE } from '../crossbar/wires/curved-crossbars.ts';
import type { Crossbars, ReadoutColumns, SolvedCrossbar, SolvedRows } from './crossbar-connections.ts';
import type { Arena } from './memory.ts';
import { reserve, type Accumulated, type Plane } from './planes.ts';
import { fullOfRows } from './row-inputs.ts';

/** Reads of crossbars whose columns are no sums over their rows: what the rows carry is added up, and the circuit is solved for it. */
export interface SolvedReads {
  readonly rows: Accumulated;
  readonly layout: SolvedRows;
  /** Reads after this do not depend on those before: the results are the same whichever thread takes which samples. */
  readonly begin: () => void;
  /** Solves the crossbar of a readout for what stands on its rows; writes what the columns of a slice then are, and their variances. @throws DiagnosticError S881 */
  readonly read: (slice: number, readout: number, plane: Plane) => void;
}

export interface SolvedOptions {
  readonly configuration: Configuration;
  readonly device: Device;
  readonly crossbars: Crossbars;
  readonly readouts: ReadoutColumns;
  readonly layout: SolvedRows;
}

export function reserveSolvedReads(arena: Arena, options: SolvedOptions): () => SolvedReads {
  // The one weight of all rows: a source adds what it sends to its row, and nothing to the three beside it.
  const rows = reserve(arena, Float32Array.of(1, 0, 0, 0), options.layout.size);
  return () => solvedReads(options, rows());
}

function solvedReads({ configuration, device, crossbars, readouts, layout }: SolvedOptions, rows: Accumulated): SolvedReads {
  const fulls = fullOfRows(configuration, crossbars);
  let epoch = 0;
  const lastRead = new Map<SolvedCrossbar, number>();
  const read_V = device.readVoltage_V.value;
  return {
    rows, layout,
    begin: () => { epoch++; },
    read(slice, readout, { signal, variance, reference }) {
      const id = readouts.crossbar[readout]!;
      const crossbar = layout.crossbars[slice]![id]!;
      const range = { first: readouts.first[readout]!, lowest: readouts.lowest[readout]!, columns: readouts.columns[readout]! };
      const carried = rows.sums.data.subarray(layout.first[readout]!, layout.first[readout]! + readouts.rows[readout]!);
      forEachPulse(carried, fulls[id]!, crossbar.lines.rowOf, read_V, (row_V, full) => {
        const solution = crossbar.curved.read(row_V, lastRead.get(crossbar) !== epoch);
        lastRead.set(crossbar, epoch);
        if (!solution.reached) fail('S881', { core: crossbars.core[id]!, crossbar: crossbars.index[id]!, residual: solution.residual.toExponential(1), tolerance: READ_TOLERANCE.toExponential(0) });
        addColumns(crossbar, solution, full / read_V, range, signal.sums.data, variance && variance.sums.data, reference && reference.sums.data);
      });
    },
  };
}

/**
 * The pulses of one read. A row carries whole spikes, each at the read voltage, or a value whose full one is the read voltage; what is more than one full pulse is
 * left to further ones. Rows that mean other values by the read voltage take turns.
 */
function forEachPulse(carried: Float32Array, fulls: Float64Array, rowOf: Int32Array, read_V: number, found: (row_V: Float64Array, full: number) => void): void {
  for (const full of new Set(fulls)) {
    for (let pulse = 0; ; pulse++) {
      const row_V = new Float64Array(carried.length);
      let drives = false;
      for (let row = 0; row < carried.length; row++) {
        if (fulls[row] !== full) continue;
        const part = Math.min(full, Math.abs(carried[row]!) - pulse * full);
        if (part <= 0) continue;
        row_V[rowOf[row]!] = (read_V * Math.sign(carried[row]!) * part) / full;
        drives = true;
      }
      if (!drives) break;
      found(row_V, full);
    }
  }
}

/** @param perVolt levels on a row that are a volt */
function addColumns(
  { lines, perSiemens }: SolvedCrossbar, { positive_A, negative_A, positive_A2, negative_A2 }: ReturnType<SolvedCrossbar['curved']['read']>, perVolt: number,
  { first, lowest, columns }: { readonly first: number; readonly lowest: number; readonly columns: number }, signal: Float32Array, variance: Float32Array | null, reference: Float32Array | null,
): void {
  for (let i = 0; i < columns; i++) {
    const place = lines.columnOf[lowest + i]!;
    const perAmpere = perVolt * perSiemens[place]!;
    const level = perAmpere * (positive_A[place]! - negative_A[place]!);
    signal[first + i]! += lines.flipped[lowest + i] ? -level : level;
    if (variance) variance[first + i]! += perAmpere ** 2 * (positive_A2[place]! + (reference ? 0 : negative_A2[place]!));
    if (reference) reference[first + i]! += perAmpere ** 2 * negative_A2[place]!;
  }
}
