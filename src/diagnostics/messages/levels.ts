import { message } from '../message.ts';

/** S556..S558: levels of weights. */
export const levelMessages = {
  S556: message<{ what: string; reason: string }>('error',
    ({ what, reason }) => `${what}: ${reason}`,
    () => 'run the quantise pass again, or mend the stage file',
    'Mid-tread levels run from -(2^(b-1)-1) to 2^(b-1)-1 and have 2 to 16 bits b; mid-rise levels are the odd numbers from -(2^b-1) to 2^b-1 and have 1 to 15. Every projection of a quantised network may have its own; the network names the most bits of any.'),
  S557: message<{ projection: string; others: number; bits: number; needed: number; device: string; available: number }>('error',
    ({ projection, others, bits, needed, device, available }) =>
      `the mid-rise levels of "${projection}"${others > 0 ? ` and ${others} other${others === 1 ? '' : 's'}` : ''} (${bits} ${bits === 1 ? 'bit' : 'bits'}) need ${needed} conductances a device, ${device} has ${available}`,
    () => 'give fewer --bits, take mid-tread levels, or choose another target',
    'A weight is the difference of two devices, one of which is off. Levels up to n need n + 1 evenly spaced conductances: 2^bits where levels are mid-rise, half as many where they are mid-tread.'),
  S558: message<{ projection: string; zeros: number; weights: number }>('warning',
    ({ projection, zeros, weights }) => `${zeros} of the ${weights} weights of "${projection}" are 0 and become one level: mid-rise levels have no 0`,
    () => 'take mid-tread levels (2 bits are -1, 0, 1), which keep absent synapses absent',
    'Mid-rise levels lie on both sides of 0, so a synapse that was pruned, or never was there, gets the weight of the smallest level.'),
} as const;
