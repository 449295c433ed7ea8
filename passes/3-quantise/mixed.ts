import { outputsWith, type RateNetwork } from '../../src/calibrate/analog.ts';
import { layoutOf } from '../../src/calibrate/layout.ts';
import { incomingOf as synapsesInto } from '../../src/calibrate/population-drive.ts';
import { diagnose, fail, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { badLevels, type LevelRise, type WeightLevels } from '../../src/ir/levels.ts';
import { isSpiking, isSynaptic, planeShape, populationNamed, projectionsInto, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Target } from '../../src/ir/target.ts';
import { roundPopulation } from './feedback-rounding.ts';
import { leastDamage, type Priced } from './least-damage.ts';
import { asWeights } from './levels.ts';
import { roundNearest } from './nearest.ts';
import { incomingOf, scalesOf, type ScaleChoice } from './scales.ts';

/**
 * What weights of fewer bits are to spare, as a share (0..1) of the same network with the most bits everywhere. `area`: bits of weight memory;
 * `energy`: bits of weights that spikes and input values read, per sample.
 */
export interface Budget {
  readonly of: 'area' | 'energy';
  readonly share: number;
}

/** How weights will be rounded once their bits are chosen. */
export interface How {
  readonly rounding: 'error-feedback' | 'nearest';
  readonly scale: ScaleChoice;
}

/** Bits that mixed precision chooses among, within what the target stores. */
const CHOICES = [2, 3, 4, 6, 8];

export interface Mixed {
  /** By name of the population that the weights lead into. */
  readonly levels: ReadonlyMap<string, WeightLevels>;
  /** What is spent, as a share of the most bits everywhere. */
  readonly spent: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** One population with its weights at one number of bits. */
interface Choice extends Priced {
  readonly levels: WeightLevels;
  /** Mean squared change of the outputs in the network of rates, relative to their power. */
  readonly damage: number;
}

/**
 * Bits for the weights into each population with which the budget is kept and the outputs change the least. Damages are taken to add up, as those of
 * small independent changes do.
 * @throws DiagnosticError S560 for a target that stores none of the bits
 */
export function mixedLevels(network: Network, rates: RateNetwork, rise: LevelRise, budget: Budget, how: How, target: Target | null): Mixed {
  const offered = CHOICES.map((bits): WeightLevels => ({ bits, rise })).filter((levels) => badLevels(levels) === null && isStored(levels, target));
  if (offered.length === 0) fail('S560', { reason: `${target?.name ?? 'the target'} stores none of ${CHOICES.join(', ')} bits` });
  const spiking = network.populations.filter(({ neuron, name }) => isSpiking(neuron) && projectionsInto(network, name).some(isSynaptic));
  const choices = new Map(spiking.map((population) => [population.name, choicesFor(network, rates, population, offered, budget.of, how)]));
  const most = [...choices.values()].reduce((sum, of) => sum + of.at(-1)!.cost, 0);
  const found = leastDamage([...choices.values()], budget.share * most);
  const picked = found ?? [...choices.values()].map((of) => of[0]!);
  const spent = picked.reduce((sum, { cost }) => sum + cost, 0) / most;
  const levels = new Map([...choices.keys()].map((name, at) => [name, picked[at]!.levels]));
  return { levels, spent, diagnostics: found ? [] : [diagnose('S559', { of: budget.of, share: budget.share, least: spent }, { place: network.name })] };
}

function isStored({ bits, rise }: WeightLevels, target: Target | null): boolean {
  if (!target) return true;
  const { minimum, maximum } = target.weightBits;
  const apart = target.device?.levels.value ?? Infinity;
  return bits >= minimum && bits <= maximum && (rise === 'mid-tread' ? 2 ** (bits - 1) : 2 ** bits) <= apart;
}

/** From few bits to many. */
function choicesFor(network: Network, rates: RateNetwork, population: Population, offered: readonly WeightLevels[], of: Budget['of'], how: How): readonly Choice[] {
  const usual = rates.rates.get(network.output.population)!.means;
  const power = usual.reduce((sum, value) => sum + value * value, 0) || 1;
  const reads = projectionsInto(network, population.name).filter(isSynaptic).reduce((sum, projection) => sum + (of === 'area' ? projection.weights.data.length : readsOf(network, rates, projection)), 0);
  return offered.map((levels) => {
    const outputs = outputsWith(rates, population, roundedFor(network, rates, population, levels, how));
    return { levels, cost: reads * levels.bits, damage: outputs.reduce((sum, value, at) => sum + (value - usual[at]!) ** 2, 0) / power };
  });
}

/** Weights read in a timestep, mean over the samples: what the source sends times how many synapses hear each of its neurons. */
function readsOf(network: Network, { rates, samples }: RateNetwork, { kind, source, destination, weights: { data } }: SynapticProjection): number {
  const { layout, means, trains } = rates.get(source)!;
  const [, height, width] = planeShape(populationNamed(network, destination).shape);
  const synapses = kind !== 'convolution' ? data.length : data.length * height * width;
  const isValue = populationNamed(network, source).neuron.kind === 'input' && !trains;
  const sent = means.reduce((sum, mean) => sum + (isValue ? Number(mean !== 0) : mean), 0) / samples;
  return (synapses * sent) / (layout.channels * layout.positions);
}

/** The weights into a population rounded for what its sources send unrounded. */
function roundedFor(network: Network, { products, rates }: RateNetwork, population: Population, levels: WeightLevels, { rounding, scale: wanted }: How): (projection: SynapticProjection) => Float32Array {
  const scale: ScaleChoice = rounding === 'error-feedback' && wanted.rule === 'auto' ? { ...wanted, rule: 'least-squares' } : wanted;
  const nearest = roundNearest(network, population, levels, scale);
  const incoming = synapsesInto(network, population, ({ weights }) => weights.data as Float32Array);
  const layout = layoutOf(population);
  const unitOf = (projection: SynapticProjection): number => nearest.inputScales.get(projection.name)!;
  const base = scalesOf(network, population, incomingOf(network, population), levels, scale, true);
  const found = nearest.lossless || rounding === 'nearest' ? null
    : roundPopulation(products, incoming, rates, null, layout, base.scales, base.shared, levels, ({ projection }) => unitOf(projection));
  return (projection) => (found ? asWeights(projection, population, found.scales, unitOf(projection), found.levels.get(projection.name)!)
    : asWeights(projection, population, nearest.scales.scales, unitOf(projection), nearest.rounded.get(projection.name)!.data));
}
