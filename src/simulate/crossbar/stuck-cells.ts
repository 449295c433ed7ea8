import type { StuckCells } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { extendHash, hash, uniformAt } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';
import { correlatedField } from './correlated-field.ts';
import { normalProbability } from './normal-probability.ts';

const STREAM = 2;

/**
 * Written once: a share `off` of the devices keeps G_off and a share `on` keeps G_on, whatever was programmed. Each device for itself, or in clusters about
 * `cluster_cells` wide: the draws of devices less than that apart are correlated (a Gaussian copula), the shares stay.
 */
export function applyStuckCells({ rows, positive, negative }: Conductances, stuck: StuckCells, device: Device, { seed, core, crossbar }: CrossbarAddress): void {
  const { off, on, cluster_cells = 1, chip } = stuck;
  [positive, negative].forEach((side, polarity) => {
    const address = hash(chip ?? seed, STREAM, core, crossbar, polarity);
    const field = cluster_cells > 1 ? correlatedField(rows, side.length / rows, cluster_cells, address) : null;
    for (let cell = 0; cell < side.length; cell++) {
      const draw = field ? normalProbability(field[cell]!) : uniformAt(extendHash(address, cell));
      // Both ends of the distribution: clusters of one kind do not surround those of the other.
      if (draw < off) side[cell] = device.conductanceOff_S.value;
      else if (field ? draw > 1 - on : draw < off + on) side[cell] = device.conductanceOn_S.value;
    }
  });
}
