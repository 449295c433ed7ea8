import { fail } from '../../diagnostics/diagnostic.ts';
import type { Configuration, ConfiguredInput, ConfiguredNeurons } from '../../ir/configuration.ts';
import { isPlain } from '../../ir/network.ts';
import type { SomaCircuit } from '../../ir/neuron-circuit.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import { isIdeal, type NonIdealities } from '../../ir/non-idealities.ts';
import { driveCount } from '../../ir/receptors.ts';
import type { Device, Target } from '../../ir/target.ts';
import { PANEL_F32, PANEL_I16, type Kernels } from '../../kernels/kernels.ts';
import type { SeenSums } from '../crossbar/adc-range.ts';
import { mostSpikes } from '../crossbar/dac.ts';
import { variesInReads } from '../crossbar/read-variances.ts';
import { idealConnections, type Connection } from './connections.ts';
import { activityOf, asksForActivity, type Activity } from './activity.ts';
import { crossbarConnections, type CrossbarConnections, type ReadoutColumns } from './crossbar-connections.ts';
import { indexOf, isPadding, layoutsOf, type EngineLayout } from './layout.ts';
import type { ListedSynapses } from './listed.ts';
import { arenaOf, neuronArrays, type Arena, type Block } from './memory.ts';
import { denseMatrixOf, packPanels, type DenseMatrix } from './panels.ts';
import { reservePlanes, type Plane } from './planes.ts';
import { actsInReads, readEffectsOf, type ColumnRun, type ReadEffects } from './read-effects.ts';
import { isForKernels, saturationOfPotential } from './soma/for-kernels.ts';
import { generalSoma, type GeneralSoma } from './soma/general.ts';
import { branchedConnections, branchedPlanes, hasNegativeValues } from '../neuron/branches.ts';
import { circuitSoma, isBranched, isOnCircuit } from '../neuron/circuit-somas.ts';
import { reserveSolvedReads, type SolvedReads } from './solved-reads.ts';
import { saturationOf, type Saturation } from './saturation.ts';
import { somaCores, wiringOf, type Wiring } from './wiring.ts';
import { writingBench } from '../mitigation/write-crossbar.ts';

/** A configuration laid out in the kernels' memory, ready to run batches of samples. */
export interface Program {
  readonly configuration: Configuration;
  readonly kernels: Kernels;
  readonly effects: NonIdealities;
  /** Memory device of the crossbars; null without. */
  readonly device: Device | null;
  readonly seed: number;
  readonly timesteps: number;
  /** Samples that run together. */
  readonly batch: number;
  readonly layouts: readonly EngineLayout[];
  readonly wiring: Wiring;
  /** A population is replaced when its neurons are given other parameters (`retune`). */
  readonly populations: ProgramPopulation[];
  /** Weights of the ideal chip; those of crossbars stand in their planes. */
  readonly weights: number;
  /** Readouts read in the current step carry its stamp; `reads` counts them. */
  readonly stamps: Block<Int32Array>;
  readonly reads: Block<Int32Array>;
  /** Whether the target asks for active updates. */
  readonly countsActivity: boolean;
  /** Null on the ideal chip. */
  readonly crossbars: CrossbarState | null;
  /** Null: somas are as the network says. */
  readonly circuit: SomaCircuit | null;
}

export type ProgramPopulation = InputState | NeuronState;

interface PopulationState {
  readonly index: number;
  readonly layout: EngineLayout;
  /** Spikes of (sample b, step t): spikes.data[(b * T + t) * size ...], as many as counts[b * T + t]. Local ids, ascending. */
  readonly spikes: Block<Int32Array>;
  readonly counts: Int32Array;
  readonly spikeCounts: Block<Uint32Array>;
  readonly incoming: readonly Incoming[];
}

