import type { Configuration, ConfiguredNeurons } from '../../ir/configuration.ts';
import type { FirstSpikeNeuron } from '../../ir/first-spike.ts';
import type { Mitigations } from '../../ir/mitigations.ts';
import type { PhaseDomainCircuit } from '../../ir/neuron-circuit.ts';
import { parameterAt } from '../../ir/network.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { PANEL_FIRST_SPIKE, type Kernels } from '../../kernels/kernels.ts';
import { layoutsOf } from '../engine/layout.ts';
import { arenaOf, type Arena, type Block } from '../engine/memory.ts';
import { wiringOf, type Readouts } from '../engine/wiring.ts';
import { imperfectionsOf, type Imperfections } from './imperfections.ts';
import { readoutsBySlot, type SlotReadouts } from './readouts.ts';
import { receiversOf, type Receiver } from './receivers.ts';
import { weightPool } from './weight-pool.ts';

/** A configuration of temporal coding laid out in the kernels' memory. */
export interface TemporalProgram {
  readonly configuration: Configuration;
  readonly kernels: Kernels;
  readonly imperfections: Imperfections;
  readonly readouts: Readouts;
  /** Spike times of the sample at hand by neuron number; Infinity: silent. */
  readonly times: Block<Float64Array>;
  readonly receivers: readonly (LoadedReceiver | null)[];
  readonly workspace: Workspace;
}

export interface LoadedReceiver {
  readonly receiver: Receiver;
  readonly population: ConfiguredNeurons;
  readonly neuron: FirstSpikeNeuron;
  readonly slots: number;
  readonly offsets: number;
  readonly arrivals: number;
  readonly sites: number;
  readonly panels: readonly Panel[];
  /** Null where nothing is read. */
  readonly slotReadouts: SlotReadouts | null;
}

/** Up to PANEL_FIRST_SPIKE neighbouring columns of a cluster. */
export interface Panel {
  readonly cluster: number;
  readonly feature: number;
  readonly columns: number;
  readonly weights: Block<Int16Array | Float32Array>;
  /** By position, PANEL_FIRST_SPIKE each. */
  readonly biases: Block<Float64Array>;
  readonly thresholds: Block<Float64Array>;
}

/** Memory of one population after the other. */
export interface Workspace {
  readonly gathered: Block<Float64Array>;
  /** Spikes in order: (time, slot), as the kernels sort them; and the slots, at [4 i + 2]. */
  readonly records: Block<Float64Array>;
  readonly recordSlots: Int32Array;
  readonly spare: Block<Float64Array>;
  readonly ranks: Block<Int32Array>;
  /** By rank: times, or their exponentials; and the latest exponentials of the same time. */
  readonly values: Block<Float64Array>;
  readonly limits: Block<Float64Array>;
  readonly rows: Block<Int32Array>;
  readonly groups: Block<Int32Array>;
  readonly counts: Block<Int32Array>;
  readonly spikes: Block<Float64Array>;
  readonly causal: Block<Int32Array>;
}

export interface TemporalOptions {
  readonly effects: NonIdealities;
  readonly mitigations?: Mitigations;
  readonly circuit: PhaseDomainCircuit | null;
  readonly seed: number;
}

/** Events of a group that the sums of i16 weights hold (`Kernels.exponentialI16`). */
const MOST_NARROW = 2 ** 16;

/** @throws RangeError when the configuration does not fit the kernels' memory. */
export function loadTemporal(configuration: Configuration, target: Target, kernels: Kernels, options: TemporalOptions): TemporalProgram {
  const layouts = layoutsOf(configuration);
  const wiring = wiringOf(configuration, target, layouts);
  const pool = weightPool(configuration, target, wiring, layouts, options);
  const found = receiversOf(configuration, wiring, layouts, pool);
  const arena = arenaOf(kernels);
  const imperfections = imperfectionsOf(options.circuit, options.seed);
  const neurons = configuration.populations.reduce((sum, { features, positions }) => sum + features * positions, 0);
  const times = arena.f64(neurons);
  const receivers = found.map((receiver) => receiver && reserveReceiver(arena, configuration, receiver, pool.weights, imperfections));
  // Reads are counted where crossbars are read, and where partial sums are passed on.
  const asks = target.core.crossbars || configuration.applications.sum.some((sum) => sum >= 0);
  const workspace = reserveWorkspace(arena, configuration, found.filter((receiver) => receiver !== null));
  return {
    configuration, kernels, imperfections, readouts: wiring.readouts, times: times(),
    receivers: receivers.map((fill, population) => fill && { ...fill(), slotReadouts: asks ? readoutsBySlot(configuration, wiring, layouts, found[population]!) : null }),
    workspace: workspace(),
  };
}

