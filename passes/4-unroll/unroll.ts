import { diagnose, fail, stopOnErrors } from '../../src/diagnostics/diagnostic.ts';
import { cutsOf, type GivenMapping } from '../../src/ir/given-mapping.ts';
import { levelsOf, unsupportedLevels } from '../../src/ir/levels.ts';
import { populationNamed, type Network, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import { unsupportedNeurons } from '../../src/ir/neuron-features.ts';
import type { Pass, PassContext } from '../../src/ir/pass.ts';
import { updateOrder } from '../../src/ir/population-graph.ts';
import { driveCount, driveOfProjection } from '../../src/ir/receptors.ts';
import { axonsPerRow, rowGeometry, type RowGeometry } from '../../src/ir/rows.ts';
import type { Target } from '../../src/ir/target.ts';
import { isTemporal } from '../../src/ir/temporal.ts';
import { layoutOf, length, type Range, type Unit, type UnrollMode, type Unrolled } from '../../src/ir/unrolled.ts';
import { lostInChains, sumsPassedOn, synapsesByFormula, synapsesInUnits } from './count-synapses.ts';
import { unrollListed } from './listed-units.ts';
import { prune, type Rewritten } from './prune.ts';
import { refuseLongChains, refuseOwnRows } from './room.ts';
import { chainSpiking } from './spiking-chains.ts';
import { addTrees, balancedCuts } from './sum-tree.ts';
import { withUniformLayouts } from './uniform-layouts.ts';

export interface UnrollOptions {
  /** Most columns of a unit; 0 takes what a core of the target holds. */
  readonly columns: number;
  /** What becomes of neurons with more inputs than the fan-in; `exact` without it. */
  readonly mode?: UnrollMode;
  /** A core for every neuron that the user gave: columns of one unit are on one core. */
  readonly given?: GivenMapping;
}

/** Cuts every neuron with more inputs than the target's fan-in into units: a balanced tree of partial sums, membrane-exact, unless the mode says otherwise. */
export const unroll: Pass<Network, Unrolled, UnrollOptions> = {
  name: 'unroll',
  summary: 'no unit has more inputs than the target\'s fan-in; every synapse is in exactly one unit',
  options: [
    { name: 'columns', help: 'most columns of a unit (0: what a core holds)', default: '0' },
    { name: 'mode', help: 'what becomes of a neuron with more inputs: exact (partial sums), spiking (a chain of spiking units) or prune (its smallest weights are dropped)', default: 'exact' },
  ],
  run(input, options, { target, profileOf }) {
    if (!target) throw new Error('the pass unroll needs a target');
    const { mode = 'exact' } = options;
    const found = stopOnErrors(unsupportedNeurons(input, target));
    const rewritten = rewrite(input, mode, options, target, profileOf);
    const network = withUniformLayouts(rewritten.network, target, rewritten.populations);
    stopOnErrors([...unsupportedLevels(network, target), ...(mode === 'spiking' ? unsupportedNeurons(network, target) : [])]);
    const columns = columnsByPopulation(network, target, options);
    const units: Unit[] = [];
    network.populations.forEach((population, index) => {
      if (population.neuron.kind !== 'input') unrollPopulation(network, index, target, columns.get(population.name)!, options.given ? cutsOf(options.given, network, population) : [], units);
    });
    const output: Unrolled = { stage: 'unrolled', network, mode, fanIn: target.fanIn, units };
    return { output, diagnostics: [...found, ...(rewritten.populations.size === 0 ? [] : [diagnose('S718', { mode })])], statistics: { ...statisticsOf(output), ...rewritten.statistics } };
  },
};

function rewrite(network: Network, mode: UnrollMode, { given }: UnrollOptions, target: Target, profileOf: PassContext['profileOf']): Rewritten {
  if (mode === 'exact') return { network, populations: new Set(), statistics: {} };
  if (isTemporal(network)) fail('S716', { mode, reason: 'neurons of temporal coding fire once, and when depends on every synapse', remedy: 'use --unroll exact, whose partial sums change no spike time' });
  if (target.style === 'weights-stored-once') fail('S716', { mode, reason: `${target.name} stores the weights of a convolution once for all positions`, remedy: 'use a target where every neuron has its own column, or --unroll exact' });
  if (given && mode === 'spiking') fail('S716', { mode, reason: 'a given mapping names no cores for the units that it adds', remedy: 'leave out --mapping, or use --unroll exact' });
  if (mode === 'spiking') refuseLongChains(network, target);
  const rewritten = mode === 'prune' ? prune(network, target) : chainSpiking(network, target, profileOf(network));
  if (mode === 'spiking') stopOnErrors(lostInChains(network, rewritten.network, rewritten.populations, rewritten.statistics.axonsBetweenUnits!));
  refuseOwnRows(mode, rewritten.network, rewritten.populations, target);
  return rewritten;
}

interface Incoming {
  readonly index: number;
  readonly geometry: RowGeometry;
  /** Most rows of one unit of this projection. */
  readonly rows: number;
  /** Bits of a weight. */
  readonly bits: number;
}

function incomingOf(network: Network, population: string, target: Target): Incoming[] {
  return network.projections.flatMap((projection, index) => {
    if (projection.destination !== population) return [];
    const geometry = rowGeometry(network, projection as SynapticProjection);
    return [{ index, geometry, rows: mostRows(geometry, target, population), bits: levelsOf(projection as SynapticProjection, network).bits }];
  });
}

/**
 * Columns of the units of each population. Listeners are looked at before speakers: a neuron needs an axon out for every block of
 * columns of the dense populations that hear it, and all columns of a unit share one core.
 */
function columnsByPopulation(network: Network, target: Target, options: UnrollOptions): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const name of [...updateOrder(network)].reverse()) {
    const population = populationNamed(network, name);
    if (population.neuron.kind === 'input') continue;
    if (hasLists(network, name)) {
      columns.set(name, 1);
      continue;
    }
    const within = mostColumns(incomingOf(network, name, target), target, options, name);
    const pieces = network.projections.reduce((sum, projection) => {
      const { source, destination } = projection;
      return source !== name || !columns.has(destination) ? sum : sum + piecesHearing(network, projection, columns.get(destination)!);
    }, 0);
    const heard = Math.floor((target.core.axonsOut ?? Infinity) / Math.max(1, pieces));
    columns.set(name, Math.max(1, Math.min(within, heard)));
  }
  return columns;
}

