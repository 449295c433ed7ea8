import { affordableSamples } from '../../src/calibrate/affordable.ts';
import { checkCalibration } from '../../src/calibrate/check-data.ts';
import { biasCarrier, compact, withShift } from '../../src/calibrate/bias-shift.ts';
import { rateNetwork, type RateNetwork } from '../../src/calibrate/analog.ts';
import type { Corrections } from '../../src/calibrate/correct.ts';
import { createProducts, type Products } from '../../src/calibrate/linear/product.ts';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { unsupportedLevels, type LevelRise, type WeightLevels } from '../../src/ir/levels.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { isSpiking, isSynaptic, type Network, type Population, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import type { Pass, PassContext, PassResult } from '../../src/ir/pass.ts';
import { isTemporal } from '../../src/ir/temporal.ts';
import { addUpBiases } from './biases.ts';
import { chosenLevels } from './bits.ts';
import { changedPredictions } from './costs.ts';
import { presentInputs, roundAlong, type Followed } from './follow.ts';
import { inputLevels } from './input-levels.ts';
import { inIntegers } from './integer-neurons.ts';
import { channelOfRow } from './levels.ts';
import { mixedLevels, type Budget } from './mixed.ts';
import { roundNearest, type Rounding } from './nearest.ts';
import { inLevels } from './neurons.ts';
import { recordsOf, statisticsOf } from './records.ts';
import type { ScaleChoice, ScaleRule } from './scales.ts';
import { quantiseTemporal } from './temporal.ts';

export interface QuantiseOptions {
  /** Bits of a weight, sign included; 1..16. Null: as many as the levels of the file need, 8 where it has none. `mixed`: chosen for each population under the budget. */
  readonly bits: number | 'mixed' | null;
  /** Of mixed precision; half the area without it. */
  readonly budget?: Budget;
  /** Whether 0 is a level; mid-tread without it, and mid-rise in any case at 1 bit. */
  readonly levels?: LevelRise;
  /** How the value of one level is chosen; `auto` without it. */
  readonly scale?: ScaleRule;
  /** Whether each channel has a scale of its own or all of a population share one; `channel` without it. */
  readonly scalePer?: ScaleChoice['per'];
  /** Whether the rounding error of one weight is made up by others, which needs calibration data; `error-feedback` without it. */
  readonly rounding?: 'error-feedback' | 'nearest';
  /** What is adjusted with the spikes of the rounded network, where there is calibration data; `both` without it. */
  readonly corrections?: Corrections;
  /** Most calibration samples; 1000 without it. */
  readonly samples?: number;
}

/** Rounds weights to integer levels; the scale of each channel goes into its thresholds or gains. */
export const quantise: Pass<Network, Network, QuantiseOptions> = {
  name: 'quantise',
  summary: 'weights are integer levels with one scale per channel; bias is f32 in units of one level, and so are thresholds and potentials of plain neurons',
  options: [
    { name: 'bits', help: 'bits of a weight, sign included; mixed: 2 to 8 for each population, with the least damage under the budget', default: 'what the levels of the file need, else 8' },
    { name: 'budget', help: 'mixed bits: share of the area (bits of weight memory) or of the energy (bits of weights read) of the most bits everywhere', default: 'area=50%' },
    { name: 'levels', help: 'mid-tread (from -(2^(bits-1)-1) to 2^(bits-1)-1) or mid-rise (the odd numbers from -(2^bits-1) to 2^bits-1, always at 1 bit)', default: 'mid-tread' },
    { name: 'scale', help: 'value of one level: maximum (no weight is clipped), least-squares (least rounding error) or auto (least-squares below 4 bits and with error feedback)', default: 'auto' },
    { name: 'scalePer', help: 'channel: each has a scale of its own, which goes into its threshold; population: all share one (per tensor)', default: 'channel' },
    { name: 'rounding', help: 'error-feedback (what rounding a weight does to the drive is made up by other weights; with calibration data) or nearest', default: 'error-feedback' },
    { name: 'corrections', help: 'what is adjusted until rounded populations fire as before, with calibration data: bias, (initial) potential, both or none', default: 'both' },
    { name: 'samples', help: 'most calibration samples', default: '1000' },
  ],
  run: (network, options, context) => {
    const summed = addUpBiases(network);
    if (isTemporal(network)) return storable(quantiseTemporal(summed, options, context), context);
    const inputs = inputLevels(summed, context);
    const leveled: Network = { ...summed, populations: summed.populations.map((population) => inputs.populations.get(population.name) ?? population) };
    const result = quantiseNetwork(leveled, options, context);
    return inIntegers(storable({ ...result, diagnostics: [...inputs.diagnostics, ...result.diagnostics] }, context), context.target);
  },
};

/** The result, where the target stores its levels. @throws DiagnosticError S551, S557 */
function storable(result: PassResult<Network>, { target }: PassContext): PassResult<Network> {
  if (target) stopOnErrors(unsupportedLevels(result.output, target));
  return result;
}

