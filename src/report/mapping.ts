import type { CellLayout } from '../ir/cell-bits.ts';
import { cellsOfConfiguration, levelsOfBlock, type Configuration } from '../ir/configuration.ts';
import { featuresOf } from '../ir/neuron-features.ts';
import { pointOf, tileOf } from '../ir/placed.ts';
import { coreCount, type NeuronFeature, type Target } from '../ir/target.ts';
import { length } from '../ir/unrolled.ts';
import type { Demand, MappingSummary, PlacedCore, PopulationMapping } from './input.ts';

/** What the neuron update does that the sources of the prices describe. */
const PRICED: readonly NeuronFeature[] = ['leak', 'hard-reset', 'subtract-reset', 'no-reset'];

/** How a configuration lies on its target: read from what the cores are loaded with. */
export function summariseMapping(configuration: Configuration, target: Target): MappingSummary {
  const { applications, units, populations, blocks, timesteps } = configuration;
  const loads = coreLoads(configuration, target);
  const used = [...loads.used.keys()].filter((core) => loads.used[core]);
  const crossbars = new Set<string>();
  const cells = cellsOf(configuration);
  applications.crossbar.forEach((crossbar, application) => { if (crossbar >= 0) crossbars.add(`${applications.core[application]} ${crossbar}`); });
  const layout = cellsOfConfiguration(configuration, target.core.crossbars);
  const [inArrays, cellsOfOne] = [layout?.lie === 'arrays' ? layout.cells : 1, layout?.cells ?? 1];
  const demand = demandOf(withCells(loads, layout), target, configuration);
  const synapses = cells.reduce((sum, one) => sum + one.synapses, 0);
  const weights = blocks.reduce((sum, { levels }) => sum + levels.data.length, 0);
  const zeros = blocks.reduce((sum, { levels }) => sum + zerosIn(levels.data), 0);
  return {
    coresUsed: used.length, coresTotal: coreCount(target.mesh),
    crossbarsUsed: target.core.crossbars ? inArrays * crossbars.size : 0,
    crossbarsTotal: target.core.crossbars ? target.core.crossbars.count * coreCount(target.mesh) : 0,
    tilesUsed: new Set(used.map((core) => tileOf(target.mesh, core))).size,
    synapses, cellsUsed: cellsOfOne * cells.reduce((sum, one) => sum + one.cells, 0),
    neurons: populations.reduce((sum, { kind, features, positions }) => sum + (kind === 'neurons' ? features * positions : 0), 0),
    columnsUsed: cellsOfOne * loads.columns.reduce((sum, columns) => sum + columns, 0),
    ...(layout && { cellsOfWeight: { cells: layout.cells, lie: layout.lie } }),
    perPopulation: populations.map((population, index): PopulationMapping => ({
      name: population.name, neurons: population.features * population.positions,
      synapses: cells.reduce((sum, one) => sum + (one.population === index ? one.synapses : 0), 0),
      cores: new Set([...applications.core].filter((_, application) => units[applications.unit[application]!]!.population === index)).size,
    })),
    perProjection: blocks.map((block, index) => ({ projection: block.name ?? `block ${index}`, ...levelsOfBlock(block, configuration) })),
    neuronFeatures: [...new Set(populations.flatMap((population) => (population.kind === 'neurons' ? featuresOf(population.neuron) : [])))].filter((feature) => !PRICED.includes(feature)),
    demand: demand.map(({ limit, used: by, available }) => ({ limit, used: by.reduce((most, value) => Math.max(most, value), 0), available })),
    placement: used.map((core) => placedCore(core, loads, demand, configuration, target)),
    synapticOperations: { dense: synapses * timesteps, connectionSparsity: weights === 0 ? 0 : zeros / weights },
  };
}

function zerosIn(levels: Int8Array | Int16Array): number {
  let zeros = 0;
  for (const level of levels) if (level === 0) zeros++;
  return zeros;
}

interface CoreLoads {
  readonly used: Uint8Array;
  readonly neurons: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly crossbars: Float64Array;
  readonly axonsIn: Float64Array;
  readonly axonsOut: Float64Array;
  readonly memory_bits: Float64Array;
  /** Columns and neurons of each population, [core * populations + population]. */
  readonly byPopulation: Float64Array;
}

/** Synapses of every application, and the cells that hold them (once for all positions where weights are stored once). */
function cellsOf({ applications, units, style }: Configuration): { population: number; synapses: number; cells: number }[] {
  const written = new Set<number>();
  return Array.from(applications.unit, (index, application) => {
    const unit = units[index]!;
    if (!unit.synapses) return { population: unit.population, synapses: 0, cells: 0 };
    const groups = length(unit.synapses.groups);
    let rows = 0;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) if (applications.rows[i]! >= 0) rows++;
    const cells = style === 'weights-stored-once' && written.has(index) ? 0 : length(unit.synapses.rows) * length(unit.columns);
    written.add(index);
    return { population: unit.population, synapses: (rows * length(unit.columns)) / groups, cells };
  });
}

