import type { Configuration } from '../../ir/configuration.ts';
import { coreCount, type Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { populationOfNeuron, somaCores } from '../engine/wiring.ts';
import { kindOfEvents, type EventKind } from './count.ts';
import type { StepCountName, StepCounts } from './ledger.ts';

/** Collects what happens in each core in each timestep of the first sample. */
export interface StepCounter {
  /** [timestep][core], for the engine to add to. */
  readonly activeUpdates: Uint32Array;
  /** Spikes of a population in a timestep: row-major indices. */
  readonly addSpikes: (population: number, timestep: number, neurons: Int32Array) => void;
  readonly take: () => StepCounts;
}

/** Memory for the counts of all steps, bytes: with more cores and timesteps there are none. */
const MOST_BYTES = 2 ** 26;

/**
 * A counter, or null where steps are more than spikes tell: partial sums that travel or take time, values that drive synapses in every step, or devices that are read;
 * or where all the counts would take too much memory.
 */
export function stepCounter(configuration: Configuration, target: Target, drivesByValues: boolean): StepCounter | null {
  const { timesteps, applications } = configuration;
  const cores = coreCount(target.mesh);
  if (target.core.crossbars || drivesByValues || applications.sumRoute.some((route) => route >= 0) || target.timing.perCount_ns.partialSumAdditions !== undefined || timesteps * cores * 4 * NAMES.length > MOST_BYTES) return null;
  const { populations, axonRoutes, routes } = configuration;
  const counts = Object.fromEntries(NAMES.map((name) => [name, new Uint32Array(timesteps * cores)])) as Record<StepCountName, Uint32Array>;
  const effects = effectsOf(configuration, cores);
  const soma = somaCores(configuration);
  return {
    activeUpdates: counts.activeUpdates,
    addSpikes: (population, timestep, neurons) => {
      const { firstNeuron, kind } = populations[population]!;
      const base = timestep * cores;
      for (const index of neurons) {
        const neuron = firstNeuron + index;
        const core = soma[neuron]!;
        if (core >= 0) {
          if (kind === 'neurons') counts.somaSpikes[base + core]!++;
          counts.packets[base + core]! += axonRoutes.offsets[neuron + 1]! - axonRoutes.offsets[neuron]!;
        }
        for (let i = axonRoutes.offsets[neuron]!; i < axonRoutes.offsets[neuron + 1]!; i++) {
          const route = axonRoutes.routes[i]!;
          for (let k = routes.offsets[route]!; k < routes.offsets[route + 1]!; k++) counts.deliveries[base + routes.cores[k]!]!++;
        }
        for (let i = effects.offsets[neuron]!; i < effects.offsets[neuron + 1]!; i++) {
          counts[KINDS[effects.kinds[i]!]!][base + effects.cores[i]!]! += effects.events[i]!;
        }
      }
    },
    take: () => {
      const neurons = new Uint32Array(cores);
      populations.forEach(({ kind, firstNeuron, features, positions }) => {
        for (let neuron = firstNeuron; kind === 'neurons' && neuron < firstNeuron + features * positions; neuron++) neurons[soma[neuron]!]!++;
      });
      return { timesteps, cores, neurons, counts };
    },
  };
}

const NAMES = ['denseEvents', 'sparseEvents', 'convolutionEvents', 'activeUpdates', 'somaSpikes', 'packets', 'deliveries'] as const satisfies readonly StepCountName[];

const KINDS = ['denseEvents', 'sparseEvents', 'convolutionEvents'] as const;

/** Synaptic events that one spike of each neuron causes, one entry for each core and kind of events; CSR over neuron numbers. */
interface Effects {
  readonly offsets: Int32Array;
  readonly cores: Int32Array;
  /** Indices into `KINDS`. */
  readonly kinds: Uint8Array;
  readonly events: Uint32Array;
}

function effectsOf(configuration: Configuration, coreTotal: number): Effects {
  const neurons = populationOfNeuron(configuration).length;
  const [events, seen, touched] = [new Uint32Array(neurons), new Int32Array(neurons).fill(-1), new Int32Array(neurons)];
  const offsets = new Int32Array(neurons + 1);
  const found: { readonly core: number; readonly kind: number; readonly neurons: Int32Array; readonly events: Uint32Array }[] = [];
  applicationsByCore(configuration, coreTotal).forEach((members, core) => KINDS.forEach((name, kind) => {
    const stamp = core * KINDS.length + kind;
    let count = 0;
    for (const application of members) {
      forEachAxon(configuration, application, name, (neuron, columns) => {
        if (seen[neuron] !== stamp) {
          seen[neuron] = stamp;
          events[neuron] = 0;
          touched[count++] = neuron;
        }
        events[neuron]! += columns;
      });
    }
    if (count === 0) return;
    const own = touched.slice(0, count);
    for (const neuron of own) offsets[neuron + 1]!++;
    found.push({ core, kind, neurons: own, events: Uint32Array.from(own, (neuron) => events[neuron]!) });
  }));
  for (let neuron = 0; neuron < neurons; neuron++) offsets[neuron + 1]! += offsets[neuron]!;
  const next = offsets.slice(0, neurons);
  const total = offsets[neurons]!;
  const effects = { offsets, cores: new Int32Array(total), kinds: new Uint8Array(total), events: new Uint32Array(total) };
  for (const one of found) one.neurons.forEach((neuron, i) => {
    const at = next[neuron]!++;
    effects.cores[at] = one.core;
    effects.kinds[at] = one.kind;
    effects.events[at] = one.events[i]!;
  });
  return effects;
}

function applicationsByCore({ applications }: Configuration, cores: number): readonly (readonly number[])[] {
  const byCore: number[][] = Array.from({ length: cores }, () => []);
  applications.core.forEach((core, application) => byCore[core]!.push(application));
  return byCore;
}

function forEachAxon({ applications, addresses, units, blocks }: Configuration, application: number, kind: EventKind, found: (neuron: number, columns: number) => void): void {
  const { synapses, columns } = units[applications.unit[application]!]!;
  if (!synapses || kindOfEvents(blocks[synapses.block]!) !== kind) return;
  const base = addresses.coreOffsets[applications.core[application]!]!;
  for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
    if (applications.rows[i]! < 0) continue;
    const at = base + applications.rows[i]!;
    for (let k = addresses.axonOffsets[at]!; k < addresses.axonOffsets[at + 1]!; k++) found(addresses.axons[k]!, length(columns));
  }
}
