import type { Configuration } from '../../ir/configuration.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { localOf, type EngineLayout } from './layout.ts';

/**
 * What the tables of a configuration amount to: which row of which crossbar each neuron drives, and where the columns of that
 * crossbar end. Derived from the axon tables alone; the network's geometry is not consulted.
 */
export interface Wiring {
  readonly bundles: readonly Bundle[];
  readonly readouts: Readouts;
  /** Application that holds the somas of each application's columns. */
  readonly root: Int32Array;
}

/** All connections from one population to another with one delay. */
export interface Bundle {
  readonly source: number;
  readonly destination: number;
  readonly delay: number;
  /** Arrivals of the source's local id i are offsets[i] .. offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** Application and row of the unit in it, per arrival. */
  readonly application: Int32Array;
  readonly row: Int32Array;
}

/** Readout: one crossbar read at once for one population and drive (and position, where weights are stored once). */
export interface Readouts {
  readonly count: number;
  /** Readout of each application; -1 for sum units. */
  readonly of: Int32Array;
  readonly core: Int32Array;
  readonly population: Int32Array;
  readonly columns: Int32Array;
}

export function wiringOf(configuration: Configuration, target: Target, layouts: readonly EngineLayout[]): Wiring {
  return { bundles: bundlesOf(configuration, layouts), readouts: readoutsOf(configuration, target), root: rootsOf(configuration) };
}

/** Calls `found` for every arrival of an axon at a row of an application. */
export function forEachArrival(configuration: Configuration, found: (neuron: number, application: number, row: number, delay: number) => void): void {
  const { applications, addresses } = configuration;
  for (let application = 0; application < applications.unit.length; application++) {
    const base = addresses.coreOffsets[applications.core[application]!]!;
    const first = applications.rowOffsets[application]!;
    for (let i = first; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const address = base + applications.rows[i]!;
      for (let k = addresses.axonOffsets[address]!; k < addresses.axonOffsets[address + 1]!; k++) {
        found(addresses.axons[k]!, application, i - first, addresses.delays[address]!);
      }
    }
  }
}

/** Population of every neuron number. */
export function populationOfNeuron(configuration: Configuration): Int32Array {
  const { populations } = configuration;
  const last = populations[populations.length - 1]!;
  const owner = new Int32Array(last.firstNeuron + last.features * last.positions);
  populations.forEach(({ firstNeuron, features, positions }, i) => owner.fill(i, firstNeuron, firstNeuron + features * positions));
  return owner;
}

/** Core of every neuron's soma by neuron number, and of inputs that send from one; -1 for inputs from outside. */
export function somaCores({ populations, units, applications }: Configuration): Int32Array {
  const last = populations[populations.length - 1]!;
  const cores = new Int32Array(last.firstNeuron + last.features * last.positions).fill(-1);
  for (const population of populations) if (population.kind === 'input' && population.cores) cores.set(population.cores, population.firstNeuron);
  applications.unit.forEach((index, application) => {
    const unit = units[index]!;
    if (!unit.soma) return;
    const { firstNeuron, positions } = populations[unit.population]!;
    for (let feature = unit.columns.start; feature < unit.columns.end; feature++) {
      cores[firstNeuron + feature * positions + applications.position[application]!] = applications.core[application]!;
    }
  });
  return cores;
}

function bundlesOf(configuration: Configuration, layouts: readonly EngineLayout[]): readonly Bundle[] {
  const { populations, applications, units } = configuration;
  const owner = populationOfNeuron(configuration);
  const bundles = new Map<number, { source: number; destination: number; delay: number; counts: Int32Array }>();
  const keyOf = (source: number, destination: number, delay: number): number => (delay * populations.length + source) * populations.length + destination;
  forEachArrival(configuration, (neuron, application, _row, delay) => {
    const source = owner[neuron]!;
    const destination = units[applications.unit[application]!]!.population;
    const key = keyOf(source, destination, delay);
    let bundle = bundles.get(key);
    if (!bundle) bundles.set(key, bundle = { source, destination, delay, counts: new Int32Array(layouts[source]!.size + 1) });
    bundle.counts[localOf(layouts[source]!, neuron - populations[source]!.firstNeuron) + 1]!++;
  });
  const filled = new Map([...bundles].map(([key, { source, destination, delay, counts }]) => {
    for (let i = 1; i < counts.length; i++) counts[i]! += counts[i - 1]!;
    const total = counts[counts.length - 1]!;
    return [key, { bundle: { source, destination, delay, offsets: counts, application: new Int32Array(total), row: new Int32Array(total) }, next: counts.slice() }];
  }));
  forEachArrival(configuration, (neuron, application, row, delay) => {
    const source = owner[neuron]!;
    const { bundle, next } = filled.get(keyOf(source, units[applications.unit[application]!]!.population, delay))!;
    const at = next[localOf(layouts[source]!, neuron - populations[source]!.firstNeuron)]!++;
    bundle.application[at] = application;
    bundle.row[at] = row;
  });
  return [...filled.values()].map(({ bundle }) => bundle);
}

/** Which drive of its population the sums of a unit are: 1 for the inhibitory one of conductance-based neurons, else 0. */
export function driveOfUnit({ units, blocks }: Configuration, unit: number): 0 | 1 {
  const { synapses } = units[unit]!;
  return synapses && blocks[synapses.block]!.receptor === 'inhibitory' ? 1 : 0;
}

/** Readouts alone, without following the axons. */
export function readoutsOf(configuration: Configuration, target: Target): Readouts {
  const { style, applications, units, populations } = configuration;
  const ids = new Map<number, number>();
  const of = new Int32Array(applications.unit.length).fill(-1);
  const core: number[] = [];
  const population: number[] = [];
  const columns: number[] = [];
  applications.unit.forEach((unitIndex, application) => {
    const unit = units[unitIndex]!;
    if (!unit.synapses) return;
    const together = style === 'column-per-neuron' || !target.core.crossbars;
    const key = together ? (applications.core[application]! * populations.length + unit.population) * 2 + driveOfUnit(configuration, unitIndex) : -1 - application;
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, id = core.length);
      core.push(applications.core[application]!);
      population.push(unit.population);
      columns.push(0);
    }
    columns[id]! += length(unit.columns);
    of[application] = id;
  });
  return { count: core.length, of, core: Int32Array.from(core), population: Int32Array.from(population), columns: Int32Array.from(columns) };
}

function rootsOf({ applications }: Configuration): Int32Array {
  return Int32Array.from(applications.unit, (_, application) => {
    let at = application;
    while (applications.sum[at]! >= 0) at = applications.sum[at]!;
    return at;
  });
}