export interface InputState extends PopulationState {
  readonly kind: 'input';
  readonly population: ConfiguredInput;
  /** Values of the current coding: local ids and levels of sample b at b * size; i32, or f32 on crossbars. */
  readonly ids: Block<Int32Array>;
  readonly values: Block<Int32Array | Float32Array>;
  /** Squares of the values, where variances are added up; else null. */
  readonly squares: Block<Float32Array> | null;
  /** The values above 0, and those below without their sign, 0 elsewhere; null where nobody tells them apart. */
  readonly positive: Block<Int32Array | Float32Array> | null;
  readonly negative: Block<Int32Array | Float32Array> | null;
  readonly valueCounts: Int32Array;
}

export interface NeuronState extends PopulationState {
  readonly kind: 'neurons';
  readonly population: ConfiguredNeurons;
  readonly parameters: Record<'bias' | 'decay' | 'fire' | 'threshold' | 'initial' | 'potentials', Block<Float32Array>>;
  /** How plain neurons reset and where they saturate, as the kernels take it. */
  readonly reset: { readonly hard: 0 | 1; readonly value: number; readonly most: number };
  /** The update of neurons that are not plain; null for those of the kernels. */
  readonly general: GeneralSoma | null;
  /** Null where the target does not ask for active updates. */
  readonly activity: Activity | null;
  /** Sums a step forms: `layout.size` for each drive of the neurons. */
  readonly sums: number;
  /** Sums of a step: i16 then i32 on the ideal chip, f32 on crossbars. */
  readonly accumulators16: Block<Int16Array>;
  readonly accumulators: Block<Int32Array | Float32Array>;
  /** Drive of the current-coded inputs, the same in every step. */
  readonly drive: Block<Int32Array | Float32Array>;
  readonly panels: PanelState | null;
  /** Readouts of this population. */
  readonly readouts: Int32Array;
  readonly driven: DrivenReadouts;
}

/** Readouts that the current-coded inputs of the sample at hand drive; `marks` tells which are listed under `mark`. */
export interface DrivenReadouts {
  readonly readouts: Int32Array;
  readonly marks: Int32Array;
  count: number;
  mark: number;
}

export interface Incoming {
  readonly connection: Connection;
  readonly tapOffsets: number;
  readonly taps: number;
  /** The way of negative values, where they have one of their own (`Connection`); null else. */
  readonly crossed: { readonly tapOffsets: number; readonly taps: number; readonly listed?: ListedSynapses } | null;
  /** Spikes that fit the i16 accumulators. */
  readonly flushEvery: number;
  /** A one for every source neuron, where a single spike may overflow the i16 accumulators, or so few fit that flushing them is most of the work: spikes then go to the i32 ones as values. */
  readonly ones: Block<Int32Array> | null;
  readonly saturation: Saturation | null;
}

export interface PanelState {
  readonly matrix: DenseMatrix;
  readonly width: number;
  readonly weights: number;
  readonly offsets: Block<Int32Array>;
  readonly events: Block<Int32Array>;
  /** [panel][sample][width]. */
  readonly drives: Block<Int32Array | Float32Array>;
  readonly fired: Block<Uint8Array>;
}

export interface CrossbarState extends ReadEffects {
  readonly columns: ReadoutColumns;
  readonly planes: readonly Plane[];
  readonly moments: CrossbarConnections['moments'];
  readonly scale: number;
  /** Null where the columns of a read are sums over its rows. */
  readonly solved: SolvedReads | null;
  /** Converters whose sums are noted and pass as they are, while their ranges are looked for; null in all other reads. */
  watch: ReadonlyMap<ColumnRun, SeenSums> | null;
}

export interface ProgramOptions {
  readonly effects: NonIdealities;
  /** What is done about them while crossbars are written; left out: nothing. */
  readonly mitigations?: Mitigations;
  /** How often each neuron drives its rows, by neuron number, where mitigations may know. */
  readonly rates?: Float64Array | null;
  readonly seed: number;
  readonly timesteps: number;
  /** What somas are made of; left out: they are as the network says. */
  readonly circuit?: SomaCircuit | null;
  /** Core of every neuron, where the configuration was `widened` and says so no longer. */
  readonly somaCore?: Int32Array;
  /** false keeps dense populations on the general path (the spikes are the same). */
  readonly panels?: boolean;
}

