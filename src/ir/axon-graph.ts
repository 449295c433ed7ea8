import { somaClusters } from './clustered.ts';
import { neuronBases } from './network.ts';
import { axonWalker, piecesOf, rowKeyCount, sumUnitOf, type Pieces } from './pieces.ts';
import { pieceWork } from './piece-work.ts';
import type { SpikeProfile } from './spike-profile.ts';
import type { Target } from './target.ts';
import { transposed, twinsOf, type Lists } from './twins.ts';
import { bitsOfUnit, cellsOf, length, type Unrolled } from './unrolled.ts';

/**
 * What partitioning sees: pieces with what they demand of a core, and bundles of axons between them. Axons that start in the same piece and go to the same
 * pieces are twins and form one bundle (the channels of a position, the neurons of a dense block), so that nothing here is a synapse.
 */
export interface AxonGraph {
  readonly pieces: number;
  /** Demands that add up, by piece. */
  readonly neurons: Int32Array;
  /** Without crossbars partial sums are accumulators of the soma they belong to; those that leave their core are neurons of their own. */
  readonly leavingSumsAreNeurons: boolean;
  readonly columns: Int32Array;
  readonly crossbars: Int32Array;
  readonly memory_bits: Float64Array;
  /** How long each piece keeps its core busy in one inference, ns; weights read on targets without times. */
  readonly work: Float64Array;
  readonly bundles: Bundles;
  /** Bundles that arrive at each piece, and bundles that leave it. */
  readonly arriving: Lists;
  readonly leaving: Lists;
  /** Word lines of each piece in groups of twins, and how many a group has. */
  readonly rows: Lists;
  readonly rowsInGroup: Int32Array;
}

export interface Bundles {
  readonly count: number;
  /** Bundle of each neuron (neuronBases); -1 where nothing hears it. */
  readonly ofNeuron?: Int32Array;
  /** Piece the axons start in; -1 for inputs, which enter at the entry of the mesh. */
  readonly source: Int32Array;
  readonly axons: Int32Array;
  /** Messages of all its axons in one inference, each counted once however far it goes. */
  readonly messages: Float64Array;
  /** 1 for partial sums, which cost nothing inside a core. */
  readonly isSum: Uint8Array;
  /** Pieces that hear it, ascending. */
  readonly pieces: Lists;
}

export function axonGraphOf(unrolled: Unrolled, target: Target, profile: SpikeProfile): AxonGraph {
  const { network, units } = unrolled;
  const pieces = piecesOf(unrolled, target.style);
  const count = (): Int32Array => new Int32Array(pieces.count);
  const [neurons, columns, crossbars, memory_bits] = [count(), count(), count(), new Float64Array(pieces.count)];
  for (let piece = 0; piece < pieces.count; piece++) {
    const unit = units[pieces.unitOf[piece]!]!;
    const wide = length(unit.columns);
    if (unit.soma || (target.core.crossbars && unit.input.kind === 'sums')) neurons[piece] = wide * repeats(pieces, target, piece);
    if (unit.input.kind !== 'synapses') continue;
    columns[piece] = wide;
    crossbars[piece] = 1;
    memory_bits[piece] = cellsOf(unit) * bitsOfUnit(unit, network);
  }
  const { axons, rows, driven } = heardBy(unrolled, target, pieces, profile);
  const work = pieceWork(unrolled, target, pieces, driven, profile);
  const bundles = bundlesOf(unrolled, target, pieces, axons, driven, profile);
  const rowTwins = twinsOf(rows, new Int32Array(rows.offsets.length - 1));
  const rowsInGroup = new Int32Array(rowTwins.count);
  for (const group of rowTwins.groupOf) if (group >= 0) rowsInGroup[group]!++;
  return {
    pieces: pieces.count, neurons, leavingSumsAreNeurons: !target.core.crossbars, columns, crossbars, memory_bits, work, bundles,
    arriving: transposed(bundles.pieces, pieces.count), leaving: leavingOf(bundles, pieces.count),
    rows: transposed(listsOfFirst(rows, rowTwins.first), pieces.count), rowsInGroup,
  };
}

/** How often a piece is applied: at one position, or at all where weights are stored once. */
function repeats(pieces: Pieces, { style }: Target, piece: number): number {
  return style === 'weights-stored-once' ? pieces.positions[pieces.unitOf[piece]!]! : 1;
}

/** Pieces that hear each axon, pieces that have each word line, and how often a piece's word lines are driven in one inference. */
function heardBy(unrolled: Unrolled, target: Target, pieces: Pieces, profile: SpikeProfile): { axons: Lists; rows: Lists; driven: Float64Array } {
  const walk = axonWalker(unrolled, target.style);
  const axons = new ListsBuilder(profile.spikes.length);
  const rows = new ListsBuilder(rowKeyCount(unrolled));
  const driven = new Float64Array(pieces.count);
  for (const pass of ['count', 'fill'] as const) {
    axons.begin(pass);
    rows.begin(pass);
    for (let piece = 0; piece < pieces.count; piece++) {
      walk(piece, (row) => rows.add(row, piece), (axon) => {
        axons.add(axon, piece);
        if (pass === 'count') driven[piece]! += profile.spikes[axon]!;
      });
    }
  }
  return { axons: axons.lists(), rows: rows.lists(), driven };
}

