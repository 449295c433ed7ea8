import type { Dataset } from '../../../ir/dataset.ts';
import { forEachListedRow } from '../../../ir/listed-rows.ts';
import type { Network, Population, SynapticProjection } from '../../../ir/network.ts';
import { geometriesOf, layoutOf, length, positionAt, positionCount, type SynapticInput, type Unit, type Unrolled } from '../../../ir/unrolled.ts';
import { weightOffset, type RowGeometry } from '../../../ir/rows.ts';
import type { Interpretation, InterpretOptions } from '../interpret.ts';
import type { Summing } from '../../../forward/temporal/temporal-pass.ts';
import { interpretTemporal } from './interpret-temporal.ts';

/** The judge on the unrolled network: for every distinct time units form the sums of the weights that come then, and these go up the tree to the somas. */
export function interpretUnrolledTemporal(unrolled: Unrolled, dataset: Dataset, options: InterpretOptions = {}): Interpretation {
  const geometries = geometriesOf(unrolled.network);
  return interpretTemporal(unrolled.network, dataset, options, (network, population) => sumByUnits(unrolled, geometries, network, population));
}

function sumByUnits(unrolled: Unrolled, geometries: readonly RowGeometry[], network: Network, population: Population): Summing {
  const index = network.populations.indexOf(population);
  const { positions } = layoutOf(network, population);
  return (ranks, count) => {
    /** [positions of the unit x columns x distinct times] of each unit. */
    const formed = new Map<number, Float64Array>();
    const soma = new Map<number, { readonly sums: Float64Array; readonly at: number }>();
    unrolled.units.forEach((unit, id) => {
      if (unit.population !== index) return;
      const [applied, columns] = [positionCount(unit, network), length(unit.columns)];
      const sums = new Float64Array(applied * columns * count);
      if (unit.input.kind === 'sums') for (const part of unit.input.units) formed.get(part)!.forEach((value, i) => { sums[i]! += value; });
      else sumUnit(network, unit, unit.input, geometries, ranks, count, sums);
      formed.set(id, sums);
      if (!unit.soma) return;
      for (let i = 0; i < applied; i++) {
        for (let column = 0; column < columns; column++) soma.set((unit.columns.start + column) * positions + positionAt(unit, i), { sums, at: (i * columns + column) * count });
      }
    });
    return (neuron, sums) => {
      const { sums: own, at } = soma.get(neuron)!;
      for (let rank = 0; rank < count; rank++) sums[rank]! += own[at + rank]!;
    };
  };
}

function sumUnit(
  network: Network, unit: Unit, input: SynapticInput, geometries: readonly RowGeometry[], ranks: ReadonlyMap<string, Int32Array>, count: number, sums: Float64Array,
): void {
  const { columns } = unit;
  const geometry = geometries[input.projection]!;
  const rankOf = (projection: number, source: number): number => ranks.get(network.projections[projection]!.source)![source]!;
  const weightsOf = (projection: number): ArrayLike<number> => (network.projections[projection] as SynapticProjection).weights.data;
  const own = { first: input.projection, also: input.also ?? [], rows: input.rows };
  for (let i = 0; i < positionCount(unit, network); i++) {
    const position = positionAt(unit, i);
    if (geometry.lists) {
      forEachListedRow(own, position, (projection) => geometries[projection]!.lists!.offsets, (projection, entry) => {
        const rank = rankOf(projection, geometries[projection]!.lists!.sources[entry]!);
        if (rank >= 0) sums[i * count + rank]! += weightsOf(projection)[entry]!;
      });
      continue;
    }
    for (let column = columns.start; column < columns.end; column++) {
      const group = Math.floor(column / geometry.columnsPerGroup);
      for (let row = input.rows.start; row < input.rows.end; row++) {
        const source = geometry.inputAt(position, group, row);
        const rank = source < 0 ? -1 : rankOf(input.projection, source);
        if (rank >= 0) sums[(i * length(columns) + column - columns.start) * count + rank]! += weightsOf(input.projection)[weightOffset(geometry, group, row, column % geometry.columnsPerGroup)]!;
      }
    }
  }
}