/** Most pieces that hear a neuron through a projection: blocks of columns at the positions whose kernels reach it. Lists reach what they name, one piece for each. */
function piecesHearing(network: Network, projection: Projection, columns: number): number {
  if (projection.kind === 'dense') return Math.ceil(layoutOf(network, populationNamed(network, projection.destination)).features / columns);
  if (projection.kind !== 'convolution') return 0;
  const { columnsPerGroup, positions } = rowGeometry(network, projection);
  const [, , height, width] = projection.weights.shape as [number, number, number, number];
  const reached = Math.ceil(height / projection.stride[0]) * Math.ceil(width / projection.stride[1]);
  return Math.min(positions, reached) * Math.ceil(columnsPerGroup / columns);
}

function hasLists({ projections }: Network, population: string): boolean {
  return projections.some(({ kind, destination }) => kind === 'listed' && destination === population);
}

function unrollPopulation(network: Network, index: number, target: Target, columns: number, further: readonly number[], units: Unit[]): void {
  const population = network.populations[index]!;
  if (hasLists(network, population.name)) return unrollListed(network, index, target, units);
  const incoming = incomingOf(network, population.name, target);
  const { features } = layoutOf(network, population);
  for (const block of columnBlocks(features, columns, incoming, further)) {
    const drives = Array.from({ length: driveCount(population) }, (_, drive) => incoming
      .filter((projection) => driveOfProjection(network.projections[projection.index]!, population) === drive)
      .flatMap((projection) => leavesOf(projection, block, index)));
    addTrees(drives, { population: index, columns: block }, target.fanIn, units);
  }
}

/** Rows of one unit: fan-in, word lines of a crossbar, axons that may arrive at a core. */
function mostRows(geometry: RowGeometry, target: Target, population: string): number {
  const { crossbars, axonsIn } = target.core;
  const sharing = axonsPerRow(geometry);
  const rows = Math.min(target.fanIn, crossbars?.rows ?? Infinity, Math.floor((axonsIn ?? Infinity) / sharing));
  if (rows < 1) {
    fail('S703', { limit: 'axons in', demand: sharing, available: axonsIn!, population, remedy: 'make the sum window before this population smaller' });
  }
  return rows;
}

