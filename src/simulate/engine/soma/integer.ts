import { largestPotential, type IntegerPotential, type IntegrateAndFire } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { GeneralSoma } from './general.ts';

/**
 * Whole-number integrate-and-fire, in one loop: these neurons are plain but for their saturation. Potentials stand in levels, as multiples of
 * 2^-fraction below 2^24 of them, which f32 holds; all that is added or compared is exact in f64.
 */
export function wholeSoma(neuron: IntegrateAndFire, { bits, fraction }: IntegerPotential, bias: Float32Array, columns: Columns, potentials: Float32Array): GeneralSoma {
  const { size } = columns;
  const unit = 2 ** fraction;
  const most = largestPotential({ bits }) / unit;
  const [decay, initial, threshold] = [columns.decay(neuron.decay), columns.each(neuron.initial), columns.each(neuron.threshold, Infinity)];
  const constant = columns.byFeature(bias);
  const leaks = decay.some((factor) => factor !== 1);
  const hard = neuron.reset === 'hard';
  const resetValue = neuron.resetValue as number;
  const strict = neuron.compare === '>';
  return {
    start: () => { potentials.set(initial); },
    step: (sums, drive, spikes, at, spikeCounts) => {
      // Only columns with devices bring sums that are not whole.
      const whole = sums instanceof Int32Array;
      let count = 0;
      for (let k = 0; k < size; k++) {
        const x = Math.fround(Math.fround(sums[k]! + drive[k]!) + constant[k]!);
        const kept = leaks ? Math.trunc(potentials[k]! * unit * decay[k]!) / unit : potentials[k]!;
        const sum = kept + (whole ? x : nearest(x * unit) / unit);
        const v = sum > most ? most : sum < -most ? -most : sum;
        const limit = threshold[k]!;
        if (strict ? v > limit : v >= limit) {
          spikes[at + count++] = k;
          spikeCounts[k]!++;
          potentials[k] = hard ? resetValue : v - limit;
        } else potentials[k] = v;
      }
      sums.fill(0, 0, size);
      return count;
    },
  };
}

/** A half goes away from 0. */
function nearest(units: number): number {
  return Math.trunc(units < 0 ? units - 0.5 : units + 0.5);
}
