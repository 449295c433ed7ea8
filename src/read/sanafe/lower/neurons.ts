import { FIRING, integrateAndFire, type Decay, type Firing, type ResetMode, type SpikingNeuron } from '../../../ir/neuron.ts';
import type { Assumer } from '../../assumptions.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { modeOf, type AttributeName, type Mode } from '../draft/attributes.ts';
import { allOf, mapValues, parameterOf, valuesOf, zipValues, type Values } from '../draft/columns.ts';
import type { DraftGroup } from '../draft/draft.ts';
import type { Findings } from '../draft/findings.ts';
import type { PlannedGroup } from './plan.ts';

/** What the weights into a group are multiples of: SANA-FE keeps the potentials of a LIF soma in steps of 1/64. */
export interface Steps {
  readonly whole: boolean;
  readonly sixtyFourths: boolean;
}

export interface LoweredSoma {
  readonly neuron: SpikingNeuron;
  /** What is added to the drive of each neuron in every timestep. */
  readonly bias: Values;
}

/** The canonical neuron of a group that is no input; README.md beside this file has the table. */
export function lowerSoma(planned: PlannedGroup, steps: Steps, assume: Assumer, findings: Findings): LoweredSoma {
  const { group, soma } = planned;
  if (soma === 'truenorth') return lowerTrueNorth(group, findings);
  const compare = soma === 'open'
    ? assume.choose('comparator', '>', (value) => `somas whose model the file does not tell fire when the potential is ${value} the threshold (leaky_integrate_fire: >, truenorth: >=)`)
    : '>';
  return lowerLif(planned, compare, steps, findings);
}

const SIXTY_FOURTHS = 64;
const LOIHI_UNIT = 4096;

function lowerLif({ group, ownInput }: PlannedGroup, compare: '>' | '>=', steps: Steps, findings: Findings): LoweredSoma {
  const report = (reason: string): void => findings.report('S946', { group: printable(group.name), reason }, { span: group.span });
  const leak = valuesOf(group, 'leak_decay', 1);
  const bias = valuesOf(group, 'bias', 0);
  const { decay: inputDecay, ofTap } = inputDecayOf(group, findings);
  const reset = resetOf(uniformMode(group, 'reset_mode', 'hard', findings), 'leaky_integrate_fire');
  const threshold = valuesOf(group, 'threshold', 0);
  const lowest = lowestOf(group, threshold, findings);
  const resetValue = lowest === null ? valuesOf(group, 'reset', 0) : zipValues(valuesOf(group, 'reset', 0), lowest, Math.max);
  const delay = valuesOf(group, 'refractory_delay', 0);
  const potential = valuesOf(group, 'potential', 0);
  const leaks = !allOf(leak, (value) => value === 1);
  const still = reset === 'hard' && allOf(resetValue, (value) => value === 0);
  const filters = !allOf(inputDecay, (value) => value === 0);
  if (ofTap) report('SANA-FE updates the dendrite in every timestep only where its buffer is inside (buffer_position: dendrite, buffer_inside_unit: true), and on arrivals elsewhere');
  if (!allOf(delay, (value) => value <= 1) && ((leaks && !still) || filters)) report('during its refractory period SANA-FE goes on leaking and drops input; here the potential stays and the synapse goes on');
  const sixtyFourths = (values: Values): boolean => allOf(values, (value) => Number.isInteger(value * SIXTY_FOURTHS));
  // Potentials are multiples of 1/64, so that a threshold between two of them is reached at the upper one; the rest after a subtraction is cut off.
  const between = compare === '>' && steps.sixtyFourths && allOf(threshold, (value) => !Number.isInteger(value * SIXTY_FOURTHS)) && !(leaks && reset === 'subtract');
  const reached = between ? mapValues(threshold, (value) => Math.ceil(value * SIXTY_FOURTHS) / SIXTY_FOURTHS) : threshold;
  const firing: Firing = {
    ...FIRING, threshold: parameterOf(reached), compare: between ? '>=' : compare, reset, resetValue: reset === 'hard' ? parameterOf(resetValue) : 0, refractory: parameterOf(mapValues(delay, (value) => Math.max(0, value - 1))),
    lowest: lowest === null ? null : parameterOf(lowest),
  };
  const whole = (values: Values): boolean => allOf(values, Number.isInteger);
  const decayUnits = mapValues(leak, (value) => LOIHI_UNIT - Math.round(value * LOIHI_UNIT));
  const isLoihi = leaks && firing.compare === '>' && still && lowest === null && !filters && whole(threshold) && allOf(threshold, (value) => value >= 0 && value < 2 ** 17) && steps.whole
    && sixtyFourths(bias) && allOf(bias, (value) => Math.abs(value) < 2 ** 17)
    && allOf(potential, (value) => value === 0) && allOf(leak, (value) => value >= 0 && value <= 1 && Math.abs(value * LOIHI_UNIT - Math.round(value * LOIHI_UNIT)) < 1e-5);
  if (isLoihi) {
    const asDrive = ownInput !== null && whole(bias);
    const inNeuron = asDrive ? 0 : mapValues(bias, (value) => value * SIXTY_FOURTHS);
    return { neuron: { kind: 'loihi-lif', ...firing, currentDecay: LOIHI_UNIT - 1, potentialDecay: parameterOf(decayUnits), bias: parameterOf(inNeuron) }, bias: asDrive ? bias : 0 };
  }
  const exact = !leaks && !filters && steps.sixtyFourths && [bias, resetValue, potential, ...(reset === 'subtract' ? [reached] : []), ...(lowest === null ? [] : [lowest])].every(sixtyFourths);
  if (!exact) report('SANA-FE cuts the potential to a multiple of 1/64 in every timestep');
  return leakyNeuron(group, { leak, leaks, inputDecay, ofTap, filters, bias, potential, firing }, findings);
}

