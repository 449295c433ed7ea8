import { message } from '../message.ts';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** S566..S569, S571: calibration data, and a conversion that leaves its output silent or loses more than it may. */
export const calibrationMessages = {
  S566: message<{ samples: number; value: number | null }>('error',
    ({ samples, value }) => (value === null ? `all ${samples} calibration samples are the same` : `every value of ${samples === 1 ? 'the only calibration sample' : `all ${samples} calibration samples`} is ${Number(value.toPrecision(6))}`)
      + ', which tells nothing about the range of activations',
    () => 'pass --calibrate DATA with some hundred different samples of the kind the network will see',
    'Calibration measures how strongly each population is driven over many samples. Data without variety, such as an array that was never filled, would give thresholds and levels that fit nothing else.'),
  S567: message<{ sample: number; index: number; value: number; affected: number; samples: number }>('error',
    ({ sample, index, value, affected, samples }) => `calibration sample ${sample} holds ${value} at index ${index}; ${affected} of ${counted(samples, 'sample')} hold${affected === 1 ? 's' : ''} values that are not finite`,
    () => 'replace missing and infinite values by numbers, or leave these samples out',
    'A single not-a-number or infinite value makes every threshold and every level that is measured with it meaningless. Samples and values are counted from 0; at most the first 1000 samples are looked at.'),
  S568: message<{ population: string; timesteps: number }>('warning',
    ({ population, timesteps }) => `population "${population}" does not fire once in ${counted(timesteps, 'timestep')} on any calibration sample: nothing reaches the output`,
    () => 'give more --timesteps, or lower the thresholds (--percentile)',
    'A spike stands for a whole threshold of activation, and a neuron needs time to gather it. With too few timesteps a population that is driven weakly stays silent, and every sample gets the same answer. The population named is the first one on the way to the output that stays silent.'),
  S569: message<Record<string, never>>('warning',
    () => 'holds a single calibration sample',
    () => 'pass some hundred samples of the kind the network will see',
    'One sample shows the activations of one input. Thresholds and levels measured on it clip those of others.'),
  S571: message<{ timesteps: number; loss: number; limit: number; labelled: boolean }>('warning',
    ({ timesteps, loss, limit, labelled }) => {
      const lost = `${Number(loss.toPrecision(3))} ${labelled ? 'points of accuracy' : 'percent of the predictions'}`;
      return `no number of timesteps up to ${timesteps} keeps the loss below ${limit}: ${timesteps} still ${labelled ? 'lose' : 'change'} ${lost} on the calibration samples`;
    },
    () => 'allow a larger --loss, or try --readout membrane or --thresholds percentile',
    'With --timesteps auto the network is converted for more and more timesteps until spikes say the same as activations on the calibration samples, up to the limit given. Beyond 256 timesteps more of them hardly help: what is lost then is lost by clipped activations, or by classes that are as good as equal.'),
} as const;
