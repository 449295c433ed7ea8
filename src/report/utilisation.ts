import type { Target } from '../ir/target.ts';
import type { Demand, MappingSummary, PlacedCore, PopulationMapping } from './input.ts';

/** What of the chip is in use. */
export interface Utilisation {
  /** On the chip. */
  readonly cores: number;
  readonly coresUsed: number;
  /** In use. */
  readonly crossbars: number;
  readonly crossbarsTotal: number;
  readonly tilesUsed: number;
  readonly synapses: number;
  readonly cellsUsed: number;
  /** Share of the cell pairs of the crossbars in use that hold a synapse; null without crossbars. */
  readonly cellShare: number | null;
  readonly neurons: number;
  /** Bit-line pairs in use. */
  readonly columns: number;
  readonly perPopulation: readonly PopulationMapping[];
  /** The worst core for every limit, fullest first. */
  readonly demand: readonly (Demand & { readonly share: number })[];
  /** Inputs of the column that has most, and how many a column may have; null where that is not known. */
  readonly fanIn: { readonly used: number; readonly available: number } | null;
}

/** Where every core in use lies, on a mesh whose y grows to the south. */
export interface Placement {
  readonly mesh: { readonly width: number; readonly height: number; readonly coresPerTile: number };
  readonly cores: readonly PlacedCore[];
}

/** Relates what the mapping uses to what the target has. */
export function measureUtilisation(target: Target, mapping: MappingSummary): Utilisation {
  const crossbars = target.core.crossbars;
  const cells = crossbars === null ? 0 : mapping.crossbarsUsed * crossbars.rows * crossbars.columns;
  return {
    cores: mapping.coresTotal,
    coresUsed: mapping.coresUsed,
    crossbars: mapping.crossbarsUsed,
    crossbarsTotal: mapping.crossbarsTotal,
    tilesUsed: mapping.tilesUsed,
    synapses: mapping.synapses,
    cellsUsed: mapping.cellsUsed,
    cellShare: cells === 0 ? null : mapping.cellsUsed / cells,
    neurons: mapping.neurons,
    columns: mapping.columnsUsed,
    perPopulation: mapping.perPopulation,
    demand: mapping.demand.map((one) => ({ ...one, share: shareOf(one) })).sort((a, b) => b.share - a.share),
    fanIn: mapping.fanIn === undefined ? null : { used: mapping.fanIn, available: target.fanIn },
  };
}

/** Keeps of the mesh what a reader of the placement needs. */
export function describePlacement(target: Target, mapping: MappingSummary): Placement {
  const { width, height, coresPerTile } = target.mesh;
  return { mesh: { width, height, coresPerTile }, cores: [...mapping.placement].sort((a, b) => a.core - b.core) };
}

function shareOf({ used, available }: Demand): number {
  if (available > 0) return used / available;
  return used > 0 ? 1 : 0;
}
