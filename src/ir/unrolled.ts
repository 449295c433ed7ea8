import { levelsOf } from './levels.ts';
import { isSynaptic, neuronCount, type Network, type Population, type SynapticProjection } from './network.ts';
import { rowGeometry, type RowGeometry } from './rows.ts';

/** Half-open range of integers. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * `exact`: partial sums, every potential as before. `spiking`: chains of spiking units pass on what a neuron has no room for. `prune`: synapses that do not fit
 * are dropped. The network of the two others is not the quantised one; from there on every stage is exact.
 */
export type UnrollMode = 'exact' | 'spiking' | 'prune';

/**
 * Stage 5: the network as units, each within the target's fan-in. A unit is a view, never a list of synapses: a block of rows and
 * columns of one projection, at all positions of its population, or a sum of the partial sums of other units.
 */
export interface Unrolled {
  readonly stage: 'unrolled';
  readonly network: Network;
  readonly mode: UnrollMode;
  /** Most inputs of a unit. */
  readonly fanIn: number;
  /** In topological order within each population: inputs of a sum unit stand before it. */
  readonly units: readonly Unit[];
}

export interface Unit {
  /** Index into network.populations. */
  readonly population: number;
  /** Features of the population (see `layoutOf`) whose sums this unit forms. */
  readonly columns: Range;
  readonly input: SynapticInput | SumInput;
  /** true: the neurons' somas are here; false: the columns are partial sums for a sum unit. */
  readonly soma: boolean;
  /** Positions it is applied at, ascending, where these are not all: neurons with listed synapses have units by the length of their lists. */
  readonly positions?: Int32Array;
}

/** Rows of `groups` of a projection: all rows when several groups, else the range `rows` of the one group. Listed synapses: see `ListedRows`. */
export interface SynapticInput {
  readonly kind: 'synapses';
  /** Index into network.projections. */
  readonly projection: number;
  readonly groups: Range;
  readonly rows: Range;
  /** Listed synapses: projections whose lists follow on that of `projection` on the same rows, of every neuron. */
  readonly also?: readonly number[];
}

export interface SumInput {
  readonly kind: 'sums';
  /** Indices into units. */
  readonly units: readonly number[];
}

/** Neuron index = feature * positions + position. */
export interface Layout {
  readonly features: number;
  readonly positions: number;
}

/** A population fed by convolutions alone has its channels as features, one fed by listed synapses one feature; any other has one position. */
export function layoutOf(network: Network, population: Population): Layout {
  const incoming = network.projections.filter((projection) => projection.destination === population.name);
  if (incoming.some(({ kind }) => kind === 'listed')) return { features: 1, positions: neuronCount(population) };
  const planes = incoming.length > 0 && incoming.every((projection) => projection.kind === 'convolution');
  const features = planes ? population.shape[0]! : neuronCount(population);
  return { features, positions: neuronCount(population) / features };
}

export function length(range: Range): number {
  return range.end - range.start;
}

/** Inputs of a unit: rows of synapses or partial sums. */
export function inputsOf(unit: Unit): number {
  return unit.input.kind === 'sums' ? unit.input.units.length : length(unit.input.groups) * length(unit.input.rows);
}

/** Weights a synaptic unit holds at one position: the cells of its blocks on the diagonal of groups. */
export function cellsOf(unit: Unit): number {
  if (unit.input.kind === 'sums') return 0;
  return length(unit.input.rows) * length(unit.columns);
}

/** Projections whose synapses a unit holds; none for a sum. */
export function projectionsOfUnit({ input }: Unit): readonly number[] {
  return input.kind === 'sums' ? [] : [input.projection, ...(input.also ?? [])];
}

/** Position of the `index`-th application of a unit. */
export function positionAt({ positions }: Unit, index: number): number {
  return positions ? positions[index]! : index;
}

/** Positions that a unit is applied at. */
export function positionCount({ positions, population }: Unit, network: Network): number {
  return positions ? positions.length : layoutOf(network, network.populations[population]!).positions;
}

/** Bits of each weight of a synaptic unit; 0 for a sum. */
export function bitsOfUnit({ input }: Unit, network: Network): number {
  return input.kind === 'sums' ? 0 : levelsOf(network.projections[input.projection] as SynapticProjection, network).bits;
}

/** Row geometry of every projection, by index. */
export function geometriesOf(network: Network): readonly RowGeometry[] {
  return network.projections.map((projection) => {
    if (!isSynaptic(projection)) throw new Error(`projection ${projection.name} is not synaptic`);
    return rowGeometry(network, projection);
  });
}
