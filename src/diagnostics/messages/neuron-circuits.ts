import { message } from '../message.ts';

const volt = (value: number): string => `${Number(value.toPrecision(4))} V`;

/** S990..S999: circuits that a soma is made of. */
export const neuronCircuitMessages = {
  S990: message<{ reset_V: number; threshold_V: number; supply_V: number; reason: string }>('error',
    ({ reset_V, threshold_V, supply_V, reason }) => `the membrane cannot swing from ${volt(reset_V)} to ${volt(threshold_V)} at a supply of ${volt(supply_V)}: ${reason}`,
    () => 'choose 0 <= reset_V < threshold_V < supply_V',
    'In a voltage-domain neuron the membrane potential is the voltage on a capacitor, which current mirrors move between ground and the supply. Reset and threshold have to lie between the two, the reset below the threshold.'),
  S991: message<{ branch: 'up' | 'down'; from_V: number; needed: string; key: string }>('error',
    ({ branch, from_V, needed }) => `the ${branch} step is 0 ${branch === 'up' ? 'from' : 'up to'} ${volt(from_V)} ${branch === 'up' ? 'on' : ''}, short of ${needed}`.replace('  ', ' ').replace(' ,', ','),
    ({ key }) => `raise ${key}, or choose a swing where the mirror still conducts`,
    'The linear part of the step of a current mirror ends at earlyUp_V (or, reflected, supply_V - earlyDown_V). A neuron whose up step ends below its threshold never spikes, and a step that is 0 at mid-swing cannot be normalised there.'),
  S992: message<{ text: string; reason: string }>('error',
    ({ text, reason }) => `'${text}' does not set a parameter of a neuron circuit: ${reason}`,
    () => 'write NAME|FILE,key=value, for example cm28-min,reset_V=0.3,threshold_V=0.6',
    'Behind the name or file of a neuron circuit single parameters may be set, separated by commas, with values in JSON: `synaptile circuits NAME` shows them. The result passes the same checks as a file.'),
} as const;
