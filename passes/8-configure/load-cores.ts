import { groupByCluster } from '../../src/ir/clustered.ts';
import type { AddressTable, Applications } from '../../src/ir/configuration.ts';
import { axonWalker, piecesOf, rowKeyBases, sumUnitOf, type Pieces } from '../../src/ir/pieces.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import { inputsOf, length, positionAt, type Unrolled } from '../../src/ir/unrolled.ts';
import { Growing } from './growing.ts';

/** Fills cores with their pieces, core by core: crossbars and columns in order, one address per distinct row. */
export function loadCores(routed: Routed, target: Target): { applications: Applications; addresses: AddressTable } {
  const { clustered, coreOf } = routed.placed;
  const { unrolled, style, clusterOf, clusterCount } = clustered;
  const pieces = piecesOf(unrolled, style);
  const walk = axonWalker(unrolled, style);
  const once = style === 'weights-stored-once';
  const first = firstApplications(pieces, once);
  const applications = emptyApplications(first[pieces.count]!);
  const rowOffsets = rowOffsetsOf(unrolled, pieces, first);
  const rows = new Int32Array(rowOffsets[rowOffsets.length - 1]!).fill(-1);
  const groups = groupByCluster(clusterOf, clusterCount);
  const clusterAt = new Int32Array(coreCount(target.mesh)).fill(-1);
  coreOf.forEach((core, cluster) => { clusterAt[core] = cluster; });
  const coreOffsets = new Int32Array(clusterAt.length + 1);
  const addresses = new AddressBuilder();
  const delayOf = delaysOf(unrolled);

  clusterAt.forEach((cluster, core) => {
    let [nextColumn, nextCrossbar] = [0, 0];
    for (const piece of cluster < 0 ? [] : groups[cluster]!) {
      const unitIndex = pieces.unitOf[piece]!;
      const unit = unrolled.units[unitIndex]!;
      const synapses = unit.input.kind === 'synapses' ? unit.input : null;
      for (let application = first[piece]!; application < first[piece + 1]!; application++) {
        applications.unit[application] = unitIndex;
        applications.position[application] = positionAt(unit, application - first[piece]! + (once ? 0 : piece - pieces.first[unitIndex]!));
        applications.core[application] = core;
        applications.crossbar[application] = synapses ? nextCrossbar : -1;
        applications.column[application] = synapses ? nextColumn : -1;
      }
      if (!synapses) continue;
      walk(piece, (key, index, applied) => {
        // A word line used again at the next position is another address; word lines of their own columns are shared.
        rows[rowOffsets[first[piece]! + (once ? applied : 0)]! + index] = addresses.at(once ? null : key, delayOf(key));
      }, (neuron) => addresses.drive(neuron));
      if (once) nextCrossbar++;
      else nextColumn += length(unit.columns);
    }
    coreOffsets[core + 1] = coreOffsets[core]! + addresses.closeCore();
  });
  connectSums(routed, pieces, first, once, applications);
  return { applications: { ...applications, rowOffsets, rows }, addresses: { coreOffsets, ...addresses.tables() } };
}

function firstApplications(pieces: Pieces, once: boolean): Int32Array {
  const first = new Int32Array(pieces.count + 1);
  for (let piece = 0; piece < pieces.count; piece++) first[piece + 1] = first[piece]! + (once ? pieces.positions[pieces.unitOf[piece]!]! : 1);
  return first;
}

function emptyApplications(count: number): Omit<Applications, 'rowOffsets' | 'rows'> {
  const filled = (): Int32Array => new Int32Array(count).fill(-1);
  return { unit: filled(), position: filled(), core: filled(), crossbar: filled(), column: filled(), sum: filled(), sumRoute: filled() };
}

function connectSums({ placed, sumRoutes }: Routed, pieces: Pieces, first: Int32Array, once: boolean, applications: Pick<Applications, 'sum' | 'sumRoute'>): void {
  const sumUnit = sumUnitOf(placed.clustered.unrolled);
  for (let piece = 0; piece < pieces.count; piece++) {
    const unit = pieces.unitOf[piece]!;
    if (sumUnit[unit]! < 0) continue;
    const sumPiece = pieces.first[sumUnit[unit]!]! + piece - pieces.first[unit]!;
    const positions = once ? pieces.positions[unit]! : 1;
    for (let i = 0; i < positions; i++) {
      applications.sum[first[piece]! + i] = first[sumPiece]! + i;
      applications.sumRoute[first[piece]! + i] = sumRoutes[piece]!;
    }
  }
}

/** Rows of every application: those of its unit, none for sums. */
function rowOffsetsOf({ units }: Unrolled, pieces: Pieces, first: Int32Array): Int32Array {
  const offsets = new Int32Array(first[pieces.count]! + 1);
  for (let piece = 0; piece < pieces.count; piece++) {
    const unit = units[pieces.unitOf[piece]!]!;
    const rows = unit.input.kind === 'synapses' ? inputsOf(unit) : 0;
    for (let application = first[piece]!; application < first[piece + 1]!; application++) offsets[application + 1] = offsets[application]! + rows;
  }
  return offsets;
}

/** Delay of the projections that share each row key. */
function delaysOf(unrolled: Unrolled): (key: number) => number {
  const bases = rowKeyBases(unrolled);
  const { projections } = unrolled.network;
  const spaces = [...new Map([...bases].map((base, index) => [base, projections[index]!.delay]))].sort(([a], [b]) => a - b);
  return (key) => {
    let at = spaces.length - 1;
    while (spaces[at]![0] > key) at--;
    return spaces[at]![1];
  };
}

/** Numbers the addresses of one core after the other; lives during one run of the pass. */
class AddressBuilder {
  readonly #axonOffsets = new Growing();
  readonly #axons = new Growing();
  readonly #delays = new Growing();
  #known = new Map<number, number>();
  #open: number[][] = [];
  /** The address last asked for, when it was new and its axons are still to come. */
  #fresh: number[] | null = null;

  constructor() {
    this.#axonOffsets.push(0);
  }

  /** Address of a row key in this core; a new one for null. */
  at(key: number | null, delay: number): number {
    const known = key === null ? undefined : this.#known.get(key);
    this.#fresh = known === undefined ? [] : null;
    if (known !== undefined) return known;
    const address = this.#open.push(this.#fresh!) - 1;
    if (key !== null) this.#known.set(key, address);
    this.#delays.push(delay);
    return address;
  }

  /** Adds an axon to the address last asked for. */
  drive(neuron: number): void {
    this.#fresh?.push(neuron);
  }

  /** Ends the core; returns how many addresses it has. */
  closeCore(): number {
    for (const axons of this.#open) {
      for (const axon of axons) this.#axons.push(axon);
      this.#axonOffsets.push(this.#axons.length);
    }
    const count = this.#open.length;
    this.#open = [];
    this.#known = new Map();
    return count;
  }

  tables(): Omit<AddressTable, 'coreOffsets'> {
    return { axonOffsets: this.#axonOffsets.taken(), axons: this.#axons.taken(), delays: this.#delays.taken() };
  }
}
