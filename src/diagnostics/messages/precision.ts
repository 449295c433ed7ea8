import { message } from '../message.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** S559, S560, S570, S572: bits chosen under a budget, weights that calibration cannot follow, what replaces maximum pooling. */
export const precisionMessages = {
  S559: message<{ of: string; share: number; least: number }>('warning',
    ({ of, share, least }) => `the fewest bits everywhere still take ${percent(least)} of the ${of}, more than the budget of ${percent(share)}`,
    () => 'give a larger --budget, or a target that stores fewer bits',
    'Mixed precision chooses between 2, 3, 4, 6 and 8 bits within what the target stores; a budget is a share of what the most of them take everywhere.'),
  S560: message<{ reason: string }>('error',
    ({ reason }) => `bits cannot be chosen under a budget: ${reason}`,
    () => 'give --bits as a number, or --calibrate DATA to a converted network',
    'What fewer bits cost in accuracy is measured on calibration data, with a network of rates: neurons without leak that are reset by subtraction, without loops, as a conversion makes them.'),
  S572: message<{ projection: string; taps: number; populations: number; neurons: number }>('note',
    ({ projection, taps, populations, neurons }) => `maximum pooling "${projection}" over ${taps} values is replaced by ${populations} populations of differences, ${neurons} neurons in all`,
    () => 'nothing needs to be done; average pooling costs no neurons, should the network be trained again',
    'Hardware adds, it does not compare. max(a, b) = a + relu(b - a) is exact for activations; each difference is a population that is converted like any other, with the rounding of its count of spikes.'),
  S570: message<{ population: string; reason: string }>('note',
    ({ population, reason }) => `the weights into "${population}" are rounded one by one: ${reason}`,
    () => 'nothing needs to be done; with few bits, compare accuracies before and after',
    'Error feedback and corrections need to know what the sources of a population send on the calibration data. They follow plain integrate-and-fire neurons in the order of the data, not other neurons, nor loops through several populations, nor what comes behind such.'),
} as const;
