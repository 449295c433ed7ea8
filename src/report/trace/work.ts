import type { Timing } from '../../ir/target.ts';
import type { Ledger } from '../../simulate/ledger/ledger.ts';
import { workOfCores } from '../core-work.ts';
import { workOfCores_s } from '../step-time.ts';

/** How long each core works in each timestep. */
export interface Work {
  readonly cores: number;
  /** [timestep][core] where `measured`; [core] otherwise, the same in every timestep. */
  readonly busy_s: Float64Array;
  /** Whether this is what the first sample did; otherwise means over samples and timesteps. */
  readonly measured: boolean;
}

export function workOf(timing: Timing, ledger: Ledger): Work {
  const { steps = null } = ledger;
  if (steps && steps.timesteps > 0) return { cores: steps.cores, busy_s: workOfCores_s(timing, steps), measured: true };
  const busy_s = ledger.samples === 0 ? new Float64Array(0) : workOfCores(timing, ledger).load_s;
  return { cores: busy_s.length, busy_s, measured: false };
}

export function busyAt({ cores, busy_s, measured }: Work, timestep: number, core: number): number {
  return busy_s[measured ? timestep * cores + core : core]!;
}
