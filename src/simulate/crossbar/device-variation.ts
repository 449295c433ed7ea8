import type { DeviceVariation } from '../../ir/non-idealities.ts';
import { hash } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';
import { correlatedField } from './correlated-field.ts';

const STREAM = 10;

/**
 * Written once: each device has a factor of its own on all it conducts. normal: 1 + sigma N(0, 1), not below 0; lognormal: exp(sigma N(0, 1) - sigma^2 / 2), of mean 1.
 * Factors of devices less than `width_cells` apart are correlated; those of the two devices of a pair are not.
 */
export function applyDeviceVariation({ rows, positive, negative }: Conductances, variation: DeviceVariation, { seed, core, crossbar }: CrossbarAddress): void {
  const { sigma, distribution, width_cells = 1, chip } = variation;
  [positive, negative].forEach((side, polarity) => {
    const field = correlatedField(rows, side.length / rows, width_cells, hash(chip ?? seed, STREAM, core, crossbar, polarity));
    for (let cell = 0; cell < side.length; cell++) {
      side[cell]! *= distribution === 'normal' ? Math.max(0, 1 + sigma * field[cell]!) : Math.exp(sigma * field[cell]! - 0.5 * sigma * sigma);
    }
  });
}
