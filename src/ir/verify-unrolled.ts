import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { levelsOf } from './levels.ts';
import { forEachListedRow, listedLength } from './listed-rows.ts';
import type { Network, SynapticProjection } from './network.ts';
import { driveOfProjection } from './receptors.ts';
import type { RowGeometry } from './rows.ts';
import type { Target } from './target.ts';
import { geometriesOf, inputsOf, layoutOf, positionAt, positionCount, projectionsOfUnit, type Range, type SynapticInput, type Unit, type Unrolled } from './unrolled.ts';

/** Fan-in of the target kept, every synapse in exactly one unit, one soma per neuron, sums acyclic and of equal columns. */
export function verifyUnrolled(unrolled: Unrolled, target: Pick<Target, 'fanIn'>): readonly Diagnostic[] {
  const { network, units } = unrolled;
  const strange = units.findIndex((unit) => !isInPopulation(unit, network));
  if (strange >= 0) return [diagnose('S702', { reason: 'its columns or positions are not those of its population' }, { place: `unit ${strange}` })];
  const geometries = geometriesOf(network);
  const mixed = units.findIndex((unit) => !isOfOneKind(unit, network, geometries));
  if (mixed >= 0) return [diagnose('S702', { reason: 'its projections do not go together' }, { place: `unit ${mixed}` })];
  return [
    ...checkUnits(unrolled, Math.min(unrolled.fanIn, target.fanIn)),
    ...geometries.flatMap((geometry, index) => {
      const reason = geometry.lists ? unlisted(unrolled, index, geometries) : uncovered(unrolled, index, geometry);
      return reason === null ? [] : [diagnose('S702', { reason }, { place: `projection ${network.projections[index]!.name}` })];
    }),
    ...checkSomas(unrolled),
  ];
}

function isInPopulation({ population, columns, positions }: Unit, network: Network): boolean {
  const found = network.populations[population];
  if (!found) return false;
  const layout = layoutOf(network, found);
  if (!isWithin(columns, layout.features) || (positions && !(positions instanceof Int32Array))) return false;
  return !positions || positions.every((position, index) => position < layout.positions && (index === 0 ? position >= 0 : position > positions[index - 1]!));
}

function isWithin({ start, end }: Range, limit: number): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= limit;
}

/** Projections that exist; further ones are listed, into the same population and drive, with the same levels. */
function isOfOneKind({ input, population }: Unit, network: Network, geometries: readonly RowGeometry[]): boolean {
  if (input.kind === 'sums') return true;
  if (!geometries[input.projection]) return false;
  if (input.also === undefined) return true;
  if (!Array.isArray(input.also)) return false;
  const alike = (index: number): string => {
    const projection = network.projections[index] as SynapticProjection;
    const { bits, rise } = levelsOf(projection, network);
    return `${bits} ${rise} ${projection.destination} ${driveOfProjection(projection, network.populations[population]!)}`;
  };
  const all = [input.projection, ...input.also];
  return new Set(all).size === all.length && all.every((index) => geometries[index]?.lists && alike(index) === alike(input.projection));
}

function checkUnits({ network, units }: Unrolled, fanIn: number): Diagnostic[] {
  const found: Diagnostic[] = [];
  const summed = new Int32Array(units.length);
  const drives: number[] = [];
  units.forEach((unit, index) => {
    const place = `unit ${index} of population ${network.populations[unit.population]!.name}`;
    if (inputsOf(unit) > fanIn) found.push(diagnose('S701', { inputs: inputsOf(unit), fanIn }, { place }));
    drives.push(unit.input.kind === 'sums' ? sumOfDrives(unit.input.units.map((part) => drives[part] ?? -1)) : driveOfSynapses(network, unit));
    if (drives[index] === MIXED && !unit.soma) found.push(diagnose('S702', { reason: 'it adds excitatory sums to inhibitory ones' }, { place }));
    if (unit.input.kind === 'sums') for (const part of unit.input.units) {
      summed[part]!++;
      if (part >= index || !areAlike(units[part]!, unit) || units[part]!.soma) found.push(diagnose('S702', { reason: `sum of unit ${part}, whose columns, positions or order differ` }, { place }));
    }
  });
  units.forEach((unit, index) => {
    if ((unit.soma ? 0 : 1) !== summed[index]) found.push(diagnose('S702', { reason: `its partial sums are added ${summed[index]} times` }, { place: `unit ${index}` }));
  });
  return found;
}

