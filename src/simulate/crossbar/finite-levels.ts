import type { Device } from '../../ir/target.ts';
import type { Conductances } from './conductances.ts';

/** Written once: rounds every device to the nearest of `levels` conductances evenly spaced from G_off to G_on; a reference column is trimmed freely. */
export function applyFiniteLevels({ positive, negative, offset }: Conductances, levels: number, device: Device): void {
  const off = device.conductanceOff_S.value;
  const step = (device.conductanceOn_S.value - off) / (levels - 1);
  for (const side of offset ? [positive] : [positive, negative]) {
    for (let cell = 0; cell < side.length; cell++) side[cell] = off + Math.round((side[cell]! - off) / step) * step;
  }
}
