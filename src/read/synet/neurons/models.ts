import { RESPONSES, type FirstSpikeNeuron } from '../../../ir/first-spike.ts';
import type { ConductanceNeuron, IntegrateAndFire, LoihiNeuron, QuadraticNeuron } from '../../../ir/neuron.ts';
import type { Neuron, QuantisedActivation, Rounding } from '../../../ir/network.ts';
import type { Codec } from '../codec.ts';
import { following, optional, orAbsent, orNone, required, type Field, type Fields } from '../fields.ts';
import { ANY, NO_LEAK, POSITIVE, POTENTIAL, WHOLE, whole } from '../quantities.ts';
import { FLAG, number, parameter, words } from '../values.ts';
import { decay, gain } from './decay.ts';
import { integer } from './integer.ts';
import { FIRING_FIELDS, FIRST_SPIKE_FIRING, LOIHI_FIRING, QUADRATIC_FIRING, reset } from './firing.ts';
import { recovery } from './recovery.ts';
import { adaptation, conductance, synapse } from './synapse.ts';

/** A word of the language and the neuron it stands for. */
export interface NeuronModel<N extends Neuron = Neuron> {
  readonly word: string;
  readonly kind: N['kind'];
  readonly help: string;
  /** One timestep, in one line; the exact order of its operations is in src/ir/neuron.ts. */
  readonly equation: string;
  readonly example: string;
  readonly fields: Fields<Omit<N, 'kind'>>;
}

type Activation<K extends Neuron['kind']> = Extract<Neuron, { readonly kind: K }>;

const linear: NeuronModel<Activation<'linear'>> = {
  word: 'linear', kind: 'linear', help: 'no activation', equation: 'y = X', example: 'linear', fields: {},
};

const relu: NeuronModel<Activation<'relu'>> = {
  word: 'relu', kind: 'relu', help: 'rectifier, clipped where it has a ceiling', equation: 'y = min(ceiling, max(0, X))', example: 'relu(ceiling = 6)',
  fields: { ceiling: orNone('ceiling', number(POSITIVE), 'largest value') },
};

const ROUNDINGS: readonly Rounding[] = ['half-even', 'half-up', 'half-down', 'up', 'down', 'ceil', 'floor'];

const quantised: NeuronModel<QuantisedActivation> = {
  word: 'quantised', kind: 'quantised', help: 'activation rounded to levels, as a trained quantiser leaves it',
  equation: 'y = scale (clip(round(X / scale) + zeroPoint, low, high) - zeroPoint)',
  example: 'quantised(scale = 0.0625, low = 0, high = 15)',
  fields: {
    scale: required('scale', parameter(POSITIVE), 'value of one level'),
    zeroPoint: optional('zeroPoint', number(WHOLE), 0, 'level of the value 0'),
    low: required('low', number(WHOLE), 'lowest level'),
    high: required('high', number(WHOLE), 'highest level'),
    rounding: optional('rounding', words(ROUNDINGS), 'half-even', 'where values between two levels go'),
    bipolar: optional('bipolar', FLAG, false, 'two levels: y = scale where X >= 0, else -scale'),
  },
};

/** What integrate-and-fire neurons have besides the decay. */
function integrateAndFire(leaks: boolean): Omit<NeuronModel<IntegrateAndFire>['fields'], 'decay'> {
  const { threshold, sends, reset: after, resetValue, compare, initial, ...others } = FIRING_FIELDS;
  return {
    gain: gain(leaks),
    leakTarget: optional('leakTarget', parameter(POTENTIAL), 0, leaks ? 'potential the membrane leaks to' : 'means nothing without leak'),
    threshold, sends, reset: after, resetValue, compare, initial, ...others,
    synapse: orNone('synapse', synapse, 'synaptic current between the projections and the membrane'),
    adaptation: orNone('adaptation', adaptation, 'spikes raise the threshold, or take from the current'),
    echo: optional('echo', FLAG, false, 'the spike test sees v - n- threshold, as in snnTorch with reset_delay=False'),
    integer: orAbsent('integer', integer, 'of a plain neuron at stage quantised: its potential is a whole number of parts of a weight level'),
  };
}

const integrate: NeuronModel<IntegrateAndFire> = {
  word: 'if', kind: 'if', help: 'integrate-and-fire neuron without leak', equation: 'v = v + gain I;  n = [v >= threshold];  reset',
  example: 'if(threshold = 2, compare = ">")',
  fields: { decay: optional('decay', parameter(NO_LEAK), 1, 'always 1') as Field<IntegrateAndFire['decay']>, ...integrateAndFire(false) },
};

