import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { awayFromZero, largestBias, largestThreshold, nearestBias } from '../../src/ir/integer-formats.ts';
import { isPlain, isSpiking, isSynaptic, type Network, type Population, type Projection } from '../../src/ir/network.ts';
import { featuresOf } from '../../src/ir/neuron-features.ts';
import { largestPotential, mapParameter, type IntegrateAndFire, type Parameter } from '../../src/ir/neuron.ts';
import type { PassResult } from '../../src/ir/pass.ts';
import { potentialRange } from '../../src/ir/potential-range.ts';
import type { IntegerArithmetic, Target } from '../../src/ir/target.ts';
import { MOST_TIMESTEPS } from '../../src/ir/verify-network.ts';
import { driveRange } from './drive-range.ts';
import { fractionFor, roundingOf, wholeThreshold, type Amounts } from './integer-unit.ts';

/** Rounding of a threshold, or of what is left of a potential, that is told. */
const TOLD = 0.01;

/** A population with the numbers that its rounding is measured by. */
interface Plain extends Population {
  readonly neuron: IntegrateAndFire;
}

/**
 * Thresholds, leaks, potentials and biases of a quantised network as whole numbers, where the target computes in those: plain neurons get
 * `integer`, in a unit of their own. Others stay as they are, which is told (S578).
 * @throws DiagnosticError S575 for a threshold or potential that has no room
 */
export function inIntegers({ output: network, diagnostics, statistics }: PassResult<Network>, target: Target | null): PassResult<Network> {
  const arithmetic = target?.neurons?.arithmetic;
  if (!arithmetic) return { output: network, diagnostics, statistics };
  const found: Diagnostic[] = [];
  const counted: Record<string, number> = {};
  const whole = new Map<string, Plain>();
  for (const population of network.populations) {
    const { name, neuron, origin } = population;
    if (!isSpiking(neuron) || neuron.kind === 'loihi-lif') continue;
    if (!isPlain(neuron)) {
      found.push(diagnose('S578', { population: name, target: target.name, why: whyReal(neuron) }, origin));
      continue;
    }
    const rounded = wholePopulation(network, { ...population, neuron }, arithmetic, target.name, found);
    if (rounded) whole.set(name, rounded);
  }
  stopOnErrors([...diagnostics, ...found]);
  const output: Network = {
    ...network,
    populations: network.populations.map((population) => whole.get(population.name) ?? population),
    projections: network.projections.map((projection) => wholeBias(projection, whole.get(projection.destination), arithmetic)),
  };
  for (const population of whole.values()) count(output, population, arithmetic, counted, found);
  return { output, diagnostics: [...diagnostics, ...found], statistics: { ...statistics, ...counted } };
}

const PLAIN_FEATURES = ['leak', 'hard-reset', 'subtract-reset'];

function whyReal(neuron: Parameters<typeof featuresOf>[0]): string {
  const beyond = featuresOf(neuron).filter((feature) => !PLAIN_FEATURES.includes(feature));
  return beyond.length > 0 ? `that is not modelled for neurons with ${beyond.join(', ')}` : 'their potentials stay in physical units';
}

/** Null where it does not fit, which is reported (S575); S576 where rounding is coarse. */
function wholePopulation(network: Network, population: Plain, arithmetic: IntegerArithmetic, target: string, found: Diagnostic[]): Plain | null {
  const { name, neuron, origin } = population;
  const { lowest, highest } = potentialRange(population, driveRange(network, population), network.timesteps ?? MOST_TIMESTEPS);
  const thresholds = listOf(neuron.threshold).filter((threshold) => threshold <= highest);
  const amounts: Amounts = {
    thresholds, reach: Math.max(-lowest, highest), potentials: [...listOf(neuron.initial), ...(neuron.reset === 'hard' ? listOf(neuron.resetValue) : [])],
    biases: network.projections.filter(isSynaptic).filter(({ destination }) => destination === name).flatMap(({ bias }) => (bias ? Array.from(bias) : [])),
  };
  const fraction = fractionFor(amounts, arithmetic);
  if (typeof fraction !== 'number') {
    for (const { what, levels, most } of fraction) found.push(diagnose('S575', { population: name, target, what, levels, most }, origin));
    return null;
  }
  tellThreshold(population, thresholds, fraction, arithmetic, found);
  tellBias(population, amounts.biases, fraction, arithmetic, found);
  tellDecay(population, network.timesteps ?? MOST_TIMESTEPS, arithmetic, found);
  return { ...population, neuron: wholeNeuron(neuron, fraction, highest, arithmetic) };
}

