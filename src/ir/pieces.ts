import { forEachListedRow } from './listed-rows.ts';
import { neuronBases, type SynapticProjection } from './network.ts';
import type { Target } from './target.ts';
import { geometriesOf, layoutOf, positionAt, type Unrolled } from './unrolled.ts';

/**
 * What a core is filled with. A piece is a unit at one position where every neuron has its own column, and a unit with all its
 * positions where weights are stored once. Piece = first[unit] + index of the position among those of the unit (or first[unit]).
 */
export interface Pieces {
  readonly count: number;
  /** First piece of each unit; one entry more than units. */
  readonly first: Int32Array;
  readonly unitOf: Int32Array;
  /** Positions of each unit. */
  readonly positions: Int32Array;
}

export function piecesOf({ network, units }: Unrolled, style: Target['style']): Pieces {
  const layouts = network.populations.map((population) => layoutOf(network, population));
  const positions = Int32Array.from(units, (unit) => unit.positions?.length ?? layouts[unit.population]!.positions);
  const first = new Int32Array(units.length + 1);
  units.forEach((_, i) => { first[i + 1] = first[i]! + (style === 'weights-stored-once' ? 1 : positions[i]!); });
  const unitOf = new Int32Array(first[units.length]!);
  units.forEach((_, i) => unitOf.fill(i, first[i], first[i + 1]));
  return { count: unitOf.length, first, unitOf, positions };
}

/** The sum unit that adds each unit's partial sums; -1 for units with somas. */
export function sumUnitOf({ units }: Unrolled): Int32Array {
  const sums = new Int32Array(units.length).fill(-1);
  units.forEach((unit, index) => {
    if (unit.input.kind === 'sums') for (const part of unit.input.units) sums[part] = index;
  });
  return sums;
}

/**
 * Rows as axons see them: projections of the same source, window and delay can share word lines. Row key = base[projection] + windowed input.
 */
export function rowKeyBases({ network }: Unrolled): Int32Array {
  const geometries = geometriesOf(network);
  const spaces = new Map<string, number>();
  let next = 0;
  return Int32Array.from(network.projections as SynapticProjection[], (projection, index) => {
    const space = JSON.stringify([projection.source, projection.window, projection.delay]);
    if (!spaces.has(space)) {
      spaces.set(space, next);
      next += geometries[index]!.inputs;
    }
    return spaces.get(space)!;
  });
}

/** How many row keys there are. */
export function rowKeyCount(unrolled: Unrolled): number {
  const bases = rowKeyBases(unrolled);
  return geometriesOf(unrolled.network).reduce((most, { inputs }, i) => Math.max(most, bases[i]! + inputs), 0);
}

/** Calls `row` for each row of a synaptic piece that is not padding (its key, its index in the unit, the index of the position among those of the unit), then `axon` for each neuron that drives it. */
export type AxonWalk = (piece: number, row: (key: number, index: number, applied: number) => void, axon: (neuron: number, key: number) => void) => void;

export function axonWalker(unrolled: Unrolled, style: Target['style']): AxonWalk {
  const { network, units } = unrolled;
  const geometries = geometriesOf(network);
  const pieces = piecesOf(unrolled, style);
  const keyBases = rowKeyBases(unrolled);
  const bases = neuronBases(network);
  const sourceBase = network.projections.map(({ source }) => bases[network.populations.findIndex(({ name }) => name === source)]!);
  const offsetsOf = (projection: number): Int32Array => geometries[projection]!.lists!.offsets;
  return (piece, row, axon) => {
    const unitIndex = pieces.unitOf[piece]!;
    const unit = units[unitIndex]!;
    const { input } = unit;
    if (input.kind !== 'synapses') return;
    const geometry = geometries[input.projection]!;
    const base = sourceBase[input.projection]!;
    const all = style === 'weights-stored-once';
    const start = all ? 0 : piece - pieces.first[unitIndex]!;
    const end = all ? pieces.positions[unitIndex]! : start + 1;
    const { groups, rows } = input;
    for (let applied = start; applied < end; applied++) {
      const position = positionAt(unit, applied);
      if (geometry.lists) {
        forEachListedRow({ first: input.projection, also: input.also ?? [], rows: input.rows }, position, offsetsOf, (projection, entry, index) => {
          const at = geometries[projection]!.lists!.sources[entry]!;
          const key = keyBases[projection]! + at;
          row(key, index, applied);
          axon(sourceBase[projection]! + at, key);
        });
        continue;
      }
      let index = 0;
      for (let group = groups.start; group < groups.end; group++) {
        for (let r = rows.start; r < rows.end; r++, index++) {
          const at = geometry.inputAt(position, group, r);
          if (at < 0) continue;
          const key = keyBases[input.projection]! + at;
          row(key, index, applied);
          if (!geometry.window) axon(base + at, key);
          else for (let k = geometry.window.offsets[at]!; k < geometry.window.offsets[at + 1]!; k++) axon(base + geometry.window.sources[k]!, key);
        }
      }
    }
  };
}
