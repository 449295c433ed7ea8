import type { Configuration } from '../../ir/configuration.ts';
import type { Network } from '../../ir/network.ts';
import type { Target } from '../../ir/target.ts';
import type { Annotation, Notes } from '../../read/onnx/annotate.ts';
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
    for (const place of group.others) operators.set(place, { 'synaptile.population': population.name, 'synaptile.partOf': group.main });
    operators.set(group.main, { 'synaptile.population': population.name, ...notesOf(population, into, target, report) });
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

const MOST_CORES = 64;

function notesOf(population: PopulationOutline, into: readonly ProjectionOutline[], { mesh }: Target, { energy, latency }: Report): Notes {
  const cores = population.cores ?? [];
  const tiles = [...new Set(cores.map((core) => Math.floor(core / mesh.coresPerTile)))].map((tile) => `(${tile % mesh.width}, ${Math.floor(tile / mesh.width)})`);
  const cost = energy.perLayer.find(({ name }) => name === population.name);
  const time = latency.perLayer.find(({ name }) => name === population.name);
  return withoutNulls({
    neuron: population.kind, neurons: population.neurons, shape: population.shape.join(' x '), bits: [...new Set(into.map(({ bits }) => bits))].join(', '),
    synapses: into.reduce((sum, { synapses }) => sum + (synapses ?? 0), 0), cores: listed(cores.map(String)), coreCount: cores.length, tiles: listed(tiles), linksPerSpike: rounded(population.linksPerSpike),
    energyPerInference_J: rounded(cost?.energy_J ?? null), energyShare: rounded(cost && energy.perInference_J > 0 ? cost.energy_J / energy.perInference_J : null), workPerTimestep_s: rounded(time?.step_s ?? null),
  });
}

function modelNotes({ name, timesteps, bits }: Configuration, target: Target, { version, energy, latency, area, accuracy, utilisation }: Report): Notes {
  return withoutNulls({
    version, network: name, target: target.name, timesteps, bits, cores: utilisation.coresUsed, energyPerInference_J: rounded(energy.perInference_J), energyStatic_J: rounded(energy.static_J),
    latencyPerInference_s: rounded(latency.perInference_s), area_mm2: rounded(area.total_mm2), accuracy: rounded(accuracy.value), figures: 'estimates from counted events, not measurements',
  });
}

function withoutNulls(values: Readonly<Record<string, string | number | null>>): Notes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== '').map(([key, value]) => [`synaptile.${key}`, String(value)]));
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

function listed(names: readonly string[]): string {
  return names.length > MOST_CORES ? `${names.slice(0, MOST_CORES).join(', ')} and ${names.length - MOST_CORES} more` : names.join(', ');
}
