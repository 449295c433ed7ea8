import type { Arrivals } from '../../../../src/forward/temporal/spike-time.ts';

/**
 * Spike time of an exponential response by a clocked recursion: in each step of length dt the current decays, takes in what came since the step before, and charges the
 * membrane: I = e^-dt I + sum w,  V = V + dt I. Agrees with the closed form to O(dt). Infinity where it has not fired at `end`.
 */
export function clockedSpikeTime({ times, weights }: Arrivals, threshold: number, dt: number, end: number): number {
  const decay = Math.exp(-dt);
  let [current, potential, next] = [0, 0, 0];
  for (let step = 0; step * dt <= end; step++) {
    current *= decay;
    for (; next < times.length && times[next]! <= step * dt; next++) current += weights[next]!;
    potential += dt * current;
    if (potential >= threshold) return (step + 1) * dt;
  }
  return Infinity;
}
