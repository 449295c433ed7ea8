/** A mapping strategy: how pieces become clusters and clusters find cores. */
export interface Mapper {
  readonly name: string;
  readonly summary: string;
}

/** The strategies `--mapper` knows. */
export const MAPPERS: readonly Mapper[] = [
  {
    name: 'tiles',
    summary: 'rectangles of neighbouring positions share a core (next-fit under all core limits, listeners before speakers); Hilbert curve, then force-directed swaps',
  },
];
