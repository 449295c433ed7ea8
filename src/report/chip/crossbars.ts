import { levelsOfBlock, type Configuration } from '../../ir/configuration.ts';
import { largestLevel } from '../../ir/levels.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { forEachLevel } from '../../simulate/engine/connections.ts';
import { pictureOf } from './picture.ts';

/** What a crossbar holds. Rows, columns and cells are those of weights. */
export interface CrossbarDetail {
  readonly crossbar: number;
  readonly units: number;
  readonly rows: number;
  readonly columns: number;
  /** Cells that hold a synapse. */
  readonly cells: number;
  /** Synapses of level 0 among them. */
  readonly zeros: number;
  /** How many synapses have a level in each of `MOST_BINS` equal bins, or a bin a level, from the lowest level to the highest; null where it is not drawn. */
  readonly histogram: readonly number[] | null;
  readonly picture: LevelPicture | null;
}

export interface LevelPicture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Highest level that a cell can have. */
  readonly largest: number;
  /** Row by row a character a pixel (see `pictureOf`). */
  readonly pixels: string;
}

const MOST_BINS = 15;
/** Characters of all pictures of a page, cells that are read for them, and crossbars that a page describes. */
const MOST_PIXELS = 600_000;
const MOST_CELLS = 30_000_000;
const MOST_DRAWN = 2_500;
const MOST_DESCRIBED = 12_000;
const LARGEST_SIDE = 64;

export interface CrossbarsOfCores {
  readonly of: ReadonlyMap<number, readonly CrossbarDetail[]>;
  /** Crossbars of a core that are not described. */
  readonly more: ReadonlyMap<number, number>;
  readonly inUse: number;
  readonly described: number;
  readonly drawn: number;
}

/** The crossbars in use, as many as a page has room for: the first of every core before the second of any. Empty for cores without crossbars. */
export function describeCrossbars(configuration: Configuration, { core: { crossbars } }: Target): CrossbarsOfCores {
  if (!crossbars) return { of: new Map(), more: new Map(), inUse: 0, described: 0, drawn: 0 };
  const all = applicationsOfCrossbars(configuration);
  const order = [...all.values()].flatMap((own) => [...own].sort(([a], [b]) => a - b).map(([crossbar, applications], place) => ({ core: own, crossbar, applications, place })))
    .sort((a, b) => a.place - b.place);
  const side = Math.min(LARGEST_SIDE, Math.max(10, Math.floor(Math.sqrt(MOST_PIXELS / Math.max(1, Math.min(order.length, MOST_DRAWN))))));
  const found = new Map<ReadonlyMap<number, readonly number[]>, CrossbarDetail[]>();
  let [cells, drawn] = [0, 0];
  for (const { core, crossbar, applications } of order.slice(0, MOST_DESCRIBED)) {
    const measured = measure(configuration, crossbar, applications);
    cells += measured.cells;
    const draws = drawn < MOST_DRAWN && cells <= MOST_CELLS && measured.cells > 0;
    if (draws) drawn++;
    const detail = draws ? { ...measured, ...drawLevels(configuration, applications, measured, side) } : { ...measured, zeros: 0, histogram: null, picture: null };
    found.set(core, [...(found.get(core) ?? []), detail]);
  }
  const described = Math.min(order.length, MOST_DESCRIBED);
  return {
    of: new Map([...all].map(([core, own]) => [core, found.get(own) ?? []])),
    more: new Map([...all].map(([core, own]) => [core, own.size - (found.get(own)?.length ?? 0)])),
    inUse: order.length, described, drawn,
  };
}

/** By core and crossbar the applications in it; of a unit that is stored once the first alone. */
function applicationsOfCrossbars({ applications, style }: Configuration): ReadonlyMap<number, ReadonlyMap<number, readonly number[]>> {
  const all = new Map<number, Map<number, number[]>>();
  const written = new Set<number>();
  applications.crossbar.forEach((crossbar, application) => {
    const unit = applications.unit[application]!;
    if (crossbar < 0 || (style === 'weights-stored-once' && written.has(unit))) return;
    written.add(unit);
    const core = applications.core[application]!;
    const own = all.get(core) ?? new Map<number, number[]>();
    all.set(core, own);
    own.set(crossbar, [...(own.get(crossbar) ?? []), application]);
  });
  return all;
}

type Measured = Pick<CrossbarDetail, 'crossbar' | 'units' | 'rows' | 'columns' | 'cells'>;

function measure(configuration: Configuration, crossbar: number, applications: readonly number[]): Measured {
  const { units, applications: all } = configuration;
  let [rows, columns, cells] = [0, 0, 0];
  for (const application of applications) {
    const { synapses, columns: own } = units[all.unit[application]!]!;
    columns = Math.max(columns, all.column[application]! + length(own));
    if (!synapses) continue;
    rows = Math.max(rows, rowsOf(configuration, application).reduce((most, row) => Math.max(most, row + 1), 0));
    cells += ((all.rowOffsets[application + 1]! - all.rowOffsets[application]!) * length(own)) / length(synapses.groups);
  }
  return { crossbar, units: new Set(applications.map((one) => all.unit[one]!)).size, rows, columns, cells };
}

/** Row of the crossbar by row of the unit, -1 for padding: an address is a word line of the core, but where weights are stored once they begin at the first. */
function rowsOf({ applications: { rowOffsets, rows }, style }: Configuration, application: number): Int32Array {
  const own = rows.subarray(rowOffsets[application]!, rowOffsets[application + 1]!);
  return style === 'weights-stored-once' ? own.map((_, row) => row) : own;
}

function drawLevels(configuration: Configuration, applications: readonly number[], { rows, columns }: Measured, side: number): Pick<CrossbarDetail, 'zeros' | 'histogram' | 'picture'> {
  const { units, blocks, applications: all } = configuration;
  const largest = applications.reduce((most, one) => {
    const { synapses } = units[all.unit[one]!]!;
    if (!synapses) return most;
    const { bits, rise } = levelsOfBlock(blocks[synapses.block]!, configuration);
    return Math.max(most, largestLevel(bits, rise));
  }, 1);
  const picture = pictureOf(rows, columns, side, largest);
  const histogram = Array.from({ length: Math.min(MOST_BINS, 2 * largest + 1) }, () => 0);
  let zeros = 0;
  for (const application of applications) {
    const places = rowsOf(configuration, application);
    const first = all.column[application]!;
    forEachLevel(configuration, all.unit[application]!, all.position[application]!, (row, column, level) => {
      const place = places[row]!;
      if (place < 0) return;
      picture.add(place, first + column, level);
      histogram[Math.floor(((level + largest) / (2 * largest + 1)) * histogram.length)]!++;
      if (level === 0) zeros++;
    });
  }
  return { zeros, histogram, picture: { width: picture.width, height: picture.height, largest, pixels: picture.print() } };
}