interface Leaky {
  readonly leak: Values;
  readonly leaks: boolean;
  readonly inputDecay: Values;
  readonly ofTap: boolean;
  readonly filters: boolean;
  readonly bias: Values;
  readonly potential: Values;
  readonly firing: Firing;
}

/** SANA-FE leaks from the second timestep on; an initial potential is enlarged by what the first leak takes away. */
function leakyNeuron(group: DraftGroup, { leak, leaks, inputDecay, ofTap, filters, bias, potential, firing }: Leaky, findings: Findings): LoweredSoma {
  const span = group.span;
  for (const [name, values] of [['leak_decay', leak], [ofTap ? 'time_constants' : 'input_decay', inputDecay]] as const) {
    const outside = (typeof values === 'number' ? Float64Array.of(values) : values).find((value) => !(value >= 0 && value <= 1));
    if (outside !== undefined) findings.report('S942', { what: `'${name}' of group '${printable(group.name)}'`, value: String(outside), allowed: 'from 0 to 1' }, { span });
  }
  const initial = zipValues(potential, leak, (value, decay) => (value === 0 ? 0 : value / decay));
  if (!allOf(initial, Number.isFinite)) findings.report('S947', { what: `'potential' of group '${printable(group.name)}'`, reason: 'with leak_decay 0 it is lost before the first timestep here' }, { span });
  const parts = { ...firing, kind: leaks ? 'lif' as const : 'if' as const, decay: parameterOf(leak), initial: parameterOf(initial) };
  if (!filters) return { neuron: integrateAndFire(parts), bias };
  // A tap decays between the arrival of a spike and the update of the soma.
  const synapse = { decay: parameterOf(inputDecay) as Decay, gain: ofTap ? parameterOf(inputDecay) : 1, order: 'current-first' as const };
  const biased = !allOf(bias, (value) => value === 0);
  if (biased && !allOf(leak, (value) => value < 1)) {
    findings.report('S947', { what: `'bias' of group '${printable(group.name)}'`, reason: 'it acts behind the synapse of a neuron without leak' }, { span });
  }
  // A bias goes past the synapse: as the potential that the leak tends to.
  const leakTarget = biased ? parameterOf(zipValues(bias, leak, (value, decay) => (decay < 1 ? value / (1 - decay) : 0))) : 0;
  return { neuron: integrateAndFire({ ...parts, synapse, leakTarget }), bias: 0 };
}

