import type { Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import type { Lines } from '../../../passes/9-mitigate/lines.ts';
import type { SagSums } from '../crossbar/sag-variances.ts';
import type { CurvedCrossbar } from '../crossbar/wires/curved-crossbars.ts';
import { importanceOfRows } from '../mitigation/drive-rates.ts';
import type { WritingBench } from '../mitigation/write-crossbar.ts';
import { largestOfBundles, type Connection, type Connections } from './connections.ts';
import type { EngineLayout } from './layout.ts';
import { programSlices, wholeWeights } from './programmed-planes.ts';
import { actsInReads } from './read-effects.ts';
import { weightMoments, type WeightMoments } from './weight-moments.ts';
import { driveOfUnit, type Bundle, type Wiring } from './wiring.ts';

/** Connections of a chip with devices: rows drive whole crossbars, and each readout has accumulators of its own until it is read. */
export interface CrossbarConnections extends Connections<Float32Array> {
  readonly readouts: ReadoutColumns;
  readonly planes: readonly ProgrammedPlane[];
  readonly crossbars: Crossbars;
  /** Null where the columns of a read are sums over its rows. */
  readonly solved: SolvedRows | null;
  /** What all weights were multiplied with on purpose; the neurons undo it. */
  readonly scale: number;
  /** How the weights of each population came out; null where nobody asks. */
  readonly moments: readonly WeightMoments[] | null;
}

/** One set of columns of every crossbar: all of a weight, or a slice of its bits. */
export interface ProgrammedPlane {
  /** Levels that one unit of its columns stands for. */
  readonly worth: number;
  /** Where positive and negative drives come apart, the drive that its columns add to; else left out. */
  readonly branch?: 0 | 1;
  /** Largest level of a slice; null where columns hold whole weights, each with a largest one of its own. */
  readonly largest: number | null;
  readonly weights: Float32Array;
  /** Variance that each cell adds to its column in every read, levels squared, laid out as the weights; null where devices do not vary. */
  readonly variances: Float32Array | null;
  /** What else is to be added up for the noise of devices; null for nothing. */
  readonly coupled: CoupledNoise | null;
  /** Crossbars that are solved in every read; `weights` are then what small signals would find. Null where columns are sums. */
  readonly solved: readonly SolvedCrossbar[] | null;
}

/** A crossbar that is solved in every read, and where its levels are in it. */
export interface SolvedCrossbar {
  readonly curved: CurvedCrossbar;
  readonly lines: Lines;
  /** Levels by physical column. */
  readonly perSiemens: Float64Array;
}

/** Where what the rows of each readout carry is added up, in place of its columns. */
export interface SolvedRows {
  readonly first: Int32Array;
  readonly size: number;
  /** By slice and crossbar. */
  readonly crossbars: readonly (readonly SolvedCrossbar[])[];
}

/** Noise of devices that the columns of a read do not have each for itself; laid out as the weights, or by column (`Crossbars.firstColumn`). */
export interface CoupledNoise {
  /** Variances of a reference column in the levels of each column; null for pairs. */
  readonly reference: Float32Array | null;
  /** What rows behind wires take from each other (`SagVariances`); null without wires. */
  readonly sag: CoupledSag | null;
}

export interface CoupledSag {
  /** What both devices of a cell carry together behind the wires, levels. */
  readonly current: Float32Array;
  readonly linear: { readonly positive: Float32Array; readonly negative: Float32Array };
  readonly square: SagSums['square'];
  readonly turned: Uint8Array;
}

/** Where the columns of each readout are accumulated, and where they go once read. */
export interface ReadoutColumns {
  /** First accumulator of each readout, its first column in the crossbar, its columns, and the rows of its crossbar that are in use. */
  readonly first: Int32Array;
  /** Crossbar of each readout, among `crossbars`. */
  readonly crossbar: Int32Array;
  readonly lowest: Int32Array;
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  /** Accumulators of all readouts together. */
  readonly size: number;
  /** Moves of each readout (CSR): `length` columns from accumulator `from` to the destination population's accumulator `to`. */
  readonly moveOffsets: Int32Array;
  readonly moves: Int32Array;
}

const VECTOR_F32 = 4;

export function crossbarConnections(
  configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], bench: WritingBench, seed: number,
): CrossbarConnections {
  const crossbars = crossbarsOf(configuration);
  const importance = importanceOfRows(configuration, crossbars, bench.rates);
  const { slices, scale } = programSlices(configuration, crossbars, bench, importance, seed);
  const weights = wholeWeights(slices);
  // Slices differ from the sum of them only where something happens to the columns of each.
  const planes = slices.length === 1 || actsInReads(bench.effects) ? slices : [{ worth: 1, largest: null, weights, variances: null, coupled: null, solved: null }];
  const readouts = readoutColumns(configuration, wiring, layouts, crossbars);
  const largest = largestOfBundles(configuration, wiring);
  const solved = solvedRows(slices, readouts);
  const connections = wiring.bundles.map((bundle, index) => ({ ...connect(configuration, wiring, bundle, crossbars, readouts, solved), largest: largest[index]! }));
  const weightOf = ({ application, row }: Bundle, arrival: number): number => {
    const at = application[arrival]!;
    const crossbar = crossbars.of[at]!;
    return crossbars.base[crossbar]! + rowInCrossbar(configuration, at, row[arrival]!) * crossbars.stride[crossbar]! + configuration.applications.column[at]!;
  };
  return { weights, planes, crossbars, connections, weightOf, readouts, solved, scale, moments: bench.mitigations.gain && weightMoments(configuration, wiring, layouts, crossbars, weights, importance) };
}

