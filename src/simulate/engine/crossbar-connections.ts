import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import { bitSlices, type BitSlice } from '../crossbar/bit-slices.ts';
import type { CrossbarAddress } from '../crossbar/conductances.ts';
import { columnLevels } from '../crossbar/program-crossbar.ts';
import { readVariances, variesInReads } from '../crossbar/read-variances.ts';
import { writeDevices } from '../crossbar/write-devices.ts';
import { importanceOfRows } from '../mitigation/drive-rates.ts';
import { actsInWriting, writeCrossbar, type WritingBench } from '../mitigation/write-crossbar.ts';
import { forEachLevel, largestOfBundles, type Connection, type Connections } from './connections.ts';
import type { EngineLayout } from './layout.ts';
import { actsInReads } from './read-effects.ts';
import { weightMoments, type WeightMoments } from './weight-moments.ts';
import { driveOfUnit, type Bundle, type Wiring } from './wiring.ts';

/** Connections of a chip with devices: rows drive whole crossbars, and each readout has accumulators of its own until it is read. */
export interface CrossbarConnections extends Connections<Float32Array> {
  readonly readouts: ReadoutColumns;
  readonly planes: readonly ProgrammedPlane[];
  readonly crossbars: Crossbars;
  /** How the weights of each population came out; null where nobody asks. */
  readonly moments: readonly WeightMoments[] | null;
}

/** One set of columns of every crossbar: all of a weight, or a slice of its bits. */
export interface ProgrammedPlane {
  /** Levels that one unit of its columns stands for. */
  readonly worth: number;
  /** Largest level of a slice; null where columns hold whole weights, each with a largest one of its own. */
  readonly largest: number | null;
  readonly weights: Float32Array;
  /** Variance that each cell adds to its column in every read, levels squared, laid out as the weights; null where devices do not vary. */
  readonly variances: Float32Array | null;
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
  const slices = programSlices(configuration, crossbars, bench, importance, seed);
  const weights = wholeWeights(slices);
  // Slices differ from the sum of them only where something happens to the columns of each.
  const planes = slices.length === 1 || actsInReads(bench.effects) ? slices : [{ worth: 1, largest: null, weights, variances: null }];
  const readouts = readoutColumns(configuration, wiring, layouts, crossbars);
  const largest = largestOfBundles(configuration, wiring);
  const connections = wiring.bundles.map((bundle, index) => ({ ...connect(configuration, wiring, bundle, crossbars, readouts), largest: largest[index]! }));
  const weightOf = ({ application, row }: Bundle, arrival: number): number => {
    const at = application[arrival]!;
    const crossbar = crossbars.of[at]!;
    return crossbars.base[crossbar]! + rowInCrossbar(configuration, at, row[arrival]!) * crossbars.stride[crossbar]! + configuration.applications.column[at]!;
  };
  return { weights, planes, crossbars, connections, weightOf, readouts, moments: bench.mitigations.gain && weightMoments(configuration, wiring, layouts, crossbars, weights, importance) };
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
}

function crossbarsOf({ style, applications, units, addresses }: Configuration): Crossbars {
  const found: Crossbars = { of: new Int32Array(applications.unit.length).fill(-1), core: [], index: [], rows: [], columns: [], stride: [], base: [] };
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
  let base = 0;
  found.rows.forEach((rows, id) => {
    // One vector of slack, so that a tap that starts at any column may read whole vectors.
    found.stride.push((Math.ceil(found.columns[id]! / VECTOR_F32) + 1) * VECTOR_F32);
    found.base.push(base);
    base += rows * found.stride[id]!;
  });
  return found;
}

/** Every slice stands in arrays of its own. */
function programSlices(configuration: Configuration, crossbars: Crossbars, bench: WritingBench, importance: readonly Float64Array[], seed: number): readonly ProgrammedPlane[] {
  const { bitSlicing } = bench.effects;
  if (!bitSlicing) return [programAll(configuration, crossbars, bench, importance, seed, null, 0)];
  const slices = bitSlices(Math.max(...largestLevels(configuration)), bitSlicing.bits);
  return slices.map((slice, index) => programAll(configuration, crossbars, bench, importance, seed, slice, index));
}

