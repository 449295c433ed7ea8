import { fail } from '../../src/diagnostics/diagnostic.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import { neuronBases, type SynapticProjection } from '../../src/ir/network.ts';
import { axonWalker, piecesOf, rowKeyBases } from '../../src/ir/pieces.ts';
import { rowGeometry } from '../../src/ir/rows.ts';
import type { Target } from '../../src/ir/target.ts';
import { bitsOfUnit, cellsOf, layoutOf, length, type Unrolled } from '../../src/ir/unrolled.ts';

type Limit = 'neurons' | 'rows' | 'columns' | 'crossbars' | 'axonsIn' | 'axonsOut' | 'memory';
type Load = Record<Limit, number>;

const LIMIT_NAMES: Record<Limit, string> = {
  neurons: 'neurons of a core', rows: 'crossbar rows', columns: 'crossbar columns', crossbars: 'crossbars of a core',
  axonsIn: 'axons in', axonsOut: 'axons out', memory: 'synapse memory (bits)',
};

const REMEDIES: Record<Limit, string> = {
  neurons: 'make the population smaller, or use a target with more neurons a core',
  rows: 'make the kernel or the source smaller, or use a target with more rows',
  columns: 'use a target with more columns',
  crossbars: 'use a target with more crossbars a core',
  axonsIn: 'make the kernel or the source smaller, or use a target with more axons in',
  axonsOut: 'make the population that listens smaller, or use a target with more axons out',
  memory: 'use fewer weight bits (--bits), or a target with more synapse memory',
};

/**
 * Next-fit: pieces go into the open cluster in `order` while every limit holds, then a new cluster is opened. Axons out are exact as
 * long as listeners are packed before speakers; `axonsOutFill` leaves a share of that limit free.
 */
export function fillClusters(unrolled: Unrolled, target: Target, order: Int32Array, axonsOutFill: number): Clustered {
  const { network, units } = unrolled;
  const { style } = target;
  const pieces = piecesOf(unrolled, style);
  const layouts = network.populations.map((population) => layoutOf(network, population));
  const bases = neuronBases(network);
  const walk = axonWalker(unrolled, style);
  const limits = limitsOf(target, axonsOutFill);
  const whole = limitsOf(target, 1);
  const clusterOf = new Int32Array(pieces.count).fill(-1);
  // Stamps: the cluster (or trial) that saw a row or axon last; listeners: clusters that hear each neuron.
  const neurons = bases[bases.length - 1]!;
  const rowStamp = new Int32Array(rowKeyCount(unrolled)).fill(-1);
  const axonStamp = new Int32Array(neurons).fill(-1);
  const rowTrial = new Int32Array(rowStamp.length);
  const axonTrial = new Int32Array(neurons);
  const listeners = new Int32Array(neurons);
  let cluster = 0;
  let trial = 0;
  let load = empty();
  let opened = false;

  const demandOf = (piece: number): Load => {
    const index = pieces.unitOf[piece]!;
    const unit = units[index]!;
    const offset = piece - pieces.first[index]!;
    const positions = style === 'weights-stored-once' ? pieces.positions[index]! : 1;
    const columns = length(unit.columns);
    const need = empty();
    trial++;
    if (unit.input.kind === 'synapses') {
      need.columns = columns;
      need.crossbars = 1;
      need.memory = cellsOf(unit) * bitsOfUnit(unit, network);
      walk(piece,
        (row) => { if (rowStamp[row] !== cluster && rowTrial[row] !== trial) { rowTrial[row] = trial; need.rows++; } },
        (axon) => { if (axonStamp[axon] !== cluster && axonTrial[axon] !== trial) { axonTrial[axon] = trial; need.axonsIn++; } });
    } else {
      for (const part of unit.input.units) if (clusterOf[pieces.first[part]! + offset] !== cluster) need.axonsIn += columns * positions;
    }
    if (unit.soma || unit.input.kind === 'sums' || !target.core.crossbars) need.neurons = columns * positions;
    need.axonsOut = unit.soma ? listenersOf(index, offset) : columns * positions;
    return need;
  };

  const listenersOf = (index: number, offset: number): number => {
    const unit = units[index]!;
    const { positions } = layouts[unit.population]!;
    const [start, end] = style === 'weights-stored-once' ? [0, positions] : [offset, offset + 1];
    let sum = 0;
    for (let feature = unit.columns.start; feature < unit.columns.end; feature++) {
      for (let position = start; position < end; position++) sum += listeners[bases[unit.population]! + feature * positions + position]!;
    }
    return sum;
  };

  for (const piece of order) {
    let need = demandOf(piece);
    if (opened && exceeded(load, need, limits)) {
      cluster++;
      load = empty();
      need = demandOf(piece);
    }
    // A piece that is alone may take what the fill leaves free.
    const over = exceeded(load, need, whole);
    if (over) {
      const population = network.populations[units[pieces.unitOf[piece]!]!.population]!.name;
      fail('S703', { limit: LIMIT_NAMES[over], demand: need[over], available: whole[over], population, remedy: REMEDIES[over] });
    }
    for (const limit of Object.keys(need) as Limit[]) load[limit] += need[limit];
    clusterOf[piece] = cluster;
    opened = true;
    walk(piece,
      (row) => { rowStamp[row] = cluster; },
      (axon) => { if (axonStamp[axon] !== cluster) { axonStamp[axon] = cluster; listeners[axon]!++; } });
  }
  return { stage: 'clustered', unrolled, style, clusterOf, clusterCount: order.length === 0 ? 0 : cluster + 1 };
}

function limitsOf(target: Target, axonsOutFill: number): Load {
  const { core, style } = target;
  const columnPerNeuron = style === 'column-per-neuron' && core.crossbars !== null;
  return {
    neurons: core.neurons ?? Infinity,
    rows: columnPerNeuron ? core.crossbars!.rows : Infinity,
    columns: columnPerNeuron ? core.crossbars!.columns : Infinity,
    crossbars: core.crossbars && style === 'weights-stored-once' ? core.crossbars.count : Infinity,
    axonsIn: core.axonsIn ?? Infinity,
    axonsOut: (core.axonsOut ?? Infinity) * axonsOutFill,
    memory: core.synapseMemory_bits ?? Infinity,
  };
}

function empty(): Load {
  return { neurons: 0, rows: 0, columns: 0, crossbars: 0, axonsIn: 0, axonsOut: 0, memory: 0 };
}

function exceeded(load: Load, need: Load, limits: Load): Limit | null {
  for (const limit of Object.keys(limits) as Limit[]) if (load[limit] + need[limit] > limits[limit]) return limit;
  return null;
}

function rowKeyCount(unrolled: Unrolled): number {
  const bases = rowKeyBases(unrolled);
  return unrolled.network.projections.reduce(
    (most, projection, i) => Math.max(most, bases[i]! + rowGeometry(unrolled.network, projection as SynapticProjection).inputs), 0);
}
