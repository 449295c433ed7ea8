import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { levelsOf } from './levels.ts';
import { isSynaptic, neuronCount, type Network, type Population, type SynapticProjection } from './network.ts';
import { driveOfProjection } from './receptors.ts';
import { rowGeometry, type RowGeometry } from './rows.ts';
import type { Target } from './target.ts';

/** Half-open range of integers. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Stage 5: the network as units, each within the target's fan-in. A unit is a view, never a list of synapses: a block of rows and
 * columns of one projection, at all positions of its population, or a sum of the partial sums of other units.
 */
export interface Unrolled {
  readonly stage: 'unrolled';
  readonly network: Network;
  readonly mode: 'exact';
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
}

/** Rows of `groups` of a projection: all rows when several groups, else the range `rows` of the one group. */
export interface SynapticInput {
  readonly kind: 'synapses';
  /** Index into network.projections. */
  readonly projection: number;
  readonly groups: Range;
  readonly rows: Range;
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

/** A population fed by convolutions alone has its channels as features; any other has one position. */
export function layoutOf(network: Network, population: Population): Layout {
  const incoming = network.projections.filter((projection) => projection.destination === population.name);
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

/** Fan-in of the target kept, every synapse in exactly one unit, one soma per neuron, sums acyclic and of equal columns. */
export function verifyUnrolled(unrolled: Unrolled, target: Pick<Target, 'fanIn'>): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const { network, units } = unrolled;
  const fanIn = Math.min(unrolled.fanIn, target.fanIn);
  const somas = network.populations.map((population) => new Int32Array(layoutOf(network, population).features));
  const strange = units.findIndex(({ population, columns }) => !isWithin(columns, somas[population]?.length ?? 0));
  if (strange >= 0) return [diagnose('S702', { reason: 'its columns are not features of its population' }, { place: `unit ${strange}` })];
  const summed = new Int32Array(units.length);
  const drives: number[] = [];
  units.forEach((unit, index) => {
    const place = `unit ${index} of population ${network.populations[unit.population]!.name}`;
    if (inputsOf(unit) > fanIn) found.push(diagnose('S701', { inputs: inputsOf(unit), fanIn }, { place }));
    drives.push(unit.input.kind === 'sums' ? sumOfDrives(unit.input.units.map((part) => drives[part] ?? -1)) : driveOfSynapses(network, unit));
    if (drives[index] === MIXED && !unit.soma) found.push(diagnose('S702', { reason: 'it adds excitatory sums to inhibitory ones' }, { place }));
    if (unit.input.kind === 'sums') for (const part of unit.input.units) {
      summed[part]!++;
      if (part >= index || !sameColumns(units[part]!, unit) || units[part]!.soma) found.push(diagnose('S702', { reason: `sum of unit ${part}, whose columns or order differ` }, { place }));
    }
    if (unit.soma) for (let column = unit.columns.start; column < unit.columns.end; column++) somas[unit.population]![column]!++;
  });
  geometriesOf(network).forEach((geometry, index) => {
    const reason = uncovered(unrolled, index, geometry);
    if (reason) found.push(diagnose('S702', { reason }, { place: `projection ${network.projections[index]!.name}` }));
  });
  units.forEach((unit, index) => {
    if ((unit.soma ? 0 : 1) !== summed[index]) found.push(diagnose('S702', { reason: `its partial sums are added ${summed[index]} times` }, { place: `unit ${index}` }));
  });
  network.populations.forEach((population, index) => {
    if (population.neuron.kind === 'input') return;
    const wrong = somas[index]!.findIndex((count) => count !== 1);
    if (wrong >= 0) found.push(diagnose('S702', { reason: `feature ${wrong} has ${somas[index]![wrong]} somas` }, { place: `population ${population.name}` }));
  });
  return found;
}

function isWithin({ start, end }: Range, limit: number): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= limit;
}

/** Sums of several drives of conductance-based neurons: only a soma may take them in. */
const MIXED = -1;

function sumOfDrives(parts: readonly number[]): number {
  return parts.every((drive) => drive === parts[0]) ? parts[0]! : MIXED;
}

function driveOfSynapses({ projections, populations }: Network, { input, population }: Unit): number {
  return input.kind === 'synapses' ? driveOfProjection(projections[input.projection]!, populations[population]!) : MIXED;
}

function sameColumns(one: Unit, other: Unit): boolean {
  return one.population === other.population && one.columns.start === other.columns.start && one.columns.end === other.columns.end;
}

/** Why the units of a projection do not hold each of its synapses once; null when they do. Row by row upwards, each feature must go on where it stopped. */
function uncovered({ network, units }: Unrolled, projection: number, geometry: RowGeometry): string | null {
  const { groups, rowsPerGroup, columnsPerGroup } = geometry;
  const next = new Int32Array(groups * columnsPerGroup);
  const population = network.populations.findIndex(({ name }) => name === network.projections[projection]!.destination);
  const blocks = units.flatMap(({ input, ...unit }) => (input.kind === 'synapses' && input.projection === projection ? [{ ...unit, ...input }] : []));
  for (const { population: at, columns, groups: held, rows } of blocks.toSorted((a, b) => a.rows.start - b.rows.start)) {
    if (at !== population) return `a unit of population ${network.populations[at]!.name} holds its synapses`;
    const [first, end] = [Math.floor(columns.start / columnsPerGroup), Math.ceil(columns.end / columnsPerGroup)];
    if (held.start !== first || held.end !== end || first < 0 || end > groups) return `features ${columns.start} to ${columns.end} are not of groups ${held.start} to ${held.end}`;
    for (let feature = columns.start; feature < columns.end; feature++) {
      const reached = next[feature]!;
      if (reached < rows.start) return `feature ${feature} misses rows ${reached} to ${rows.start}`;
      if (reached > rows.start) return `feature ${feature} holds rows ${rows.start} to ${Math.min(reached, rows.end)} twice`;
      next[feature] = rows.end;
    }
  }
  const short = next.findIndex((rows) => rows !== rowsPerGroup);
  return short < 0 ? null : `feature ${short} has ${next[short]} of ${rowsPerGroup} rows`;
}
