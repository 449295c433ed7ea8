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
 * Next-fit: pieces go into the open cluster in `order` while every limit holds, then a new cluster is opened. Axons out are known where listeners are packed
 * before speakers; where a later listener does not fit, packing begins again with more of that limit left free.
 * @throws DiagnosticError S703 when one piece fits no cluster
 */
export function nextFit(problem: PartitionProblem, order: Int32Array): Int32Array {
  for (const fill of FILLS) {
    const result = pack(problem, order, fill);
    if (result instanceof Int32Array) return result;
    if (fill === FILLS[FILLS.length - 1] || result.limit !== 'axonsOut') refuse(problem, result);
  }
  throw new Error('unreachable: the last fill returns or is refused');
}

interface Refusal {
  readonly limit: Limit;
  readonly demand: number;
  readonly piece: number;
}

function pack({ graph, target }: PartitionProblem, order: Int32Array, axonsOutFill: number): Int32Array | Refusal {
  const loads = new ClusterLoads(graph, limitsOfCore(target));
  let cluster = -1;
  for (const piece of order) {
    if (cluster < 0 || loads.broken(piece, cluster, axonsOutFill)) cluster = loads.open();
    // A piece that is alone may take what the fill leaves free.
    const broken = loads.broken(piece, cluster);
    if (broken) return { ...broken, piece };
    loads.add(piece, cluster);
  }
  return loads.clusterOf;
}

function refuse({ unrolled, pieces, target }: PartitionProblem, { limit, demand, piece }: Refusal): never {
  const population = unrolled.network.populations[unrolled.units[pieces.unitOf[piece]!]!.population]!.name;
  return fail('S703', { limit: LIMIT_NAMES[limit], demand, available: limitsOfCore(target)[limit], population, remedy: REMEDIES[limit] });
}
