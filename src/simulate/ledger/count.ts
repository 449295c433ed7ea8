import { cellsOfConfiguration, type Configuration, type LevelBlock } from '../../ir/configuration.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../../ir/non-idealities.ts';
import { COUNT_NAMES, coreCount, type CountName, type Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import type { EngineCounts } from '../engine/engine.ts';
import { populationOfNeuron, readoutsOf, somaCores, type Readouts } from '../engine/wiring.ts';
import { distancesOf, linkLoads, routeMetrics } from '../mesh/route-metrics.ts';
import { countWrites, slicesOf } from './count-writes.ts';
import { CORE_COUNT_NAMES, noCounts, type CoreCountName, type Ledger, type SpikeDistance, type StepCounts } from './ledger.ts';

/** Adds `amount` of a count to a population and, where it happens in a core, to that core. */
export type Book = (name: CountName, amount: number, population: number, core: number) => void;

/** What the chip is, beside what is loaded: how weights lie in devices, and what was done when they were written. */
export interface ChipMakeup {
  readonly effects: NonIdealities;
  readonly mitigations: Mitigations;
}

/** What happens in every array of a weight that lies in several. */
const IN_EACH_SLICE: ReadonlySet<CountName> = new Set([
  'synapticEvents', 'denseEvents', 'sparseEvents', 'convolutionEvents', 'rowActivations', 'crossbarReads', 'adcConversions', 'dacConversions',
]);

/** Of these, what happens once where the cells of a weight lie in columns of one array. */
const ONCE_IN_COLUMNS: ReadonlySet<CountName> = new Set(['rowActivations', 'crossbarReads', 'dacConversions']);

/**
 * Works out everything that happened from how often each neuron spiked and each crossbar was read: all other counts are linear in
 * these, so the hot loops need not know them. Sum units below the last one pass on a sum in every timestep (an upper bound). The devices that are read and
 * written are those of `makeup`.
 */
export function countLedger(configuration: Configuration, target: Target, engine: EngineCounts, samples: number, timesteps: number, steps: StepCounts | null = null, makeup: ChipMakeup = PLAIN): Ledger {
  const slices = target.core.crossbars ? slicesOf(configuration, makeup.effects) : 1;
  const inColumns = cellsOfConfiguration(configuration, target.core.crossbars)?.lie === 'columns';
  const counts = { ...engine, values: valuesSent(configuration, target, engine.values) };
  const readouts = readoutsOf(configuration, target);
  const populations = configuration.populations.map(({ name, features, positions }) => ({ name, neurons: features * positions, counts: noCounts() }));
  const cores = Object.fromEntries(CORE_COUNT_NAMES.map((name) => [name, new Float64Array(coreCount(target.mesh))])) as Record<CoreCountName, Float64Array>;
  const book: Book = (name, once, population, core) => {
    const amount = IN_EACH_SLICE.has(name) && !(inColumns && ONCE_IN_COLUMNS.has(name)) ? once * slices : once;
    populations[population]!.counts[name] += amount;
    if (core >= 0 && name in cores) cores[name as CoreCountName][core]! += amount;
  };
  const somaCore = somaCores(configuration);
  bookRows(configuration, counts, timesteps, book);
  bookReadouts(target, readouts, counts, book);
  bookNeurons(configuration, counts, somaCore, samples * timesteps, book);
  const routePackets = bookSpikePackets(configuration, target, counts, somaCore, book);
  bookSums(configuration, target, readouts, counts, samples * timesteps, routePackets, book);
  const total = noCounts();
  for (const name of COUNT_NAMES) for (const population of populations) total[name] += population.counts[name];
  return {
    samples, timesteps, populations, total, cores,
    linkLoads: linkLoads(configuration.routes, routePackets, target.mesh),
    distances: distances(configuration, target, counts),
    steps, slices, writes: countWrites(configuration, target, makeup.effects, makeup.mitigations),
  };
}

const PLAIN: ChipMakeup = { effects: IDEAL, mitigations: NO_MITIGATIONS };

/**
 * Rows driven and weights read. A current-coded value drives its rows in every timestep from its arrival on. A spike of a temporal network drives its rows even where
 * the neurons behind them have fired already.
 */
export function bookRows(configuration: Configuration, { spikes, values }: Pick<EngineCounts, 'spikes' | 'values'>, timesteps: number, book: Book): void {
  const { applications, addresses, units, populations, blocks } = configuration;
  const drives = (axon: number, at: number): number => spikes[axon]! + values[axon]! * Math.max(0, timesteps - addresses.delays[at]!);
  const listener = new Int32Array(addresses.delays.length).fill(-1);
  const address = (application: number, i: number): number => addresses.coreOffsets[applications.core[application]!]! + applications.rows[i]!;
  for (let application = 0; application < applications.unit.length; application++) {
    const unit = units[applications.unit[application]!]!;
    let events = 0;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const at = address(application, i);
      if (listener[at]! < 0) listener[at] = unit.population;
      for (let k = addresses.axonOffsets[at]!; k < addresses.axonOffsets[at + 1]!; k++) events += drives(addresses.axons[k]!, at);
    }
    const read = events * length(unit.columns);
    book('synapticEvents', read, unit.population, applications.core[application]!);
    if (unit.synapses) book(kindOfEvents(blocks[unit.synapses.block]!), read, unit.population, applications.core[application]!);
  }
  const current = populations.map((population) => population.kind === 'input' && population.coding === 'current');
  const owner = populationOfNeuron(configuration);
  for (let core = 0; core + 1 < addresses.coreOffsets.length; core++) {
    for (let at = addresses.coreOffsets[core]!; at < addresses.coreOffsets[core + 1]!; at++) {
      for (let k = addresses.axonOffsets[at]!; k < addresses.axonOffsets[at + 1]!; k++) {
        const axon = addresses.axons[k]!;
        book('rowActivations', drives(axon, at), listener[at]!, core);
        if (current[owner[axon]!]) book('dacConversions', drives(axon, at), listener[at]!, core);
      }
    }
  }
}

