import type { Dataset } from '../../ir/dataset.ts';
import { forEachListedRow } from '../../ir/listed-rows.ts';
import { neuronCount, populationNamed, type Network, type Population, type SynapticProjection } from '../../ir/network.ts';
import { geometriesOf, layoutOf, length, positionAt, positionCount, type Unit, type Unrolled } from '../../ir/unrolled.ts';
import { weightOffset, type RowGeometry } from '../../ir/rows.ts';
import { driveOfProjection, projectionsByDrive } from '../../ir/receptors.ts';
import { biasOf } from './bias.ts';
import { sentIn, type Activity, type Drives } from './drive.ts';
import { interpretWith, type Interpretation, type InterpretOptions } from './interpret.ts';
import { isTemporal } from '../../ir/temporal.ts';
import type { Soma } from './soma/soma.ts';
import { interpretUnrolledTemporal } from './temporal/interpret-unrolled.ts';

/** The judge on the unrolled network: every drive is formed unit by unit, partial sums go up the tree, somas fire as before. */
export function interpretUnrolled(unrolled: Unrolled, dataset: Dataset, options: InterpretOptions = {}): Interpretation {
  if (isTemporal(unrolled.network)) return interpretUnrolledTemporal(unrolled, dataset, options);
  const geometries = geometriesOf(unrolled.network);
  return interpretWith(unrolled.network, dataset, options, (network, population, soma) => driveByUnits(unrolled, geometries, network, population, soma));
}

/** A unit with the sums it forms, [positions of the unit x columns], one array a drive. */
interface Formed {
  readonly unit: Unit;
  readonly positions: number;
  readonly sums: readonly Float64Array[];
}

function driveByUnits(unrolled: Unrolled, geometries: readonly RowGeometry[], network: Network, population: Population, soma: Soma): Drives {
  const index = network.populations.indexOf(population);
  const { positions } = layoutOf(network, population);
  const drives = projectionsByDrive(network, population).map((incoming) => ({ sum: new Float64Array(neuronCount(population)), bias: biasOf(population, incoming) }));
  const formed = new Map<number, Formed>();
  unrolled.units.forEach((unit, id) => {
    if (unit.population !== index) return;
    const count = positionCount(unit, network);
    formed.set(id, { unit, positions: count, sums: drives.map(() => new Float64Array(length(unit.columns) * count)) });
  });
  return (step, activity) => {
    for (const own of formed.values()) {
      for (const sum of own.sums) sum.fill(0);
      const { input } = own.unit;
      if (input.kind === 'sums') for (const part of input.units) own.sums.forEach((sum, drive) => addTo(sum, formed.get(part)!.sums[drive]!));
      else sumSynapses(network, own, geometries, step, activity, own.sums[driveOfProjection(network.projections[input.projection]!, population)]!);
      if (own.unit.soma) own.sums.forEach((sum, drive) => deliver(own, sum, drives[drive]!.sum, positions));
    }
    return drives.map(({ sum, bias }) => soma.addBias(sum, bias));
  };
}

function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
}

function deliver({ unit, positions: count }: Formed, sum: Float64Array, drive: Float64Array, positions: number): void {
  const columns = length(unit.columns);
  for (let i = 0; i < count; i++) {
    for (let column = 0; column < columns; column++) drive[(unit.columns.start + column) * positions + positionAt(unit, i)] = sum[i * columns + column]!;
  }
}

/** Adds the column sums of one synaptic unit at all its positions. */
function sumSynapses(network: Network, { unit, positions }: Formed, geometries: readonly RowGeometry[], step: number, activity: Activity, sum: Float64Array): void {
  const { columns, input } = unit;
  if (input.kind === 'sums') return;
  const sentBy = (projection: number): Float64Array | null => {
    const { delay, source } = network.projections[projection]!;
    return step < delay ? null : sentIn(activity, source, step - delay, neuronCount(populationNamed(network, source)));
  };
  if (geometries[input.projection]!.lists) return sumLists(network, { unit, positions }, geometries, sentBy, sum);
  const sent = sentBy(input.projection);
  if (!sent) return;
  const { weights } = network.projections[input.projection] as SynapticProjection;
  const geometry = geometries[input.projection]!;
  const width = length(columns);
  for (let i = 0; i < positions; i++) {
    const position = positionAt(unit, i);
    for (let group = input.groups.start; group < input.groups.end; group++) {
      const first = Math.max(columns.start, group * geometry.columnsPerGroup);
      const last = Math.min(columns.end, (group + 1) * geometry.columnsPerGroup);
      for (let row = input.rows.start; row < input.rows.end; row++) {
        const value = rowValue(geometry, geometry.inputAt(position, group, row), sent);
        if (value === 0) continue;
        for (let column = first; column < last; column++) {
          sum[i * width + column - columns.start]! += value * weights.data[weightOffset(geometry, group, row, column - group * geometry.columnsPerGroup)]!;
        }
      }
    }
  }
}

function sumLists(
  network: Network, { unit, positions }: Pick<Formed, 'unit' | 'positions'>, geometries: readonly RowGeometry[], sentBy: (projection: number) => Float64Array | null, sum: Float64Array,
): void {
  const { input } = unit;
  if (input.kind === 'sums') return;
  const own = { first: input.projection, also: input.also ?? [], rows: input.rows };
  const sent = new Map([own.first, ...own.also].map((projection) => [projection, sentBy(projection)]));
  for (let i = 0; i < positions; i++) {
    forEachListedRow(own, positionAt(unit, i), (projection) => geometries[projection]!.lists!.offsets, (projection, entry) => {
      const values = sent.get(projection)!;
      if (values) sum[i]! += values[geometries[projection]!.lists!.sources[entry]!]! * (network.projections[projection] as SynapticProjection).weights.data[entry]!;
    });
  }
}

/** What arrives on a row: the sum over the axons that share it. */
function rowValue({ window }: RowGeometry, input: number, sent: Float64Array): number {
  if (input < 0) return 0;
  if (!window) return sent[input]!;
  let sum = 0;
  for (let i = window.offsets[input]!; i < window.offsets[input + 1]!; i++) sum += sent[window.sources[i]!]!;
  return sum;
}
