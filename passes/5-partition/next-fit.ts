import { fail } from '../../src/diagnostics/diagnostic.ts';
import { ClusterLoads, limitsOfCore, type Limit } from './cluster-loads.ts';
import type { PartitionProblem } from './partitioners.ts';

const LIMIT_NAMES: Record<Limit, string> = {
  neurons: 'neurons of a core', rows: 'crossbar rows', columns: 'crossbar columns', crossbars: 'crossbars of a core',
  axonsIn: 'axons in', axonsOut: 'axons out', memory_bits: 'synapse memory (bits)',
};

const REMEDIES: Record<Limit, string> = {
  neurons: 'make the population smaller, or use a target with more neurons a core',
  rows: 'make the kernel or the source smaller, or use a target with more rows',
  columns: 'use a target with more columns',
  crossbars: 'use a target with more crossbars a core',
  axonsIn: 'make the kernel or the source smaller, or use a target with more axons in',
  axonsOut: 'make the population that listens smaller, use a target with more axons out, or smaller units (--unit-columns)',
  memory_bits: 'use fewer weight bits (--bits), or a target with more synapse memory',
};

/** How much of the axons-out limit is filled; less leaves room for the axons of listeners that are packed after their speakers. */
const FILLS = [1, 0.5, 0.25, 0.125, 0.0625];

/**
 * Next-fit: pieces go into the open cluster in `order` while every limit holds, then a new cluster is opened; also where `mayShare` forbids that a piece shares
 * a cluster with the piece before it. Axons out are known where listeners are packed before speakers; else see `withRoomForAxons`.
 * @throws DiagnosticError S703 when one piece fits no cluster
 */
export function nextFit(problem: PartitionProblem, order: Int32Array, mayShare: (piece: number, before: number) => boolean = () => true): Int32Array {
  return withRoomForAxons(problem, (loads, fill) => {
    let [cluster, before] = [-1, -1];
    for (const piece of order) {
      if (cluster < 0 || !mayShare(piece, before) || loads.broken(piece, cluster, fill)) cluster = loads.open();
      const refusal = addIfAllowed(loads, piece, cluster);
      if (refusal) return refusal;
      before = piece;
    }
    return null;
  });
}

/** A piece that fits no cluster, and the limit that it breaks. */
export interface Refusal {
  readonly limit: Limit;
  readonly demand: number;
  readonly piece: number;
}

/**
 * Packs all pieces. Axons out of a cluster grow when listeners are packed after it; where one then does not fit, packing begins again with more of that limit
 * left free (`fill`, see `ClusterLoads.broken`).
 * @param pack gives every piece a cluster in `loads`, or says which it cannot
 * @throws DiagnosticError S703 when one piece fits no cluster
 */
export function withRoomForAxons(problem: PartitionProblem, pack: (loads: ClusterLoads, fill: number) => Refusal | null): Int32Array {
  for (const fill of FILLS) {
    const loads = new ClusterLoads(problem.graph, limitsOfCore(problem.target));
    const refusal = pack(loads, fill);
    if (!refusal) return loads.clusterOf;
    if (fill === FILLS[FILLS.length - 1] || refusal.limit !== 'axonsOut') refuse(problem, refusal);
  }
  throw new Error('unreachable: the last fill returns or is refused');
}

/** Adds a piece unless it breaks a limit; one that is alone may take what the fill leaves free. */
export function addIfAllowed(loads: ClusterLoads, piece: number, cluster: number): Refusal | null {
  const broken = loads.broken(piece, cluster);
  if (broken) return { ...broken, piece };
  loads.add(piece, cluster);
  return null;
}

function refuse({ unrolled, pieces, target }: PartitionProblem, { limit, demand, piece }: Refusal): never {
  const population = unrolled.network.populations[unrolled.units[pieces.unitOf[piece]!]!.population]!.name;
  return fail('S703', { limit: LIMIT_NAMES[limit], demand, available: limitsOfCore(target)[limit], population, remedy: REMEDIES[limit] });
}
