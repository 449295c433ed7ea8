import type { Area, Target } from '../ir/target.ts';
import type { MappingSummary } from './input.ts';

export interface AreaReport {
  /** Of what is in use; null when the target gives no areas. */
  readonly total_mm2: number | null;
  /** Sums to `total_mm2`. */
  readonly parts_mm2: Readonly<Record<string, number>>;
  /** What several populations share is divided by their columns and neurons there; sums to `parts_mm2`. Empty where shares are not known. */
  readonly perLayer: readonly PopulationArea[];
}

export interface PopulationArea {
  readonly name: string;
  readonly area_mm2: number;
  readonly parts_mm2: Readonly<Record<string, number>>;
}

/** Silicon area of the crossbars, cores, tiles and neurons in use. */
export function measureArea(target: Target, mapping: MappingSummary): AreaReport {
  const parts = new Map<string, number>();
  for (const { part, per, area_um2 } of target.areas) {
    parts.set(part, (parts.get(part) ?? 0) + area_um2.value * 1e-6 * inUse(per, mapping));
  }
  const total_mm2 = [...parts.values()].reduce((sum, one) => sum + one, 0);
  return { total_mm2: target.areas.length === 0 ? null : total_mm2, parts_mm2: Object.fromEntries(parts), perLayer: areasOfPopulations(target, mapping) };
}

/** Each population takes its share of every area, so that shares sum to what is in use. */
function areasOfPopulations({ areas }: Target, mapping: MappingSummary): PopulationArea[] {
  const known = mapping.perPopulation.flatMap(({ name, inUse: own }) => (own === undefined ? [] : [{ name, own }]));
  if (areas.length === 0 || known.length < mapping.perPopulation.length) return [];
  return known.map(({ name, own }) => {
    const parts = new Map<string, number>();
    for (const { part, per, area_um2 } of areas) {
      const all = known.reduce((sum, one) => sum + one.own[per], 0);
      if (all > 0) parts.set(part, (parts.get(part) ?? 0) + (area_um2.value * 1e-6 * inUse(per, mapping) * own[per]) / all);
    }
    return { name, area_mm2: [...parts.values()].reduce((sum, one) => sum + one, 0), parts_mm2: Object.fromEntries(parts) };
  });
}


function inUse(per: Area['per'], mapping: MappingSummary): number {
  switch (per) {
    case 'crossbar': return mapping.crossbarsUsed;
    case 'core': return mapping.coresUsed;
    case 'tile': return mapping.tilesUsed;
    case 'neuron': return mapping.neurons;
  }
}
