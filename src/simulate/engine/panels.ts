import type { Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import type { Connections } from './connections.ts';
import type { EngineLayout } from './layout.ts';
import type { Wiring } from './wiring.ts';

/**
 * A population with one position all of whose neurons hear the same axons: its crossbars side by side form one matrix, which is kept as
 * column panels so that a panel stays in the cache for all timesteps.
 */
export interface DenseMatrix {
  readonly rows: number;
  /** Row of the matrix each source neuron drives, per incoming connection; -1 for silence. */
  readonly rowOf: readonly { readonly source: number; readonly delay: number; readonly rows: Int32Array }[];
  /** Rows of one partial sum share a leaf; its readouts are read when any of them is driven. */
  readonly leafOfRow: Int32Array;
  readonly leafReadouts: readonly Int32Array[];
  /** (row, feature) of the matrix and the weight's offset among the connection's weights. */
  readonly copy: readonly { readonly row: number; readonly column: number; readonly weight: number; readonly length: number }[];
}

/**
 * The dense matrix of a population, or null when its tables are not those of one: it has several positions, feeds itself, a neuron
 * drives two rows, or a row does not reach all columns.
 */
export function denseMatrixOf(
  configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], weightOf: Connections<Int16Array>['weightOf'], population: number,
): DenseMatrix | null {
  const incoming = wiring.bundles.filter(({ destination }) => destination === population);
  const { features, positions } = layouts[population]!;
  if (positions !== 1 || incoming.length === 0) return null;
  const { units, applications } = configuration;
  const rowIds = new Map<string, number>();
  const leafIds = new Map<string, number>();
  const leafOfRow: number[] = [];
  const leafReadouts: Int32Array[] = [];
  const copy: { row: number; column: number; weight: number; length: number }[] = [];
  const rowOf: { source: number; delay: number; rows: Int32Array }[] = [];
  for (const bundle of incoming) {
    if (bundle.source === population) return null;
    const rows = new Int32Array(layouts[bundle.source]!.size).fill(-1);
    for (let local = 0; local < rows.length; local++) {
      const [start, end] = [bundle.offsets[local]!, bundle.offsets[local + 1]!];
      if (start === end) continue;
      let covered = 0;
      let key = '';
      for (let i = start; i < end; i++) {
        const unit = units[applications.unit[bundle.application[i]!]!]!;
        const { block, groups, rows: range } = unit.synapses!;
        const name = `${block} ${range.start + bundle.row[i]!}`;
        if (configuration.blocks[block]!.lists || length(groups) !== 1 || groups.start !== 0 || (key !== '' && name !== key)) return null;
        key = name;
        covered += length(unit.columns);
      }
      if (covered !== features) return null;
      let row = rowIds.get(key);
      if (row === undefined) {
        rowIds.set(key, row = leafOfRow.length);
        const readouts = Array.from({ length: end - start }, (_, k) => wiring.readouts.of[bundle.application[start + k]!]!);
        const leaf = readouts.join(' ');
        if (!leafIds.has(leaf)) leafIds.set(leaf, leafReadouts.push(Int32Array.from(new Set(readouts))) - 1);
        leafOfRow.push(leafIds.get(leaf)!);
        for (let i = start; i < end; i++) {
          const unit = units[applications.unit[bundle.application[i]!]!]!;
          copy.push({ row, column: unit.columns.start, weight: weightOf(bundle, i), length: length(unit.columns) });
        }
      }
      rows[local] = row;
    }
    rowOf.push({ source: bundle.source, delay: bundle.delay, rows });
  }
  return { rows: leafOfRow.length, rowOf, leafOfRow: Int32Array.from(leafOfRow), leafReadouts, copy };
}

/** The matrix as panels: [panel][row][width].  */
export function packPanels(matrix: DenseMatrix, weights: Int16Array | Float32Array, width: number, out: Int16Array | Float32Array): void {
  for (const { row, column, weight, length: columns } of matrix.copy) {
    for (let i = 0; i < columns; i++) {
      const at = column + i;
      const panel = Math.floor(at / width);
      out[(panel * matrix.rows + row) * width + (at - panel * width)] = weights[weight + i]!;
    }
  }
}
