import { neuronCount, parameterAt, type Parameter, type Population } from './network.ts';
import type { IntegrateAndFire } from './neuron.ts';

/** Smallest and largest drive in one timestep, its bias included, in levels: one entry a channel, or one a neuron. */
export interface DriveRange {
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** Past these steps a bound grows by no more a step than it did last. */
const WATCHED_STEPS = 1024;

/**
 * How low and how high potentials of plain neurons can get within `timesteps`, before the reset, in levels: a bound, reached where every step
 * brings the extreme drive. What is left of a potential is at most decay v; a neuron below its threshold keeps what it has.
 */
export function potentialRange({ shape, neuron }: Pick<Population, 'shape'> & { readonly neuron: IntegrateAndFire }, drive: DriveRange, timesteps: number): { readonly lowest: number; readonly highest: number } {
  const neurons = neuronCount({ shape } as Population);
  const { threshold, initial, resetValue, decay, reset } = neuron;
  const parameters = [threshold, initial, resetValue, decay as Parameter];
  const count = parameters.some((one) => typeof one !== 'number' && one.length === neurons) ? neurons : drive.highest.length;
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const index = i * (neurons / count);
    const [fires, start, back, kept] = parameters.map((one) => parameterAt(one, shape, index)) as [number, number, number, number];
    const at = Math.floor(i / (count / drive.highest.length));
    const found = rangeOf(start, fires, reset === 'hard' ? back : 0, reset === 'subtract', kept, drive.lowest[at]!, drive.highest[at]!, timesteps);
    lowest = Math.min(lowest, found[0]);
    highest = Math.max(highest, found[1]);
  }
  return { lowest, highest };
}

function rangeOf(start: number, threshold: number, back: number, subtracts: boolean, decay: number, least: number, most: number, timesteps: number): readonly [number, number] {
  let [low, high] = [start, start];
  let [lowest, highest] = [start, start];
  for (let step = 0; step < timesteps; step++) {
    const down = Math.min(0, decay * low) + least;
    const up = Math.max(0, decay * high) + most;
    const [deeper, further] = [lowest - Math.min(lowest, down), Math.max(highest, up) - highest];
    [lowest, highest] = [lowest - deeper, highest + further];
    if (step >= WATCHED_STEPS) return [lowest - deeper * (timesteps - step - 1), highest + further * (timesteps - step - 1)];
    const fires = up >= threshold;
    const next = [fires ? Math.min(down, back) : down, fires ? Math.max(threshold, subtracts ? up - threshold : back) : up] as const;
    if (next[0] === low && next[1] === high) break;
    [low, high] = next;
  }
  return [lowest, highest];
}
