import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import type { EngineLayout } from './layout.ts';
import { forEachListedLevel, isListedUnit, listedConnection, listedLevels, type ListedSynapses } from './listed.ts';
import { driveOfUnit, type Bundle, type Wiring } from './wiring.ts';

/** A bundle ready for the scatter kernels: four integers a tap (see Kernels.scatterI16) and the weights they point into. */
export interface Connection {
  readonly source: number;
  readonly destination: number;
  readonly delay: number;
  readonly tapOffsets: Int32Array;
  readonly taps: Int32Array;
  /** In place of taps, where the destination has listed synapses; on the ideal chip alone. */
  readonly listed?: ListedSynapses;
  /** Where positive and negative drives come apart (`neuron/branches.ts`): the same with the two exchanged, for negative values. */
  readonly crossed?: { readonly tapOffsets: Int32Array; readonly taps: Int32Array; readonly listed?: ListedSynapses };
  /** Most taps of one source neuron that end in the same accumulator. */
  readonly multiplicity: number;
  /** The largest level that its weights may have. */
  readonly largest: number;
}

export interface Connections<W extends Int16Array | Float32Array> {
  readonly weights: W;
  readonly connections: readonly Connection[];
  /** Offset among the weights of the first column that an arrival of a bundle adds to. */
  readonly weightOf: (bundle: Bundle, arrival: number) => number;
}

/** The readout that a tap or a listed synapse ends in. */
export function readoutAt({ taps, listed }: Connection, tap: number): number {
  return listed ? listed.readouts[tap]! : taps[4 * tap + 3]!;
}

const VECTOR_I16 = 8;

/**
 * Connections of the ideal chip: levels of each unit stand once, shared by all its positions, and every partial sum goes straight to the
 * accumulators of the somas; integer sums do not depend on the order. Columns are padded with zero levels.
 */
export function idealConnections(configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[]): Connections<Int16Array> {
  const { weights, bases, strides } = unitLevels(configuration);
  const { applications, units } = configuration;
  const largest = largestOfBundles(configuration, wiring);
  const levels = listedLevels(configuration);
  const weightOf = ({ application, row }: Bundle, arrival: number): number => {
    const unit = applications.unit[application[arrival]!]!;
    return bases[unit]! + row[arrival]! * strides[unit]!;
  };
  const connections = wiring.bundles.map((bundle, index): Connection => {
    const layout = layouts[bundle.destination]!;
    if (levels && isListedUnit(configuration, applications.unit[bundle.application[0]!]!)) return listedConnection(configuration, wiring, bundle, layout, levels, largest[index]!);
    const { stride, size } = layout;
    const taps = new Int32Array(bundle.application.length * 4);
    bundle.application.forEach((application, i) => {
      const unit = applications.unit[application]!;
      taps[4 * i] = driveOfUnit(configuration, unit) * size + applications.position[wiring.root[application]!]! * stride + units[unit]!.columns.start;
      taps[4 * i + 1] = weightOf(bundle, i);
      taps[4 * i + 2] = strides[unit]!;
      taps[4 * i + 3] = wiring.readouts.of[application]!;
    });
    const { source, destination, delay, offsets } = bundle;
    return { source, destination, delay, tapOffsets: offsets, taps, multiplicity: multiplicityOf(bundle, taps), largest: largest[index]! };
  });
  return { weights, connections, weightOf };
}

/** The largest level of the weights of each bundle. */
export function largestOfBundles(configuration: Configuration, { bundles }: Wiring): readonly number[] {
  const { applications, units } = configuration;
  const ofBlock = largestLevels(configuration);
  if (ofBlock.every((largest) => largest === ofBlock[0])) return bundles.map(() => ofBlock[0]!);
  return bundles.map(({ application }) => application.reduce((most, at) => Math.max(most, ofBlock[units[applications.unit[at]!]!.synapses!.block]!), 0));
}

/** Levels of every synaptic unit as rows x padded columns; listed synapses have none that positions share. */
function unitLevels({ units, blocks }: Configuration): { weights: Int16Array; bases: Int32Array; strides: Int32Array } {
  const bases = new Int32Array(units.length);
  const strides = new Int32Array(units.length);
  let size = 0;
  units.forEach((unit, i) => {
    if (!unit.synapses || isListedUnit({ units, blocks }, i)) return;
    bases[i] = size;
    strides[i] = Math.ceil(length(unit.columns) / VECTOR_I16) * VECTOR_I16;
    size += strides[i]! * length(unit.synapses.groups) * length(unit.synapses.rows);
  });
  const weights = new Int16Array(size);
  units.forEach((_, i) => {
    if (!isListedUnit({ units, blocks }, i)) forEachLevel({ units, blocks }, i, 0, (row, column, level) => { weights[bases[i]! + row * strides[i]! + column] = level; });
  });
  return { weights, bases, strides };
}

/** Calls `found` for every synapse of a unit at a position: row and column in the unit, and its level. */
export function forEachLevel(
  { units, blocks }: Pick<Configuration, 'units' | 'blocks'>, index: number, position: number, found: (row: number, column: number, level: number) => void,
): void {
  const { synapses, columns } = units[index]!;
  if (!synapses) return;
  if (isListedUnit({ units, blocks }, index)) return forEachListedLevel({ units, blocks }, index, position, (row, level) => found(row, 0, level));
  const { levels, rowsPerGroup, columnsPerGroup } = blocks[synapses.block]!;
  const rows = length(synapses.rows);
  for (let feature = columns.start; feature < columns.end; feature++) {
    const group = Math.floor(feature / columnsPerGroup) - synapses.groups.start;
    for (let row = 0; row < rows; row++) {
      found(group * rows + row, feature - columns.start, levels.data[feature * rowsPerGroup + synapses.rows.start + row]!);
    }
  }
}

function multiplicityOf({ offsets }: Bundle, taps: Int32Array): number {
  let most = 1;
  for (let source = 0; source + 1 < offsets.length; source++) {
    const ends = new Map<number, number>();
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) {
      const count = (ends.get(taps[4 * i]!) ?? 0) + 1;
      ends.set(taps[4 * i]!, count);
      if (count > most) most = count;
    }
  }
  return most;
}
