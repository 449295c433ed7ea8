import { channelMeans, placeMeans } from './population-drive.ts';
import type { Layout } from './layout.ts';
import type { PlainNeurons, SpikingPopulation, SpikingRun } from './spiking-population.ts';

/** What is adjusted until the mean output of spikes is the wanted one: the bias of a channel, the initial potential of a neuron. */
export type Corrections = 'none' | 'bias' | 'potential' | 'both';

const ROUNDS: Readonly<Record<Corrections, readonly ('bias' | 'potential')[]>> = {
  none: [], bias: ['bias', 'bias'], potential: ['potential', 'potential'], both: ['bias', 'potential'],
};

/** Which samples means are taken from: a share of all, and so many at least. The mean over a channel is known from few, that of one neuron is not. */
const MEASURED: Readonly<Record<'bias' | 'potential', { readonly share: number; readonly least: number }>> = {
  bias: { share: 1 / 4, least: 64 }, potential: { share: 1 / 2, least: 256 },
};

export interface Corrected {
  /** What is added to the bias of each channel. */
  readonly shifts: Float64Array;
  /** Potential before the first timestep, one a place. */
  readonly initials: Float32Array;
  readonly run: SpikingRun;
}

/**
 * Runs a population round after round, each time with the error of its mean output taken away: b += mean(wanted - rate th) over a channel, or
 * v0 += T mean(wanted - rate th) of a neuron (Li et al. 2021, bias and initial potential calibration of SNN_Calibration).
 * @param wanted [samples x size] mean output a timestep, in units of the drive
 */
export function corrected(simulated: SpikingPopulation, neurons: PlainNeurons, wanted: Float32Array, layout: Layout, timesteps: number, corrections: Corrections): Corrected {
  const rounds = ROUNDS[corrections];
  const samples = wanted.length / layout.size;
  const shifts = new Float64Array(layout.channels);
  let { biases, initials } = neurons;
  for (const round of rounds) {
    const first = Math.min(samples, Math.max(MEASURED[round].least, Math.ceil(samples * MEASURED[round].share)));
    const { rates } = simulated.run({ ...neurons, biases, initials }, first);
    const errors = rates.map((rate, at) => wanted[at]! - rate * neurons.thresholds[at % layout.size]!);
    if (round === 'bias') {
      const means = channelMeans(errors, layout);
      means.forEach((mean, channel) => { shifts[channel]! += mean; });
      biases = shifted(biases, means, layout);
    } else {
      const means = placeMeans(errors, layout.size);
      initials = initials.map((initial, place) => initial + timesteps * means[place]!);
    }
  }
  return { shifts, initials, run: simulated.run({ ...neurons, biases, initials }) };
}

/** One value a channel added to all its places. */
export function shifted(values: Float32Array, shifts: Float64Array, { stride, channels }: Layout): Float32Array {
  return values.map((value, place) => (place % stride < channels ? value + shifts[place % stride]! : value));
}
