import type { StateSpread } from '../../ir/non-idealities.ts';
import { extendHash, hash, normalAt } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';
import { spreadAt } from './state-spread.ts';

const STREAM = 4;

/**
 * Written once: every device lands at G + sigma(G) N(0, 1), not below zero; sigma is that of the conductance aimed at. Form of the fits in CrossSim 3.2.0
 * (commit 0a2eb1e), simulator/devices/custom, and aihwkit (commit 4545f11), inference/noise.
 */
export function applyProgrammingError({ positive, negative }: Conductances, spread: StateSpread, { seed, core, crossbar }: CrossbarAddress): void {
  const sigmaAt = spreadAt(spread);
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      side[cell] = Math.max(0, side[cell]! + sigmaAt(side[cell]!) * normalAt(extendHash(address, cell)));
    }
  });
}
