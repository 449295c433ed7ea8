import {
  decayFactor, gainFactor, isIntegrateAndFire, isTimeConstant, mapParameter, type Conductance, type ConductanceNeuron, type Decay, type Firing, type IntegrateAndFire,
  type SpikingNeuron,
} from '../../src/ir/neuron.ts';
import { isPlain, neuronCount, parameterAt, type Parameter, type Population } from '../../src/ir/network.ts';

/** The largest f32: no membrane potential reaches it, so the neuron integrates and never fires. */
export const UNREACHABLE = 3.4028234663852886e38;

/**
 * A neuron as near to the plain one as it gets without another spike: factors instead of time constants and resistances; gains and leak
 * target absorbed in threshold and potentials, v~ = (v - leakTarget) / gain. A leak target other than 0 stays where spikes subtract the
 * threshold, and so does everything where potentials are read (`readsPotential`), unless the neuron is plain but for sending them.
 */
export function normalised(population: Population, neuron: SpikingNeuron, dt_s: number | null, readsPotential: boolean): SpikingNeuron {
  if (!isIntegrateAndFire(neuron)) return readsPotential ? withFactors(neuron, dt_s) : resetAtOnce(withFactors(neuron, dt_s), population);
  const settled = settledFactors(neuron, dt_s);
  if (settled.sends === 'potential') return neverFiring(settled);
  return readsPotential ? settled : absorbed(resetAtOnce(settled, population), population);
}

/**
 * A reset that acts before the next charge forgets as much as one that acts after the spike test: only a reader of potentials sees the
 * difference, and a neuron that starts above its threshold, and one whose leak lies between the two (subtraction: b v - threshold is not
 * b (v - threshold)).
 */
function resetAtOnce<N extends Settled | Exclude<SpikingNeuron, IntegrateAndFire>>(neuron: N, population: Population): N {
  const startsBelow = all(joined(population, neuron.threshold, neuron.initial, (threshold, initial) => threshold - initial), (gap) => gap > 0);
  const leaks = !isIntegrateAndFire(neuron) || !all(neuron.decay as Parameter, (factor) => factor === 1);
  const same = neuron.reset === 'hard' || (neuron.reset === 'subtract' && !leaks);
  return neuron.resetDelay === 1 && startsBelow && same ? { ...neuron, resetDelay: 0 } : neuron;
}

/** The exact update of conductances needs the time constant of the membrane itself. */
function withFactors(neuron: Exclude<SpikingNeuron, IntegrateAndFire>, dt_s: number | null): Exclude<SpikingNeuron, IntegrateAndFire> {
  if (neuron.kind !== 'conductance-lif') return neuron;
  const channel = (conductance: Conductance): Conductance =>
    ({ ...conductance, decay: decayFactor(conductance.decay, dt_s), gain: gainFactor(conductance.gain, conductance.decay, true, dt_s) });
  const membrane: ConductanceNeuron = { ...neuron, excitatory: channel(neuron.excitatory), inhibitory: channel(neuron.inhibitory) };
  return keepsTimeConstant(neuron.decay) ? membrane : { ...membrane, decay: decayFactor(neuron.decay, dt_s) };
}

function keepsTimeConstant(decay: Decay): boolean {
  return isTimeConstant(decay) && decay.rule === 'exp';
}

/** An integrate-and-fire neuron whose decays and gains are factors. */
interface Settled extends IntegrateAndFire {
  readonly decay: Parameter;
  readonly gain: Parameter;
  readonly synapse: (NonNullable<IntegrateAndFire['synapse']> & { readonly decay: Parameter; readonly gain: Parameter }) | null;
}

function settledFactors(neuron: IntegrateAndFire, dt_s: number | null): Settled {
  const { synapse, adaptation } = neuron;
  return {
    ...neuron,
    decay: decayFactor(neuron.decay, dt_s),
    gain: single(gainFactor(neuron.gain, neuron.decay, neuron.kind === 'lif', dt_s)),
    leakTarget: neuron.kind === 'if' ? 0 : single(neuron.leakTarget),
    synapse: synapse && { ...synapse, decay: decayFactor(synapse.decay, dt_s), gain: single(gainFactor(synapse.gain, synapse.decay, true, dt_s)) },
    adaptation: adaptation && { ...adaptation, decay: decayFactor(adaptation.decay, dt_s) },
    refractory: single(neuron.refractory),
    resetValue: neuron.reset === 'hard' || typeof neuron.resetValue === 'number' ? single(neuron.resetValue) : 0,
  };
}

/** One number where all entries are equal. */
function single(parameter: Parameter): Parameter {
  if (typeof parameter === 'number' || parameter.length === 0) return parameter;
  return parameter.every((value) => value === parameter[0]) ? parameter[0]! : parameter;
}

/** Plain neurons may as well have a threshold that they never reach. */
function neverFiring(neuron: Settled): IntegrateAndFire {
  const firing: IntegrateAndFire = { ...neuron, sends: 'spikes', reset: 'subtract', resetDelay: 0, refractory: 0, threshold: UNREACHABLE };
  return isPlain(firing) ? firing : neuron;
}

function absorbed(neuron: Settled, population: Population): IntegrateAndFire {
  const { gain, synapse, adaptation } = neuron;
  const through = synapse?.gain ?? 1;
  if (gain === 1 && through === 1 && neuron.leakTarget === 0) return neuron;
  const unit = joined(population, gain, through, (a, b) => a * b);
  if (!all(unit, (value) => value > 0) || !all(through, (value) => value > 0)) return neuron;
  const keepsTarget = neuron.reset === 'subtract' || neuron.spikesPerStep === 'floor';
  const zero = keepsTarget ? 0 : neuron.leakTarget;
  const shifted = (parameter: Parameter): Parameter => single(joined(population, joined(population, parameter, zero, (a, b) => a - b), unit, (a, b) => a / b));
  const scaled = (parameter: Parameter, by: Parameter): Parameter => single(joined(population, parameter, by, (a, b) => a / b));
  const firing: Partial<Firing> = {
    threshold: shifted(neuron.threshold), initial: shifted(neuron.initial),
    resetValue: neuron.reset === 'hard' ? shifted(neuron.resetValue) : 0, lowest: neuron.lowest === null ? null : shifted(neuron.lowest),
  };
  return {
    ...neuron, ...firing, gain: 1,
    leakTarget: keepsTarget ? scaled(neuron.leakTarget, unit) : 0,
    synapse: synapse && { ...synapse, gain: 1 },
    adaptation: adaptation && { ...adaptation, jump: scaled(adaptation.jump, adaptation.on === 'threshold' ? unit : through) },
  };
}

function all(parameter: Parameter, holds: (value: number) => boolean): boolean {
  return typeof parameter === 'number' ? holds(parameter) : parameter.every(holds);
}

/** `use` of two parameters of a population, as long as the longer one. */
function joined(population: Population, a: Parameter, b: Parameter, use: (a: number, b: number) => number): Parameter {
  if (typeof b === 'number') return mapParameter(a, (value) => use(value, b));
  if (typeof a === 'number') return mapParameter(b, (value) => use(a, value));
  const { shape } = population;
  const longest = a.length >= b.length ? a : b;
  const places = longest.length === neuronCount(population) ? shape : [longest.length];
  return mapParameter(longest, (_, index) => use(parameterAt(a, places, index), parameterAt(b, places, index)));
}
