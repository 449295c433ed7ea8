import { fail } from '../diagnostics/diagnostic.ts';
import { largestLevel, levelsOf } from './levels.ts';
import { isSynaptic, type Network } from './network.ts';
import type { CrossbarLimits, Target } from './target.ts';

/** Cells of `bits` each that the magnitude of a level up to `largest` takes. */
export function cellsOfWeight(largest: number, bits: number): number {
  return Math.max(1, Math.ceil(Math.log2(largest + 1) / bits));
}

/**
 * How the cells of a weight lie in a core: in as many `arrays`, where it has them; else in neighbouring `columns` of one array, which share its rows and
 * are read together.
 */
export interface CellLayout {
  readonly cells: number;
  readonly lie: 'arrays' | 'columns';
  /** What is left for whole weights. */
  readonly limits: CrossbarLimits;
}

/** Null where there is no room for the cells of a single weight. */
export function cellLayout({ count, rows, columns }: CrossbarLimits, cells: number): CellLayout | null {
  if (count >= cells) return { cells, lie: 'arrays', limits: { count: Math.floor(count / cells), rows, columns } };
  return columns < cells ? null : { cells, lie: 'columns', limits: { count, rows, columns: Math.floor(columns / cells) } };
}

/**
 * The target that a quantised network is mapped to where a memory cell holds `bits` bits: its crossbars take as many whole weights as there is room for
 * all their cells.
 * @throws DiagnosticError S891
 */
export function reserveCells(target: Target, network: Network, bits: number): Target {
  const { crossbars } = target.core;
  if (!crossbars) return fail('S891', { target: target.name, reason: 'its synapse memory is digital' });
  const cells = network.projections.filter(isSynaptic).reduce((most, projection) => {
    const { bits: ofWeight, rise } = levelsOf(projection, network);
    return Math.max(most, cellsOfWeight(largestLevel(ofWeight, rise), bits));
  }, 1);
  const layout = cellLayout(crossbars, cells);
  if (!layout) return fail('S891', { target: target.name, reason: `a core has ${crossbars.count} crossbars of ${crossbars.columns} columns, and a weight lies in ${cells} cells` });
  return { ...target, cellBits: bits, core: { ...target.core, crossbars: layout.limits } };
}