function lowerTrueNorth(group: DraftGroup, findings: Findings): LoweredSoma {
  const refuse = (attribute: AttributeName, reason: string): void => findings.report('S947', { what: `'${attribute}' of group '${printable(group.name)}'`, reason }, { span: group.span });
  const leak = valuesOf(group, 'leak', 0);
  const towardsZero = valuesOf(group, 'leak_towards_zero', 1);
  if (!allOf(zipValues(leak, towardsZero, (value, flag) => value * flag), (value) => value === 0)) refuse('leak', 'a leak towards zero takes the same amount from any potential');
  if (!allOf(valuesOf(group, 'random_mask', 0), (value) => value === 0)) refuse('random_mask', 'the threshold is random');
  const threshold = valuesOf(group, 'threshold', 0);
  const mode = uniformMode(group, 'reset_mode', 'hard', findings);
  const lowest = lowestOf(group, threshold, findings);
  const resetValue = mode === 'saturate' ? threshold : valuesOf(group, 'reset', 0);
  const reset = resetOf(mode, 'truenorth');
  const neuron = integrateAndFire({
    threshold: parameterOf(threshold), compare: '>=', reset, resetValue: reset === 'hard' ? parameterOf(resetValue) : 0, lowest: lowest === null ? null : parameterOf(lowest),
  });
  return { neuron, bias: zipValues(valuesOf(group, 'bias', 0), zipValues(leak, towardsZero, (value, flag) => (flag === 0 ? value : 0)), (one, other) => one + other) };
}

/** A leaky_integrate_fire soma in mode `saturate` leaves its potential as it is, in SANA-FE's simulator. */
function resetOf(mode: Mode, soma: 'leaky_integrate_fire' | 'truenorth'): ResetMode {
  switch (mode) {
    case 'soft': return 'subtract';
    case 'hard': return 'hard';
    case 'saturate': return soma === 'truenorth' ? 'hard' : 'none';
    case 'none': return 'none';
  }
}

function uniformMode(group: DraftGroup, name: 'reset_mode' | 'reverse_reset_mode', fallback: Mode, findings: Findings): Mode {
  const values = valuesOf(group, name, -1);
  if (typeof values !== 'number') {
    findings.report('S947', { what: `'${name}' of group '${printable(group.name)}'`, reason: 'its neurons differ in it, and a population has one; make a group of each' }, { span: group.span });
    return fallback;
  }
  return values < 0 ? fallback : modeOf(values);
}

/** The bound that `reverse_threshold` sets; null where there is none. */
function lowestOf(group: DraftGroup, threshold: Values, findings: Findings): Values | null {
  const mode = uniformMode(group, 'reverse_reset_mode', 'none', findings);
  if (mode === 'none') return null;
  const bound = valuesOf(group, 'reverse_threshold', 0);
  const same = allOf(zipValues(bound, valuesOf(group, 'reverse_reset', 0), (one, other) => one - other), (difference) => difference === 0);
  if (mode === 'soft' || (mode === 'hard' && !same)) {
    const reason = `a potential below reverse_threshold can be kept at it (saturate), not ${mode === 'soft' ? 'moved by it' : 'set to another value'}`;
    findings.report('S947', { what: `'reverse_reset_mode: ${mode}' of group '${printable(group.name)}'`, reason }, { span: group.span });
  }
  if (!allOf(zipValues(bound, threshold, (low, high) => high - low), (distance) => distance > 0) || !allOf(bound, (value) => value <= 0)) {
    findings.report('S947', { what: `'reverse_threshold' of group '${printable(group.name)}'`, reason: 'it is above 0, or not below the threshold' }, { span: group.span });
  }
  return bound;
}

/** Decay of the synaptic current: of the soma, or of a dendrite of one tap. */
function inputDecayOf(group: DraftGroup, findings: Findings): { readonly decay: Values; readonly ofTap: boolean } {
  const refuse = (what: string, reason: string): void => findings.report('S947', { what: `${what} of group '${printable(group.name)}'`, reason }, { span: group.span });
  if (!allOf(valuesOf(group, 'taps', 1), (taps) => taps === 1)) refuse("'taps'", 'a neuron is one compartment');
  const soma = valuesOf(group, 'input_decay', 0);
  const tap = valuesOf(group, 'time_constants', 0);
  const ofTap = !allOf(tap, (value) => value === 0);
  if (ofTap && !allOf(soma, (value) => value === 0)) refuse("'time_constants' and 'input_decay'", 'a neuron has one synaptic current');
  return { decay: ofTap ? tap : soma, ofTap };
}