/** Memory for the spikes of a batch, bytes. */
const BATCH_BYTES = 64 * 2 ** 20;
const LARGEST_BATCH = 32;

/** @throws RangeError when the configuration does not fit the kernels' memory of 4 GiB. */
export function loadProgram(configuration: Configuration, target: Target, kernels: Kernels, options: ProgramOptions): Program {
  const { effects, seed, timesteps } = options;
  const layouts = layoutsOf(configuration);
  const wiring = wiringOf(configuration, target, layouts);
  const ideal = isIdeal(effects);
  const circuit = options.circuit ?? null;
  const branched = isBranched(circuit?.circuit);
  const written = ideal ? null : crossbarConnections(configuration, wiring, layouts, writingBench(target, effects, options.mitigations ?? NO_MITIGATIONS, options.rates ?? null), seed);
  if (written?.solved && branched) fail('S872', { first: 'nonlinearity', second: `neuron circuit ${circuit!.circuit.kind}`, reason: 'behind wires every read is solved as a whole, and does not tell what came from positive and what from negative weights' });
  const crossbar = written && branched ? { ...written, planes: branchedPlanes(written.planes) } : written;
  const built = crossbar ?? (branched ? branchedConnections(idealConnections(configuration, wiring, layouts), configuration, layouts) : idealConnections(configuration, wiring, layouts));
  const largest = Math.max(...layouts.map(({ size }) => size));
  const batch = Math.max(1, Math.min(LARGEST_BATCH, Math.floor(BATCH_BYTES / (timesteps * largest * 4))));
  const arena = arenaOf(kernels);
  const pool = built.weights instanceof Int16Array ? arena.i16(built.weights.length) : null;
  const planes = crossbar && reservePlanes(arena, crossbar);
  const solved = crossbar?.solved ? reserveSolvedReads(arena, { configuration, device: target.device!, crossbars: crossbar.crossbars, readouts: crossbar.readouts, layout: crossbar.solved }) : null;
  const stamps = arena.i32(wiring.readouts.count);
  const reads = arena.i32(wiring.readouts.count);
  const countsActivity = asksForActivity(target);
  const somaCore = countsActivity ? options.somaCore ?? somaCores(configuration) : null;
  // Panels keep no potentials of the steps between.
  const panelsAllowed = !countsActivity && (options.panels ?? true) && !actsInReads(effects) && !effects.dac;
  const populations = configuration.populations.map((population, index) => {
    const onKernels = !branched && !isOnCircuit(population, circuit?.circuit) && isForKernels(population, ideal);
    const matrix = panelsAllowed && onKernels && mayUsePanels(configuration, index) ? denseMatrixOf(configuration, wiring, layouts, built.weightOf, index) : null;
    const delayedCurrent = built.connections.some(({ source, destination, delay }) => destination === index && delay > 0 && isCurrent(configuration, source));
    const dense = delayedCurrent ? null : matrix;
    const incoming = built.connections.filter(({ destination }) => destination === index)
      .map((connection) => reserveIncoming(arena, connection, layouts[connection.source]!, dense ? 0 : layouts[index]!.size, ideal, effects));
    return reservePopulation(arena, configuration, wiring, layouts, index, { batch, timesteps, ideal, varies: variesInReads(effects), onKernels, somaCore, circuit, seed }, incoming, dense);
  });
  // Everything is reserved: views taken from here on stay valid.
  pool?.().data.set(built.weights as Int16Array);
  return {
    configuration, kernels, effects, device: target.device, seed, timesteps, batch, layouts, wiring, countsActivity, circuit,
    populations: populations.map((fill) => fill(built.weights)),
    weights: pool ? pool().pointer : 0, stamps: stamps(), reads: reads(),
    crossbars: crossbar && { columns: crossbar.readouts, moments: crossbar.moments, scale: crossbar.scale, planes: planes!(), solved: solved && solved(), watch: null, ...readEffectsOf(configuration, wiring, target, crossbar, effects, seed) },
  };
}

