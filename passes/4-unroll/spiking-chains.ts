import { fail } from '../../src/diagnostics/diagnostic.ts';
import { areBytes, largestLevel, levelsOf, type WeightLevels } from '../../src/ir/levels.ts';
import { freeName } from '../../src/ir/names.ts';
import { integrateAndFire, isPlain, neuronBases, populationNamed, type ListedProjection, type Network, type Population, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import type { SpikingNeuron } from '../../src/ir/neuron.ts';
import { projectionsByDrive } from '../../src/ir/receptors.ts';
import type { SpikeProfile } from '../../src/ir/spike-profile.ts';
import type { Target } from '../../src/ir/target.ts';
import { chainsOf, linksOf, membersOf, partOf, type Chains } from './chains.ts';
import { biasInCoarserLevels, gridOf, inCoarserLevels, onGrid, thresholdGrid } from './coarser-levels.ts';
import { listedOf, withinLevels } from './listed-inputs.ts';
import { fanInOf, isOver, type Rewritten } from './prune.ts';

/**
 * The published chain of spiking units of fan-in f, for chips that carry nothing but spikes: a neuron with more inputs becomes a chain whose first units (relays)
 * add up f - 1 inputs and the unit before them, and pass the sum on as spikes; the last is the neuron itself. The published code leaves open what weights, leak
 * and thresholds of the units are. Here a relay integrates without leak, fires at `Q` levels of charge and keeps the rest, and its spike weighs `Q`: a sum is
 * passed on whole, but late, in lumps of Q, at most Q a timestep, and not below 0. `Q` is the largest weight times `times` (see `chargeOf`), and from the
 * second unit of a chain on all weights are in levels `times` as coarse, so that a relay's spike is within the weights of the device.
 * @throws DiagnosticError S717 where that has no meaning
 */
export function chainSpiking(network: Network, target: Target, profile: SpikeProfile | null): Rewritten {
  const draft: Draft = {
    network, target, rates: ratesOf(network, profile), populations: [], changed: new Map(), replaced: new Map(), added: [],
    names: new Set([...network.populations, ...network.projections].map(({ name }) => name)), kept: new Set(), relays: 0, links: 0, longest: 1, coarsest: 1,
  };
  for (const population of network.populations) {
    const drives = projectionsByDrive(network, population) as readonly SynapticProjection[][];
    if (drives.some((incoming) => isOver(network, incoming, target))) chainPopulation(draft, population, drives);
    draft.populations.push(draft.replaced.get(population.name) ?? population);
  }
  const projections = [...network.projections.map((projection) => draft.changed.get(projection.name) ?? projection), ...draft.added];
  return {
    network: { ...network, populations: draft.populations, projections }, populations: draft.kept,
    statistics: { relays: draft.relays, axonsBetweenUnits: draft.links, longestChain: draft.longest, coarsestLevels: draft.coarsest },
  };
}

/** The network under construction. */
interface Draft {
  readonly network: Network;
  readonly target: Target;
  /** Spikes a timestep of each neuron, by neuron number. */
  readonly rates: Float64Array;
  readonly populations: Population[];
  readonly replaced: Map<string, Population>;
  /** What is left of a projection for the neurons themselves. */
  readonly changed: Map<string, Projection>;
  readonly added: ListedProjection[];
  readonly names: Set<string>;
  readonly kept: Set<string>;
  relays: number;
  links: number;
  longest: number;
  coarsest: number;
}

function chainPopulation(draft: Draft, population: Population, drives: readonly (readonly SynapticProjection[])[]): void {
  const { network, target } = draft;
  draft.kept.add(population.name);
  drives.forEach((incoming, drive) => {
    if (incoming.length === 0) return;
    const fanIn = fanInOf(network, incoming, target);
    refuse(network, population, incoming, fanIn, target);
    const lists = incoming.map((projection) => listedOf(network, projection));
    const chains = chainsOf(lists, fanIn);
    const current = draft.replaced.get(population.name) ?? population;
    const neuron = current.neuron as SpikingNeuron;
    const levels = levelsOf(incoming[0]!, network);
    const times = timesOf(draft, population, lists, chains, levels);
    draft.replaced.set(population.name, { ...current, neuron: inCoarserLevels(population, neuron, drive, times, target) });
    lists.forEach((list, at) => {
      const part = partOf(list, chains, chains.stages[at]!, 0, null, (level, to) => (chains.units[to]! > 1 ? coarser(level, times[to]!, levels) : level));
      draft.changed.set(list.name, { ...list, ...part, bias: list.bias && biasInCoarserLevels(list.bias, neuron, times, target) });
    });
    addRelays(draft, population, neuron, lists, chains, times, levels);
  });
}

/** The populations of relays, stage by stage, and what leads to and from them. */
function addRelays(draft: Draft, population: Population, neuron: SpikingNeuron, lists: readonly ListedProjection[], chains: Chains, times: Float32Array, levels: WeightLevels): void {
  const most = largestLevel(levels.bits, levels.rise);
  let before: { readonly name: string; readonly places: Int32Array } | null = null;
  draft.longest = Math.max(draft.longest, chains.longest);
  for (let stage = 1; stage < chains.longest; stage++) {
    const members = membersOf(chains, stage);
    const name = freeName(`${population.name}.relay${stage}`, draft.names);
    const charges = Float32Array.from(members, (at) => (stage === 1 ? most * times[at]! : most));
    draft.populations.push(relayPopulation(name, population, neuron, charges, members, draft.target));
    draft.kept.add(name);
    draft.relays += members.length;
    lists.forEach((list, at) => {
      const part = partOf(list, chains, chains.stages[at]!, stage, members, (level, to) => (stage === 1 ? level : coarser(level, times[to]!, levels)));
      if (part.sources.length > 0) draft.added.push({ ...list, ...part, name: freeName(`${list.name}.${stage}`, draft.names), destination: name, bias: null });
    });
    const previous: typeof before = before;
    if (previous) link(draft, previous.name, name, lists[0]!, linksOf(members.length, (at) => previous.places[members[at]!]!, most, areBytes(levels)));
    const places = new Int32Array(chains.units.length).fill(-1);
    members.forEach((at, place) => { places[at] = place; });
    before = { name, places };
    const last = linksOf(chains.units.length, (at) => (chains.units[at] === stage + 1 ? places[at]! : -1), most, areBytes(levels));
    if (last.sources.length > 0) link(draft, name, population.name, lists[0]!, last);
  }
}

function link(draft: Draft, source: string, destination: string, { receptor, origin, levels }: ListedProjection, part: Pick<ListedProjection, 'offsets' | 'sources' | 'weights'>): void {
  draft.added.push({
    kind: 'listed', name: freeName(`${source}-${destination}`, draft.names), source, destination, delay: 0, ...(receptor && { receptor }), origin, window: null, ...(levels && { levels }), bias: null, ...part,
  });
  draft.links += part.sources.length;
}

/** Integrate-and-fire neurons without leak that start half charged, so that what is passed on is rounded and not cut. */
function relayPopulation(name: string, population: Population, neuron: SpikingNeuron, charges: Float32Array, members: Int32Array, target: Target): Population {
  const integer = 'integer' in neuron ? neuron.integer : undefined;
  const plain = integrateAndFire({ ...(integer && { integer }) });
  const threshold = charges.map((charge) => onGrid(charge, thresholdGrid(plain, target)));
  const each = members.length === 0 ? 1 : (population.scale?.length ?? 1) / (population.shape.reduce((product, extent) => product * extent, 1));
  return {
    name, shape: [members.length], origin: population.origin, scale: Float32Array.from(members, (at) => population.scale?.[Math.floor(at * each)] ?? 1),
    neuron: { ...plain, threshold, initial: threshold.map((charge) => onGrid(charge / 2, gridOf(plain))) },
  };
}

/** A level in coarser levels. */
function coarser(level: number, times: number, levels: WeightLevels): number {
  return times === 1 ? level : withinLevels([level / times], levels)[0]!;
}

/** Share of what excites a chain in the mean that one relay spike a timestep must be able to carry: samples differ, and so do timesteps. */
const HEADROOM = 2;

/**
 * How many times the largest weight the spike of a relay stands for, one factor a neuron: enough for what excites its relays in the mean to pass in one spike a
 * timestep, with headroom. 1 for neurons without a chain. One factor for all where potentials of several neurons are compared or reset to one value.
 */
function timesOf(draft: Draft, population: Population, lists: readonly ListedProjection[], chains: Chains, levels: WeightLevels): Float32Array {
  const { network, rates } = draft;
  const { neuron } = population;
  const most = largestLevel(levels.bits, levels.rise);
  const bases = neuronBases(network);
  const excitation = new Float64Array(chains.units.length);
  lists.forEach(({ source, offsets, sources, weights }) => {
    const base = bases[network.populations.findIndex(({ name }) => name === source)]!;
    excitation.forEach((_, at) => {
      for (let i = offsets[at]!; i < offsets[at + 1]!; i++) excitation[at]! += Math.max(0, weights.data[i]!) * rates[base + sources[i]!]!;
    });
  });
  if (neuron.kind === 'loihi-lif') return new Float32Array(excitation.length).fill(1);
  const times = Float32Array.from(excitation, (charge, at) => (chains.units[at]! > 1 ? Math.max(1, (HEADROOM * charge) / most) : 1));
  const { output } = network;
  const shared = (output.population === population.name && output.readout === 'membrane') || ('reset' in neuron && isPlain(neuron) && neuron.reset === 'hard' && neuron.resetValue !== 0);
  if (shared) times.fill(times.reduce((widest, factor) => Math.max(widest, factor), 1));
  draft.coarsest = times.reduce((widest, factor) => Math.max(widest, factor), draft.coarsest);
  return times;
}

/** Spikes of a neuron in a timestep where nothing was measured. */
const USUAL_RATE = 0.12;

function ratesOf(network: Network, profile: SpikeProfile | null): Float64Array {
  const bases = neuronBases(network);
  if (!profile || profile.kind === 'estimated') return new Float64Array(bases[bases.length - 1]!).fill(USUAL_RATE);
  return profile.spikes.map((spikes) => spikes / network.timesteps!);
}

function refuse(network: Network, population: Population, incoming: readonly SynapticProjection[], fanIn: number, target: Target): void {
  const values = incoming.find(({ source }) => {
    const { neuron } = populationNamed(network, source);
    return neuron.kind === 'input' && neuron.coding === 'current';
  });
  if (values) {
    fail('S717', { mode: 'spiking', population: population.name, reason: `hears values of input "${values.source}", which are no spikes`, remedy: 'send them as spikes (--coding rate), or use --unroll exact' }, values.origin);
  }
  if (fanIn < 2) fail('S717', { mode: 'spiking', population: population.name, reason: `has units of ${fanIn} input on ${target.name}, and a chain needs two`, remedy: 'use a target with a larger fan-in' }, population.origin);
}
