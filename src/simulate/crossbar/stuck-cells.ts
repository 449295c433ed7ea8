import type { Device } from '../../ir/target.ts';
import { extendHash, hash, uniformAt } from '../../ir/random.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';

const STREAM = 2;

/** Written once: a share `off` of the devices keeps G_off and a share `on` keeps G_on, whatever was programmed. */
export function applyStuckCells({ positive, negative }: Conductances, rates: { off: number; on: number }, device: Device, { seed, core, crossbar }: CrossbarAddress): void {
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      const draw = uniformAt(extendHash(address, cell));
      if (draw < rates.off) side[cell] = device.conductanceOff_S.value;
      else if (draw < rates.off + rates.on) side[cell] = device.conductanceOn_S.value;
    }
  });
}