/** What the slices of a weight amount to together. */
function wholeWeights(slices: readonly ProgrammedPlane[]): Float32Array {
  if (slices.length === 1) return slices[0]!.weights;
  return slices[0]!.weights.map((_, cell) => slices.reduce((sum, { worth, weights }) => sum + worth * weights[cell]!, 0));
}

function programAll(
  configuration: Configuration, crossbars: Crossbars, bench: WritingBench, importance: readonly Float64Array[], seed: number, slice: BitSlice | null, index: number,
): ProgrammedPlane {
  const { device, effects } = bench;
  const { applications, units } = configuration;
  const members: number[][] = crossbars.core.map(() => []);
  crossbars.of.forEach((id, application) => { if (id >= 0) members[id]!.push(application); });
  const size = crossbars.rows.reduce((sum, rows, id) => sum + rows * crossbars.stride[id]!, 0);
  const weights = new Float32Array(size);
  const variances = variesInReads(effects) ? new Float32Array(size) : null;
  const largest = largestLevels(configuration);
  members.forEach((list, id) => {
    const [rows, columns] = [crossbars.rows[id]!, crossbars.columns[id]!];
    const whole = new Float64Array(rows * columns);
    const highest = new Float64Array(columns).fill(1);
    const applied = configuration.style === 'column-per-neuron' ? list : list.slice(0, 1);
    for (const application of applied) {
      const { synapses, columns: range } = units[applications.unit[application]!]!;
      highest.fill(largest[synapses!.block]!, applications.column[application]!, applications.column[application]! + length(range));
      forEachLevel(configuration, applications.unit[application]!, applications.position[application]!, (row, column, level) => {
        const at = rowInCrossbar(configuration, application, row);
        if (at >= 0) whole[at * columns + applications.column[application]! + column] = level;
      });
    }
    const levels = slice ? slice.digits(whole) : whole;
    if (slice) highest.fill(slice.largest);
    const address = sliceAddress({ seed, core: crossbars.core[id]!, crossbar: crossbars.index[id]! }, index);
    const written = actsInWriting(bench.mitigations)
      ? writeCrossbar({ levels, rows, columns, highest, importance: importance[id]! }, bench, address)
      : { devices: writeDevices(levels, rows, columns, highest, device, effects, address), highest, toLogical: (cells: Float32Array) => cells };
    const place = (cells: Float32Array, pool: Float32Array): void => {
      for (let row = 0; row < rows; row++) pool.set(cells.subarray(row * columns, (row + 1) * columns), crossbars.base[id]! + row * crossbars.stride[id]!);
    };
    place(written.toLogical(columnLevels(written.devices, written.highest, device, effects, bench.wired), true), weights);
    if (variances) place(written.toLogical(readVariances(written.devices, written.highest, device, effects, bench.wired && bench.wired.sensitivity(written.devices)), false), variances);
  });
  return { worth: slice?.worth ?? 1, largest: slice?.largest ?? null, weights, variances };
}

/** A core has fewer than 2^16 crossbars (targets/schema.ts). */
export function sliceAddress(address: CrossbarAddress, slice: number): CrossbarAddress {
  return { ...address, crossbar: address.crossbar + 2 ** 16 * slice };
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

/** Taps of a bundle: a spike drives a word line once however many units share it. */
function connect(configuration: Configuration, wiring: Wiring, bundle: Bundle, crossbars: Crossbars, readouts: ReadoutColumns): Omit<Connection, 'largest'> {
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
      taps.push(readouts.first[readout]!, weight, Math.ceil(readouts.columns[readout]! / VECTOR_F32) * VECTOR_F32, readout);
    }
    tapOffsets[local + 1] = taps.length / 4;
  }
  return { source, destination, delay, tapOffsets, taps: Int32Array.from(taps), multiplicity: 1 };
}
