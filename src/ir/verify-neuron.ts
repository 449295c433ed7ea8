import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { ABOVE_ZERO, parameterChecks, whole, type ParameterChecks, type Range } from './check-parameters.ts';
import { INPUT_CODINGS, type InputLevels, type InputNeuron, type Population, type QuantisedActivation } from './network.ts';
import {
  FIRING, isPlain, isTimeConstant, largestPotential, type Conductance, type ConductanceNeuron, type IntegerPotential, type IntegrateAndFire, type LoihiNeuron, type QuadraticNeuron, type SpikingNeuron,
} from './neuron.ts';
import { RESPONSES, type FirstSpikeNeuron } from './first-spike.ts';
import { badTimes } from './temporal.ts';

/** Input levels are 16-bit numbers in the kernels. */
export const MOST_INPUT_LEVEL = 32767;

/** Limits of Loihi's fixed-point numbers: 12-bit decays, 17-bit thresholds, 24-bit states. */
const LOIHI = { decay: 4096, threshold: 2 ** 17 - 1, state: 2 ** 23 - 1 };

/** Lengths, ranges and combinations of the parameters of one population. @param dt_s length of a timestep, null where the network has none */
export function verifyNeuron(population: Population, dt_s: number | null): Diagnostic[] {
  const checks = parameterChecks(population, dt_s);
  const { neuron } = population;
  switch (neuron.kind) {
    case 'linear': break;
    case 'relu': if (neuron.ceiling !== null) checks.parameter('ceiling', neuron.ceiling, ABOVE_ZERO); break;
    case 'quantised': checkQuantised(neuron, checks); break;
    case 'input': checkInput(neuron, checks); break;
    case 'if': case 'lif': checkIntegrateAndFire(neuron, checks); break;
    case 'conductance-lif': checkConductance(neuron, checks); break;
    case 'izhikevich': checkQuadratic(neuron, checks); break;
    case 'loihi-lif': checkLoihi(neuron, checks); break;
    case 'first-spike': checkFirstSpike(neuron, checks); break;
  }
  return checks.found;
}

function checkQuantised({ scale, zeroPoint, low, high, bipolar }: QuantisedActivation, checks: ParameterChecks): void {
  checks.parameter('scale of the levels', scale, ABOVE_ZERO);
  for (const [what, value] of Object.entries({ 'zero point': zeroPoint, 'lowest level': low, 'highest level': high })) checks.parameter(what, value, whole(-(2 ** 31), 2 ** 31));
  checks.senseless(low >= high && `its lowest level ${low} is not below its highest ${high}`);
  checks.senseless(bipolar && !(low === -1 && high === 1 && zeroPoint === 0) && 'a bipolar activation has the levels -1 and 1 and the zero point 0');
}

function checkInput({ coding, levels, amplitude, times }: InputNeuron, checks: ParameterChecks): void {
  checks.senseless(!INPUT_CODINGS.includes(coding) && `inputs have the coding ${INPUT_CODINGS.join(', ')}`);
  if (coding === 'time') checks.senseless(badTimes(times) ?? false);
  checks.senseless(coding !== 'time' && times !== undefined && `times of spikes belong to the coding time, not to ${coding}`);
  checks.senseless(coding === 'time' && levels !== undefined && 'times of spikes have no levels');
  if (levels) checkLevels(levels, checks);
  const threshold = Math.fround((amplitude ?? 1) / (levels?.scale ?? 1));
  checks.senseless(coding === 'rate' && !(threshold > 0 && threshold < Infinity) && 'its amplitude is no number of its levels that f32 holds');
  if (amplitude === undefined) return;
  checks.parameter('amplitude', amplitude, { ...ABOVE_ZERO, words: 'a number above 0' });
  checks.senseless(coding !== 'rate' && coding !== 'latency' && `an amplitude belongs to the codings rate and latency, not to ${coding}`);
}