function isCurrent(configuration: Configuration, population: number): boolean {
  const found = configuration.populations[population]!;
  return found.kind === 'input' && found.coding === 'current';
}

/** A population in a cycle must go step by step, and so must one whose potentials are read at the end. */
function mayUsePanels({ schedule, output }: Configuration, population: number): boolean {
  return schedule.some((members) => members.length === 1 && members[0] === population) && !(output.population === population && output.readout === 'membrane');
}

/** @param sums accumulators that each flush of the i16 ones walks; 0 on panels, which flush their own few */
function reserveIncoming(arena: Arena, connection: Connection, { size }: EngineLayout, sums: number, ideal: boolean, effects: NonIdealities): () => Incoming {
  const offsets = arena.i32(connection.tapOffsets.length);
  const taps = arena.i32(connection.taps.length);
  const fitting = Math.floor(32767 / (connection.largest * connection.multiplicity));
  const ones = ideal && !connection.listed && (fitting === 0 || sums > fitting * 2 * columnsPerSpike(connection)) ? arena.i32(size) : null;
  const saturation = effects.dac && saturationOf(arena, connection, mostSpikes(effects.dac.bits));
  const crossedOffsets = connection.crossed && arena.i32(connection.crossed.tapOffsets.length);
  const crossedTaps = connection.crossed && arena.i32(connection.crossed.taps.length);
  return () => {
    crossedOffsets?.().data.set(connection.crossed!.tapOffsets);
    crossedTaps?.().data.set(connection.crossed!.taps);
    offsets().data.set(connection.tapOffsets);
    taps().data.set(connection.taps);
    ones?.().data.fill(1);
    return {
      connection, tapOffsets: offsets().pointer, taps: taps().pointer, flushEvery: ideal && !ones && !connection.listed ? fitting : 2 ** 30, ones: ones && ones(),
      saturation: saturation && saturation(),
      crossed: crossedOffsets && crossedTaps ? { tapOffsets: crossedOffsets().pointer, taps: crossedTaps().pointer, ...(connection.crossed!.listed && { listed: connection.crossed!.listed }) } : null,
    };
  };
}

/** Columns that a spike of the source adds to, on average: what it costs more to add them to the i32 sums, where flushing all i16 sums costs even more. */
function columnsPerSpike({ taps, tapOffsets }: Connection): number {
  let columns = 0;
  for (let tap = 2; tap < taps.length; tap += 4) columns += taps[tap]!;
  return columns / Math.max(1, tapOffsets.length - 1);
}

interface Extent {
  readonly batch: number;
  readonly timesteps: number;
  readonly ideal: boolean;
  /** Whether devices conduct differently from read to read. */
  readonly varies: boolean;
  /** Whether the kernels update the population. */
  readonly onKernels: boolean;
  /** Core of every neuron, where active updates are counted. */
  readonly somaCore: Int32Array | null;
  readonly circuit: SomaCircuit | null;
  readonly seed: number;
}

