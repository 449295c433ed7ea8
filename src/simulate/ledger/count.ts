import type { Configuration } from '../../ir/configuration.ts';
import { COUNT_NAMES, coreCount, type CountName, type Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import type { EngineCounts } from '../engine/engine.ts';
import { layoutsOf } from '../engine/layout.ts';
import { populationOfNeuron, wiringOf, type Wiring } from '../engine/wiring.ts';
import { distancesOf, linkLoads, routeMetrics } from '../mesh/route-metrics.ts';
import { CORE_COUNT_NAMES, noCounts, type CoreCountName, type Ledger, type SpikeDistance } from './ledger.ts';

/** Adds `amount` of a count to a population and, where it happens in a core, to that core. */
type Book = (name: CountName, amount: number, population: number, core: number) => void;

/**
 * Works out everything that happened from how often each neuron spiked and each crossbar was read: all other counts are linear in
 * these, so the hot loops need not know them. Sum units below the last one pass on a sum in every timestep (an upper bound).
 */
export function countLedger(configuration: Configuration, target: Target, counts: EngineCounts, samples: number, timesteps: number): Ledger {
  const wiring = wiringOf(configuration, target, layoutsOf(configuration));
  const populations = configuration.populations.map(({ name, features, positions }) => ({ name, neurons: features * positions, counts: noCounts() }));
  const cores = Object.fromEntries(CORE_COUNT_NAMES.map((name) => [name, new Float64Array(coreCount(target.mesh))])) as Record<CoreCountName, Float64Array>;
  const book: Book = (name, amount, population, core) => {
    populations[population]!.counts[name] += amount;
    if (core >= 0 && name in cores) cores[name as CoreCountName][core]! += amount;
  };
  const somaCore = somaCores(configuration);
  bookRows(configuration, counts, timesteps, book);
  bookReadouts(configuration, target, wiring, counts, book);
  bookNeurons(configuration, counts, somaCore, samples * timesteps, book);
  const routePackets = bookSpikePackets(configuration, counts, somaCore, book);
  bookSums(configuration, wiring, counts, samples * timesteps, routePackets, book);
  const total = noCounts();
  for (const name of COUNT_NAMES) for (const population of populations) total[name] += population.counts[name];
  return {
    samples, timesteps, populations, total, cores,
    linkLoads: linkLoads(configuration.routes, routePackets, target.mesh),
    distances: distances(configuration, target, counts),
  };
}

/** Rows driven and weights read. A current-coded value drives its rows in every timestep from its arrival on. */
function bookRows(configuration: Configuration, { spikes, values }: EngineCounts, timesteps: number, book: Book): void {
  const { applications, addresses, units, populations } = configuration;
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
    book('synapticEvents', events * length(unit.columns), unit.population, applications.core[application]!);
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

function bookReadouts(_configuration: Configuration, target: Target, { readouts }: Wiring, { reads }: EngineCounts, book: Book): void {
  if (!target.core.crossbars) return;
  reads.forEach((count, readout) => {
    book('crossbarReads', count, readouts.population[readout]!, readouts.core[readout]!);
    book('adcConversions', count * readouts.columns[readout]!, readouts.population[readout]!, readouts.core[readout]!);
  });
}

function bookNeurons({ populations }: Configuration, { spikes }: EngineCounts, somaCore: Int32Array, steps: number, book: Book): void {
  populations.forEach(({ kind, firstNeuron, features, positions }, index) => {
    for (let neuron = firstNeuron; neuron < firstNeuron + features * positions; neuron++) {
      if (kind === 'neurons') book('neuronUpdates', steps, index, somaCore[neuron]!);
      book('neuronSpikes', spikes[neuron]!, index, somaCore[neuron]!);
    }
  });
}

/** Core of every neuron's soma by neuron number; -1 for inputs. */
function somaCores({ populations, units, applications }: Configuration): Int32Array {
  const last = populations[populations.length - 1]!;
  const cores = new Int32Array(last.firstNeuron + last.features * last.positions).fill(-1);
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

/** Messages of spikes (and, once a sample, of current-coded values); returns the packets on each route. */
function bookSpikePackets(configuration: Configuration, { spikes, values }: EngineCounts, somaCore: Int32Array, book: Book): Float64Array {
  const { axonRoutes, routes } = configuration;
  const owner = populationOfNeuron(configuration);
  const packets = new Float64Array(routes.sourceTile.length);
  const metrics = routeMetrics(routes);
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
  for (let i = routes.offsets[route]!; i < routes.offsets[route + 1]!; i++) book('deliveries', messages, population, routes.cores[i]!);
}

/** Partial sums added, and those that travel. A unit passes on its columns whenever its crossbar was read. */
function bookSums(configuration: Configuration, wiring: Wiring, { reads }: EngineCounts, steps: number, packets: Float64Array, book: Book): void {
  const { applications, units, routes } = configuration;
  const metrics = routeMetrics(routes);
  applications.unit.forEach((index, application) => {
    const sum = applications.sum[application]!;
    if (sum < 0) return;
    const unit = units[index]!;
    const times = unit.synapses ? reads[wiring.readouts.of[application]!]! : steps;
    const messages = times * length(unit.columns);
    book('partialSumAdditions', messages, unit.population, applications.core[sum]!);
    const route = applications.sumRoute[application]!;
    if (route < 0) return;
    packets[route]! += messages;
    bookPacket(configuration, metrics, route, messages, unit.population, applications.core[application]!, book);
  });
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
  const reach = target.mesh.height;
  return populations.flatMap(({ name }, index) => {
    const deliveries = new Map<number, number>();
    for (const [route, messages] of byRoute[index]!) {
      for (const { eastWest, northSouth } of distancesOf(routes, route, target.mesh)) {
        const key = eastWest * reach + northSouth;
        deliveries.set(key, (deliveries.get(key) ?? 0) + messages);
      }
    }
    return [...deliveries].sort(([a], [b]) => a - b)
      .map(([key, sum]) => ({ eastWest: Math.floor(key / reach), northSouth: key % reach, population: name, deliveries: sum }));
  });
}
