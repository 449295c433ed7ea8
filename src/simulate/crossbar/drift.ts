import type { Drift, StateExponent } from '../../ir/non-idealities.ts';
import { extendHash, hash, normalAt } from '../../ir/random.ts';
import type { Device } from '../../ir/target.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';

const STREAM = 5;
/** A device that conducts nothing has no logarithm; it does not drift either. */
const LEAST_SHARE = 1e-7;

/**
 * Written once: G falls to G (time / start)^-nu, nu = |mean + spread N(0, 1)| for each device, mean and spread by its conductance. The form is that of the
 * PCM model of aihwkit (commit 4545f11), inference/noise/pcm.py.
 */
export function applyDrift({ positive, negative }: Conductances, drift: Drift, device: Device, { seed, core, crossbar }: CrossbarAddress): void {
  const on = device.conductanceOn_S.value;
  const logTime = Math.log(drift.time_s / drift.start_s);
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      const log = Math.log(Math.max(side[cell]! / on, LEAST_SHARE));
      const nu = Math.abs(exponentAt(drift.nu, log) + exponentAt(drift.spread, log) * normalAt(extendHash(address, cell)));
      side[cell]! *= Math.exp(-nu * logTime);
    }
  });
}

function exponentAt({ atOn, perLog = 0, least = -Infinity, most = Infinity }: StateExponent, log: number): number {
  return Math.min(most, Math.max(least, atOn + perLog * log));
}
