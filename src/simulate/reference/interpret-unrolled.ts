import type { Dataset } from '../../ir/dataset.ts';
import { neuronCount, populationNamed, projectionsInto, type Network, type Population, type SynapticProjection } from '../../ir/network.ts';
import { geometriesOf, layoutOf, length, type Unit, type Unrolled } from '../../ir/unrolled.ts';
import { weightOffset, type RowGeometry } from '../../ir/rows.ts';
import { interpretWith, type Activity, type Interpretation, type InterpretOptions } from './interpret.ts';
import { biasOf, type Neurons } from './neurons.ts';

/** The judge on the unrolled network: every drive is formed unit by unit, partial sums go up the tree, somas fire as before. */
export function interpretUnrolled(unrolled: Unrolled, dataset: Dataset, options: InterpretOptions = {}): Interpretation {
  const geometries = geometriesOf(unrolled.network);
  return interpretWith(unrolled.network, dataset, options, (network, population, soma) => driveByUnits(unrolled, geometries, network, population, soma));
}

function driveByUnits(unrolled: Unrolled, geometries: readonly RowGeometry[], network: Network, population: Population, soma: Neurons): (step: number, activity: Activity) => Float64Array {
  const index = network.populations.indexOf(population);
  const units = unrolled.units.map((unit, id) => ({ unit, id })).filter(({ unit }) => unit.population === index);
  const { positions } = layoutOf(network, population);
  const bias = biasOf(population, projectionsInto(network, population.name));
  const drive = new Float64Array(neuronCount(population));
  return (step, activity) => {
    for (let position = 0; position < positions; position++) {
      const sums = new Map<number, Float64Array>();
      for (const { unit, id } of units) {
        const sum = unit.input.kind === 'sums'
          ? addParts(unit, unit.input.units.map((part) => sums.get(part)!))
          : sumSynapses(network, unit, geometries, position, step, activity);
        sums.set(id, sum);
        if (unit.soma) sum.forEach((value, column) => { drive[(unit.columns.start + column) * positions + position] = value; });
      }
    }
    return soma.addBias(drive, bias);
  };
}

function addParts(unit: Unit, parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(length(unit.columns));
  for (const part of parts) part.forEach((value, column) => { sum[column]! += value; });
  return sum;
}

/** Column sums of one synaptic unit at one position. */
function sumSynapses(network: Network, { columns, input }: Unit, geometries: readonly RowGeometry[], position: number, step: number, activity: Activity): Float64Array {
  const sum = new Float64Array(length(columns));
  if (input.kind === 'sums') return sum;
  const projection = network.projections[input.projection] as SynapticProjection;
  if (step < projection.delay) return sum;
  const geometry = geometries[input.projection]!;
  const neurons = neuronCount(populationNamed(network, projection.source));
  const sent = activity.get(projection.source)!.subarray((step - projection.delay) * neurons, (step - projection.delay + 1) * neurons);
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
  return sum;
}

/** What arrives on a row: the sum over the axons that share it. */
function rowValue({ window }: RowGeometry, input: number, sent: Float64Array): number {
  if (input < 0) return 0;
  if (!window) return sent[input]!;
  let sum = 0;
  for (let i = window.offsets[input]!; i < window.offsets[input + 1]!; i++) sum += sent[window.sources[i]!]!;
  return sum;
}