const leaky: NeuronModel<IntegrateAndFire> = {
  word: 'lif', kind: 'lif', help: 'leaky integrate-and-fire neuron', equation: 'v = decay v + gain I + (1 - decay) leakTarget;  n = [v >= threshold];  reset',
  example: 'lif(tau = 10 ms, threshold = 2, refractory = 2, synapse = current(tau = 5 ms))',
  fields: { decay, ...integrateAndFire(true) },
};

const POTENTIALS: Codec<IntegrateAndFire['threshold']> = parameter(POTENTIAL);

const conductanceBased: NeuronModel<ConductanceNeuron> = {
  word: 'conductance_lif', kind: 'conductance-lif', help: 'leaky integrate-and-fire neuron whose synapses open channels',
  equation: 'v = v + (1 - decay) ((leakTarget - v) + g_e (E_e - v) + g_i (E_i - v));  n = [v >= threshold];  reset',
  example: 'conductance_lif(tau = 20 ms, leakTarget = -65 mV, threshold = -50 mV, excitatory = conductance(tau = 5 ms, reversal = 0 mV), inhibitory = conductance(tau = 10 ms, reversal = -80 mV))',
  fields: {
    decay,
    leakTarget: optional('leakTarget', POTENTIALS, 0, 'potential the membrane leaks to'),
    ...FIRING_FIELDS,
    threshold: required('threshold', POTENTIALS, 'membrane potential at which it fires'),
    reset: reset('hard'),
    resetValue: following('resetValue', POTENTIALS, 'leakTarget', 'potential after a hard reset'),
    initial: following('initial', POTENTIALS, 'leakTarget', 'potential before the first timestep'),
    excitatory: required('excitatory', conductance, 'g_e and E_e'),
    inhibitory: required('inhibitory', conductance, 'g_i and E_i'),
  },
};

const NUMBERS = parameter(ANY);

const quadratic: NeuronModel<QuadraticNeuron> = {
  word: 'izhikevich', kind: 'izhikevich', help: 'quadratic integrate-and-fire neuron with recovery, in the published units of mV and ms',
  equation: 'v = v + step (quadratic v^2 + linear v + constant - u + gain X);  u = u + recoveryStep rate (coupling (v - rest) - u);  n = [v >= threshold]: v = resetValue, u = u + jump',
  example: 'izhikevich(rate = 0.1, jump = 2)',
  fields: {
    step: optional('step', NUMBERS, 1, 'length of a timestep in the time of the model: dt in ms for the published constants'),
    quadratic: optional('quadratic', NUMBERS, 0.04, 'factor of v^2'),
    linear: optional('linear', NUMBERS, 5, 'factor of v'),
    constant: optional('constant', NUMBERS, 140, 'constant current'),
    gain: optional('gain', NUMBERS, 1, 'factor of the input X'),
    recovery,
    ...QUADRATIC_FIRING,
  },
};

const loihi: NeuronModel<LoihiNeuron> = {
  word: 'loihi_lif', kind: 'loihi-lif', help: 'integer neuron of Loihi, bit for bit; all numbers are whole',
  equation: 'u = u (4095 - currentDecay) / 4096 + 64 X;  v = v (4096 - potentialDecay) / 4096 + u + bias;  n = [v > 64 threshold]: v = 0',
  example: 'loihi_lif(currentDecay = 410, potentialDecay = 128, threshold = 100)',
  fields: {
    currentDecay: optional('currentDecay', parameter(whole(0, 4095)), 0, 'decay of the current in 1/4096 a timestep'),
    potentialDecay: optional('potentialDecay', parameter(whole(0, 4096)), 0, 'decay of the potential in 1/4096 a timestep'),
    bias: optional('bias', parameter(whole()), 0, 'mantissa x 2^exponent'),
    ...LOIHI_FIRING,
  },
};

const firstSpike: NeuronModel<FirstSpikeNeuron> = {
  word: 'first_spike', kind: 'first-spike', help: 'neuron of temporal coding: fires at most once, when its potential reaches the threshold; times t are in units of tau',
  equation: 'exponential: V = sum w_i (1 - e^(t_i - t));  alpha, lif: V = sum w_i (t - t_i) e^(t_i - t);  lif_2: V = 2 sum w_i (e^((t_i - t) / 2) - e^(t_i - t));  step: V = sum w_i;  over the inputs with t_i <= t',
  example: 'first_spike(response = exponential)',
  fields: {
    response: required('response', words(RESPONSES), 'how the membrane answers a spike: exponential current without leak; alpha synapse; leak with tau_m = tau_s, or 2 tau_s; at once (S4NN, pooling)'),
    ...FIRST_SPIKE_FIRING,
  },
};

/** All neuron models but inputs, in the order of the reference page. */
export const NEURON_MODELS: readonly NeuronModel[] = [linear, relu, quantised, integrate, leaky, conductanceBased, quadratic, loihi, firstSpike];
