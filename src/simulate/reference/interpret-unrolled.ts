import type { Dataset } from '../../ir/dataset.ts';
import { neuronCount, populationNamed, type Network, type Population, type SynapticProjection } from '../../ir/network.ts';
import { geometriesOf, layoutOf, length, type Unit, type Unrolled } from '../../ir/unrolled.ts';
import { weightOffset, type RowGeometry } from '../../ir/rows.ts';
import { driveOfProjection, projectionsByDrive } from '../../ir/receptors.ts';
import { biasOf } from './bias.ts';
import { sentIn, type Activity, type Drives } from './drive.ts';
import { interpretWith, type Interpretation, type InterpretOptions } from './interpret.ts';
import type { Soma } from './soma/soma.ts';

/** The judge on the unrolled network: every drive is formed unit by unit, partial sums go up the tree, somas fire as before. */
export function interpretUnrolled(unrolled: Unrolled, dataset: Dataset, options: InterpretOptions = {}): Interpretation {
  const geometries = geometriesOf(unrolled.network);
  return interpretWith(unrolled.network, dataset, options, (network, population, soma) => driveByUnits(unrolled, geometries, network, population, soma));
}

function driveByUnits(unrolled: Unrolled, geometries: readonly RowGeometry[], network: Network, population: Population, soma: Soma): Drives {
  const index = network.populations.indexOf(population);
  const units = unrolled.units.map((unit, id) => ({ unit, id })).filter(({ unit }) => unit.population === index);
  const { positions } = layoutOf(network, population);
  const drives = projectionsByDrive(network, population).map((incoming) => ({ sum: new Float64Array(neuronCount(population)), bias: biasOf(population, incoming) }));
  return (step, activity) => {
    for (let position = 0; position < positions; position++) {
      const sums = new Map<number, readonly Float64Array[]>();
      for (const { unit, id } of units) {
        const own = drives.map(() => new Float64Array(length(unit.columns)));
        if (unit.input.kind === 'sums') for (const part of unit.input.units) own.forEach((sum, drive) => addTo(sum, sums.get(part)![drive]!));
        else sumSynapses(network, unit, geometries, position, step, activity, own[driveOfProjection(network.projections[unit.input.projection]!, population)]!);
        sums.set(id, own);
        if (unit.soma) own.forEach((sum, drive) => sum.forEach((value, column) => { drives[drive]!.sum[(unit.columns.start + column) * positions + position] = value; }));
      }
    }
    return drives.map(({ sum, bias }) => soma.addBias(sum, bias));
  };
}

function addTo(sum: Float64Array, part: Float64Array): void {
  for (let column = 0; column < sum.length; column++) sum[column]! += part[column]!;
}

/** Adds the column sums of one synaptic unit at one position. */
function sumSynapses(
  network: Network, { columns, input }: Unit, geometries: readonly RowGeometry[], position: number, step: number, activity: Activity, sum: Float64Array,
): void {
  if (input.kind === 'sums') return;
  const projection = network.projections[input.projection] as SynapticProjection;
  if (step < projection.delay) return;
  const geometry = geometries[input.projection]!;
  const sent = sentIn(activity, projection.source, step - projection.delay, neuronCount(populationNamed(network, projection.source)));
  for (let group = input.groups.start; group < input.groups.end; group++) {
    const first = Math.max(columns.start, group * geometry.columnsPerGroup);
    const last = Math.min(columns.end, (group + 1) * geometry.columnsPerGroup);
    for (let row = input.rows.start; row < input.rows.end; row++) {
      const value = rowValue(geometry, geometry.inputAt(position, group, row), sent);
      if (value === 0) continue;
      for (let column = first; column < last; column++) {
        sum[column - columns.start]! += value * projection.weights.data[weightOffset(geometry, group, row, column - group * geometry.columnsPerGroup)]!;
      }
    }
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
