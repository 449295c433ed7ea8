import type { FirstSpikeNeuron } from './first-spike.ts';

/**
 * The canonical neurons. Every model a reader meets is lowered to one of these, with every choice that frameworks leave implicit written
 * out. One timestep of a neuron, in this order (X is the sum over its projections of weight x input, plus their biases):
 *
 *     n-  = spikes(v)                                      of the state before the step; only used with resetDelay 1 (or echo)
 *     I   = synapse(X)                                     X itself without a synapse
 *     hard reset, delayed:      v = n- > 0 ? resetValue : v
 *     if / lif                  v = decay v + gain I + (1 - decay) leakTarget
 *     subtract reset, delayed:  v = v - n- threshold
 *     lowest                    v = max(v, lowest)
 *     n   = spikes(v)                                      0 or 1; with spikesPerStep `floor` floor(v / threshold), not below 0
 *     immediate reset           subtract: v = v - n threshold;  hard: v = n > 0 ? resetValue : v
 *
 * While a neuron is refractory v keeps its value and no spike is sent; its synapse and adaptation go on. `threshold` includes what an
 * adaptation adds. A membrane potential of a neuron that sends `potential` never resets and is sent as a value in every step.
 *
 * Integrate-and-fire neurons with `integer` compute in whole numbers, see there. Neurons of temporal coding have no timesteps: see `first-spike.ts`.
 */
export type SpikingNeuron = IntegrateAndFire | ConductanceNeuron | QuadraticNeuron | LoihiNeuron | FirstSpikeNeuron;

/** A number for all neurons, or one a channel (shape[0] entries), or one a neuron. */
export type Parameter = number | Float32Array;

/** Factor of a state per timestep: as such, or as the time constant of tau dx/dt = -x under a rule: euler 1 - dt/tau, exp e^(-dt/tau). */
export type Decay = Parameter | TimeConstant;

export interface TimeConstant {
  readonly tau_s: Parameter;
  readonly rule: DecayRule;
}

export type DecayRule = 'euler' | 'exp';

/** Factor of what drives a state: as such, or as the r of tau dx/dt = -x + r I, then r (1 - decay), or r dt for a state that does not decay. */
export type Gain = Parameter | { readonly resistance: Parameter };

/** When and how a neuron fires, and what becomes of its potential. */
export interface Firing {
  readonly threshold: Parameter;
  readonly compare: '>' | '>=';
  readonly reset: ResetMode;
  /** Potential after a hard reset. */
  readonly resetValue: Parameter;
  /** 1: the reset acts at the start of the next step, as in snnTorch (reset_delay=True). */
  readonly resetDelay: 0 | 1;
  readonly spikesPerStep: 1 | 'floor';
  /** Whole timesteps after a spike in which the neuron rests. */
  readonly refractory: Parameter;
  /** Potential before the first step. */
  readonly initial: Parameter;
  /** The potential is kept from falling below; null: no bound. */
  readonly lowest: Parameter | null;
  /** What travels along the axon. `potential`: a leaky integrator that never fires. */
  readonly sends: 'spikes' | 'potential';
}

export type ResetMode = 'subtract' | 'hard' | 'none';

/** `if` has decay 1. */
export interface IntegrateAndFire extends Firing {
  readonly kind: 'if' | 'lif';
  readonly decay: Decay;
  readonly gain: Gain;
  readonly leakTarget: Parameter;
  readonly synapse: Synapse | null;
  readonly adaptation: Adaptation | null;
  /**
   * snnTorch with reset_delay=False: the spike test of a neuron still above threshold after its reset sees v - n- threshold, while the
   * potential itself goes on without that. False everywhere else.
   */
  readonly echo: boolean;
  /** Whole-number arithmetic, from stage `quantised` on and of plain neurons only; without it potentials are real numbers. */
  readonly integer?: IntegerPotential;
}