/** Physical crossbars: which applications are written in each, and where its weights stand in the pool. */
export interface Crossbars {
  /** Crossbar of each application; -1 for sum units. */
  readonly of: Int32Array;
  readonly core: number[];
  readonly index: number[];
  readonly rows: number[];
  readonly columns: number[];
  readonly stride: number[];
  readonly base: number[];
  /** Place of the first column in tables by column. */
  readonly firstColumn: number[];
}

function crossbarsOf({ style, applications, units, addresses }: Configuration): Crossbars {
  const found: Crossbars = { of: new Int32Array(applications.unit.length).fill(-1), core: [], index: [], rows: [], columns: [], stride: [], base: [], firstColumn: [] };
  const ids = new Map<string, number>();
  applications.unit.forEach((unitIndex, application) => {
    const unit = units[unitIndex]!;
    if (!unit.synapses) return;
    const core = applications.core[application]!;
    const key = `${core} ${applications.crossbar[application]}`;
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, id = found.core.length);
      found.core.push(core);
      found.index.push(applications.crossbar[application]!);
      const shared = addresses.coreOffsets[core + 1]! - addresses.coreOffsets[core]!;
      found.rows.push(style === 'column-per-neuron' ? shared : length(unit.synapses.groups) * length(unit.synapses.rows));
      found.columns.push(0);
    }
    found.of[application] = id;
    found.columns[id] = Math.max(found.columns[id]!, applications.column[application]! + length(unit.columns));
  });
  let [base, firstColumn] = [0, 0];
  found.rows.forEach((rows, id) => {
    // One vector of slack, so that a tap that starts at any column may read whole vectors.
    found.stride.push((Math.ceil(found.columns[id]! / VECTOR_F32) + 1) * VECTOR_F32);
    found.base.push(base);
    base += rows * found.stride[id]!;
    found.firstColumn.push(firstColumn);
    firstColumn += found.columns[id]!;
  });
  return found;
}

/** Word line of a unit's row: its address where every neuron has its own column, its index where weights are stored once. */
export function rowInCrossbar({ style, applications }: Configuration, application: number, row: number): number {
  return style === 'column-per-neuron' ? applications.rows[applications.rowOffsets[application]! + row]! : row;
}

