import { groupByCluster } from '../../src/ir/clustered.ts';
import type { AddressTable, Applications } from '../../src/ir/configuration.ts';
import { axonWalker, piecesOf, sumUnitOf, type Pieces } from '../../src/ir/pieces.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import { inputsOf, length } from '../../src/ir/unrolled.ts';

/** Fills cores with their pieces, core by core: crossbars and columns in order, one address per distinct row. */
export function loadCores(routed: Routed, target: Target): { applications: Applications; addresses: AddressTable } {
  const { clustered, coreOf } = routed.placed;
  const { unrolled, style, clusterOf, clusterCount } = clustered;
  const pieces = piecesOf(unrolled, style);
  const walk = axonWalker(unrolled, style);
  const once = style === 'weights-stored-once';
  const first = firstApplications(pieces, once);
  const applications = emptyApplications(first[pieces.count]!);
  const rowsOf = new Array<Int32Array>(first[pieces.count]!);
  const groups = groupByCluster(clusterOf, clusterCount);
  const clusterAt = new Int32Array(coreCount(target.mesh)).fill(-1);
  coreOf.forEach((core, cluster) => { clusterAt[core] = cluster; });
  const coreOffsets = new Int32Array(clusterAt.length + 1);
  const addresses = new AddressBuilder();

  clusterAt.forEach((cluster, core) => {
    let [nextColumn, nextCrossbar] = [0, 0];
    for (const piece of cluster < 0 ? [] : groups[cluster]!) {
      const unitIndex = pieces.unitOf[piece]!;
      const unit = unrolled.units[unitIndex]!;
      const synapses = unit.input.kind === 'synapses' ? unit.input : null;
      for (let application = first[piece]!; application < first[piece + 1]!; application++) {
        applications.unit[application] = unitIndex;
        applications.position[application] = application - first[piece]! + (once ? 0 : piece - pieces.first[unitIndex]!);
        applications.core[application] = core;
        applications.crossbar[application] = synapses ? nextCrossbar : -1;
        applications.column[application] = synapses ? nextColumn : -1;
        rowsOf[application] = new Int32Array(synapses ? inputsOf(unit) : 0).fill(-1);
      }
      if (!synapses) continue;
      const delay = unrolled.network.projections[synapses.projection]!.delay;
      walk(piece, (key, index, position) => {
        // A word line used again at the next position is another address; word lines of their own columns are shared.
        rowsOf[first[piece]! + (once ? position : 0)]![index] = addresses.at(once ? null : key, delay);
      }, (neuron) => addresses.drive(neuron));
      if (once) nextCrossbar++;
      else nextColumn += length(unit.columns);
    }
    coreOffsets[core + 1] = coreOffsets[core]! + addresses.closeCore();
  });
  connectSums(routed, pieces, first, once, applications);
  return { applications: { ...applications, ...concatenate(rowsOf) }, addresses: { coreOffsets, ...addresses.tables() } };
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

function concatenate(lists: readonly Int32Array[]): { rowOffsets: Int32Array; rows: Int32Array } {
  const rowOffsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { rowOffsets[i + 1] = rowOffsets[i]! + list.length; });
  const rows = new Int32Array(rowOffsets[lists.length]!);
  lists.forEach((list, i) => rows.set(list, rowOffsets[i]));
  return { rowOffsets, rows };
}

/** Numbers the addresses of one core after the other; lives during one run of the pass. */
class AddressBuilder {
  readonly #axonOffsets: number[] = [0];
  readonly #axons: number[] = [];
  readonly #delays: number[] = [];
  #known = new Map<number, number>();
  #open: number[][] = [];
  /** The address last asked for, when it was new and its axons are still to come. */
  #fresh: number[] | null = null;

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
    return { axonOffsets: Int32Array.from(this.#axonOffsets), axons: Int32Array.from(this.#axons), delays: Int32Array.from(this.#delays) };
  }
}
