import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { neuronBases } from './network.ts';
import { axonWalker, piecesOf, rowKeyCount, sumUnitOf, type Pieces } from './pieces.ts';
import type { SpikeProfile } from './spike-profile.ts';
import type { Target } from './target.ts';
import { bitsOfUnit, cellsOf, layoutOf, length, positionAt, type Unrolled } from './unrolled.ts';

/** Stage 6: a cluster for every piece, hence for every neuron. A cluster is what one core will hold. */
export interface Clustered {
  readonly stage: 'clustered';
  readonly unrolled: Unrolled;
  readonly style: Target['style'];
  /** Cluster of each piece (see `piecesOf`). */
  readonly clusterOf: Int32Array;
  readonly clusterCount: number;
  /** How often neurons speak, as mapping weighs axons by it. */
  readonly profile: SpikeProfile;
}

/** What clusters demand of a core, by cluster. */
export interface Demand {
  readonly neurons: Int32Array;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly crossbars: Int32Array;
  readonly axonsIn: Int32Array;
  readonly axonsOut: Int32Array;
  readonly synapseMemory_bits: Float64Array;
}

/**
 * Recounts the demand of every cluster from the pieces it holds. Without crossbars the parts of a sum that are formed in the core that adds them are one
 * accumulator, which costs nothing beside the soma: only partial sums that leave their core are neurons of their own.
 * @param withAxons false leaves out rows, and axons but those of partial sums: counting them takes most of the time
 */
export function demandOf({ unrolled, style, clusterOf, clusterCount }: Clustered, target: Target, withAxons = true): Demand {
  const groups = groupByCluster(clusterOf, clusterCount);
  const pieces = piecesOf(unrolled, style);
  const count = (): Int32Array => new Int32Array(clusterCount);
  const demand = {
    neurons: count(), rows: count(), columns: count(), crossbars: count(), axonsIn: count(), axonsOut: count(),
    synapseMemory_bits: new Float64Array(clusterCount),
  };
  const sumUnit = sumUnitOf(unrolled);
  const somaCluster = somaClusters(unrolled, pieces, clusterOf);
  const walk = axonWalker(unrolled, style);
  const rowStamp = new Int32Array(rowKeyCount(unrolled)).fill(-1);
  const axonStamp = new Int32Array(somaCluster.length).fill(-1);
  for (const [cluster, members] of groups.entries()) {
    const axons: number[] = [];
    for (const piece of members) {
      const unitIndex = pieces.unitOf[piece]!;
      const unit = unrolled.units[unitIndex]!;
      const positions = style === 'weights-stored-once' ? pieces.positions[unitIndex]! : 1;
      const columns = length(unit.columns);
      if (unit.input.kind === 'synapses') {
        demand.columns[cluster]! += columns;
        demand.crossbars[cluster]! += 1;
        demand.synapseMemory_bits[cluster]! += cellsOf(unit) * bitsOfUnit(unit, unrolled.network);
        if (withAxons) walk(piece, (row) => {
          if (rowStamp[row] === cluster) return;
          rowStamp[row] = cluster;
          demand.rows[cluster]!++;
        }, (neuron) => {
          if (axonStamp[neuron] === cluster) return;
          axonStamp[neuron] = cluster;
          axons.push(neuron);
        });
      }
      const sumPiece = unit.soma ? -1 : pieces.first[sumUnit[unitIndex]!]! + (piece - pieces.first[unitIndex]!);
      const leaves = sumPiece >= 0 && clusterOf[sumPiece] !== cluster;
      if (unit.soma || (target.core.crossbars ? unit.input.kind === 'sums' : leaves)) demand.neurons[cluster]! += columns * positions;
      if (!leaves) continue;
      demand.axonsOut[cluster]! += columns * positions;
      demand.axonsIn[clusterOf[sumPiece]!]! += columns * positions;
    }
    demand.axonsIn[cluster]! += axons.length;
    for (const neuron of axons) if (somaCluster[neuron]! >= 0) demand.axonsOut[somaCluster[neuron]!]!++;
  }
  return demand;
}

