import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { freeName } from '../../src/ir/names.ts';
import {
  channelCount, isSynaptic, populationNamed, projectionsInto, type InputNeuron, type Network, type Population, type Projection, type QuantisedActivation, type SynapticProjection,
} from '../../src/ir/network.ts';
import { MOST_INPUT_LEVEL } from '../../src/ir/verify-neuron.ts';

/** The largest value of a population that was trained with levels, and what makes a count of spikes fall on them. */
export interface Ceiling {
  /** One for all channels, or one a channel. */
  readonly threshold: number | Float32Array;
  /** Initial potential as a share of the threshold: 1/2 rounds to the nearest level, 0 down. */
  readonly charge: number;
  /** Few levels: those of a count of spikes, as QCFS is trained for (Bu et al., ICLR 2022), so the threshold is kept whatever the data. */
  readonly exact: boolean;
}

export interface Unquantised {
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
  /** Populations whose range of values the file gives. */
  readonly ceilings: ReadonlyMap<string, Ceiling>;
  /** Inputs that take the levels of the file, and populations with values below 0 that became two. */
  readonly statistics: { readonly 'inputs with levels of the file': number; readonly 'populations with values of both signs': number };
}

/**
 * A network of activations without quantised ones, ready to be converted:
 * - one that an input feeds value by value becomes the levels of that input;
 * - one with levels from 0 up becomes a ReLU with the ceiling of its highest level, whose levels are then those of the count of spikes;
 * - one with levels on both sides of 0 becomes two of these, y = relu(x) - relu(-x);
 * - the output, which is only compared, becomes linear.
 * @throws DiagnosticError S545 for one that is none of these
 */
export function withoutQuantised(network: Network): Unquantised {
  const merged = withInputLevels(network);
  stopOnErrors(merged.populations.flatMap((population) => refusal(merged, population)));
  const ceilings = new Map<string, Ceiling>();
  const diagnostics: Diagnostic[] = [];
  let made = merged;
  let both = 0;
  for (const population of merged.populations) {
    const { neuron, name } = population;
    if (neuron.kind !== 'quantised') continue;
    if (name === network.output.population) {
      made = withNeuron(made, name, { kind: 'linear' });
      continue;
    }
    const [above, below] = [neuron.high - neuron.zeroPoint, neuron.zeroPoint - neuron.low];
    const exact = isExact(population, neuron);
    if (!exact) diagnostics.push(...unevenCeilings(population, neuron));
    made = withNeuron(made, name, { kind: 'relu', ceiling: widest(neuron, above) });
    ceilings.set(name, ceilingOf(neuron, above, exact));
    if (below === 0) continue;
    const negative = freeName(`${name}.negative`, new Set([...made.populations, ...made.projections].map((one) => one.name)));
    made = withNegative(made, population, negative, widest(neuron, below));
    ceilings.set(negative, ceilingOf(neuron, below, exact));
    both++;
  }
  const kept = network.populations.length - merged.populations.length;
  return { network: made, diagnostics, ceilings, statistics: { 'inputs with levels of the file': kept, 'populations with values of both signs': both } };
}

/** Quantised activations that an input alone feeds, value by value, as the levels of that input. */
export function withInputLevels(network: Network): Network {
  return network.populations.reduce((made, { name, neuron }) => (neuron.kind === 'quantised' && name !== network.output.population ? intoInput(made, name, neuron) : made), network);
}

function intoInput(network: Network, name: string, neuron: QuantisedActivation): Network {
  const [copy, ...others] = projectionsInto(network, name);
  if (!copy || others.length > 0 || !isCopy(copy)) return network;
  const input = populationNamed(network, copy.source);
  const heard = network.projections.filter(({ source }) => source === input.name);
  const levels = input.neuron.kind === 'input' && input.neuron.coding === 'current' && heard.length === 1 ? levelsOf(neuron) : null;
  if (!levels) return network;
  const { shape } = populationNamed(network, name);
  const taken: Population = { ...input, shape, neuron: { ...(input.neuron as InputNeuron), levels } };
  return {
    ...network,
    populations: network.populations.filter((population) => population.name !== name).map((population) => (population === input ? taken : population)),
    projections: network.projections.filter((projection) => projection !== copy).map((projection) => (projection.source === name ? { ...projection, source: input.name } : projection)),
  };
}

