import { FIRING, type Firing, type ResetMode } from '../../../ir/neuron.ts';
import { depending, fixed, optional, orNone, required, type Field, type Fields } from '../fields.ts';
import { ANY, POSITIVE, POTENTIAL, TIMESTEPS, whole } from '../quantities.ts';
import { choice, parameter, quoted, words } from '../values.ts';

const POTENTIALS = parameter(POTENTIAL);
const INTEGERS = parameter(whole());
const STEPS = parameter(TIMESTEPS);

/** What never fires has nothing to reset. @param usual of a neuron that fires */
export function reset(usual: ResetMode): Field<ResetMode> {
  const fallback = { text: `${usual}; none where sends = potential`, of: (before: object) => ((before as Partial<Firing>).sends === 'potential' ? 'none' : usual) };
  return depending('reset', words<ResetMode>(['subtract', 'hard', 'none']), fallback, 'after a spike: v = v - threshold; v = resetValue; nothing');
}

/** The arguments of every neuron that fires; defaults are those of the vocabulary. */
export const FIRING_FIELDS: Fields<Firing> = {
  threshold: optional('threshold', POTENTIALS, FIRING.threshold as number, 'membrane potential at which it fires'),
  sends: optional('sends', words(['spikes', 'potential']), FIRING.sends, 'potential: a leaky integrator that never fires; its potential travels in every timestep'),
  reset: reset(FIRING.reset),
  resetValue: optional('resetValue', POTENTIALS, FIRING.resetValue as number, 'potential after a hard reset'),
  resetDelay: optional('resetDelay', choice<Firing['resetDelay']>({ 0: 0, 1: 1 }), FIRING.resetDelay, '1: the reset acts at the start of the next timestep'),
  compare: optional('compare', quoted(['>=', '>']), FIRING.compare, 'fires when v >= threshold, or only when v > threshold'),
  spikesPerStep: optional('spikesPerStep', choice<Firing['spikesPerStep']>({ 1: 1, floor: 'floor' }), FIRING.spikesPerStep, 'at most one, or floor(v / threshold)'),
  refractory: optional('refractory', STEPS, FIRING.refractory as number, 'whole timesteps of rest after a spike'),
  initial: optional('initial', POTENTIALS, FIRING.initial as number, 'potential before the first timestep'),
  lowest: orNone('lowest', POTENTIALS, 'the potential is kept from falling below'),
};

/** The published equations are in mV and ms: their potentials are plain numbers, which a unit would only confuse. */
const NUMBERS = parameter(ANY);

/** The published threshold, reset and start of the quadratic neuron. */
export const QUADRATIC_FIRING: Fields<Firing> = {
  ...FIRING_FIELDS,
  threshold: optional('threshold', NUMBERS, 30, 'membrane potential at which it fires'),
  reset: reset('hard'),
  resetValue: optional('resetValue', NUMBERS, -65, 'potential after a spike, the published c'),
  initial: optional('initial', NUMBERS, -65, 'potential before the first timestep'),
  lowest: orNone('lowest', NUMBERS, 'the potential is kept from falling below'),
};

/** What is left to choose on Loihi: it fires once a step at > threshold and resets at once to 0. */
export const LOIHI_FIRING: Fields<Firing> = {
  threshold: required('threshold', parameter(whole(0)), 'mantissa: it fires when v > 64 threshold'),
  reset: fixed('hard'),
  resetValue: fixed(0),
  resetDelay: fixed(0),
  compare: fixed('>'),
  spikesPerStep: fixed(1),
  refractory: optional('refractory', STEPS, 0, 'whole timesteps of rest after a spike'),
  initial: optional('initial', INTEGERS, 0, 'potential before the first timestep'),
  lowest: fixed(null),
  sends: fixed('spikes'),
};

/** Neurons of temporal coding choose their threshold alone. */
export const FIRST_SPIKE_FIRING: Fields<Firing> = {
  threshold: optional('threshold', parameter(POSITIVE), FIRING.threshold as number, 'membrane potential at which it fires'),
  reset: fixed('none'),
  resetValue: fixed(0),
  resetDelay: fixed(0),
  compare: fixed('>='),
  spikesPerStep: fixed(1),
  refractory: fixed(0),
  initial: fixed(0),
  lowest: fixed(null),
  sends: fixed('spikes'),
};
