import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import type { Conductances } from './conductances.ts';
import { flickerSpread } from './flicker-noise.ts';
import { spreadAt } from './state-spread.ts';
import { telegraphSpread } from './telegraph-noise.ts';

/** How much more or less a change of each conductance changes the current of its column than it would without wires; row-major. */
export interface Sensitivity {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Whether devices conduct differently from read to read. */
export function variesInReads({ deviceNoise, flickerNoise, telegraphNoise }: NonIdealities): boolean {
  return deviceNoise !== null || flickerNoise?.redrawn === 'read' || telegraphNoise?.redrawn === 'read';
}

/**
 * Every read: the variance that each pair of devices adds to its column when its row is driven by one level or spike, in levels squared. Devices vary
 * independently, so the variances of the driven rows add up, a row at v levels counting v^2: sigma^2 of a column is the sum over its driven rows of
 * V^2 sigma(G)^2, from an accumulation of its own with as much work as there are spikes.
 */
export function readVariances(
  { columns, positive, negative }: Conductances, highest: Float64Array, device: Device, effects: NonIdealities, sensitivity: Sensitivity | null = null,
): Float32Array {
  const perSiemens = highest.map((level) => level / (device.conductanceOn_S.value - device.conductanceOff_S.value));
  const varianceOf = varianceAt(effects, device);
  const variances = new Float32Array(positive.length);
  for (let cell = 0; cell < variances.length; cell++) {
    const gain = perSiemens[cell % columns]!;
    const plus = sensitivity ? sensitivity.positive[cell]! ** 2 : 1;
    const minus = sensitivity ? sensitivity.negative[cell]! ** 2 : 1;
    variances[cell] = gain * gain * (plus * varianceOf(positive[cell]!) + minus * varianceOf(negative[cell]!));
  }
  return variances;
}

/** Variance of a conductance from read to read, S^2: that of all noises together. */
function varianceAt({ deviceNoise, flickerNoise, telegraphNoise }: NonIdealities, device: Device): (conductance_S: number) => number {
  const spreads = [
    ...(deviceNoise ? [spreadAt(deviceNoise)] : []),
    ...(flickerNoise?.redrawn === 'read' ? [flickerSpread(flickerNoise, device)] : []),
    ...(telegraphNoise?.redrawn === 'read' ? [telegraphSpread(telegraphNoise)] : []),
  ];
  return (conductance) => spreads.reduce((sum, sigmaAt) => sum + sigmaAt(conductance) ** 2, 0);
}
