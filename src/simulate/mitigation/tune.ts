import { foldGain, type SumError } from '../../../passes/9-mitigate/fold-gain.ts';
import { calibrationSamplesFor, usesRates, type Mitigations } from '../../ir/mitigations.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Engine } from '../engine/engine.ts';
import { sliceSamples, type Samples } from '../engine/inputs.ts';
import type { Program } from '../engine/program.ts';
import { retune } from '../engine/retune.ts';
import { calibrateConverters, type ConverterRanges } from './calibrate-converters.ts';
import { measureRates } from './drive-rates.ts';
import { recalibrate } from './recalibrate.ts';
import { errorsOfWeights } from './weight-gains.ts';

/** What a chip is mitigated with. */
export interface TuningBench {
  readonly mitigations: Mitigations;
  readonly effects: NonIdealities;
  /** Calibration samples; null where there are none. */
  readonly calibration: Samples | null;
  /** The ideal chip; asked for only where samples run on it. */
  readonly ideal: () => Engine;
  /** Writes the chip. @param rates how often each neuron drives its rows, where that is known */
  readonly write: (rates: Float64Array | null) => Engine;
}

/** A chip that is ready for samples. */
export interface TunedChip {
  readonly engine: Engine;
  /** How its column converters were set; empty where no samples tell that. */
  readonly converters: readonly ConverterRanges[];
}

/**
 * Writes a chip, sets the ranges of its column converters where samples are to tell them, and folds what its crossbars do to the sums of its neurons into the
 * parameters of these. Nothing of this is counted as work of samples.
 */
export function writeAndTune({ mitigations, effects, calibration, ideal, write }: TuningBench): TunedChip {
  const samples = calibration && calibration.count > 0 ? calibration : null;
  let known: Engine | null = null;
  const rates = samples && usesRates(mitigations) ? measureRates(known = ideal(), firstOf(samples, calibrationSamplesFor(mitigations))) : null;
  const engine = write(rates);
  return { engine, converters: tune(engine, { mitigations, effects, calibration: samples, ideal: () => known ?? ideal() }) };
}

function tune(chip: Engine, { mitigations, effects: { adc, adcCalibration }, calibration: samples, ideal }: Omit<TuningBench, 'write'>): readonly ConverterRanges[] {
  const converters: ConverterRanges[] = [];
  const prepare = (entry: number): void => {
    if (adc && adcCalibration?.samples && samples) converters.push(...calibrateConverters(chip.program, firstOf(samples, adcCalibration.samples), entry, adcCalibration.coverage ?? 1));
  };
  const { gain, recalibration, range, preCompensation } = mitigations;
  if (recalibration && samples) {
    recalibrate(chip.program, ideal().program, firstOf(samples, recalibration.samples), (index, error) => settle(chip.program, index, error), prepare);
  } else {
    if (gain) errorsOfWeights(chip.program).forEach((error, index) => { if (error) settle(chip.program, index, error); });
    else if (range || preCompensation) settleShare(chip.program, chip.program.crossbars?.scale ?? 1);
    chip.program.configuration.schedule.forEach((_, entry) => prepare(entry));
  }
  chip.takeCounts();
  return converters;
}

function firstOf(samples: Samples, count: number): Samples {
  return sliceSamples(samples, 0, Math.min(samples.count, count));
}

/** Populations whose neurons compute in whole numbers stay as they are. */
function settle(chip: Program, index: number, error: SumError): void {
  const population = chip.configuration.populations[index]!;
  const folded = population.kind === 'neurons' ? foldGain(population, error) : null;
  if (folded) retune(chip, index, folded);
}

/** Nothing is measured: all weights are taken to act as the share they were written for. */
function settleShare(chip: Program, share: number): void {
  chip.configuration.populations.forEach((population, index) => {
    if (population.kind === 'input') return;
    const all = (): { gain: Float32Array; offset: Float32Array } => {
      const neurons = population.features * population.positions;
      return { gain: new Float32Array(neurons).fill(share), offset: new Float32Array(neurons) };
    };
    settle(chip, index, { ...all(), inhibitory: population.inhibitoryBias ? all() : null });
  });
}
