import { affordableSamples } from '../../src/calibrate/affordable.ts';
import { checkCalibration } from '../../src/calibrate/check-data.ts';
import { inputValues } from '../../src/calibrate/samples.ts';
import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { populationNamed, type Network } from '../../src/ir/network.ts';
import type { PassContext, PassResult } from '../../src/ir/pass.ts';
import { assemble } from './assemble.ts';
import { calibrate, type Balanced, type Calibration } from './calibrate.ts';
import type { ConvertOptions } from './convert.ts';
import { RANDOM_SAMPLES, randomSamples } from './data-free.ts';
import { inputRanges, withInputCoding } from './input-coding.ts';
import { withRelays } from './latency-input.ts';
import type { Ceiling } from './quantised.ts';
import { fewestTimesteps, lossOf } from './timesteps.ts';

/** Timesteps where nobody says. */
export const USUAL_TIMESTEPS = 32;

/**
 * Converts a network whose activations are ReLU, clipped or linear: with the calibration data, or without by rule `percentile` under random inputs.
 * @param ceilings what the file says of populations that were trained with levels
 */
export function convertActivations(network: Network, ceilings: ReadonlyMap<string, Ceiling>, options: ConvertOptions, context: PassContext): PassResult<Network> {
  const data = context.calibration;
  const diagnostics = data ? [...stopOnErrors(checkCalibration(network, data))] : [diagnose('S542', { samples: RANDOM_SAMPLES }, { place: network.name })];
  const coded = withInputCoding(network, options.coding, inputRanges(network, data, options.samples));
  const { calibration, timesteps, loss } = data ? withData(coded.network, data, ceilings, options, context) : withoutData(coded.network, ceilings, options, context);
  diagnostics.push(...coded.diagnostics, ...findings(coded.network, calibration, timesteps, options));
  if (data && asked(network, options) === 'auto' && loss > options.loss) diagnostics.push(diagnose('S571', { timesteps, loss, limit: options.loss, labelled: data.labels !== null }, { place: network.name }));
  const records = [...calibration.populations.values()].map(({ record }) => record);
  const thresholds = records.filter(({ population }) => options.readout === 'count' || population !== network.output.population);
  return {
    output: {
      ...withRelays(assemble(coded.network, calibration.populations, options.readout)), timesteps,
      calibration: { data: data && { file: data.file, samples: calibration.samples }, conversion: data ? records : [], quantisation: [] },
    },
    diagnostics,
    statistics: {
      'populations converted': records.length,
      'calibration samples': calibration.samples,
      'smallest threshold': Math.min(...thresholds.map(({ smallestThreshold }) => smallestThreshold)),
      'largest threshold': Math.max(...thresholds.map(({ largestThreshold }) => largestThreshold)),
      ...(data && { [data.labels ? 'points of accuracy lost on the calibration samples' : 'percent of predictions changed on the calibration samples']: loss }),
    },
  };
}

interface Converted {
  readonly calibration: Calibration;
  readonly timesteps: number;
  readonly loss: number;
}

/** A network that says its timesteps has them. */
function asked(network: Network, options: ConvertOptions): number | 'auto' {
  return network.timesteps ?? options.timesteps;
}

function withData(network: Network, data: Dataset, ceilings: ReadonlyMap<string, Ceiling>, options: ConvertOptions, { progress }: PassContext): Converted {
  const given = new Map([...ceilings].filter(([, { exact }]) => exact));
  const labels = data.labels;
  const calibrated = (timesteps: number): Calibration => {
    const samples = Math.min(options.samples, data.count, affordableSamples(network, timesteps));
    return calibrate(network, inputValues(network, data, samples), samples, { ...options, timesteps }, given, progress);
  };
  const timesteps = asked(network, options);
  if (timesteps === 'auto') return fewestTimesteps(options.loss, calibrated, labels);
  const calibration = calibrated(timesteps);
  return { calibration, timesteps, loss: lossOf(calibration, labels) };
}

function withoutData(network: Network, ceilings: ReadonlyMap<string, Ceiling>, options: ConvertOptions, { seed, progress }: PassContext): Converted {
  const data = randomSamples(network, seed);
  const wanted = asked(network, options);
  const timesteps = wanted === 'auto' ? USUAL_TIMESTEPS : wanted;
  const rules = { ...options, timesteps, thresholds: 'percentile', corrections: 'none', weights: 'keep' } as const;
  return { calibration: calibrate(network, inputValues(network, data, data.count), data.count, rules, ceilings, progress), timesteps, loss: 0 };
}

/** Populations that never were active (S543), and the first that should fire and does not (S568). */
function findings(network: Network, { populations }: Calibration, timesteps: number, { readout }: ConvertOptions): readonly Diagnostic[] {
  const fires = ([name]: readonly [string, Balanced]): boolean => readout === 'count' || name !== network.output.population;
  const inactive = [...populations].filter(([, { active }]) => !active);
  const silent = [...populations].find((one) => fires(one) && one[1].active && one[1].record.meanRate === 0);
  return [
    ...inactive.map(([population]) => diagnose('S543', { population }, populationNamed(network, population).origin)),
    ...(silent ? [diagnose('S568', { population: silent[0], timesteps }, populationNamed(network, silent[0]).origin)] : []),
  ];
}
