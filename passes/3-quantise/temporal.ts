import { checkCalibration } from '../../src/calibrate/check-data.ts';
import { fail, stopOnErrors } from '../../src/diagnostics/diagnostic.ts';
import type { LevelRise, WeightLevels } from '../../src/ir/levels.ts';
import { isSpiking, isSynaptic, populationNamed, type Network, type Projection } from '../../src/ir/network.ts';
import type { PassContext, PassResult } from '../../src/ir/pass.ts';
import { chosenLevels } from './bits.ts';
import { channelOfRow } from './levels.ts';
import { roundNearest } from './nearest.ts';
import { inLevels } from './neurons.ts';
import { recordsOf, statisticsOf } from './records.ts';
import type { ScaleChoice, ScaleRule } from './scales.ts';
import { roundByTimes, type TemporalRounding } from './temporal-feedback.ts';

export interface TemporalOptions {
  readonly bits: number | 'mixed' | null;
  readonly levels?: LevelRise;
  readonly scale?: ScaleRule;
  readonly scalePer?: ScaleChoice['per'];
  readonly rounding?: 'error-feedback' | 'nearest';
  readonly samples?: number;
}

/**
 * A temporal network with integer levels. Weights of a channel share a scale, which goes into its threshold (threshold / scale); a bias, being one more weight, is a whole
 * number of levels of any size. With calibration data rounding errors are made up so that spike times stay (`temporal-feedback.ts`).
 * @throws DiagnosticError S544, S551, S554, S560, and those of calibration data
 */
export function quantiseTemporal(network: Network, options: TemporalOptions, { calibration: data, ...context }: PassContext): PassResult<Network> {
  const { bits, rounding = 'error-feedback', levels: rise = 'mid-tread' } = options;
  if (bits === 'mixed') return fail('S560', { reason: 'the network is not one of rates' });
  const levels = chosenLevels(network, bits, rise, { calibration: data, ...context });
  // Least squared error is the better scale at any number of bits here: no timesteps blur it.
  const scale: ScaleChoice = { rule: options.scale === undefined || options.scale === 'auto' ? 'least-squares' : options.scale, per: options.scalePer ?? 'channel' };
  const diagnostics = data ? [...stopOnErrors(checkCalibration(network, data))] : [];
  const samples = data ? Math.min(options.samples ?? 1000, data.count) : 0;
  const spiking = network.populations.filter(({ neuron }) => isSpiking(neuron));
  const nearest = new Map(spiking.map((population) => [population.name, roundNearest(network, population, levels, scale)]));
  const roundings: ReadonlyMap<string, TemporalRounding> = data && rounding === 'error-feedback' ? roundByTimes(network, nearest, levels, { data, samples, free: scale.per === 'channel', seed: context.seed, progress: context.progress })
    : new Map([...nearest].map(([name, own]) => [name, { ...own, biases: null }]));
  stopOnErrors([...roundings.values()].flatMap(({ scales }) => scales.diagnostics));
  const output: Network = {
    ...network, stage: 'quantised', bits: levels.bits,
    populations: network.populations.map((population) => {
      const own = roundings.get(population.name);
      return own ? inLevels(population, own.scales.scales, false) : population;
    }),
    projections: network.projections.map((projection) => withLevels(network, projection, roundings.get(projection.destination), levels)),
    calibration: recordsOf(network, roundings, rounding === 'error-feedback' ? data : null, samples),
  };
  return { output, diagnostics, statistics: statisticsOf(levels, roundings) };
}

function withLevels(network: Network, projection: Projection, rounding: TemporalRounding | undefined, { bits, rise }: WeightLevels): Projection {
  if (!rounding || !isSynaptic(projection)) return projection;
  const { grid: _grid, ...rest } = projection;
  const channel = channelOfRow(projection, populationNamed(network, projection.destination));
  const bias = rest.bias && rest.bias.map((value, row) => rounding.biases?.[row] ?? Math.round(value / rounding.scales.scales[channel(row)]!));
  return { ...rest, weights: { shape: projection.weights.shape, data: rounding.rounded.get(projection.name)!.data }, bias, ...(rise === 'mid-rise' && { levels: { bits, rise } }) };
}
