import type { VoltageDomainCircuit } from '../../../ir/neuron-circuit.ts';
import { advanceOf } from '../voltage-domain.ts';
import type { RecordedDrives } from './record-drives.ts';

/** How a population is set up while its setting is looked for. */
export interface TriedSetting {
  readonly up: number;
  readonly down: number;
  /** Null: of the network. */
  readonly initial: number | null;
  /** By channel, in units of the swing; null: none. */
  readonly trims: Float32Array | null;
}

/**
 * Squared difference of the spike counts from those wanted, summed by channel, when recorded drives move nominal somas of this circuit.
 * @param into costs by channel, added to
 */
export function costByChannel(drives: RecordedDrives, circuit: VoltageDomainCircuit, { up, down, initial, trims }: TriedSetting, into: Float64Array): void {
  const { samples, timesteps, neurons, channels, positive, negative, wanted } = drives;
  const { reset_V, threshold_V, supply_V, subSteps } = circuit;
  const count = neurons.length;
  const swing_V = threshold_V - reset_V;
  const [upUnit_V, downUnit_V] = [(swing_V * up) / subSteps, (swing_V * down) / subSteps];
  const advance = advanceOf(circuit);
  const limits_V = Float64Array.from(channels, (channel) => threshold_V + (trims ? swing_V * trims[channel]! : 0));
  const start_V = Float64Array.from({ length: count }, (_, i) => Math.min(supply_V, Math.max(0, reset_V + swing_V * (initial ?? drives.initial[i]!))));
  const [membranes_V, rises_V, falls_V, spikes] = [new Float64Array(count), new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let sample = 0; sample < samples; sample++) {
    membranes_V.set(start_V);
    spikes.fill(0);
    for (let t = 0; t < timesteps; t++) {
      const first = (sample * timesteps + t) * count;
      for (let i = 0; i < count; i++) {
        rises_V[i] = positive[first + i]! * upUnit_V;
        falls_V[i] = negative[first + i]! * downUnit_V;
      }
      advance(membranes_V, rises_V, falls_V);
      for (let i = 0; i < count; i++) {
        if (membranes_V[i]! < limits_V[i]!) continue;
        spikes[i]!++;
        membranes_V[i] = reset_V;
      }
    }
    for (let i = 0; i < count; i++) into[channels[i]!]! += (spikes[i]! - wanted[sample * count + i]!) ** 2;
  }
}

/** The same over all channels, as a share of the variance of the wanted counts: 1 is as good as always firing the mean count. */
export function deviationOf(drives: RecordedDrives, circuit: VoltageDomainCircuit, setting: TriedSetting): number {
  const costs = new Float64Array(1 + drives.channels.reduce((most, channel) => Math.max(most, channel), 0));
  costByChannel(drives, circuit, setting, costs);
  const { wanted } = drives;
  const mean = wanted.reduce((sum, count) => sum + count, 0) / wanted.length;
  const spread = wanted.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return costs.reduce((sum, cost) => sum + cost, 0) / (spread || 1);
}
