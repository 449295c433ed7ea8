import { fail } from '../../src/diagnostics/diagnostic.ts';
import type { Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { packingOrder } from './packing-order.ts';

/** A mapping strategy: the order in which pieces fill clusters. */
export interface Mapper {
  readonly name: string;
  readonly summary: string;
  readonly order: (unrolled: Unrolled, target: Target) => Int32Array;
}

/** The strategies `--mapper` knows. */
export const MAPPERS: readonly Mapper[] = [
  {
    name: 'tiles',
    summary: 'rectangles of neighbouring positions share a core (next-fit under all core limits, listeners before speakers); Hilbert curve, then force-directed swaps',
    order: packingOrder,
  },
];

/** The mapper of that name. @throws DiagnosticError S810 */
export function mapperNamed(name: string): Mapper {
  return MAPPERS.find((mapper) => mapper.name === name) ?? fail('S810', { name, known: MAPPERS.map((mapper) => mapper.name).join(', ') });
}
