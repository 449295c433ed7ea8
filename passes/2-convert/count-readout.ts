import type { Layout } from '../../src/calibrate/layout.ts';

/** How the counts of output neurons say which drive is the largest. */
export interface CountReadout {
  readonly threshold: number;
  /** Added to every drive: changes no order, but which of them are worth a spike. */
  readonly shift: number;
}

/** Thresholds as shares of the median largest drive, and shifts as shares of the same. */
const THRESHOLDS = Array.from({ length: 20 }, (_, step) => 0.1 * (step + 1));
const SHIFTS = Array.from({ length: 21 }, (_, step) => 0.1 * (step - 15));

/** Drives that are looked at. */
const MOST_VALUES = 1 << 15;

/**
 * The threshold and the shift with which the counts of T timesteps, clip(floor(T (x + shift) / threshold + 1/2), 0, T), have the same largest output
 * as the drives for most samples; among equals the ones with the widest lead. All outputs have one threshold and one shift, so a count means the same.
 * @param drives [samples x layout size]
 */
export function countReadout(drives: Float32Array, { size, channels }: Layout, timesteps: number): CountReadout {
  const samples = Math.min(drives.length / size, Math.ceil(MOST_VALUES / channels));
  const winners = Int32Array.from({ length: samples }, (_, sample) => largestOf(drives, sample * size, channels));
  const tops = Float32Array.from(winners, (winner, sample) => drives[sample * size + winner]!).sort();
  const unit = Math.max(...[tops[samples >> 1]!, 0]) || 1;
  let [best, most]: [CountReadout, number] = [{ threshold: unit, shift: 0 }, -Infinity];
  for (const share of THRESHOLDS) {
    for (const moved of SHIFTS) {
      const candidate = { threshold: Math.fround(share * unit), shift: moved * unit };
      const score = scoreOf(candidate, drives, winners, size, channels, timesteps);
      if (score > most) [best, most] = [candidate, score];
    }
  }
  return best;
}

function largestOf(values: Float32Array, first: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) if (values[first + index]! > values[first + best]!) best = index;
  return best;
}

/** Samples whose winner has the largest count alone, and a little for its lead, as a share of the timesteps. */
function scoreOf({ threshold, shift }: CountReadout, drives: Float32Array, winners: Int32Array, size: number, channels: number, timesteps: number): number {
  let score = 0;
  winners.forEach((winner, sample) => {
    let [own, others] = [0, 0];
    for (let channel = 0; channel < channels; channel++) {
      const count = Math.min(timesteps, Math.max(0, Math.floor((timesteps * (drives[sample * size + channel]! + shift)) / threshold + 0.5)));
      if (channel === winner) own = count;
      else others = Math.max(others, count);
    }
    score += Number(own > others) + (0.01 * (own - others)) / timesteps;
  });
  return score;
}