function checkLevels({ scale, low, high }: InputLevels, checks: ParameterChecks): void {
  checks.parameter('scale of the levels', scale, { ...ABOVE_ZERO, words: 'a number above 0' });
  checks.parameter('lowest level', low, whole(-MOST_INPUT_LEVEL, 0));
  checks.parameter('highest level', high, whole(1, MOST_INPUT_LEVEL));
}

/** What every spiking neuron has: threshold, reset, rest. */
function checkFiring(neuron: SpikingNeuron, checks: ParameterChecks): void {
  const { reset, resetDelay, spikesPerStep, sends, lowest } = neuron;
  checks.parameter('threshold', neuron.threshold, spikesPerStep === 'floor' ? ABOVE_ZERO : undefined);
  checks.parameter('initial', neuron.initial);
  checks.parameter('resetValue', neuron.resetValue);
  checks.parameter('refractory period', neuron.refractory, { ...whole(0, Infinity), words: 'a whole number of timesteps from 0' });
  if (lowest !== null) checks.parameter('lowest', lowest);
  checks.senseless(sends === 'potential' && reset !== 'none' && `neurons that send their potential never fire, so they have no reset (here: ${reset})`);
  checks.senseless(sends === 'potential' && spikesPerStep === 'floor' && 'neurons that send their potential have no spikes to count');
  checks.senseless(resetDelay === 1 && reset === 'none' && 'a delayed reset needs a reset');
}

function checkIntegrateAndFire(neuron: IntegrateAndFire, checks: ParameterChecks): void {
  const { kind, decay, synapse, adaptation, echo, reset, resetDelay, spikesPerStep } = neuron;
  checkFiring(neuron, checks);
  if (kind === 'if') checkNoLeak(neuron, checks);
  else checks.decay('decay', decay);
  checks.gain('gain', neuron.gain, kind === 'lif');
  checks.parameter('leak target', neuron.leakTarget);
  if (synapse) {
    checks.decay('decay of the synapse', synapse.decay);
    checks.gain('gain of the synapse', synapse.gain);
  }
  if (adaptation) {
    checks.decay('decay of the adaptation', adaptation.decay);
    checks.parameter('jump of the adaptation', adaptation.jump);
  }
  const moving = adaptation?.on === 'threshold';
  checks.senseless(moving && resetDelay === 1 && 'a delayed reset looks at the potential again when the adaptation has already moved the threshold');
  checks.senseless(moving && spikesPerStep === 'floor' && 'an adaptation of the threshold may bring it to 0, and the number of spikes is potential / threshold');
  checks.senseless(echo && !(reset === 'subtract' && resetDelay === 0 && spikesPerStep === 1 && !moving)
    && 'the echo of a reset (snnTorch, reset_delay=False) belongs to an immediate reset by subtraction of a fixed threshold, one spike a step');
  if (neuron.integer) checkInteger(neuron, neuron.integer, checks);
}

/** Bits of an f32 that hold whole numbers. */
const MOST_POTENTIAL_BITS = 24;

function checkInteger(neuron: IntegrateAndFire, { bits, fraction, decayBits }: IntegerPotential, checks: ParameterChecks): void {
  checks.parameter('number of potential bits', bits, whole(2, MOST_POTENTIAL_BITS));
  checks.parameter('number of fraction bits', fraction, whole(0, MOST_POTENTIAL_BITS - 1));
  checks.parameter('number of decay bits', decayBits, whole(0, 16));
  checks.senseless(!isPlain(neuron) && 'whole-number arithmetic belongs to plain neurons: without gain, leak target, synapse, adaptation, rest, bound or delay of the reset, one spike a step');
  const most = largestPotential({ bits }) / 2 ** fraction;
  const grid = (lowest: number): Range => ({
    holds: (value) => Number.isInteger(value * 2 ** fraction) && value >= lowest && value <= most, words: `a multiple of 2^-${fraction} within ${lowest}..${most}, as its whole-number arithmetic needs`,
  });
  checks.parameter('threshold', neuron.threshold, grid(0));
  checks.parameter('initial', neuron.initial, grid(-most));
  checks.parameter('resetValue', neuron.resetValue, grid(-most));
  if (!isTimeConstant(neuron.decay)) checks.parameter('decay', neuron.decay, { holds: (value) => Number.isInteger(value * 2 ** decayBits), words: `a multiple of 2^-${decayBits}, as its whole-number arithmetic needs` });
}

