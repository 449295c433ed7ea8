import type { FirstSpikeNeuron, InputTimes, Response } from '../ir/first-spike.ts';
import type { InputLevels, InputNeuron, Network, Neuron, Population } from '../ir/network.ts';
import {
  decayFactor, gainFactor, isTimeConstant, mapParameter, type Conductance, type ConductanceNeuron, type Decay, type Firing, type Gain, type IntegerPotential,
  type IntegrateAndFire, type LoihiNeuron, type Parameter, type QuadraticNeuron,
} from '../ir/neuron.ts';
import { formatConstant, prefixFor } from './quantity.ts';

/**
 * What a population computes in one timestep, line by line, with its numbers: X is the sum of weight x input over its projections plus
 * their biases, n the spikes it sends; primed states are new. The order of the lines is the order of execution.
 */
export function equationsOf(population: Population, { dt_s, stage }: Pick<Network, 'dt_s' | 'stage'>): readonly string[] {
  const { neuron } = population;
  switch (neuron.kind) {
    case 'input': return [coded(neuron, stage === 'quantised' ? neuron.levels ?? null : null)];
    case 'linear': return ['y = X'];
    case 'relu': return [neuron.ceiling === null ? 'y = max(0, X)' : `y = min(${formatConstant(neuron.ceiling)}, max(0, X))`];
    case 'quantised': return [quantised(neuron)];
    case 'if':
    case 'lif': return neuron.integer ? wholePotential(neuron, neuron.integer) : integrateAndFire(neuron, dt_s);
    case 'conductance-lif': return conductance(neuron, dt_s);
    case 'izhikevich': return quadratic(neuron);
    case 'loihi-lif': return loihi(neuron);
    case 'first-spike': return firstSpike(neuron);
  }
}

/** @param levels null where values stay as they are */
function coded({ coding, times, amplitude = 1 }: InputNeuron, levels: InputLevels | null): string {
  const value = levels ? `clip(round(value / ${formatConstant(levels.scale)}), ${levels.low}, ${levels.high})` : 'value';
  const most = levels ? amplitude / levels.scale : amplitude;
  const threshold = formatConstant(most);
  switch (coding) {
    case 'current': return `y = ${levels ? value : 'the value of the sample'}, in every step`;
    case 'rate': return `v' = v + ${value};  n = [v' >= ${threshold}];  v' = v' - n${most === 1 ? '' : ` ${threshold}`}      (v starts at ${formatConstant(most / 2)})`;
    case 'latency': return `n = 1 in step T - round(${value} T${most === 1 ? '' : ` / ${threshold}`}) of T, the first for larger values; 0 in all others`;
    case 'spikes': return 'n = the spikes of the sample in this step';
    case 'time': return inputTimes(times!);
  }
}

/** When a value is sent, in units of tau. */
function inputTimes(times: InputTimes): string {
  switch (times.kind) {
    case 'linear': {
      const time = `${formatConstant(times.latest)} (1 - clip(value, 0, 1))`;
      const onGrid = times.grid === undefined ? time : `${formatConstant(times.grid)} floor(${time} / ${formatConstant(times.grid)})`;
      return `t = ${onGrid}${times.silentBelow === undefined ? '' : `, never where value < ${formatConstant(times.silentBelow)}`}`;
    }
    case 'two-level': return `t = value > ${formatConstant(times.above)} ? ${formatConstant(times.early)} : ${Number.isFinite(times.late) ? formatConstant(times.late) : 'never'}`;
    case 'value': return 't = value';
  }
}

const MEMBRANES: Readonly<Record<Response, string>> = {
  exponential: 'sum w_i (1 - e^(t_i - t))', alpha: 'sum w_i (t - t_i) e^(t_i - t)', lif: 'sum w_i (t - t_i) e^(t_i - t)',
  'lif-2': '2 sum w_i (e^((t_i - t)/2) - e^(t_i - t))', step: 'sum w_i',
};

function firstSpike({ response, threshold }: FirstSpikeNeuron): readonly string[] {
  return [`V(t) = ${MEMBRANES[response]}      (over the inputs with t_i <= t, in units of tau; a bias is a weight of t_i = 0)`, `fires once, at the first t with V(t) >= ${text(threshold)}`];
}

function quantised({ scale, zeroPoint, low, high, rounding, bipolar }: Extract<Neuron, { kind: 'quantised' }>): string {
  const step = text(scale);
  if (bipolar) return `y = X >= 0 ? ${step} : -${step}`;
  const offset = zeroPoint === 0 ? '' : ` ${signed(zeroPoint)}`;
  return `y = ${step} (clip(round(X / ${step})${offset}, ${low}, ${high})${zeroPoint === 0 ? '' : ` ${signed(-zeroPoint)}`})      (round ${rounding})`;
}

