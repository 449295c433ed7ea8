import type { EpochResult, Evaluation, Trainer, TrainingSettings } from '../train/trainer.ts';

/** What a training has come to: the JSON report. */
export interface TrainingSummary {
  readonly schema: 'synaptile-training/1';
  readonly architecture: string;
  readonly samples: number;
  readonly settings: TrainingSettings;
  readonly epochs: readonly EpochResult[];
  readonly accuracy: { readonly set: string; readonly correct: number; readonly total: number; readonly value: number; readonly undecided: number };
  /** Accuracies with noise of the trained share on the weights, one a draw. */
  readonly weightNoise: { readonly share: number; readonly accuracies: readonly number[]; readonly mean: number } | null;
  readonly timing: { readonly wall_s: number; readonly cpu_s: number; readonly cpuPerEpoch_s: number | null };
}

/** What the command `train` writes as JSON. */
export interface TrainingReport extends TrainingSummary {
  /** File of the trained network; null where nothing was trained. */
  readonly output: string | null;
}

interface Facts {
  readonly architecture: string;
  readonly samples: number;
  readonly settings: TrainingSettings;
  readonly history: readonly EpochResult[];
  readonly evaluation: Evaluation;
  readonly set: string;
  readonly noisy: TrainingSummary['weightNoise'];
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly epochsHere: number;
}

const DRAWS = 5;

/** Accuracies of five networks with noise of this share on their weights, each number drawn for itself. */
export async function noisyAccuracies(trainer: Trainer, set: 'training' | 'validation', share: number): Promise<TrainingSummary['weightNoise']> {
  const accuracies: number[] = [];
  for (let draw = 1; draw <= DRAWS; draw++) {
    const { correct, samples } = await trainer.evaluate(set, { share, draw });
    accuracies.push(correct / samples);
  }
  return { share, accuracies, mean: accuracies.reduce((sum, one) => sum + one, 0) / DRAWS };
}

export function summarise({ architecture, samples, settings, history, evaluation, set, noisy, wall_s, cpu_s, epochsHere }: Facts): TrainingSummary {
  const { correct, samples: total, undecided } = evaluation;
  return {
    schema: 'synaptile-training/1', architecture, samples, settings, epochs: history, accuracy: { set, correct, total, value: correct / total, undecided },
    weightNoise: noisy, timing: { wall_s, cpu_s, cpuPerEpoch_s: epochsHere > 0 ? cpu_s / epochsHere : null },
  };
}
