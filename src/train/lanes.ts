import { existsSync } from 'node:fs';
import { fail } from '../diagnostics/diagnostic.ts';
import { planOf } from './plan.ts';
import { openLane, type Job, type LaneSetup } from './lane.ts';
import { withinMemory } from './within-memory.ts';
import type { Architecture } from './architecture.ts';
import type { Board } from './board.ts';

/** All lanes, which do one kind of work at a time. */
export interface Lanes {
  /** Resolves when every lane has done its part. */
  readonly run: (job: Job) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a thread is started with: shared memory goes over as it is, the plan is made anew (it holds functions). */
export interface SentSetup extends Omit<LaneSetup, 'board'> {
  readonly board: Omit<Board, 'plan'>;
  readonly architecture: Architecture;
}

/**
 * Opens lanes: a thread for each, or this thread for all of them where there is one or no build (tests run from the sources). What comes out is the same.
 * @throws DiagnosticError S672 when a lane does not fit the kernels' memory
 */
export async function openLanes(setup: Omit<LaneSetup, 'lane'>): Promise<Lanes> {
  const setups = Array.from({ length: setup.lanes }, (_, lane): LaneSetup => ({ ...setup, lane }));
  const script = new URL('./training-worker.js', import.meta.url);
  if (setup.lanes === 1 || !existsSync(script)) {
    const lanes = setups.map((one) => withinMemory(() => openLane(one)));
    return { run: async (job) => lanes.forEach((run) => run(job)), close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  // A pool of one thread each: a thread keeps its rows from job to job.
  const pools = setups.map((one) => new Piscina({ filename: script.href, minThreads: 1, maxThreads: 1, workerData: sent(one) }));
  return {
    run: async (job) => {
      const failures = await Promise.all(pools.map((pool) => pool.run(job) as Promise<string | null>));
      const reason = failures.find((one) => one !== null);
      if (reason) fail('S672', { reason });
    },
    close: async () => { await Promise.all(pools.map((pool) => pool.destroy())); },
  };
}

function sent({ board: { plan, ...board }, ...rest }: LaneSetup): SentSetup {
  return { ...rest, board, architecture: plan.architecture };
}

/** The lane of what a thread was started with. */
export function openSentLane({ board, architecture, ...rest }: SentSetup): (job: Job) => void {
  return openLane({ ...rest, board: { ...board, plan: planOf(architecture) } });
}