/** Bundles of spikes, then those of partial sums: one for each unit's piece that is added elsewhere. */
function bundlesOf(unrolled: Unrolled, target: Target, pieces: Pieces, axons: Lists, driven: Float64Array, profile: SpikeProfile): Bundles {
  const bases = neuronBases(unrolled.network);
  const somas = somaClusters(unrolled, pieces, Int32Array.from({ length: pieces.count }, (_, piece) => piece));
  const twins = twinsOf(axons, somas);
  const sumUnit = sumUnitOf(unrolled);
  const sums = [...pieces.unitOf.keys()].filter((piece) => sumUnit[pieces.unitOf[piece]!]! >= 0);
  const count = twins.count + sums.length;
  const [source, size, messages, isSum] = [new Int32Array(count), new Int32Array(count), new Float64Array(count), new Uint8Array(count)];
  twins.first.forEach((neuron, bundle) => { source[bundle] = somas[neuron]!; });
  for (let neuron = 0; neuron < bases[bases.length - 1]!; neuron++) {
    const bundle = twins.groupOf[neuron]!;
    if (bundle < 0) continue;
    size[bundle]!++;
    messages[bundle]! += profile.spikes[neuron]!;
  }
  const timesteps = unrolled.network.timesteps ?? 1;
  const heard = listsOfFirst(axons, twins.first);
  const items = new Int32Array(heard.items.length + sums.length);
  const offsets = new Int32Array(count + 1);
  items.set(heard.items);
  offsets.set(heard.offsets);
  sums.forEach((piece, i) => {
    const unit = pieces.unitOf[piece]!;
    const bundle = twins.count + i;
    const positions = repeats(pieces, target, piece);
    source[bundle] = piece;
    isSum[bundle] = 1;
    size[bundle] = length(unrolled.units[unit]!.columns) * positions;
    messages[bundle] = size[bundle]! * timesteps * someRow(driven[piece]! / (timesteps * positions), unrolled.units[unit]!.input.kind === 'sums');
    items[heard.items.length + i] = pieces.first[sumUnit[unit]!]! + piece - pieces.first[unit]!;
    offsets[bundle + 1] = heard.items.length + i + 1;
  });
  return { count, ofNeuron: twins.groupOf, source, axons: size, messages, isSum, pieces: { offsets, items } };
}

/** Share of timesteps in which a unit is read: some row is driven, rows being driven independently of each other (Poisson). Sum units pass on a sum in each. */
function someRow(drivenPerTimestep: number, always: boolean): number {
  return always ? 1 : 1 - Math.exp(-drivenPerTimestep);
}

function leavingOf({ source, count }: Bundles, pieces: number): Lists {
  const inner = [...source.keys()].filter((bundle) => source[bundle]! >= 0);
  const offsets = new Int32Array(count + 1);
  for (let bundle = 0; bundle < count; bundle++) offsets[bundle + 1] = offsets[bundle]! + (source[bundle]! >= 0 ? 1 : 0);
  return transposed({ offsets, items: Int32Array.from(inner, (bundle) => source[bundle]!) }, pieces);
}

/** The lists of the items that stand for their groups. */
function listsOfFirst({ offsets, items }: Lists, first: Int32Array): Lists {
  const kept = new Int32Array(first.length + 1);
  first.forEach((item, group) => { kept[group + 1] = kept[group]! + offsets[item + 1]! - offsets[item]!; });
  const all = new Int32Array(kept[first.length]!);
  first.forEach((item, group) => all.set(items.subarray(offsets[item]!, offsets[item + 1]!), kept[group]));
  return { offsets: kept, items: all };
}

/** Builds lists in two passes over the same pairs, counting first; a value that comes again directly is taken once. Lives during one build. */
class ListsBuilder {
  readonly #offsets: Int32Array;
  readonly #last: Int32Array;
  #next = new Int32Array(0);
  #items = new Int32Array(0);
  #filling = false;

  constructor(count: number) {
    this.#offsets = new Int32Array(count + 1);
    this.#last = new Int32Array(count);
  }

  begin(pass: 'count' | 'fill'): void {
    this.#last.fill(-1);
    this.#filling = pass === 'fill';
    if (!this.#filling) return;
    for (let i = 1; i < this.#offsets.length; i++) this.#offsets[i]! += this.#offsets[i - 1]!;
    this.#next = this.#offsets.slice(0, -1);
    this.#items = new Int32Array(this.#offsets[this.#offsets.length - 1]!);
  }

  add(item: number, value: number): void {
    if (this.#last[item] === value) return;
    this.#last[item] = value;
    if (this.#filling) this.#items[this.#next[item]!++] = value;
    else this.#offsets[item + 1]!++;
  }

  lists(): Lists {
    return { offsets: this.#offsets, items: this.#items };
  }
}