function integrateAndFire(neuron: IntegrateAndFire, dt_s: number | null): readonly string[] {
  const { synapse, adaptation } = neuron;
  const lines: string[] = [...before(neuron)];
  if (synapse) lines.push(`i' = ${sum(term(factor(synapse.decay, dt_s), 'i'), term(gainText(synapse.gain, synapse.decay, true, dt_s), 'X'))}${note(synapse.decay, dt_s)}`);
  const drive = synapse ? (synapse.order === 'current-first' ? 'i\'' : 'i') : 'X';
  const current = adaptation?.on === 'current' ? `(${drive} - a)` : drive;
  const decay = factor(neuron.decay, dt_s);
  const leak = isZero(neuron.leakTarget) || decay === '1' ? '' : ` + (1 - ${decay}) ${operand(neuron.leakTarget)}`;
  const threshold = `${text(neuron.threshold)}${adaptation?.on === 'threshold' ? ' + a' : ''}`;
  const pending = subtractsLate(neuron) ? ` - n- ${grouped(threshold)}` : '';
  lines.push(`v' = ${sum(term(decay, 'v'), term(gainText(neuron.gain, neuron.decay, neuron.kind === 'lif', dt_s), current))}${leak}${pending}${note(neuron.decay, dt_s)}`);
  lines.push(...bound(neuron), ...after(neuron, threshold));
  if (adaptation) lines.push(`a' = ${sum(term(factor(adaptation.decay, dt_s), 'a'), term(operand(adaptation.jump), 'n'))}${note(adaptation.decay, dt_s)}`);
  return lines;
}

/** In whole numbers, all in the unit of the potential. */
function wholePotential(neuron: IntegrateAndFire, { bits, fraction, decayBits }: IntegerPotential): readonly string[] {
  const level = 2 ** fraction;
  const inUnits = (parameter: Parameter): Parameter => mapParameter(parameter, (value) => value * level);
  const decay = text(mapParameter(neuron.decay as Parameter, (factor) => factor * 2 ** decayBits));
  const kept = decay === text(2 ** decayBits) ? 'v' : `sign(v) ((|v| ${decay}) >> ${decayBits})`;
  const threshold = inUnits(neuron.threshold);
  return [
    `v' = clip${bits}(${kept} + ${term(text(level), 'X')})      (whole numbers: a weight level is ${level})`,
    ...after({ ...neuron, threshold, resetValue: inUnits(neuron.resetValue), initial: inUnits(neuron.initial) }, text(threshold)),
  ];
}

function conductance(neuron: ConductanceNeuron, dt_s: number | null): readonly string[] {
  const state = (name: string, { decay, gain }: Conductance): string =>
    `${name}' = ${sum(term(factor(decay, dt_s), name), term(gainText(gain, decay, true, dt_s), `X_${name}`))}${note(decay, dt_s)}`;
  const { excitatory, inhibitory, leakTarget } = neuron;
  const [rest, up, down] = [leakTarget, excitatory.reversal, inhibitory.reversal].map(operand);
  const exact = isTimeConstant(neuron.decay) && neuron.decay.rule === 'exp';
  const decay = factor(neuron.decay, dt_s);
  const membrane = exact
    ? [`G = 1 + e' + h';  w = (${rest} + e' ${up} + h' ${down}) / G`, `v' = w + (v - w) ${decay}^G${note(neuron.decay, dt_s)}`]
    : [`v' = v + (1 - ${decay}) ((${rest} - v) + e' (${up} - v) + h' (${down} - v))${note(neuron.decay, dt_s)}`];
  const pending = subtractsLate(neuron) ? [`v' = v' - n- ${grouped(text(neuron.threshold))}`] : [];
  return [...before(neuron), state('e', excitatory), state('h', inhibitory), ...membrane, ...pending, ...bound(neuron), ...after(neuron, text(neuron.threshold))];
}

function quadratic(neuron: QuadraticNeuron): readonly string[] {
  const { step, quadratic: square, linear, constant, gain, recovery } = neuron;
  const [rate, coupling, rest] = [recovery.rate, recovery.coupling, recovery.rest].map(operand);
  const from = `${recovery.order === 'old' ? 'v' : 'v\''}`;
  const shifted = rest === '0' ? from : `(${from} - ${rest})`;
  return [
    `v' = v + ${operand(step)} (${operand(square)} v^2 + ${operand(linear)} v + ${operand(constant)} - u + ${term(operand(gain), 'X')})`,
    ...bound(neuron),
    `u' = u + ${operand(recovery.step)} ${rate} (${coupling} ${shifted} - u)`,
    ...after(neuron, text(neuron.threshold)),
    ...(neuron.sends === 'spikes' ? [`u' = u' + ${operand(recovery.jump)} n`] : []),
    ...(isZero(recovery.initial) ? [] : [`u starts at ${text(recovery.initial)}`]),
  ];
}