function checkNoLeak({ decay }: IntegrateAndFire, checks: ParameterChecks): void {
  const words = '1, as integrate-and-fire neurons without leak have (kind "lif" leaks)';
  if (isTimeConstant(decay)) checks.senseless('integrate-and-fire neurons without leak have no time constant (kind "lif" leaks)');
  else checks.parameter('decay', decay, { holds: (value) => value === 1, words });
}

function checkConductance(neuron: ConductanceNeuron, checks: ParameterChecks): void {
  checkFiring(neuron, checks);
  checks.decay('decay', neuron.decay);
  checks.parameter('leak target', neuron.leakTarget);
  checkChannel('excitatory', neuron.excitatory, checks);
  checkChannel('inhibitory', neuron.inhibitory, checks);
}

function checkChannel(receptor: string, { decay, gain, reversal }: Conductance, checks: ParameterChecks): void {
  checks.decay(`decay of the ${receptor} conductance`, decay);
  checks.gain(`gain of the ${receptor} conductance`, gain);
  checks.parameter(`${receptor} reversal potential`, reversal);
}

function checkQuadratic(neuron: QuadraticNeuron, checks: ParameterChecks): void {
  const { step, quadratic, linear, constant, gain, recovery, reset, resetDelay, sends } = neuron;
  checkFiring(neuron, checks);
  for (const [what, value] of Object.entries({ step, quadratic, linear, constant, gain })) checks.parameter(what, value);
  const { order: _order, ...parameters } = recovery;
  for (const [what, value] of Object.entries(parameters)) checks.parameter(`${what} of the recovery`, value);
  checks.senseless(sends === 'spikes' && !(reset === 'hard' && resetDelay === 0) && 'Izhikevich neurons reset at once to one potential (hard)');
}

function checkLoihi(neuron: LoihiNeuron, checks: ParameterChecks): void {
  const { reset, resetValue, resetDelay, compare, spikesPerStep, lowest, sends } = neuron;
  checkFiring(neuron, checks);
  checks.parameter('currentDecay', neuron.currentDecay, whole(0, LOIHI.decay - 1));
  checks.parameter('potentialDecay', neuron.potentialDecay, whole(0, LOIHI.decay));
  checks.parameter('threshold mantissa', neuron.threshold, whole(0, LOIHI.threshold));
  checks.parameter('bias', neuron.bias, whole(-LOIHI.state, LOIHI.state));
  checks.parameter('initial', neuron.initial, whole(-LOIHI.state, LOIHI.state));
  const sound = reset === 'hard' && resetValue === 0 && resetDelay === 0 && compare === '>' && spikesPerStep === 1 && lowest === null && sends === 'spikes';
  checks.senseless(!sound && 'Loihi neurons fire once a step at > threshold and reset at once to 0 (hard)');
}

/** What neurons of temporal coding share with all others, and do not choose. */
const FIXED = { ...FIRING, reset: 'none' } as const;

function checkFirstSpike(neuron: FirstSpikeNeuron, checks: ParameterChecks): void {
  checks.parameter('threshold', neuron.threshold, ABOVE_ZERO);
  checks.senseless(!RESPONSES.includes(neuron.response) && `neurons of temporal coding answer ${RESPONSES.join(', ')}`);
  const { threshold: _threshold, ...fixed } = FIXED;
  const other = (Object.keys(fixed) as (keyof typeof fixed)[]).find((key) => neuron[key] !== fixed[key]);
  checks.senseless(other !== undefined && `neurons of temporal coding fire at most once: their ${other} is ${String(fixed[other!])}`);
}