function reservePopulation(
  arena: Arena, configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], index: number, extent: Extent,
  incoming: readonly (() => Incoming)[], dense: DenseMatrix | null,
): (weights: Int16Array | Float32Array) => ProgramPopulation {
  const layout = layouts[index]!;
  const population = configuration.populations[index]!;
  const { batch, timesteps, ideal, varies, onKernels, somaCore, circuit, seed } = extent;
  const branched = isBranched(circuit?.circuit);
  const spikes = arena.i32(batch * timesteps * layout.size);
  const spikeCounts = arena.u32(layout.size);
  const numbers = (length: number): (() => Block<Int32Array | Float32Array>) => (ideal ? arena.i32(length) : arena.f32(length));
  const common = () => ({ index, layout, spikes: spikes(), counts: new Int32Array(batch * timesteps), spikeCounts: spikeCounts(), incoming: incoming.map((fill) => fill()) });
  if (population.kind === 'input') {
    const ids = arena.i32(batch * layout.size);
    const values = numbers(batch * layout.size);
    const squares = varies ? arena.f32(batch * layout.size) : null;
    const halves = branched && hasNegativeValues(population) ? [numbers(batch * layout.size), numbers(batch * layout.size)] as const : null;
    return () => ({ ...common(), kind: 'input', population, ids: ids(), values: values(), squares: squares && squares(), positive: halves && halves[0](), negative: halves && halves[1](), valueCounts: new Int32Array(batch) });
  }
  const { neuron } = population;
  const arrays = onKernels ? neuronArrays(population, layout) : null;
  const reset = { hard: neuron.reset === 'hard' ? 1 : 0, value: isPlain(neuron) ? (neuron.resetValue as number) : 0, most: saturationOfPotential(neuron) } as const;
  const sums = layout.size * (branched ? 2 : driveCount(population));
  const reserved = { bias: arena.f32(layout.size), decay: arena.f32(layout.size), fire: arena.f32(layout.size), threshold: arena.f32(layout.size), initial: arena.f32(layout.size), potentials: arena.f32(layout.size) };
  const accumulators16 = arena.i16(ideal ? sums : 0);
  const accumulators = numbers(sums);
  const drive = numbers(sums);
  const panels = dense && reservePanels(arena, layouts, dense, layout, extent);
  return (weights) => {
    const parameters = { bias: reserved.bias(), decay: reserved.decay(), fire: reserved.fire(), threshold: reserved.threshold(), initial: reserved.initial(), potentials: reserved.potentials() };
    if (arrays) for (const name of ['bias', 'decay', 'fire', 'threshold', 'initial'] as const) parameters[name].data.set(arrays[name]);
    const potentials = parameters.potentials.data.subarray(0, layout.size);
    const general = arrays ? null : circuitSoma(circuit, { population, index, layout, seed, potentials }) ?? generalSoma(population, layout, configuration.dt_s, potentials);
    const readouts = Int32Array.from([...wiring.readouts.population.keys()].filter((readout) => wiring.readouts.population[readout] === index));
    return {
      ...common(), kind: 'neurons', population, parameters, reset, general, activity: somaCore && activityOf(coresByLocalId(somaCore, population.firstNeuron, layout)), sums, accumulators16: accumulators16(), accumulators: accumulators(), drive: drive(),
      panels: panels && panels(weights), readouts,
      driven: { readouts: new Int32Array(readouts.length), marks: new Int32Array(wiring.readouts.count), count: 0, mark: 0 },
    };
  };
}

function coresByLocalId(somaCore: Int32Array, firstNeuron: number, layout: EngineLayout): Int32Array {
  return Int32Array.from({ length: layout.size }, (_, local) => (isPadding(layout, local) ? -1 : somaCore[firstNeuron + indexOf(layout, local)]!));
}

function reservePanels(arena: Arena, layouts: readonly EngineLayout[], matrix: DenseMatrix, layout: EngineLayout, { batch, timesteps, ideal }: Extent): (weights: Int16Array | Float32Array) => PanelState {
  const width = ideal ? PANEL_I16 : PANEL_F32;
  const size = matrix.rows * layout.stride;
  const packed = ideal ? arena.i16(size) : arena.f32(size);
  const offsets = arena.i32(batch * timesteps + 1);
  const events = arena.i32(batch * timesteps * matrix.rowOf.reduce((sum, { source }) => sum + layouts[source]!.size, 0));
  const drives = ideal ? arena.i32(batch * layout.stride) : arena.f32(batch * layout.stride);
  const fired = arena.u8((batch * timesteps * layout.stride) / 8);
  return (weights) => {
    packPanels(matrix, weights, width, packed().data);
    return { matrix, width, weights: packed().pointer, offsets: offsets(), events: events(), drives: drives(), fired: fired() };
  };
}
