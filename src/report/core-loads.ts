import type { CellLayout } from '../ir/cell-bits.ts';
import { levelsOfBlock, type Configuration } from '../ir/configuration.ts';
import { coreCount, type Target } from '../ir/target.ts';
import { length } from '../ir/unrolled.ts';

/** What every core holds, by core id. */
export interface CoreLoads {
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

/** Counts what every core of the mesh holds, from what it is loaded with. */
export function coreLoads(configuration: Configuration, target: Target): CoreLoads {
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
export function withCells(loads: CoreLoads, layout: CellLayout | null): CoreLoads {
  if (!layout) return loads;
  const times = (values: Float64Array): Float64Array => values.map((value) => value * layout.cells);
  return layout.lie === 'columns' ? { ...loads, columns: times(loads.columns) } : { ...loads, crossbars: times(loads.crossbars) };
}
