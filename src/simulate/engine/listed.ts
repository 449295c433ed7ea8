import type { Configuration, LevelBlock } from '../../ir/configuration.ts';
import { forEachListedRow } from '../../ir/listed-rows.ts';
import type { Connection } from './connections.ts';
import { localOf, type EngineLayout } from './layout.ts';
import type { Program } from './program.ts';
import { currentStamp } from './readouts.ts';
import { driveOfUnit, type Bundle, type Wiring } from './wiring.ts';

/** Synapses of a bundle into a population whose synapses are listed: accumulator, level and readout of each; those of a source lie between its tapOffsets. */
export interface ListedSynapses {
  readonly accumulators: Int32Array;
  readonly levels: Int16Array;
  readonly readouts: Int32Array;
}

/** Whether a unit holds listed synapses. */
export function isListedUnit({ units, blocks }: Pick<Configuration, 'units' | 'blocks'>, unit: number): boolean {
  const { synapses } = units[unit]!;
  return synapses !== null && blocks[synapses.block]!.lists !== undefined;
}

/** Calls `found` for each row of an application with listed synapses. */
export function forEachListedLevel({ units, blocks }: Pick<Configuration, 'units' | 'blocks'>, unit: number, position: number, found: (row: number, level: number) => void): void {
  const { block, also = [], rows } = units[unit]!.synapses!;
  const listsOf = (index: number): Int32Array => blocks[index]!.lists!;
  forEachListedRow({ first: block, also, rows }, position, listsOf, (index, entry, row) => found(row, (blocks[index] as LevelBlock).levels.data[entry]!));
}

/** Level of each row of the applications with listed synapses, where the row stands among `applications.rows`; null without any. */
export function listedLevels(configuration: Configuration): Int16Array | null {
  const { applications, units } = configuration;
  const listed = units.map((_, unit) => isListedUnit(configuration, unit));
  if (!listed.includes(true)) return null;
  const levels = new Int16Array(applications.rows.length);
  applications.unit.forEach((unit, application) => {
    if (!listed[unit]) return;
    const first = applications.rowOffsets[application]!;
    forEachListedLevel(configuration, unit, applications.position[application]!, (row, level) => { levels[first + row] = level; });
  });
  return levels;
}

/** A bundle into a population with listed synapses, for the ideal chip: every synapse adds to the soma at once, whatever the order. */
export function listedConnection(configuration: Configuration, wiring: Wiring, bundle: Bundle, layout: EngineLayout, levels: Int16Array, largest: number): Connection {
  const { applications } = configuration;
  const { source, destination, delay, offsets, application: at, row } = bundle;
  const listed: ListedSynapses = { accumulators: new Int32Array(at.length), levels: new Int16Array(at.length), readouts: new Int32Array(at.length) };
  at.forEach((application, i) => {
    const drive = driveOfUnit(configuration, applications.unit[application]!);
    listed.accumulators[i] = drive * layout.size + localOf(layout, applications.position[application]!);
    listed.levels[i] = levels[applications.rowOffsets[application]! + row[i]!]!;
    listed.readouts[i] = wiring.readouts.of[application]!;
  });
  return { source, destination, delay, tapOffsets: offsets, taps: new Int32Array(0), listed, multiplicity: 1, largest };
}

/** Spikes of sources `ids` add the levels of their synapses, and read the readouts they end in. */
export function addListed(program: Program, { tapOffsets }: Connection, listed: ListedSynapses, ids: Int32Array, first: number, count: number, sums: Int32Array | Float32Array): void {
  const { accumulators, levels, readouts } = listed;
  const [stamp, stamps, reads] = [currentStamp(program), program.stamps.data, program.reads.data];
  for (let i = first; i < first + count; i++) {
    const end = tapOffsets[ids[i]! + 1]!;
    for (let k = tapOffsets[ids[i]!]!; k < end; k++) {
      sums[accumulators[k]!]! += levels[k]!;
      const readout = readouts[k]!;
      if (stamps[readout] === stamp) continue;
      stamps[readout] = stamp;
      reads[readout]!++;
    }
  }
}

/** The same of values, one a source; the reads are counted elsewhere. */
export function addListedValues({ tapOffsets }: Pick<Connection, 'tapOffsets'>, { accumulators, levels }: ListedSynapses, ids: Int32Array, values: Int32Array | Float32Array, first: number, count: number, sums: Int32Array | Float32Array): void {
  for (let i = first; i < first + count; i++) {
    const value = values[i]!;
    const end = tapOffsets[ids[i]! + 1]!;
    for (let k = tapOffsets[ids[i]!]!; k < end; k++) sums[accumulators[k]!]! += value * levels[k]!;
  }
}
