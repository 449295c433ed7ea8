import { WHOLE_OF, type CountName, type Timing } from '../ir/target.ts';
import type { Ledger, StepCountName, StepCounts } from '../simulate/ledger/ledger.ts';

/** How long the first sample takes, timestep by timestep. */
export interface StepTime {
  readonly perInference_s: number;
  readonly mean_s: number;
  readonly longest_s: number;
  /** The timestep that takes longest, and the core that it waits for (null where none works). */
  readonly longest: { readonly timestep: number; readonly core: number | null };
  readonly barrier_s: number;
  /** Tiles in use, which the barrier depends on. */
  readonly tiles: number;
  /** How the numbers were made. */
  readonly model: string;
}

/** What a core does to messages that arrive; the rest is done for its own neurons. */
const RECEIVED = ['denseEvents', 'sparseEvents', 'convolutionEvents', 'deliveries'] as const satisfies readonly StepCountName[];
const SENT = ['activeUpdates', 'somaSpikes', 'packets'] as const satisfies readonly StepCountName[];

/**
 * Times every timestep of the first sample by its busiest core; null where its counts are not known step by step. With model `concurrent` this is SANA-FE's
 * timing model `simple` (src/schedule.cpp, schedule_messages_timestep_simple): the longer of the two sides of the busiest core, and the barrier.
 */
export function timeSteps(timing: Timing, { steps = null }: Ledger, tiles: number): StepTime | null {
  if (!steps || steps.timesteps === 0) return null;
  const barrier_s = barrierOf(timing, tiles) * 1e-9;
  const least_s = (timing.minimumStep_ns?.value ?? 0) * 1e-9;
  const works_s = workOfCores_s(timing, steps);
  let [sum, longest_s, longest] = [0, 0, { timestep: 0, core: null as number | null }];
  for (let timestep = 0; timestep < steps.timesteps; timestep++) {
    let [busiest_s, core] = [0, null as number | null];
    for (let one = 0; one < steps.cores; one++) {
      const work_s = works_s[timestep * steps.cores + one]!;
      if (work_s > busiest_s) [busiest_s, core] = [work_s, one];
    }
    const time_s = Math.max(busiest_s + barrier_s, least_s);
    sum += time_s;
    if (time_s > longest_s) [longest_s, longest] = [time_s, { timestep, core }];
  }
  return { perInference_s: sum, mean_s: sum / steps.timesteps, longest_s, longest, barrier_s, tiles, model: describe(timing.model === 'concurrent') };
}

/** How long each core works in each timestep of the first sample, [timestep][core]. */
export function workOfCores_s(timing: Timing, steps: StepCounts): Float64Array {
  const [received, sent] = [prices_s(timing, RECEIVED), prices_s(timing, SENT)];
  const update_s = seconds(timing, 'neuronUpdates');
  const concurrent = timing.model === 'concurrent';
  const fold = (a: number, b: number): number => (concurrent ? Math.max(a, b) : a + b);
  return Float64Array.from({ length: steps.timesteps * steps.cores }, (_, at) => fold(sumAt(steps, received, at), sumAt(steps, sent, at) + steps.neurons[at % steps.cores]! * update_s));
}

/** Barrier of this many tiles, ns: the last entry of the table that is not for more of them; that of the whole mesh without a table. */
export function barrierOf({ barrier_ns, barriers_ns = [] }: Timing, tiles: number): number {
  const entry = barriers_ns.findLast((one) => one.tiles <= tiles) ?? barriers_ns[0];
  return (entry?.time_ns ?? barrier_ns).value;
}

interface Timed {
  readonly name: StepCountName;
  readonly time_s: number;
}

/** A time of the whole is one of each of its parts; active updates are timed besides the updates that they are part of. */
function prices_s(timing: Timing, names: readonly StepCountName[]): readonly Timed[] {
  return names.map((name) => {
    const whole = name === 'activeUpdates' ? undefined : WHOLE_OF[name];
    return { name, time_s: seconds(timing, name) || (whole === undefined ? 0 : seconds(timing, whole)) };
  });
}

function seconds({ perCount_ns }: Timing, name: CountName): number {
  return (perCount_ns[name]?.value ?? 0) * 1e-9;
}

function sumAt({ counts }: StepCounts, timed: readonly Timed[], at: number): number {
  let sum = 0;
  for (const { name, time_s } of timed) sum += counts[name][at]! * time_s;
  return sum;
}

function describe(concurrent: boolean): string {
  const work = concurrent
    ? 'the busiest core, which takes in messages while it updates neurons and sends (the longer of the two), plus the barrier of the tiles in use'
    : 'the busiest core, which does one thing after the other, plus the barrier of the tiles in use';
  return `Each timestep of the first sample lasts as long as ${work}; packets do not wait for each other, and their paths hide behind the work.`;
}