/** @param highest potential: a threshold above it is never reached, so the largest there is serves where it is wider */
function wholeNeuron(neuron: IntegrateAndFire, fraction: number, highest: number, arithmetic: IntegerArithmetic): IntegrateAndFire {
  const level = 2 ** fraction;
  const inUnits = (parameter: Parameter, units: (value: number) => number): Parameter => mapParameter(parameter, (value) => units(value) / level);
  const widest = largestThreshold(arithmetic);
  const potential = (value: number): number => awayFromZero(value * level);
  return {
    ...neuron,
    threshold: inUnits(neuron.threshold, (value) => (value > highest ? Math.min(widest, wholeThreshold(value, fraction, arithmetic)) : wholeThreshold(value, fraction, arithmetic))),
    initial: inUnits(neuron.initial, potential),
    resetValue: inUnits(neuron.resetValue, potential),
    decay: mapParameter(neuron.decay as Parameter, (factor) => wholeDecay(factor, arithmetic)),
    integer: { bits: arithmetic.potential_bits, fraction, decayBits: arithmetic.decay_bits },
  };
}

function wholeDecay(factor: number, { decay_bits }: IntegerArithmetic): number {
  return Math.max(1, Math.round(factor * 2 ** decay_bits)) / 2 ** decay_bits;
}

function wholeBias(projection: Projection, destination: Plain | undefined, arithmetic: IntegerArithmetic): Projection {
  if (!destination || !isSynaptic(projection) || !projection.bias) return projection;
  const { fraction } = destination.neuron.integer!;
  return { ...projection, bias: projection.bias.map((value) => roundedBias(value, fraction, arithmetic)) };
}

/** In levels; cut where it is wider than the soma has room for. */
function roundedBias(bias: number, fraction: number, arithmetic: IntegerArithmetic): number {
  const level = 2 ** fraction;
  return (nearestBias(bias * level, arithmetic) ?? Math.sign(bias) * largestBias(arithmetic)) / level;
}

function tellThreshold({ name, origin }: Plain, thresholds: readonly number[], fraction: number, arithmetic: IntegerArithmetic, found: Diagnostic[]): void {
  let [change, from] = [TOLD, 0];
  for (const threshold of thresholds) {
    const own = roundingOf(threshold, fraction, arithmetic);
    if (own > change) [change, from] = [own, threshold];
  }
  if (from > 0) found.push(diagnose('S576', { population: name, what: 'threshold', from, to: wholeThreshold(from, fraction, arithmetic) / 2 ** fraction, change }, origin));
}

/** Only of biases that are cut: what rounding does to others is a part of a threshold that nobody notices. */
function tellBias({ name, origin }: Plain, biases: readonly number[], fraction: number, arithmetic: IntegerArithmetic, found: Diagnostic[]): void {
  const widest = biases.reduce((most, bias) => (Math.abs(bias) > Math.abs(most) ? bias : most), 0);
  const to = roundedBias(widest, fraction, arithmetic);
  const change = Math.abs(to / widest - 1);
  if (nearestBias(widest * 2 ** fraction, arithmetic) === null && change > TOLD) found.push(diagnose('S576', { population: name, what: 'bias', from: widest, to, change }, origin));
}

/** The difference of what is left of a potential is largest after as many steps as its time constant. */
function tellDecay({ name, neuron, origin }: Plain, timesteps: number, arithmetic: IntegerArithmetic, found: Diagnostic[]): void {
  let [change, from] = [TOLD, -1];
  for (const factor of new Set(listOf(neuron.decay as Parameter))) {
    const steps = Math.max(1, Math.min(timesteps, factor <= 0 ? 1 : factor >= 1 ? timesteps : Math.round(-1 / Math.log(factor))));
    const own = Math.abs(wholeDecay(factor, arithmetic) ** steps - factor ** steps);
    if (own > change) [change, from] = [own, factor];
  }
  if (from >= 0) found.push(diagnose('S576', { population: name, what: 'decay', from, to: wholeDecay(from, arithmetic), change }, origin));
}

/** Bits that potentials can need at the worst input; S577 where the soma has fewer. */
function count(network: Network, population: Plain, { potential_bits }: IntegerArithmetic, counted: Record<string, number>, found: Diagnostic[]): void {
  const { name, neuron: { integer }, origin } = population;
  const { lowest, highest } = potentialRange(population, driveRange(network, population), network.timesteps ?? MOST_TIMESTEPS);
  const bound = Math.ceil(Math.max(-lowest, highest) * 2 ** integer!.fraction);
  const needed = Math.ceil(Math.log2(bound + 1)) + 1;
  counted[`${name}: units of potential in a level`] = 2 ** integer!.fraction;
  counted[`${name}: bits of potential needed`] = needed;
  if (bound > largestPotential({ bits: potential_bits })) found.push(diagnose('S577', { population: name, bound, bits: potential_bits, needed }, origin));
}

function listOf(parameter: Parameter): readonly number[] {
  return typeof parameter === 'number' ? [parameter] : Array.from(parameter);
}
