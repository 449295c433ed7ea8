import { message } from '../message.ts';

/** S870..S889: memory devices and the effects that are switched on for them. */
export const deviceMessages = {
  S870: message<{ device: string; what: string; value: string; from: string; to: string; source: string }>('error',
    ({ device, what, value, from, to }) => `${device} is used at ${what} of ${value}, its data hold from ${from} to ${to}`,
    ({ source }) => `stay inside that range, or take another device (${source})`,
    'A device is described by fits to measurements, and a fit says nothing beyond what was measured. Ranges are those of `valid` in the device file and of `valid_uS` of an effect; what a file leaves out is not checked.'),
  S871: message<{ effect: string; needs: string }>('error',
    ({ effect, needs }) => `'${effect}' says something of '${needs}', which is off`,
    ({ effect, needs }) => `switch ${needs} on, or ${effect} off`,
    'Some effects are properties of a circuit that is itself switched on and off: errors and the range of column converters mean nothing without column converters. An effect is never ignored in silence.'),
  S872: message<{ first: string; second: string; reason: string }>('error',
    ({ first, second, reason }) => `'${first}' cannot be simulated together with '${second}': ${reason}`,
    ({ first, second }) => `switch ${first} or ${second} off`,
    'Effects are simulated exactly or in a stated approximation. Where two of them together would need a model that the simulator does not have, it says so and does not give a number.'),
  S873: message<{ text: string; reason: string }>('error',
    ({ text, reason }) => `'${text}' does not switch an effect: ${reason}`,
    () => "write NAME|FILE,effect=off, effect=VALUE or effect.key=VALUE, for example typical,adc=off,readNoise.sigma=0.02",
    'Behind the name or file of a set of non-idealities single effects may be switched, separated by commas: `off` switches one off, anything else is the value in JSON. Without a name everything that is not switched is off.'),
  S874: message<{ target: string; own: string }>('warning',
    ({ target, own }) => `${target}: the energy of a crossbar read stays that of ${own}`,
    () => 'copy the target to a file of your own and price crossbar with the conductances and read voltage of the device',
    'The price of reading a crossbar holds for the conductances and the read voltage of one device. TARGET@DEVICE changes what the devices do to the sums, not what the target says that a read costs.'),
} as const;
