import type { Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import type { CoreLoads } from '../core-loads.ts';

/** What a core holds of one population. */
export interface PieceDetail {
  readonly population: string;
  /** Different blocks of weights, or sums, and the positions at which they are applied. */
  readonly units: number;
  readonly applications: number;
  /** Of all applications. */
  readonly columns: number;
  /** Neurons whose soma is here. */
  readonly somas: number;
}

/** By core, the population with most columns first. */
export function piecesOfCores({ applications, units, populations }: Configuration, { byPopulation }: CoreLoads): ReadonlyMap<number, readonly PieceDetail[]> {
  const found = new Map<number, Map<number, { units: Set<number>; applications: number; columns: number; somas: number }>>();
  const pieceAt = (core: number, population: number) => {
    const own = found.get(core) ?? new Map<number, { units: Set<number>; applications: number; columns: number; somas: number }>();
    found.set(core, own);
    const piece = own.get(population) ?? { units: new Set<number>(), applications: 0, columns: 0, somas: 0 };
    own.set(population, piece);
    return piece;
  };
  applications.unit.forEach((index, application) => {
    const unit = units[index]!;
    const piece = pieceAt(applications.core[application]!, unit.population);
    piece.units.add(index);
    piece.applications++;
    piece.columns += length(unit.columns);
    if (unit.soma) piece.somas += length(unit.columns);
  });
  populations.forEach((population, index) => {
    if (population.kind === 'input') population.cores?.forEach((core) => { if (core >= 0) pieceAt(core, index).somas++; });
  });
  const weightOf = (core: number, population: number): number => byPopulation[core * populations.length + population]!;
  return new Map([...found].map(([core, own]) => [core, [...own].sort(([a], [b]) => weightOf(core, b) - weightOf(core, a) || a - b)
    .map(([population, piece]) => ({ population: populations[population]!.name, units: piece.units.size, applications: piece.applications, columns: piece.columns, somas: piece.somas }))]));
}