/** A depthwise kernel of one tap of 1: what is left of a one-to-one projection after folding. */
function isCopy(projection: Projection): boolean {
  if (projection.kind !== 'convolution') return false;
  const { weights: { shape, data }, bias, stride, padding, groups, window, delay } = projection;
  return groups === shape[0] && shape[1] === 1 && shape[2] === 1 && shape[3] === 1 && data.every((weight: number) => weight === 1)
    && bias === null && window === null && delay === 0 && stride.every((step) => step === 1) && padding.every((side) => side === 0);
}

/** Values of an input are rounded to the nearest level of one scale; null where the file asks for something else. */
function levelsOf({ scale, zeroPoint, low, high, rounding, bipolar }: QuantisedActivation): InputNeuron['levels'] | null {
  const step = typeof scale === 'number' ? scale : scale.every((value) => value === scale[0]) ? scale[0]! : null;
  const [from, to] = [low - zeroPoint, high - zeroPoint];
  const fits = from <= 0 && to >= 1 && from >= -MOST_INPUT_LEVEL && to <= MOST_INPUT_LEVEL;
  return step !== null && fits && !bipolar && rounding.startsWith('half') ? { scale: step, low: from, high: to } : null;
}

function refusal(network: Network, { name, neuron, origin }: Population): readonly Diagnostic[] {
  if (neuron.kind !== 'quantised' || name === network.output.population) return [];
  if (neuron.bipolar) return [diagnose('S545', { population: name, reason: 'has the two levels -scale and scale, and no level 0 that silence could stand for' }, origin)];
  const { low, high, zeroPoint } = neuron;
  if (low <= zeroPoint && zeroPoint < high) return [];
  return [diagnose('S545', { population: name, reason: `has levels ${low}..${high} around the zero point ${zeroPoint}, so none of its values is above 0, or none is 0` }, origin)];
}

/** Levels that a count of spikes says one by one in so many timesteps; more are as good as none. */
const MOST_COUNTED_LEVELS = 64;

function isExact({ shape }: Population, { scale, low, high }: QuantisedActivation): boolean {
  return high - low <= MOST_COUNTED_LEVELS && (typeof scale === 'number' || scale.length === shape[0] || scale.every((value) => value === scale[0]));
}

function ceilingOf(neuron: QuantisedActivation, level: number, exact: boolean): Ceiling {
  const { scale, rounding } = neuron;
  const threshold = exact && typeof scale !== 'number' ? scale.map((value) => value * level) : widest(neuron, level);
  return { threshold, charge: rounding === 'floor' || rounding === 'down' ? 0 : 1 / 2, exact };
}

function widest({ scale }: QuantisedActivation, level: number): number {
  const most = typeof scale === 'number' ? scale : scale.reduce((a, b) => Math.max(a, b));
  return Math.fround(most * level);
}

/** A population has one amplitude of its spikes, so its channels are clipped where the widest one is. */
function unevenCeilings(population: Population, { scale }: QuantisedActivation): readonly Diagnostic[] {
  if (typeof scale === 'number' || scale.every((value) => value === scale[0])) return [];
  const [least, most] = [scale.reduce((a, b) => Math.min(a, b)), scale.reduce((a, b) => Math.max(a, b))];
  return [diagnose('S548', { population: population.name, least, most, count: scale.length === channelCount(population) ? 'channels' : 'neurons' }, population.origin)];
}

function withNeuron(network: Network, name: string, neuron: Population['neuron']): Network {
  return { ...network, populations: network.populations.map((population) => (population.name === name ? { ...population, neuron } : population)) };
}

/** Adds the population of what is below 0: fed and heard as `population` is, with the opposite sign on both sides. */
function withNegative(network: Network, population: Population, name: string, ceiling: number): Network {
  const taken = new Set([...network.populations, ...network.projections].map((one) => one.name));
  const opposite = (projection: SynapticProjection, ends: Partial<SynapticProjection>, keepsBias: boolean): Projection => {
    const title = freeName(`${projection.name}.negative`, taken);
    const { weights, bias } = projection;
    return { ...projection, ...ends, name: title, weights: { ...weights, data: negated(weights.data as Float32Array) }, bias: keepsBias && bias ? negated(bias) : null } as Projection;
  };
  const synaptic = network.projections.filter(isSynaptic);
  const fed = synaptic.filter(({ destination }) => destination === population.name).map((projection) => opposite(projection, { destination: name }, true));
  const heard = synaptic.filter(({ source }) => source === population.name).map((projection) => opposite(projection, { source: name }, false));
  return {
    ...network,
    populations: [...network.populations, { ...population, name, neuron: { kind: 'relu', ceiling } }],
    projections: [...network.projections, ...fed, ...heard],
  };
}

function negated(values: Float32Array): Float32Array {
  return values.map((value) => (value === 0 ? 0 : -value));
}