function bookReadouts(target: Target, readouts: Readouts, { reads }: EngineCounts, book: Book): void {
  if (!target.core.crossbars) return;
  reads.forEach((count, readout) => {
    book('crossbarReads', count, readouts.population[readout]!, readouts.core[readout]!);
    book('adcConversions', count * readouts.columns[readout]!, readouts.population[readout]!, readouts.core[readout]!);
  });
}

/** A neuron of a temporal network is updated when something comes, all others in every timestep. */
function bookNeurons({ populations }: Configuration, { spikes, active, temporal }: EngineCounts, somaCore: Int32Array, steps: number, book: Book): void {
  populations.forEach(({ kind, firstNeuron, features, positions }, index) => {
    for (let neuron = firstNeuron; neuron < firstNeuron + features * positions; neuron++) {
      if (kind === 'neurons') book('neuronUpdates', temporal ? temporal.updates[neuron]! : steps, index, somaCore[neuron]!);
      if (kind === 'neurons') book('somaSpikes', spikes[neuron]!, index, somaCore[neuron]!);
      book('neuronSpikes', spikes[neuron]!, index, somaCore[neuron]!);
      if (active) book('activeUpdates', active[neuron]!, index, somaCore[neuron]!);
    }
  });
}

/** Which part of the synaptic events those of a block are. */
export function kindOfEvents({ stored = 'matrix' }: LevelBlock): EventKind {
  return EVENTS_OF[stored];
}

const EVENTS_OF = { matrix: 'denseEvents', list: 'sparseEvents', kernel: 'convolutionEvents' } as const;
export type EventKind = (typeof EVENTS_OF)[keyof typeof EVENTS_OF];

/** What value inputs send; nothing where the chip holds them in registers and they drive one neuron each. */
export function valuesSent(configuration: Configuration, { inputValues }: Target, values: Float64Array): Float64Array {
  if (inputValues !== 'registers') return values;
  const { populations, units, blocks, applications, addresses } = configuration;
  const owner = populationOfNeuron(configuration);
  const drivesMany = new Uint8Array(populations.length);
  for (let application = 0; application < applications.unit.length; application++) {
    const { synapses } = units[applications.unit[application]!]!;
    if (!synapses || (blocks[synapses.block]!.rowsPerGroup === 1 && blocks[synapses.block]!.columnsPerGroup === 1)) continue;
    const base = addresses.coreOffsets[applications.core[application]!]!;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const at = base + applications.rows[i]!;
      for (let k = addresses.axonOffsets[at]!; k < addresses.axonOffsets[at + 1]!; k++) drivesMany[owner[addresses.axons[k]!]!] = 1;
      // All rows of one projection have one source.
      if (!synapses.also) break;
    }
  }
  return values.map((value, neuron) => (drivesMany[owner[neuron]!] ? value : 0));
}

/** Messages of spikes (and, once a sample, of current-coded values); returns the packets on each route. */
function bookSpikePackets(configuration: Configuration, target: Target, { spikes, values }: EngineCounts, somaCore: Int32Array, book: Book): Float64Array {
  const { axonRoutes, routes } = configuration;
  const owner = populationOfNeuron(configuration);
  const packets = new Float64Array(routes.sourceTile.length);
  const metrics = routeMetrics(routes, target.mesh);
  for (let neuron = 0; neuron + 1 < axonRoutes.offsets.length; neuron++) {
    const messages = spikes[neuron]! + values[neuron]!;
    for (let i = axonRoutes.offsets[neuron]!; messages > 0 && i < axonRoutes.offsets[neuron + 1]!; i++) {
      bookPacket(configuration, metrics, axonRoutes.routes[i]!, messages, owner[neuron]!, somaCore[neuron]!, book);
      packets[axonRoutes.routes[i]!]! += messages;
    }
  }
  return packets;
}

