import type { Area, Target } from '../ir/target.ts';
import type { MappingSummary } from './input.ts';

export interface AreaReport {
  /** Of what is in use; null when the target gives no areas. */
  readonly total_mm2: number | null;
  /** Sums to `total_mm2`. */
  readonly parts_mm2: Readonly<Record<string, number>>;
}

/** Silicon area of the crossbars, cores, tiles and neurons in use. */
export function measureArea(target: Target, mapping: MappingSummary): AreaReport {
  const parts = new Map<string, number>();
  for (const { part, per, area_um2 } of target.areas) {
    parts.set(part, (parts.get(part) ?? 0) + area_um2.value * 1e-6 * inUse(per, mapping));
  }
  const total_mm2 = [...parts.values()].reduce((sum, one) => sum + one, 0);
  return { total_mm2: target.areas.length === 0 ? null : total_mm2, parts_mm2: Object.fromEntries(parts) };
}

function inUse(per: Area['per'], mapping: MappingSummary): number {
  switch (per) {
    case 'crossbar': return mapping.crossbarsUsed;
    case 'core': return mapping.coresUsed;
    case 'tile': return mapping.tilesUsed;
    case 'neuron': return mapping.neurons;
  }
}