/** Samples that the network of rates is run on. */
const RATE_SAMPLES = 256;

function quantiseNetwork(network: Network, options: QuantiseOptions, context: PassContext): PassResult<Network> {
  const { rounding = 'error-feedback', corrections = 'both', levels: rise = 'mid-tread' } = options;
  const { calibration: data, progress } = context;
  const scale: ScaleChoice = { rule: options.scale ?? 'auto', per: options.scalePer ?? 'channel' };
  const samples = data ? Math.min(options.samples ?? 1000, data.count, affordableSamples(network, data.timesteps ?? network.timesteps!)) : 0;
  const diagnostics = data ? [...stopOnErrors(checkCalibration(network, data))] : [];
  const products = createProducts();
  const rates = data && ratesOn(network, data, products);
  const usual = chosenLevels(network, options.bits === 'mixed' ? null : options.bits, rise, context);
  const mixed = options.bits === 'mixed' ? mixedLevels(network, rates ?? refuseMixed(data), usual.rise, options.budget ?? { of: 'area', share: 0.5 }, { rounding, scale }, context.target) : null;
  const levels = (population: string): WeightLevels => mixed?.levels.get(population) ?? usual;
  const alone = rounding === 'nearest' && corrections === 'none';
  const { roundings, notes } = data && !alone ? roundAlong(network, data, { levels, scale, rounding, corrections, samples }, products, progress) : roundedAlone(network, levels, scale);
  diagnostics.push(...notes, ...mixed?.diagnostics ?? [], ...[...roundings.values()].flatMap(({ scales }) => scales.diagnostics), ...warnOfZeros(network, roundings));
  stopOnErrors(diagnostics);
  const most = Math.max(...[...roundings.values()].map(({ levels: { bits } }) => bits));
  const output: Network = {
    ...network, stage: 'quantised', bits: most,
    populations: network.populations.map((population) => withRounding(population, roundings.get(population.name))),
    projections: network.projections.map((projection) => withLevels(network, projection, roundings.get(projection.destination), most)),
    calibration: recordsOf(network, roundings, data, samples, rates ? changedPredictions(network, rates, roundings) : new Map()),
  };
  return { output, diagnostics, statistics: { ...statisticsOf(usual, roundings), ...(mixed && { 'share of the budgeted cost': mixed.spent }) } };
}

/** Without data every weight is rounded to the level nearest to it. */
function roundedAlone(network: Network, levels: (population: string) => WeightLevels, scale: ScaleChoice): Followed {
  const spiking = network.populations.filter(({ neuron }) => isSpiking(neuron));
  return { roundings: new Map(spiking.map((population) => [population.name, roundNearest(network, population, levels(population.name), scale)])), notes: [] };
}

function ratesOn(network: Network, data: Dataset, products: Products): RateNetwork | null {
  const samples = Math.min(RATE_SAMPLES, data.count);
  return rateNetwork(network, presentInputs(network, data, samples, data.timesteps ?? network.timesteps!).before, samples, products);
}

function refuseMixed(data: Dataset | null): never {
  return fail('S560', { reason: data ? 'the network is not one of rates' : 'there is no calibration data' });
}

function withRounding(population: Population, rounding: Rounding | undefined): Population {
  const { neuron } = population;
  if (!rounding || !isSpiking(neuron)) return population;
  const charged = rounding.initials ? { ...population, neuron: { ...neuron, initial: compact(rounding.initials, population) } } : population;
  return inLevels(charged, rounding.scales.scales, rounding.scales.physical);
}

/** Mid-tread levels of the most bits go without saying. */
function withLevels(network: Network, projection: Projection, rounding: Rounding | undefined, most: number): Projection {
  if (!rounding || !isSynaptic(projection)) return projection;
  const { scales: { scales }, shifts, levels } = rounding;
  const { grid: _grid, levels: _levels, ...rest } = shifts && biasCarrier(network, projection.destination) === projection ? withShift(projection, shifts) : projection;
  const { data } = rounding.rounded.get(projection.name)!;
  const channel = channelOfRow(projection, network.populations.find(({ name }) => name === projection.destination)!);
  const bias = rest.bias && rest.bias.map((value, row) => value / scales[channel(row)]!);
  const saysLevels = levels.rise === 'mid-rise' || levels.bits !== most;
  return { ...rest, weights: { shape: projection.weights.shape, data }, bias, ...(saysLevels && { levels }) };
}

/** A weight of 0 has no level of its own among mid-rise ones, and is often a synapse that should not be. */
function warnOfZeros(network: Network, roundings: ReadonlyMap<string, Rounding>): readonly Diagnostic[] {
  return network.projections.filter(isSynaptic).flatMap(({ name, destination, weights: { data }, origin }: SynapticProjection) => {
    if (roundings.get(destination)?.levels.rise !== 'mid-rise') return [];
    const zeros = (data as Float32Array).reduce((count, weight) => count + Number(weight === 0), 0);
    return zeros === 0 ? [] : [diagnose('S558', { projection: name, zeros, weights: data.length }, origin)];
  });
}

