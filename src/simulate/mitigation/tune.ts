import { foldGain, type SumError } from '../../../passes/9-mitigate/fold-gain.ts';
import type { Mitigations } from '../../ir/mitigations.ts';
import type { Samples } from '../engine/inputs.ts';
import type { Program } from '../engine/program.ts';
import { retune } from '../engine/retune.ts';
import { recalibrate } from './recalibrate.ts';
import { errorsOfWeights } from './weight-gains.ts';

/** What a chip that is written is tuned with. */
export interface TuningBench {
  readonly mitigations: Mitigations;
  /** Calibration samples; null where there are none. */
  readonly calibration: Samples | null;
  /** The ideal chip; asked for only where samples run on it. */
  readonly ideal: () => Program;
}

/** Folds what the crossbars of a written chip do to the sums of its neurons into the parameters of these. Populations whose neurons compute in whole numbers stay. */
export function tune(chip: Program, { mitigations: { gain, recalibration }, calibration, ideal }: TuningBench): void {
  const settle = (index: number, error: SumError): void => {
    const population = chip.configuration.populations[index]!;
    const folded = population.kind === 'neurons' ? foldGain(population, error) : null;
    if (folded) retune(chip, index, folded);
  };
  if (gain) errorsOfWeights(chip).forEach((error, index) => { if (error) settle(index, error); });
  if (recalibration && calibration && calibration.count > 0) recalibrate(chip, ideal(), calibration, settle);
}
