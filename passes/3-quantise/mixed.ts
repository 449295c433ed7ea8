import { outputsWith, type RateNetwork } from '../../src/calibrate/analog.ts';
import { layoutOf } from '../../src/calibrate/layout.ts';
import { incomingOf as synapsesInto } from '../../src/calibrate/population-drive.ts';
import { diagnose, fail, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { badLevels, type LevelRise, type WeightLevels } from '../../src/ir/levels.ts';
import { isSpiking, isSynaptic, planeShape, populationNamed, projectionsInto, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Target } from '../../src/ir/target.ts';
import { roundPopulation } from './feedback-rounding.ts';
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

/** Of all choices alike, so that they can be compared. */
const SCALES: ScaleChoice = { rule: 'least-squares', per: 'channel' };

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
interface Choice {
  readonly levels: WeightLevels;
  /** Mean squared change of the outputs in the network of rates, relative to their power. */
  readonly damage: number;
  readonly cost: number;
}

/**
 * Bits for the weights into each population: from the most, the bits are lowered where a spared unit of the budget does the least damage, until it is
 * kept. Damages are taken to add up, as those of small independent changes do.
 * @throws DiagnosticError S560 for a target that stores none of the bits
 */
export function mixedLevels(network: Network, rates: RateNetwork, rise: LevelRise, budget: Budget, target: Target | null): Mixed {
  const offered = CHOICES.map((bits): WeightLevels => ({ bits, rise })).filter((levels) => badLevels(levels) === null && isStored(levels, target));
  if (offered.length === 0) fail('S560', { reason: `${target?.name ?? 'the target'} stores none of ${CHOICES.join(', ')} bits` });
  const spiking = network.populations.filter(({ neuron, name }) => isSpiking(neuron) && projectionsInto(network, name).some(isSynaptic));
  const choices = new Map(spiking.map((population) => [population.name, choicesFor(network, rates, population, offered, budget.of)]));
  const most = [...choices.values()].reduce((sum, of) => sum + of.at(-1)!.cost, 0);
  const chosen = new Map([...choices].map(([name, of]) => [name, of.length - 1]));
  const spent = (): number => [...choices].reduce((sum, [name, of]) => sum + of[chosen.get(name)!]!.cost, 0) / most;
  while (spent() > budget.share) {
    const next = cheapestStep(choices, chosen);
    if (!next) break;
    chosen.set(next.name, next.to);
  }
  const levels = new Map([...choices].map(([name, of]) => [name, of[chosen.get(name)!]!.levels]));
  const missed = spent() > budget.share;
  return { levels, spent: spent(), diagnostics: missed ? [diagnose('S559', { of: budget.of, share: budget.share, least: spent() }, { place: network.name })] : [] };
}

function isStored({ bits, rise }: WeightLevels, target: Target | null): boolean {
  if (!target) return true;
  const { minimum, maximum } = target.weightBits;
  const apart = target.device?.levels.value ?? Infinity;
  return bits >= minimum && bits <= maximum && (rise === 'mid-tread' ? 2 ** (bits - 1) : 2 ** bits) <= apart;
}

/** The step down, of one population or past several numbers of bits, that does the least damage for what it spares. */
function cheapestStep(choices: ReadonlyMap<string, readonly Choice[]>, chosen: ReadonlyMap<string, number>): { name: string; to: number } | null {
  let [best, least] = [null as { name: string; to: number } | null, Infinity];
  for (const [name, of] of choices) {
    const now = of[chosen.get(name)!]!;
    for (let to = 0; to < chosen.get(name)!; to++) {
      const price = Math.max(0, of[to]!.damage - now.damage) / (now.cost - of[to]!.cost);
      if (price < least) [best, least] = [{ name, to }, price];
    }
  }
  return best;
}

/** From few bits to many. */
function choicesFor(network: Network, rates: RateNetwork, population: Population, offered: readonly WeightLevels[], of: Budget['of']): readonly Choice[] {
  const usual = rates.rates.get(network.output.population)!.means;
  const power = usual.reduce((sum, value) => sum + value * value, 0) || 1;
  const reads = projectionsInto(network, population.name).filter(isSynaptic).reduce((sum, projection) => sum + (of === 'area' ? projection.weights.data.length : readsOf(network, rates, projection)), 0);
  return offered.map((levels) => {
    const outputs = outputsWith(rates, population, roundedFor(network, rates, population, levels));
    return { levels, cost: reads * levels.bits, damage: outputs.reduce((sum, value, at) => sum + (value - usual[at]!) ** 2, 0) / power };
  });
}

/** Weights read in a timestep, mean over the samples: what the source sends times how many synapses hear each of its neurons. */
function readsOf(network: Network, { rates, samples }: RateNetwork, { kind, source, destination, weights: { data } }: SynapticProjection): number {
  const { layout, means, trains } = rates.get(source)!;
  const [, height, width] = planeShape(populationNamed(network, destination).shape);
  const synapses = kind === 'dense' ? data.length : data.length * height * width;
  const isValue = populationNamed(network, source).neuron.kind === 'input' && !trains;
  const sent = means.reduce((sum, mean) => sum + (isValue ? Number(mean !== 0) : mean), 0) / samples;
  return (synapses * sent) / (layout.channels * layout.positions);
}

/** The weights into a population rounded with error feedback for what its sources send unrounded. */
function roundedFor(network: Network, { products, rates, samples }: RateNetwork, population: Population, levels: WeightLevels): (projection: SynapticProjection) => Float32Array {
  const nearest = roundNearest(network, population, levels, SCALES);
  const incoming = synapsesInto(network, population, ({ weights }) => weights.data as Float32Array);
  const layout = layoutOf(population);
  const unitOf = (projection: SynapticProjection): number => nearest.inputScales.get(projection.name)!;
  const base = scalesOf(network, population, incomingOf(network, population), levels, SCALES, true);
  const found = nearest.lossless || incoming.some(({ patches }) => patches.groups > 1) ? null
    : roundPopulation(products, incoming, rates, new Float32Array(samples * layout.size), layout, base.scales, false, levels, ({ projection }) => unitOf(projection));
  return (projection) => (found ? asWeights(projection, population, found.scales, unitOf(projection), found.levels.get(projection.name)!)
    : asWeights(projection, population, nearest.scales.scales, unitOf(projection), nearest.rounded.get(projection.name)!.data));
}