function readoutColumns(configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], crossbars: Crossbars): ReadoutColumns {
  const { applications, units } = configuration;
  const { count, of } = wiring.readouts;
  const lowest = new Int32Array(count).fill(2 ** 30);
  const highest = new Int32Array(count);
  const rows = new Int32Array(count);
  const crossbar = new Int32Array(count);
  const members: number[][] = Array.from({ length: count }, () => []);
  of.forEach((readout, application) => {
    if (readout < 0) return;
    const column = applications.column[application]!;
    lowest[readout] = Math.min(lowest[readout]!, column);
    highest[readout] = Math.max(highest[readout]!, column + length(units[applications.unit[application]!]!.columns));
    crossbar[readout] = crossbars.of[application]!;
    rows[readout] = crossbars.rows[crossbar[readout]!]!;
    members[readout]!.push(application);
  });
  const first = new Int32Array(count);
  const columns = highest.map((end, readout) => end - lowest[readout]!);
  let size = 0;
  columns.forEach((width, readout) => {
    first[readout] = size;
    size += (Math.ceil(width / VECTOR_F32) + 1) * VECTOR_F32;
  });
  const moveOffsets = new Int32Array(count + 1);
  const moves: number[] = [];
  members.forEach((list, readout) => {
    for (const application of list) {
      const unit = units[applications.unit[application]!]!;
      const { stride, size: neurons } = layouts[unit.population]!;
      const to = driveOfUnit(configuration, applications.unit[application]!) * neurons + applications.position[wiring.root[application]!]! * stride + unit.columns.start;
      moves.push(first[readout]! + applications.column[application]! - lowest[readout]!, to, length(unit.columns));
    }
    moveOffsets[readout + 1] = moves.length / 3;
  });
  return { first, crossbar, lowest, columns, rows, size, moveOffsets, moves: Int32Array.from(moves) };
}

function solvedRows(slices: readonly ProgrammedPlane[], { rows }: ReadoutColumns): SolvedRows | null {
  const crossbars = slices.flatMap(({ solved }) => (solved ? [solved] : []));
  if (crossbars.length === 0) return null;
  const first = new Int32Array(rows.length);
  let size = 0;
  rows.forEach((count, readout) => {
    first[readout] = size;
    // One vector of slack: a tap of a row is a whole vector.
    size += (Math.ceil(count / VECTOR_F32) + 1) * VECTOR_F32;
  });
  return { first, size, crossbars };
}

/** Taps of a bundle: a spike drives a word line once however many units share it. Where reads are solved a tap ends at its row. */
function connect(configuration: Configuration, wiring: Wiring, bundle: Bundle, crossbars: Crossbars, readouts: ReadoutColumns, solved: SolvedRows | null): Omit<Connection, 'largest'> {
  const { source, destination, delay, offsets } = bundle;
  const tapOffsets = new Int32Array(offsets.length);
  const taps: number[] = [];
  for (let local = 0; local + 1 < offsets.length; local++) {
    const seen = new Set<number>();
    for (let i = offsets[local]!; i < offsets[local + 1]!; i++) {
      const application = bundle.application[i]!;
      const readout = wiring.readouts.of[application]!;
      const crossbar = crossbars.of[application]!;
      const row = rowInCrossbar(configuration, application, bundle.row[i]!);
      const weight = crossbars.base[crossbar]! + row * crossbars.stride[crossbar]! + readouts.lowest[readout]!;
      const key = readout * 2 ** 20 + row;
      if (seen.has(key)) continue;
      seen.add(key);
      if (solved) taps.push(solved.first[readout]! + row, 0, VECTOR_F32, readout);
      else taps.push(readouts.first[readout]!, weight, Math.ceil(readouts.columns[readout]! / VECTOR_F32) * VECTOR_F32, readout);
    }
    tapOffsets[local + 1] = taps.length / 4;
  }
  return { source, destination, delay, tapOffsets, taps: Int32Array.from(taps), multiplicity: 1 };
}