/** Columns of one unit: bit lines of a crossbar, neurons of a core, synapse memory for the rows they need, axons for the sums they add. */
function mostColumns(incoming: readonly Incoming[], target: Target, options: UnrollOptions, population: string): number {
  const { crossbars, neurons, axonsIn, synapseMemory_bits: memory } = target.core;
  const column_bits = Math.max(1, ...incoming.map(({ geometry, rows, bits }) => Math.min(geometry.rowsPerGroup, rows) * bits));
  const inMemory = memory === null ? Infinity : Math.floor(memory / column_bits);
  if (inMemory < 1) {
    fail('S703', { limit: 'synapse memory (bits)', demand: column_bits, available: memory!, population, remedy: 'use fewer weight bits (--bits), or a target with more synapse memory a core or a smaller fan-in' });
  }
  const parts = incoming.reduce((sum, { geometry, rows: most }) => sum + Math.ceil(geometry.rowsPerGroup / most), 0);
  const arriving = parts > 1 ? Math.min(parts, target.fanIn) : 1;
  const summed = axonsIn === null ? Infinity : Math.floor(axonsIn / arriving);
  if (summed < 1) fail('S703', { limit: 'axons in', demand: arriving, available: axonsIn!, population, remedy: 'use a target with more axons in, or a smaller fan-in' });
  return Math.min(options.columns || Infinity, crossbars?.columns ?? Infinity, neurons ?? Infinity, inMemory, summed);
}

/** Cuts the features so that every projection's units cover a block whole. */
function columnBlocks(features: number, most: number, incoming: readonly Incoming[], further: readonly number[]): Range[] {
  const cuts = new Set<number>([0, features, ...further]);
  for (const { geometry, rows } of incoming) {
    const { groups, rowsPerGroup, columnsPerGroup } = geometry;
    const groupsPerUnit = Math.min(Math.floor(rows / rowsPerGroup), Math.floor(most / columnsPerGroup));
    const whole = groups > 1 && groupsPerUnit >= 1;
    const span = groups === 1 ? features : columnsPerGroup * (whole ? groupsPerUnit : 1);
    for (let start = 0; start < features; start += span) {
      for (const cut of balancedCuts(Math.min(span, features - start), most)) cuts.add(start + cut);
    }
  }
  if (incoming.length === 0) for (const cut of balancedCuts(features, most)) cuts.add(cut);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => ({ start: sorted[i]!, end }));
}

/** The synaptic units of one projection for a block of columns; none is a soma yet. */
function leavesOf({ index, geometry, rows }: Incoming, columns: Range, population: number): Unit[] {
  const groups = { start: Math.floor(columns.start / geometry.columnsPerGroup), end: Math.ceil(columns.end / geometry.columnsPerGroup) };
  const cuts = length(groups) > 1 ? [0] : rowCuts(geometry, rows);
  return cuts.map((start, i) => ({
    population, columns, soma: false,
    input: { kind: 'synapses', projection: index, groups, rows: { start, end: cuts[i + 1] ?? geometry.rowsPerGroup } },
  }));
}

/** The fewest balanced row ranges; for convolutions cut between channels where that needs no more units, so that neighbouring positions share rows. */
function rowCuts(geometry: RowGeometry, most: number): number[] {
  const parts = Math.ceil(geometry.rowsPerGroup / most);
  const channelRows = geometry.kernelSize;
  const channels = geometry.rowsPerGroup / channelRows;
  if (channelRows <= most && Math.ceil(channels / Math.floor(most / channelRows)) === parts) {
    return Array.from({ length: parts }, (_, i) => Math.floor((i * channels) / parts) * channelRows);
  }
  return balancedCuts(geometry.rowsPerGroup, most);
}

function statisticsOf(unrolled: Unrolled): Record<string, number> {
  const { network, units } = unrolled;
  const depths = new Int32Array(units.length).fill(1);
  units.forEach((unit, index) => {
    if (unit.input.kind === 'sums') depths[index] = 1 + Math.max(0, ...unit.input.units.map((part) => depths[part]!));
  });
  const synapses = synapsesInUnits(unrolled);
  if (synapses !== synapsesByFormula(network)) fail('S702', { reason: `its units hold ${synapses} of ${synapsesByFormula(network)} synapses` });
  const sums = units.filter((unit) => unit.input.kind === 'sums').length;
  return { units: units.length - sums, sumUnits: sums, depth: Math.max(0, ...depths), synapses, droppedSynapses: 0, axonsBetweenUnits: sumsPassedOn(unrolled) };
}
