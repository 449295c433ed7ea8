import { extendHash, hash, normalAt } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';

/** Distinguishes these draws from those of other effects. */
const STREAM = 1;

/** Written once: every device lands at G (1 + sigma N(0, 1)), not below zero. */
export function applyProgrammingVariation({ positive, negative }: Conductances, sigma: number, { seed, core, crossbar }: CrossbarAddress): void {
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      side[cell] = Math.max(0, side[cell]! * (1 + sigma * normalAt(extendHash(address, cell))));
    }
  });
}