function loihi(neuron: LoihiNeuron): readonly string[] {
  const bias = isZero(neuron.bias) ? '' : ` + ${operand(neuron.bias)}`;
  return [
    `u' = wrap24(sign(u) ((|u| (4095 - ${text(neuron.currentDecay)})) >> 12) + (X << 6))`,
    `v' = clip24(sign(v) ((|v| (4096 - ${text(neuron.potentialDecay)})) >> 12) + u'${bias})`,
    ...bound(neuron), ...after(neuron, `(${text(neuron.threshold)} << 6)`),
  ];
}

/** What happens to the state of the step before. */
function before(neuron: Firing): readonly string[] {
  if (neuron.reset === 'none' || (neuron.resetDelay === 0 && !echoes(neuron))) return [];
  return [`n- = ${fires('v', text(neuron.threshold), neuron)}`, ...(neuron.reset === 'hard' && neuron.resetDelay === 1 ? [`v = n- > 0 ? ${text(neuron.resetValue)} : v`] : [])];
}

/** A delayed reset by subtraction: taken from the potential before its spike test. */
function subtractsLate({ reset, resetDelay }: Firing): boolean {
  return reset === 'subtract' && resetDelay === 1;
}

function bound({ lowest }: Firing): readonly string[] {
  return lowest === null ? [] : [`v' = max(v', ${text(lowest)})`];
}

/** Spikes, reset at once, rest, start. */
function after(neuron: Firing, threshold: string): readonly string[] {
  const start = isZero(neuron.initial) ? [] : [`v starts at ${text(neuron.initial)}`];
  if (neuron.sends === 'potential') return ['y = v\'', ...start];
  const lines = [`n = ${fires(echoes(neuron) ? `v' - n- ${grouped(threshold)}` : 'v\'', threshold, neuron)}`];
  if (neuron.resetDelay === 0 && neuron.reset === 'subtract') lines.push(`v' = v' - n ${grouped(threshold)}`);
  if (neuron.resetDelay === 0 && neuron.reset === 'hard') lines.push(`v' = n > 0 ? ${text(neuron.resetValue)} : v'`);
  if (!isZero(neuron.refractory)) lines.push(`for ${text(neuron.refractory)} steps after a spike v stays and n = 0`);
  return [...lines, ...start];
}

function echoes(neuron: Firing): boolean {
  return 'echo' in neuron && neuron.echo === true;
}

function fires(potential: string, threshold: string, { compare, spikesPerStep }: Firing): string {
  return spikesPerStep === 1 ? `[${potential} ${compare} ${threshold}]` : `max(0, floor(${potential} / ${grouped(threshold)}))`;
}

/** A parameter: its number, or the range of its numbers. */
function text(parameter: Parameter): string {
  if (typeof parameter === 'number') return numberText(parameter);
  const [low, high] = [parameter.reduce((a, b) => Math.min(a, b)), parameter.reduce((a, b) => Math.max(a, b))];
  return low === high ? numberText(low) : `{${numberText(low)}..${numberText(high)}}`;
}

/** Whole numbers of whole-number somas are shown with all their digits. */
function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 24 ? String(value) : formatConstant(value);
}

/** A parameter behind another sign or number. */
function operand(parameter: Parameter): string {
  return text(parameter).replace(/^-.*/, '($&)');
}

function factor(decay: Decay, dt_s: number | null): string {
  return isTimeConstant(decay) && dt_s === null ? 'd' : text(decayFactor(decay, dt_s));
}

function gainText(gain: Gain, decay: Decay, leaks: boolean, dt_s: number | null): string {
  const needsTime = typeof gain === 'object' && 'resistance' in gain && (!leaks || isTimeConstant(decay));
  return needsTime && dt_s === null ? 'g' : operand(gainFactor(gain, decay, leaks, dt_s));
}

/** Where a factor comes from. */
function note(decay: Decay, dt_s: number | null): string {
  if (!isTimeConstant(decay) || dt_s === null) return '';
  const tau = typeof decay.tau_s === 'number' ? time(decay.tau_s) : `${text(decay.tau_s)} s`;
  return `      (tau ${tau}, dt ${time(dt_s)}, ${decay.rule === 'euler' ? 'forward Euler: 1 - dt/tau' : 'exponential: e^(-dt/tau)'})`;
}

function time(value_s: number): string {
  const [factor, prefix] = prefixFor(value_s);
  return `${formatConstant(value_s / factor)} ${prefix}s`;
}

function sum(...terms: readonly string[]): string {
  return terms.filter((one) => one !== '0').join(' + ') || '0';
}

function term(coefficient: string, variable: string): string {
  if (coefficient === '1') return variable;
  return coefficient === '0' ? '0' : `${coefficient} ${variable}`;
}

function grouped(expression: string): string {
  return (expression.includes(' ') && !expression.startsWith('(')) || expression.startsWith('-') ? `(${expression})` : expression;
}

function signed(value: number): string {
  return value < 0 ? `- ${-value}` : `+ ${value}`;
}

function isZero(parameter: Parameter): boolean {
  return typeof parameter === 'number' ? parameter === 0 : parameter.every((value) => value === 0);
}