function coreLoads(configuration: Configuration, target: Target): CoreLoads {
  const { applications, units, blocks, addresses, style, populations, routes, axonRoutes } = configuration;
  const cores = coreCount(target.mesh);
  const zero = (size = cores): Float64Array => new Float64Array(size);
  const loads: CoreLoads = {
    used: new Uint8Array(cores), neurons: zero(), rows: zero(), columns: zero(), crossbars: zero(), axonsIn: zero(), axonsOut: zero(), memory_bits: zero(),
    byPopulation: zero(cores * populations.length),
  };
  const somaCore = new Map<number, number>();
  const written = new Set<number>();
  populations.forEach((population, index) => {
    if (population.kind !== 'input') return;
    population.cores?.forEach((core, i) => {
      if (core < 0) return;
      loads.used[core] = 1;
      loads.neurons[core]!++;
      loads.byPopulation[core * populations.length + index]!++;
      somaCore.set(population.firstNeuron + i, core);
    });
  });
  applications.unit.forEach((index, application) => {
    const unit = units[index]!;
    const core = applications.core[application]!;
    const columns = length(unit.columns);
    loads.used[core] = 1;
    loads.byPopulation[core * populations.length + unit.population]! += columns;
    if (unit.synapses && !(style === 'weights-stored-once' && written.has(index))) {
      written.add(index);
      loads.columns[core]! += columns;
      loads.crossbars[core]! += 1;
      loads.memory_bits[core]! += length(unit.synapses.rows) * columns * levelsOfBlock(blocks[unit.synapses.block]!, configuration).bits;
    }
    if (unit.soma || !unit.synapses || !target.core.crossbars) loads.neurons[core]! += columns;
    if (unit.soma) {
      const { firstNeuron, positions } = populations[unit.population]!;
      for (let feature = unit.columns.start; feature < unit.columns.end; feature++) somaCore.set(firstNeuron + feature * positions + applications.position[application]!, core);
    } else if (applications.sumRoute[application]! >= 0) {
      loads.axonsOut[core]! += columns;
      loads.axonsIn[applications.core[applications.sum[application]!]!]! += columns;
    }
  });
  for (let core = 0; core < cores; core++) loads.rows[core] = addresses.coreOffsets[core + 1]! - addresses.coreOffsets[core]!;
  for (let neuron = 0; neuron + 1 < axonRoutes.offsets.length; neuron++) {
    for (let i = axonRoutes.offsets[neuron]!; i < axonRoutes.offsets[neuron + 1]!; i++) {
      const route = axonRoutes.routes[i]!;
      const destinations = routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]);
      for (const core of destinations) loads.axonsIn[core]!++;
      if (somaCore.has(neuron)) loads.axonsOut[somaCore.get(neuron)!]! += destinations.length;
    }
  }
  return loads;
}

/** Columns, or arrays, for all cells of a weight. */
function withCells(loads: CoreLoads, layout: CellLayout | null): CoreLoads {
  if (!layout) return loads;
  const times = (values: Float64Array): Float64Array => values.map((value) => value * layout.cells);
  return layout.lie === 'columns' ? { ...loads, columns: times(loads.columns) } : { ...loads, crossbars: times(loads.crossbars) };
}

interface CoreDemand {
  readonly limit: Demand['limit'];
  readonly used: Float64Array;
  readonly available: number;
}

function demandOf(loads: CoreLoads, { core }: Target, { style }: Configuration): CoreDemand[] {
  const limits: [string, Float64Array, number | null | undefined][] = [
    ['neurons', loads.neurons, core.neurons], ['axons in', loads.axonsIn, core.axonsIn], ['axons out', loads.axonsOut, core.axonsOut],
    ['synapse memory (bits)', loads.memory_bits, core.synapseMemory_bits],
  ];
  if (style === 'column-per-neuron') limits.push(['crossbar rows', loads.rows, core.crossbars?.rows], ['crossbar columns', loads.columns, core.crossbars?.columns]);
  else limits.push(['crossbars', loads.crossbars, core.crossbars?.count]);
  return limits.flatMap(([limit, used, available]) => (available === null || available === undefined ? [] : [{ limit, used, available }]));
}

function placedCore(core: number, loads: CoreLoads, demand: readonly CoreDemand[], { populations }: Configuration, { mesh }: Target): PlacedCore {
  const shares = loads.byPopulation.subarray(core * populations.length, (core + 1) * populations.length);
  const largest = shares.reduce((best, share, i) => (share > shares[best]! ? i : best), 0);
  return {
    core, ...pointOf(mesh, tileOf(mesh, core)), population: populations[largest]!.name,
    load: demand.reduce((most, { used, available }) => Math.max(most, used[core]! / available), 0),
  };
}
