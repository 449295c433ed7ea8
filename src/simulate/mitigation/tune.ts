import { foldGain, type SumError } from '../../../passes/9-mitigate/fold-gain.ts';
import { usesRates, type Mitigations } from '../../ir/mitigations.ts';
import type { Engine } from '../engine/engine.ts';
import { sliceSamples, type Samples } from '../engine/inputs.ts';
import type { Program } from '../engine/program.ts';
import { retune } from '../engine/retune.ts';
import { measureRates } from './drive-rates.ts';
import { recalibrate } from './recalibrate.ts';
import { errorsOfWeights } from './weight-gains.ts';

/** What a chip is mitigated with. */
export interface TuningBench {
  readonly mitigations: Mitigations;
  /** Calibration samples; null where there are none. */
  readonly calibration: Samples | null;
  /** The ideal chip; asked for only where samples run on it. */
  readonly ideal: () => Engine;
  /** Writes the chip. @param rates how often each neuron drives its rows, where that is known */
  readonly write: (rates: Float64Array | null) => Engine;
}

/** Writes a chip, and folds what its crossbars do to the sums of its neurons into the parameters of these. Nothing of this is counted as work of samples. */
export function writeAndTune({ mitigations, calibration, ideal, write }: TuningBench): Engine {
  const samples = calibration && calibration.count > 0 ? calibration : null;
  let known: Engine | null = null;
  const rates = samples && usesRates(mitigations) ? measureRates(known = ideal(), samples) : null;
  const chip = write(rates);
  const { gain, recalibration, preCompensation } = mitigations;
  if (recalibration && samples) {
    const some = sliceSamples(samples, 0, Math.min(samples.count, recalibration.samples));
    recalibrate(chip.program, (known ?? ideal()).program, some, (index, error) => settle(chip.program, index, error));
    chip.takeCounts();
  } else if (gain) errorsOfWeights(chip.program).forEach((error, index) => { if (error) settle(chip.program, index, error); });
  else if (preCompensation) settleShare(chip.program, preCompensation.share);
  return chip;
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
