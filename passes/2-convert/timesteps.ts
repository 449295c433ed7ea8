import type { Calibration } from './calibrate.ts';

/** Most timesteps that `auto` tries. */
export const MOST_TRIED = 256;

export interface Choice {
  readonly timesteps: number;
  readonly calibration: Calibration;
  /** Points of accuracy, or percent of changed predictions. */
  readonly loss: number;
}

/**
 * The fewest timesteps whose loss is at most `limit`: doubled until it is, then halved into between, taking the loss to fall with more timesteps.
 * Where even `MOST_TRIED` lose more, these.
 */
export function fewestTimesteps(limit: number, calibrated: (timesteps: number) => Calibration, labels: Int32Array | null): Choice {
  const tried = (timesteps: number): Choice => {
    const calibration = calibrated(timesteps);
    return { timesteps, calibration, loss: lossOf(calibration, labels) };
  };
  let [below, best] = [0, tried(1)];
  while (best.loss > limit && best.timesteps < MOST_TRIED) [below, best] = [best.timesteps, tried(2 * best.timesteps)];
  while (best.loss <= limit && best.timesteps - below > 1) {
    const middle = tried(Math.floor((below + best.timesteps) / 2));
    if (middle.loss <= limit) best = middle;
    else below = middle.timesteps;
  }
  return best;
}

/** Points of accuracy that the spikes lose against the activations on labelled samples; without labels percent of changed predictions. */
export function lossOf({ expected, found, samples }: Calibration, labels: Int32Array | null): number {
  const [wanted, got] = [predictions(expected, samples), predictions(found, samples)];
  const right = (of: Int32Array, as: Int32Array): number => of.reduce((sum, one, sample) => sum + Number(one === as[sample]), 0);
  return (100 * (labels ? right(wanted, labels) - right(got, labels) : samples - right(got, wanted))) / samples;
}

/** Index of the largest of each sample, the lowest on a tie. */
function predictions(values: Float32Array, samples: number): Int32Array {
  const outputs = values.length / samples;
  return Int32Array.from({ length: samples }, (_, sample) => {
    const own = values.subarray(sample * outputs, (sample + 1) * outputs);
    return own.reduce((best, value, index) => (value > own[best]! ? index : best), 0);
  });
}
