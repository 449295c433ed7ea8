import { fail } from '../src/diagnostics/diagnostic.ts';

/** A mapping strategy: which partitioner and which placer work together. */
export interface Mapper {
  readonly name: string;
  readonly summary: string;
  /** Name in `5-partition/partitioners.ts`. */
  readonly partitioner: string;
  /** Name in `6-place/placers.ts`. */
  readonly placer: string;
}

/** The strategies `--mapper` knows. */
export const MAPPERS: readonly Mapper[] = [
  {
    name: 'tiles', partitioner: 'tiles', placer: 'force-directed',
    summary: 'rectangles of neighbouring positions share a core (next-fit under all core limits, listeners before speakers); Hilbert curve, then force-directed swaps',
  },
];

/** The mapper of that name. @throws DiagnosticError S810 */
export function mapperNamed(name: string): Mapper {
  return MAPPERS.find((mapper) => mapper.name === name) ?? fail('S810', { name, known: MAPPERS.map((mapper) => mapper.name).join(', ') });
}