/** Cluster of every neuron's soma; -1 for inputs. Indexed by neuronBases. */
export function somaClusters(unrolled: Unrolled, pieces: Pieces, clusterOf: Int32Array): Int32Array {
  const bases = neuronBases(unrolled.network);
  const clusters = new Int32Array(bases[bases.length - 1]!).fill(-1);
  unrolled.units.forEach((unit, index) => {
    if (!unit.soma) return;
    const positions = pieces.positions[index]!;
    const layout = layoutOf(unrolled.network, unrolled.network.populations[unit.population]!);
    const single = pieces.first[index + 1]! - pieces.first[index]! === 1;
    for (let feature = unit.columns.start; feature < unit.columns.end; feature++) {
      for (let applied = 0; applied < positions; applied++) {
        const piece = pieces.first[index]! + (single ? 0 : applied);
        clusters[bases[unit.population]! + feature * layout.positions + positionAt(unit, applied)] = clusterOf[piece]!;
      }
    }
  });
  return clusters;
}

/** Pieces of each cluster, ascending. @throws RangeError when there are more clusters than pieces, as in a damaged stage file */
export function groupByCluster(clusterOf: Int32Array, clusterCount: number): readonly (readonly number[])[] {
  if (!(clusterCount <= clusterOf.length)) throw new RangeError(`${clusterOf.length} pieces in ${clusterCount} clusters`);
  const groups: number[][] = Array.from({ length: clusterCount }, () => []);
  clusterOf.forEach((cluster, piece) => groups[cluster]!.push(piece));
  return groups;
}

/** Every piece in a cluster, and every cluster within every limit of a core. */
export function verifyClustered(clustered: Clustered, target: Target): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const { clusterOf, clusterCount, unrolled, style } = clustered;
  if (style !== target.style) return [diagnose('S712', { made: style, target: target.style })];
  const expected = piecesOf(unrolled, style).count;
  if (clusterOf.length !== expected || !(clusterCount <= expected) || clusterOf.some((cluster) => cluster < 0 || cluster >= clusterCount)) {
    return [diagnose('S704', { limit: 'pieces in clusters', demand: clusterOf.length, available: expected })];
  }
  const demand = demandOf(clustered, target, limitsAxons(target));
  for (const [limit, used, available] of limitsOf(demand, target, style)) {
    used.forEach((value, cluster) => {
      if (value > available) found.push(diagnose('S704', { limit, demand: value, available }, { place: `cluster ${cluster}` }));
    });
  }
  return found;
}

/** Whether a limit of the target depends on who hears whom; counting that takes a look at every synapse. */
export function limitsAxons({ core: { axonsIn, axonsOut, crossbars } }: Target): boolean {
  return axonsIn !== null || axonsOut !== null || crossbars !== null;
}

/** The limits that this target sets, with the demand of every cluster on each. */
export function limitsOf(demand: Demand, target: Target, style: Target['style']): [string, Int32Array | Float64Array, number][] {
  const { neurons, axonsIn, axonsOut, synapseMemory_bits: memory, crossbars } = target.core;
  const limits: [string, Int32Array | Float64Array, number | null][] = [
    ['neurons', demand.neurons, neurons], ['axons in', demand.axonsIn, axonsIn], ['axons out', demand.axonsOut, axonsOut],
    ['synapse memory (bits)', demand.synapseMemory_bits, memory],
  ];
  if (crossbars && style === 'column-per-neuron') {
    limits.push(['crossbar rows', demand.rows, crossbars.rows], ['crossbar columns', demand.columns, crossbars.columns]);
  } else if (crossbars) limits.push(['crossbars', demand.crossbars, crossbars.count]);
  return limits.filter((limit): limit is [string, Int32Array | Float64Array, number] => limit[2] !== null);
}
