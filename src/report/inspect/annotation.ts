import type { Configuration } from '../../ir/configuration.ts';
import type { Network } from '../../ir/network.ts';
import type { Target } from '../../ir/target.ts';
import { PART_OF, POPULATION, type Annotation, type Notes } from '../../read/onnx/annotate.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import type { Report } from '../report.ts';
import { outlineOfConfiguration } from './configuration-outline.ts';
import type { PopulationOutline, ProjectionOutline } from './outline.ts';

/** What a mapped model is annotated with. */
export interface Mapped {
  /** The network as it was read: its populations and projections know their operators. */
  readonly network: Network;
  readonly configuration: Configuration;
  readonly target: Target;
  readonly report: Report;
}

/**
 * Notes on the operators that populations of the chip came from: the operator whose weights drive a population has its cores, tiles, bits and costs, so that these add up
 * over the operators; all others that were folded into it name that one.
 */
export function annotationOf({ network, configuration, target, report }: Mapped): Annotation & { readonly homeless: readonly string[] } {
  const outline = outlineOfConfiguration(configuration);
  const mapped = new Set(outline.populations.map(({ name }) => name));
  const operators = new Map<string, Notes>();
  const homeless: string[] = [];
  for (const population of outline.populations) {
    const group = operatorsOf(network, population.name, mapped);
    if (!group) {
      if (!population.input) homeless.push(population.name);
      continue;
    }
    const into = outline.projections.filter(({ destination }) => destination === population.name);
    for (const place of group.others) operators.set(place, { [POPULATION]: population.name, [PART_OF]: group.main });
    operators.set(group.main, { [POPULATION]: population.name, ...notesOf(population, into, target, report) });
  }
  return { model: modelNotes(configuration, target, report), operators, homeless };
}

interface Group {
  /** Place of the operator whose weights drive the population, or of its own. */
  readonly main: string;
  readonly others: readonly string[];
}

/** The operators that a population of the chip is made of: its own, and those of populations and projections before it that were folded away. */
function operatorsOf({ populations, projections }: Network, name: string, mapped: ReadonlySet<string>): Group | null {
  const own = populations.find((population) => population.name === name);
  if (!own || own.neuron.kind === 'input') return null;
  const places = new Set<string>([own.origin.place]);
  const weighted: string[] = [];
  const open = [name];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { source, destination, kind, origin } of projections) {
      if (destination !== next) continue;
      places.add(origin.place);
      if (kind === 'dense' || kind === 'convolution' || kind === 'sparse' || kind === 'listed') weighted.push(origin.place);
      const before = populations.find((population) => population.name === source)!;
      if (mapped.has(source) || seen.has(source) || before.neuron.kind === 'input') continue;
      seen.add(source);
      places.add(before.origin.place);
      open.push(source);
    }
  }
  const main = weighted[0] ?? own.origin.place;
  places.delete(main);
  return { main, others: [...places] };
}

const MOST_RANGES = 64;

/**
 * Texts for the side bar of a viewer: Netron shows about six letters of a key behind `synaptile.` (the first of a longer one, so those must differ) and numbers as they are
 * written, so units stand in the values.
 */
function notesOf(population: PopulationOutline, into: readonly ProjectionOutline[], { mesh }: Target, { energy, latency }: Report): Notes {
  const cores = population.cores ?? [];
  const tiles = [...new Set(cores.map((core) => Math.floor(core / mesh.coresPerTile)))];
  const cost = energy.perLayer.find(({ name }) => name === population.name)?.energy_J ?? null;
  const time = latency.perLayer.find(({ name }) => name === population.name)?.step_s ?? null;
  return withoutNulls({
    neuron: `${formatCount(population.neurons)} ${population.kind}${population.shape.length > 1 ? ` (${population.shape.join(' x ')})` : ''}`, bits: [...new Set(into.map(({ bits }) => bits))].join(', '),
    synapses: formatCount(into.reduce((sum, { synapses }) => sum + (synapses ?? 0), 0)),
    cores: listed(cores.length, ranges(cores, (first, last) => first === last ? String(first) : `${first}-${last}`)),
    tiles: listed(tiles.length, tileRanges(tiles, mesh.width)),
    links: population.linksPerSpike === null ? null : `${formatCount(population.linksPerSpike)} a spike`,
    energy: cost === null ? null : `${formatQuantity(cost, 'J')} per inference${energy.perInference_J > 0 ? `, ${formatPercent(cost / energy.perInference_J, 1)} of all` : ''}`,
    work: time === null ? null : `${formatQuantity(time, 's')} a timestep`,
  });
}

function modelNotes({ name, timesteps, bits }: Configuration, target: Target, { version, energy, latency, area, accuracy, utilisation }: Report): Notes {
  return withoutNulls({
    version, network: name, target: target.name, timesteps, bits, cores: formatCount(utilisation.coresUsed),
    energy: `${formatQuantity(energy.perInference_J, 'J')} per inference${energy.static_J > 0 ? `, ${formatQuantity(energy.static_J, 'J')} of it static` : ''}`,
    latency: latency.perInference_s === null ? null : `${formatQuantity(latency.perInference_s, 's')} per inference`, area: area.total_mm2 === null ? null : `${formatConstant(Number(area.total_mm2.toPrecision(3)))} mm²`,
    accuracy: accuracy.value === null ? null : `${formatPercent(accuracy.value, 2)} of ${plural(accuracy.total ?? 0, 'sample')}`, figures: 'estimates from counted events, not measurements',
  });
}

function withoutNulls(values: Readonly<Record<string, string | number | null>>): Notes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== '').map(([key, value]) => [`synaptile.${key}`, String(value)]));
}

/** Runs of consecutive numbers of an ascending list. */
function ranges(numbers: readonly number[], print: (first: number, last: number) => string, joins: (next: number) => boolean = () => true): readonly string[] {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length;) {
    const first = i;
    do i++; while (i < numbers.length && numbers[i] === numbers[i - 1]! + 1 && joins(numbers[i]!));
    runs.push(print(numbers[first]!, numbers[i - 1]!));
  }
  return runs;
}

/** Tiles as (column, row), neighbours in a row as one: `(3-7, 2)`. */
function tileRanges(tiles: readonly number[], width: number): readonly string[] {
  const print = (first: number, last: number): string => `(${first % width}${first === last ? '' : `-${last % width}`}, ${Math.floor(first / width)})`;
  return ranges(tiles, print, (next) => next % width > 0);
}

/** `5: 0-3, 9`; null where there is nothing. */
function listed(count: number, names: readonly string[]): string | null {
  if (count === 0) return null;
  const shown = names.slice(0, MOST_RANGES).join(', ');
  return `${formatCount(count)}: ${shown}${names.length > MOST_RANGES ? ' and more' : ''}`;
}
