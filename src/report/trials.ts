/** Accuracy over several chips drawn from the same statistics. */
export interface Trials {
  readonly accuracies: readonly number[];
  readonly mean: number;
  /** Of the accuracies, with Bessel's correction. */
  readonly standardDeviation: number;
}

export function summariseTrials(accuracies: readonly number[]): Trials {
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  const squares = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { accuracies, mean, standardDeviation: Math.sqrt(squares / Math.max(1, accuracies.length - 1)) };
}
