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
  {
    name: 'synaptile', partitioner: 'multilevel', placer: 'annealing',
    summary: 'multilevel partition on messages under all core limits, by --objective; annealing by time budget',
  },
  {
    name: 'steady', partitioner: 'steady', placer: 'annealing',
    summary: 'even work in every timestep against messages, by --objective (latency, balanced, energy); annealing by time budget',
  },
  { name: 'sequential', partitioner: 'sequential', placer: 'hilbert', summary: 'baseline: cores filled in the order of the network, along a Hilbert curve' },
  { name: 'random', partitioner: 'random', placer: 'random', summary: 'baseline: neurons and cores drawn' },
  { name: 'pacman', partitioner: 'pacman', placer: 'radial', summary: 'baseline as PACMAN (SpiNNaker): slices of single populations, outwards from the entry' },
  { name: 'spinemap', partitioner: 'spinemap', placer: 'pso', summary: 'baseline as SpiNeMap: Kernighan-Lin exchanges on spikes between clusters, particle swarm' },
  { name: 'sneap', partitioner: 'sneap', placer: 'annealing', summary: 'baseline as SNEAP: multilevel cut of spikes on synapses, annealing' },
  { name: 'hilbert', partitioner: 'hilbert', placer: 'force-directed', summary: 'baseline as Jin et al. (ASPLOS 2023): topological order, Hilbert curve, force-directed swaps' },
  { name: 'overlap', partitioner: 'overlap', placer: 'force-directed', summary: 'baseline as Ronzani and Silvano: clusters grown by overlap of axons, force-directed swaps' },
  { name: 'edgemap', partitioner: 'edgemap', placer: 'force-directed', summary: 'baseline as EdgeMap: streaming partition, force-directed swaps' },
];

/** The mapper of that name. @throws DiagnosticError S810 */
export function mapperNamed(name: string): Mapper {
  return MAPPERS.find((mapper) => mapper.name === name) ?? fail('S810', { name, known: MAPPERS.map((mapper) => mapper.name).join(', ') });
}
