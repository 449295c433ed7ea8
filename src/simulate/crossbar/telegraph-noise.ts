import type { TelegraphNoise } from '../../ir/non-idealities.ts';
import { extendHash, hash, uniformAt } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';

const STREAM = 9;

/**
 * Random telegraph noise: a trap that is filled with a `probability` lowers the conductance of its device to G (1 - amplitude). Redrawn once: traps are slow,
 * each device keeps one of its two conductances. Redrawn in every read: traps are fast, devices keep their mean and `telegraphSpread` varies them.
 */
export function applyTelegraphNoise({ positive, negative }: Conductances, { amplitude, probability, redrawn }: TelegraphNoise, { seed, core, crossbar }: CrossbarAddress): void {
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      if (redrawn === 'read') side[cell]! *= 1 - amplitude * probability;
      else if (uniformAt(extendHash(address, cell)) < probability) side[cell]! *= 1 - amplitude;
    }
  });
}

/**
 * Standard deviation, S, from read to read of a device that conducts so much on average: that of two values. A column adds up many devices, so its noise is
 * drawn from a normal distribution of the same mean and variance.
 */
export function telegraphSpread({ amplitude, probability }: TelegraphNoise): (conductance_S: number) => number {
  const share = (amplitude * Math.sqrt(probability * (1 - probability))) / (1 - amplitude * probability);
  return (conductance) => share * conductance;
}
