import { ELEMENT_OPERATORS } from './element-functions.ts';
import { gridAt } from './constants.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, OWN, valueOf, type Flow } from './flow.ts';
import type { Grid } from './grid.ts';
import type { NeuronForm } from './neuron-form.ts';
import type { Threshold } from './threshold.ts';

/** Which element of every value is looked at: numbers that spread over others keep their first and their last. */
export type Corner = 'first' | 'last';

/**
 * One element of every value of the graph for made-up currents: whatever is no arithmetic (products with weights, inputs) is given a number
 * of its own, the rest follows.
 * @param scale size of the numbers
 * @param given values that are known: states of the step before
 */
export function rehearsed(flow: Flow, needed: Int32Array, corner: Corner, seed: number, scale: number, given: ReadonlyMap<number, number> = NOTHING): Float64Array {
  const numbers = new Float64Array(flow.values.length);
  for (const id of needed) {
    const value = valueOf(flow, id);
    const known = given.get(id);
    if (known !== undefined) numbers[id] = known;
    else if (isConstant(value)) numbers[id] = cornerOf(gridAt(flow, id) ?? 0, corner);
    else if (value.operator === OWN.reshape) numbers[id] = numbers[value.operands[0]!]!;
    else if (isElementwise(value)) numbers[id] = ELEMENT_OPERATORS.get(value.operator)!.fold(value.operands.map((operand) => numbers[operand]!), kindOf(flow, value.operands)) as number;
    else numbers[id] = madeUp(id, seed) * scale;
  }
  return numbers;
}

const NOTHING: ReadonlyMap<number, number> = new Map();

function kindOf(flow: Flow, operands: readonly number[]): 'float' | 'whole' | 'truth' {
  const kinds = operands.map((id) => valueOf(flow, id).kind);
  if (kinds.includes('float')) return 'float';
  return kinds.includes('whole') ? 'whole' : 'truth';
}

/** From -0.6 to 1.4, so that neurons fire now and then; a hash, so that every run of this program makes up the same. */
function madeUp(id: number, seed: number): number {
  let word = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  word = Math.imul(word ^ (word >>> 12), 0x297a2d39);
  return Math.fround(((word ^ (word >>> 15)) >>> 0) / 2 ** 32 * 2 - 0.6);
}

/** Currents of about this size make neurons of these forms fire. */
export function scaleOf(forms: readonly NeuronForm[], corner: Corner): number {
  const sizes = forms.flatMap(({ threshold, gain }) => (threshold ? [Math.abs(cornerOf(threshold.value, corner)) / Math.max(0.25, Math.abs(cornerOf(gain, corner)))] : []));
  return Math.fround(sizes.length === 0 ? 1 : Math.max(1e-3, ...sizes.slice(0, 1000)));
}

export function cornerOf(grid: Grid, corner: Corner): number {
  return typeof grid === 'number' ? grid : grid.values.at(corner === 'first' ? 0 : -1)!;
}

/** One neuron that runs beside the graph. */
export interface Understudy {
  /** Takes the drive of a step in. */
  readonly step: (drive: number) => Moment;
}

export interface Moment {
  /** Before the reset. */
  readonly potential: number;
  readonly spikes: number;
  /** So near to a threshold that rounding decides: from here on graph and neuron may part without a fault. */
  readonly isTie: boolean;
}

/** A neuron of this form, by the equations of `src/ir/neuron.ts`. */
export function understudy(form: NeuronForm, initial: Grid, corner: Corner): Understudy {
  const at = (grid: Grid): number => cornerOf(grid, corner);
  const { reset, threshold, synapse, echo } = form;
  const [decay, gain, leak, bias] = [at(form.decay), at(form.gain), at(form.leakTarget), at(form.bias)];
  const value = threshold ? at(threshold.value) : 0;
  let potential = at(initial);
  let [current, rest] = [0, 0];
  const step = (drive: number): Moment => {
    const late = reset.delay === 1 || echo ? firings(threshold, potential, corner) : 0;
    const before = current;
    if (synapse) current = at(synapse.decay) * current + drive + bias;
    if (rest > 0) {
      rest--;
      return { potential, spikes: 0, isTie: false };
    }
    const input = synapse ? (synapse.order === 'current-first' ? current : before) : drive + bias;
    const start = reset.delay === 1 && reset.mode === 'hard' && late > 0 ? at(reset.value) : potential;
    let next = decay * start + gain * input + (1 - decay) * leak;
    if (reset.delay === 1 && reset.mode === 'subtract') next -= late * value;
    if (form.lowest !== null) next = Math.max(next, at(form.lowest));
    const seen = echo ? next - late * value : next;
    const spikes = firings(threshold, seen, corner);
    if (reset.delay === 0 && spikes > 0) {
      if (reset.mode === 'subtract') next -= spikes * value;
      if (reset.mode === 'hard') next = at(reset.value);
      rest = reset.refractory;
    }
    potential = next;
    return { potential: seen, spikes, isTie: threshold !== null && isNear(seen, value, threshold.counts) };
  };
  return { step };
}

function isNear(potential: number, threshold: number, counts: boolean): boolean {
  const nearest = counts ? Math.max(1, Math.round(potential / threshold)) * threshold : threshold;
  return Math.abs(potential - nearest) <= 1e-5 * Math.abs(threshold);
}

function firings(threshold: Threshold | null, potential: number, corner: Corner): number {
  if (threshold === null) return 0;
  const value = cornerOf(threshold.value, corner);
  if (threshold.counts) return Math.max(0, Math.floor(potential / value));
  return Number(threshold.compare === '>' ? potential > value : potential >= value);
}

/** Whether a neuron has the potential that the graph has; bounded ones have it bounded. */
export function agrees(form: NeuronForm, corner: Corner, scale: number, potential: number, graph: number): boolean {
  const wanted = form.lowest === null ? graph : Math.max(graph, cornerOf(form.lowest, corner));
  return Math.abs(wanted - potential) <= TOLERANCE * (scale + Math.abs(graph));
}

const TOLERANCE = 1e-3;
