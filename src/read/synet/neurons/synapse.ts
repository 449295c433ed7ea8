import type { Adaptation, Conductance, Synapse } from '../../../ir/neuron.ts';
import { call, callOf, calls } from '../calls.ts';
import type { Codec } from '../codec.ts';
import { fixed, optional, required } from '../fields.ts';
import { ANY, POTENTIAL } from '../quantities.ts';
import { parameter, words } from '../values.ts';
import { decay, gain } from './decay.ts';

const SYNAPSE = callOf<Synapse>('current', 'synaptic current i = decay i + gain X, which drives the membrane instead of X', {
  decay,
  gain: gain(true),
  order: optional('order', words(['current-first', 'potential-first']), 'current-first', 'the membrane sees the new i, or that of the step before'),
});

/** `current(tau = 5 ms)` */
export const synapse: Codec<Synapse> = call(SYNAPSE, { decay: 1, gain: 1, order: 'current-first' });

const ADAPTATION = {
  threshold: callOf<Adaptation>('threshold', 'a = decay a + jump n at the end of a step; a is added to the threshold', {
    on: fixed('threshold'), decay, jump: required('jump', parameter(POTENTIAL), 'what a spike adds to the threshold'),
  }),
  current: callOf<Adaptation>('current', 'a = decay a + jump n at the end of a step; a is subtracted from the current I', {
    on: fixed('current'), decay, jump: required('jump', parameter(ANY), 'what a spike takes from the current'),
  }),
};

/** `threshold(tau = 200 ms, jump = 1.8)` or `current(...)` */
export const adaptation: Codec<Adaptation> = calls(ADAPTATION, ({ on }) => on, { on: 'threshold', decay: 1, jump: 0 });

const CONDUCTANCE = callOf<Conductance>('conductance', 'g = decay g + gain X of the projections of its receptor', {
  decay,
  gain: gain(true),
  reversal: required('reversal', parameter(POTENTIAL), 'potential E that an open channel draws the membrane to'),
});

/** `conductance(tau = 5 ms, reversal = 0 mV)` */
export const conductance: Codec<Conductance> = call(CONDUCTANCE, { decay: 1, gain: 1, reversal: 0 });