/**
 * Arithmetic of a digital soma. The unit of its potentials is 2^-fraction of a weight level; in that unit potential, threshold, bias, reset and
 * initial potential are whole numbers (they stand in levels, as in all plain neurons, and are multiples of 2^-fraction). One timestep, exactly:
 *
 *     kept = sign(v) floor(|v| d / 2^decayBits)                     d = decay 2^decayBits, a whole number
 *     v    = clip(kept + round(2^fraction X))                       X with its bias, in levels; a half goes away from 0
 *
 * and then fire and reset as all others do. `clip` keeps v within -(2^(bits-1) - 1) .. 2^(bits-1) - 1: potentials saturate. 2^fraction X is a
 * whole number already where X is one of levels and bias; only crossbars with devices bring others.
 */
export interface IntegerPotential {
  /** Bits of a potential, sign included; at most 24, which f32 holds. */
  readonly bits: number;
  readonly fraction: number;
  readonly decayBits: number;
}

/** The largest potential of whole-number arithmetic, in its unit. */
export function largestPotential({ bits }: Pick<IntegerPotential, 'bits'>): number {
  return 2 ** (bits - 1) - 1;
}

/** Synaptic current i = decay i + gain X (CubaLIF). `current-first`: the membrane sees the new i; `potential-first`: the old one. */
export interface Synapse {
  readonly decay: Decay;
  readonly gain: Gain;
  readonly order: 'current-first' | 'potential-first';
}

/** a = decay a + jump n at the end of a step; a is added to the threshold, or subtracted from the current I. */
export interface Adaptation {
  readonly on: 'threshold' | 'current';
  readonly decay: Decay;
  readonly jump: Parameter;
}

/**
 * Conductance-based LIF; g_e sums the excitatory projections, g_i the inhibitory ones (`receptor`), each g = decay g + gain X, new g used.
 *
 *     euler  v = v + (1 - decay) ((leakTarget - v) + g_e (E_e - v) + g_i (E_i - v))
 *     exp    v = v_inf + (v - v_inf) decay^(1 + g_e + g_i),  v_inf = (leakTarget + g_e E_e + g_i E_i) / (1 + g_e + g_i)
 *
 * A decay given as a number follows the euler form.
 */
export interface ConductanceNeuron extends Firing {
  readonly kind: 'conductance-lif';
  readonly decay: Decay;
  readonly leakTarget: Parameter;
  readonly excitatory: Conductance;
  readonly inhibitory: Conductance;
}

/** `reversal` is the potential E that an open channel draws the membrane to. */
export interface Conductance {
  readonly decay: Decay;
  readonly gain: Gain;
  readonly reversal: Parameter;
}

/**
 * Quadratic integrate-and-fire with recovery (Izhikevich). `step` is the length of a timestep in the model's own time (1 = 1 ms in the
 * published equations), `recovery.rate` the published a. A spike adds recovery.jump to u; reset is hard to resetValue (c).
 *
 *     v' = v + step (quadratic v^2 + linear v + constant - u + gain X)
 *     u  = u + recovery.step recovery.rate (recovery.coupling (w - recovery.rest) - u)    w = v of before the step (order `old`) or v' (`new`)
 */
export interface QuadraticNeuron extends Firing {
  readonly kind: 'izhikevich';
  readonly step: Parameter;
  readonly quadratic: Parameter;
  readonly linear: Parameter;
  readonly constant: Parameter;
  readonly gain: Parameter;
  readonly recovery: Recovery;
}

export interface Recovery {
  readonly step: Parameter;
  readonly rate: Parameter;
  readonly coupling: Parameter;
  readonly rest: Parameter;
  readonly jump: Parameter;
  readonly initial: Parameter;
  readonly order: 'old' | 'new';
}