type Loaded = Omit<LoadedReceiver, 'slotReadouts'>;

function reserveReceiver(arena: Arena, configuration: Configuration, receiver: Receiver, pool: Int16Array | Float32Array, imperfections: Imperfections): () => Loaded {
  const population = configuration.populations[receiver.population] as ConfiguredNeurons;
  const neuron = population.neuron as FirstSpikeNeuron;
  const [offsets, arrivals] = [arena.i32(receiver.offsets.length), arena.i32(receiver.arrivals.length)];
  const narrow = pool instanceof Int16Array && receiver.capacity < MOST_NARROW;
  const panels = receiver.clusters.flatMap(({ parts, rows }, cluster) => parts.flatMap(({ columns, offsets: starts }) =>
    Array.from({ length: Math.ceil(length(columns) / PANEL_FIRST_SPIKE) }, (_, i) => {
      const feature = columns.start + i * PANEL_FIRST_SPIKE;
      const size = rows * PANEL_FIRST_SPIKE, width = Math.min(PANEL_FIRST_SPIKE, columns.end - feature);
      const weights = narrow ? arena.i16(size) : arena.f32(size);
      const [biases, thresholds] = [arena.f64(population.positions * PANEL_FIRST_SPIKE), arena.f64(population.positions * PANEL_FIRST_SPIKE)];
      return (): Panel => {
        const panel = { cluster, feature, columns: width, weights: weights(), biases: biases(), thresholds: thresholds() };
        fillWeights(panel, pool, starts, i * PANEL_FIRST_SPIKE);
        fillParameters(panel, population, neuron, imperfections);
        return panel;
      };
    })));
  return () => {
    offsets().data.set(receiver.offsets);
    arrivals().data.set(receiver.arrivals);
    return {
      receiver, population, neuron, slots: receiver.offsets.length - 1, offsets: offsets().pointer, arrivals: arrivals().pointer,
      sites: receiver.clusters.length * population.positions, panels: panels.map((fill) => fill()),
    };
  };
}

function fillWeights({ weights: { data }, columns }: Panel, pool: Int16Array | Float32Array, starts: Float64Array, skipped: number): void {
  starts.forEach((start, row) => {
    for (let column = 0; column < columns; column++) data[row * PANEL_FIRST_SPIKE + column] = pool[start + skipped + column]!;
  });
}

/** Columns that are not there have no finite threshold. */
function fillParameters({ feature, columns, biases, thresholds }: Panel, population: ConfiguredNeurons, neuron: FirstSpikeNeuron, { thresholdFactor }: Imperfections): void {
  const { positions, features, bias, shape, firstNeuron } = population;
  thresholds.data.fill(Infinity);
  for (let position = 0; position < positions; position++) {
    for (let column = 0; column < columns; column++) {
      const index = (feature + column) * positions + position;
      const at = position * PANEL_FIRST_SPIKE + column;
      biases.data[at] = bias[bias.length === features ? feature + column : index]!;
      thresholds.data[at] = parameterAt(neuron.threshold, shape, index) * thresholdFactor(firstNeuron + index);
    }
  }
}

function reserveWorkspace(arena: Arena, { populations }: Configuration, receivers: readonly Receiver[]): () => Workspace {
  const most = (size: (receiver: Receiver) => number): number => receivers.reduce((largest, receiver) => Math.max(largest, size(receiver)), 0);
  const slots = most(({ offsets }) => offsets.length);
  const sitesOf = ({ clusters, population }: Receiver): number => clusters.length * populations[population]!.positions;
  const [sites, entries] = [most(sitesOf), most((receiver) => sitesOf(receiver) * receiver.capacity)];
  const [gathered, records, spare, values, limits, spikes] = [arena.f64(slots), arena.f64(2 * slots), arena.f64(2 * slots), arena.f64(slots), arena.f64(slots), arena.f64(PANEL_FIRST_SPIKE)];
  const [ranks, rows, groups, counts, causal] = [arena.i32(slots), arena.i32(entries), arena.i32(2 * entries), arena.i32(4 * sites), arena.i32(PANEL_FIRST_SPIKE)];
  return () => ({
    gathered: gathered(), records: records(), recordSlots: new Int32Array(records().data.buffer, records().pointer, 4 * slots), spare: spare(), ranks: ranks(), values: values(), limits: limits(), rows: rows(), groups: groups(), counts: counts(), spikes: spikes(), causal: causal(),
  });
}