function bookPacket({ routes }: Configuration, metrics: ReturnType<typeof routeMetrics>, route: number, messages: number, population: number, core: number, book: Book): void {
  book('packets', messages, population, core);
  book('hopsEastWest', messages * metrics.hopsEastWest[route]!, population, -1);
  book('hopsNorthSouth', messages * metrics.hopsNorthSouth[route]!, population, -1);
  book('hopsBetweenChips', messages * metrics.hopsBetweenChips[route]!, population, -1);
  for (let i = routes.offsets[route]!; i < routes.offsets[route + 1]!; i++) book('deliveries', messages, population, routes.cores[i]!);
}

/** Partial sums added, and those that travel. A unit passes on its columns whenever its crossbar was read. */
function bookSums(configuration: Configuration, target: Target, readouts: Readouts, { reads, temporal }: EngineCounts, steps: number, packets: Float64Array, book: Book): void {
  const { applications, units, routes } = configuration;
  const metrics = routeMetrics(routes, target.mesh);
  const passedOn = temporal && sumsPassedOn(configuration, readouts, reads);
  applications.unit.forEach((index, application) => {
    const sum = applications.sum[application]!;
    if (sum < 0) return;
    const unit = units[index]!;
    const times = passedOn ? passedOn[application]! : unit.synapses ? reads[readouts.of[application]!]! : steps;
    const messages = times * length(unit.columns);
    const route = applications.sumRoute[application]!;
    // Without crossbars the synapses of one core add to one accumulator: only sums that arrive are added once more.
    if (route >= 0 || target.core.crossbars) book('partialSumAdditions', messages, unit.population, applications.core[sum]!);
    if (route < 0) return;
    packets[route]! += messages;
    bookPacket(configuration, metrics, route, messages, unit.population, applications.core[application]!, book);
  });
}

/** Without timesteps a unit passes on every partial sum as it comes; a crossbar has one whenever it is read. */
function sumsPassedOn({ applications, units }: Configuration, readouts: Readouts, reads: Float64Array): Float64Array {
  const passed = new Float64Array(applications.unit.length);
  // A unit comes after those whose sums it adds.
  const order = [...passed.keys()].sort((a, b) => applications.unit[a]! - applications.unit[b]!);
  for (const application of order) {
    if (units[applications.unit[application]!]!.synapses) passed[application] = reads[readouts.of[application]!]!;
    const sum = applications.sum[application]!;
    if (sum >= 0) passed[sum]! += passed[application]!;
  }
  return passed;
}

function distances(configuration: Configuration, target: Target, { spikes, values }: EngineCounts): SpikeDistance[] {
  const { axonRoutes, routes, populations } = configuration;
  const owner = populationOfNeuron(configuration);
  const byRoute = populations.map(() => new Map<number, number>());
  for (let neuron = 0; neuron + 1 < axonRoutes.offsets.length; neuron++) {
    const messages = spikes[neuron]! + values[neuron]!;
    const ofPopulation = byRoute[owner[neuron]!]!;
    for (let i = axonRoutes.offsets[neuron]!; messages > 0 && i < axonRoutes.offsets[neuron + 1]!; i++) {
      ofPopulation.set(axonRoutes.routes[i]!, (ofPopulation.get(axonRoutes.routes[i]!) ?? 0) + messages);
    }
  }
  // Ways round faulty or busy links may be longer than the mesh is high.
  const reach = target.mesh.width * target.mesh.height;
  return populations.flatMap(({ name }, index) => {
    // By hops between chips, then by distance.
    const deliveries: Map<number, number>[] = [];
    for (const [route, messages] of byRoute[index]!) {
      for (const { eastWest, northSouth, betweenChips = 0 } of distancesOf(routes, route, target.mesh)) {
        const key = eastWest * reach + northSouth;
        const alike = (deliveries[betweenChips] ??= new Map());
        alike.set(key, (alike.get(key) ?? 0) + messages);
      }
    }
    return deliveries.flatMap((alike, betweenChips) => [...alike].map(([key, sum]) => ({ key, sum, betweenChips }))).sort((a, b) => a.key - b.key)
      .map(({ key, sum, betweenChips }) => ({ eastWest: Math.floor(key / reach), northSouth: key % reach, ...(betweenChips > 0 && { betweenChips }), population: name, deliveries: sum }));
  });
}