/**
 * Integer LIF of Loihi, bit-accurate to Lava's fixed-point model: all numbers are whole; the drive X is a whole number.
 *
 *     u = wrap24(sign(u) ((|u| (4096 - (currentDecay + 1))) >> 12) + (X << 6))
 *     v = clip24(sign(v) ((|v| (4096 - potentialDecay)) >> 12) + u + bias)          fires when v > threshold << 6, then v = 0
 *
 * `threshold` is the mantissa; `bias` is mantissa x 2^exponent. Reset is hard to 0, compare is >.
 */
export interface LoihiNeuron extends Firing {
  readonly kind: 'loihi-lif';
  readonly currentDecay: Parameter;
  readonly potentialDecay: Parameter;
  readonly bias: Parameter;
}

/** An integrate-and-fire neuron of threshold 1 that resets by subtraction at once, and what `changes` say. */
export function integrateAndFire(changes: Partial<IntegrateAndFire> = {}): IntegrateAndFire {
  return { kind: changes.decay === undefined ? 'if' : 'lif', decay: 1, gain: 1, leakTarget: 0, synapse: null, adaptation: null, echo: false, ...FIRING, ...changes };
}

/** The firing rule that the language assumes where nothing is said. */
export const FIRING: Firing = {
  threshold: 1, compare: '>=', reset: 'subtract', resetValue: 0, resetDelay: 0, spikesPerStep: 1, refractory: 0, initial: 0, lowest: null, sends: 'spikes',
};

/**
 * Whether a neuron is the plain one that the kernels run: v = decay v + X, at most one spike a step, reset at once by subtraction or to one
 * value for the whole population.
 */
export function isPlain(neuron: SpikingNeuron): neuron is IntegrateAndFire {
  return isIntegrateAndFire(neuron) && !isTimeConstant(neuron.decay) && neuron.gain === 1 && neuron.leakTarget === 0 && !neuron.synapse && !neuron.adaptation
    && !neuron.echo && neuron.reset !== 'none' && typeof neuron.resetValue === 'number' && neuron.resetDelay === 0 && neuron.spikesPerStep === 1
    && neuron.refractory === 0 && neuron.lowest === null && neuron.sends === 'spikes';
}

export function isIntegrateAndFire(neuron: SpikingNeuron): neuron is IntegrateAndFire {
  return neuron.kind === 'if' || neuron.kind === 'lif';
}

export function isTimeConstant(decay: Decay): decay is TimeConstant {
  return typeof decay === 'object' && 'tau_s' in decay;
}

/** The factor per timestep of a decay. @param dt_s null where all decays are factors (a defect otherwise) */
export function decayFactor(decay: Decay, dt_s: number | null): Parameter {
  if (!isTimeConstant(decay)) return decay;
  if (dt_s === null) throw new Error('a time constant needs dt');
  const { tau_s, rule } = decay;
  // A time constant of one timestep, rounded to f32, may lie a little below it.
  return mapParameter(tau_s, (tau) => (rule === 'euler' ? Math.max(0, 1 - dt_s / tau) : Math.exp(-dt_s / tau)));
}

/**
 * The factor on what drives a state that decays by `decay` (see Gain).
 * @param leaks false for a state that integrates without decay (kind `if`): its factor is r dt
 */
export function gainFactor(gain: Gain, decay: Decay, leaks: boolean, dt_s: number | null): Parameter {
  if (typeof gain === 'number' || gain instanceof Float32Array) return gain;
  if (!leaks) {
    if (dt_s === null) throw new Error('a resistance needs dt');
    return mapParameter(gain.resistance, (r) => r * dt_s);
  }
  const factor = decayFactor(decay, dt_s);
  const { resistance } = gain;
  if (typeof factor === 'number') return mapParameter(resistance, (r) => r * (1 - factor));
  return factor.map((value, index) => (typeof resistance === 'number' ? resistance : resistance[resistance.length === factor.length ? index : 0]!) * (1 - value));
}

/** `use` of a parameter, or of each of its entries. */
export function mapParameter(parameter: Parameter, use: (value: number, index: number) => number): Parameter {
  return typeof parameter === 'number' ? use(parameter, 0) : Float32Array.from(parameter, use);
}
