import type { FlickerNoise } from '../../ir/non-idealities.ts';
import { extendHash, hash, normalAt } from '../../ir/random.ts';
import type { Device } from '../../ir/target.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';

const STREAM = 8;

/**
 * Standard deviation, S, of the 1/f noise of a device by its conductance: G Q sqrt(ln((t + t_read) / (2 t_read))), Q = scale (G / G_on)^-exponent, at
 * most `most`. The form is that of the PCM model of aihwkit (commit 4545f11), inference/noise/pcm.py, which takes Q at the conductance before drift.
 */
export function flickerSpread({ scale, exponent, most, time_s, readTime_s }: FlickerNoise, device: Device): (conductance_S: number) => number {
  const on = device.conductanceOn_S.value;
  const accumulated = Math.sqrt(Math.log((time_s + readTime_s) / (2 * readTime_s)));
  return (conductance) => (conductance > 0 ? conductance * Math.min(most, scale * (conductance / on) ** -exponent) * accumulated : 0);
}

/** Written once: most of the power of 1/f noise is slower than an inference, so that a device keeps the deviation it has when the reads begin. Not below zero. */
export function applyFlickerNoise({ positive, negative }: Conductances, noise: FlickerNoise, device: Device, { seed, core, crossbar }: CrossbarAddress): void {
  const sigmaAt = flickerSpread(noise, device);
  [positive, negative].forEach((side, polarity) => {
    const address = hash(seed, STREAM, core, crossbar, polarity);
    for (let cell = 0; cell < side.length; cell++) {
      side[cell] = Math.max(0, side[cell]! + sigmaAt(side[cell]!) * normalAt(extendHash(address, cell)));
    }
  });
}
