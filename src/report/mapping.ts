import { cellsOfConfiguration, levelsOfBlock, type Configuration } from '../ir/configuration.ts';
import { featuresOf } from '../ir/neuron-features.ts';
import { pointOf, tileOf } from '../ir/placed.ts';
import { coreCount, type NeuronFeature, type Target } from '../ir/target.ts';
import { length } from '../ir/unrolled.ts';
import { demandOf, summariseDemand, tightestIn, type CoreDemand } from './core-demand.ts';
import { coreLoads, withCells, type CoreLoads } from './core-loads.ts';
import type { MappingSummary, PlacedCore, PopulationMapping } from './input.ts';
import { sharesOfPopulations } from './population-shares.ts';

/** What the neuron update does that the sources of the prices describe. */
const PRICED: readonly NeuronFeature[] = ['leak', 'hard-reset', 'subtract-reset', 'no-reset'];

/** How a configuration lies on its target: read from what the cores are loaded with. */
export function summariseMapping(configuration: Configuration, target: Target): MappingSummary {
  const { applications, units, populations, blocks, timesteps } = configuration;
  const loads = coreLoads(configuration, target);
  const used = [...loads.used.keys()].filter((core) => loads.used[core]);
  const crossbars = new Set<string>();
  const cells = cellsOf(configuration);
  const shares = sharesOfPopulations(configuration, loads, target.mesh);
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
      inUse: shares[index]!,
    })),
    perProjection: blocks.map((block, index) => ({ projection: block.name ?? `block ${index}`, ...levelsOfBlock(block, configuration) })),
    neuronFeatures: [...new Set(populations.flatMap((population) => (population.kind === 'neurons' ? featuresOf(population.neuron) : [])))].filter((feature) => !PRICED.includes(feature)),
    demand: summariseDemand(demand, used),
    fanIn: mostInputs(configuration),
    placement: used.map((core) => placedCore(core, loads, demand, configuration, target)),
    synapticOperations: { dense: synapses * timesteps, connectionSparsity: weights === 0 ? 0 : zeros / weights },
  };
}

/** Inputs of the column that has most. */
function mostInputs({ applications, units }: Configuration): number {
  let most = 0;
  applications.unit.forEach((index, application) => {
    const { synapses } = units[index]!;
    if (synapses) most = Math.max(most, (applications.rowOffsets[application + 1]! - applications.rowOffsets[application]!) / length(synapses.groups));
  });
  return most;
}

function zerosIn(levels: Int8Array | Int16Array): number {
  let zeros = 0;
  for (const level of levels) if (level === 0) zeros++;
  return zeros;
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

function placedCore(core: number, loads: CoreLoads, demand: readonly CoreDemand[], { populations }: Configuration, { mesh }: Target): PlacedCore {
  const shares = loads.byPopulation.subarray(core * populations.length, (core + 1) * populations.length);
  const largest = shares.reduce((best, share, i) => (share > shares[best]! ? i : best), 0);
  return {
    core, ...pointOf(mesh, tileOf(mesh, core)), population: populations[largest]!.name,
    load: tightestIn(core, demand)?.share ?? 0,
  };
}