/** Sums of several drives of conductance-based neurons: only a soma may take them in. */
const MIXED = -1;

function sumOfDrives(parts: readonly number[]): number {
  return parts.every((drive) => drive === parts[0]) ? parts[0]! : MIXED;
}

function driveOfSynapses({ projections, populations }: Network, { input, population }: Unit): number {
  return input.kind === 'synapses' ? driveOfProjection(projections[input.projection]!, populations[population]!) : MIXED;
}

function areAlike(one: Unit, other: Unit): boolean {
  return one.population === other.population && one.columns.start === other.columns.start && one.columns.end === other.columns.end && samePositions(one.positions, other.positions);
}

function samePositions(one: Int32Array | undefined, other: Int32Array | undefined): boolean {
  return one === other || (one?.length === other?.length && !!one?.every((position, index) => position === other![index]));
}

function checkSomas({ network, units }: Unrolled): Diagnostic[] {
  const found: Diagnostic[] = [];
  const layouts = network.populations.map((population) => layoutOf(network, population));
  const somas = layouts.map(({ features, positions }) => new Uint8Array(features * positions));
  for (const unit of units) {
    if (!unit.soma) continue;
    const [own, count, { positions }] = [somas[unit.population]!, positionCount(unit, network), layouts[unit.population]!];
    for (let column = unit.columns.start; column < unit.columns.end; column++) {
      for (let i = 0; i < count; i++) own[column * positions + positionAt(unit, i)]! += 1;
    }
  }
  network.populations.forEach((population, index) => {
    if (population.neuron.kind === 'input') return;
    const wrong = somas[index]!.findIndex((count) => count !== 1);
    if (wrong >= 0) found.push(diagnose('S702', { reason: `neuron ${wrong} has ${somas[index]![wrong]} somas` }, { place: `population ${population.name}` }));
  });
  return found;
}

/** Why the units of a projection do not hold each of its synapses once; null when they do. Row by row upwards, each feature must go on where it stopped. */
function uncovered({ network, units }: Unrolled, projection: number, geometry: RowGeometry): string | null {
  const { groups, rowsPerGroup, columnsPerGroup } = geometry;
  const next = new Int32Array(groups * columnsPerGroup);
  const population = network.populations.findIndex(({ name }) => name === network.projections[projection]!.destination);
  const blocks = units.flatMap(({ input, ...unit }) => (input.kind === 'synapses' && input.projection === projection ? [{ ...unit, ...input }] : []));
  for (const { population: at, columns, groups: held, rows, positions } of blocks.toSorted((a, b) => a.rows.start - b.rows.start)) {
    if (at !== population) return `a unit of population ${network.populations[at]!.name} holds its synapses`;
    if (positions) return 'a unit holds them at some positions only';
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

/** The same of listed synapses: each entry of a list is in one unit, and no unit goes beyond the lists of a neuron. */
function unlisted({ network, units }: Unrolled, projection: number, geometries: readonly RowGeometry[]): string | null {
  const { offsets } = geometries[projection]!.lists!;
  const held = new Uint8Array(offsets[offsets.length - 1]!);
  const offsetsOf = (index: number): Int32Array => geometries[index]!.lists!.offsets;
  for (const unit of units) {
    const projections = projectionsOfUnit(unit);
    if (!projections.includes(projection)) continue;
    if (network.populations[unit.population]!.name !== network.projections[projection]!.destination) return `a unit of population ${network.populations[unit.population]!.name} holds its synapses`;
    const { rows } = unit.input as SynapticInput;
    if (!isWithin(rows, 2 ** 31 - 1)) return 'a unit has no such rows';
    const own = { first: projections[0]!, also: projections.slice(1), rows };
    for (let i = 0; i < positionCount(unit, network); i++) {
      const position = positionAt(unit, i);
      if (rows.end > listedLength(projections, position, offsetsOf)) return `a unit goes beyond the synapses of neuron ${position}`;
      forEachListedRow(own, position, offsetsOf, (at, entry) => { if (at === projection) held[entry]! += 1; });
    }
  }
  const wrong = held.findIndex((count) => count !== 1);
  return wrong < 0 ? null : `synapse ${wrong} is in ${held[wrong]} units`;
}
