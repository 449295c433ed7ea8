import type { ResetMode } from '../../../ir/neuron.ts';
import { closeGrids, combineGrids, everyValue, isZero, mapGrid, multiplyGrids, type Grid } from './grid.ts';
import { addScaled, asConstant, atomsOf, constantOf, constantTerm, scaled, splitBy, ZERO, type AtomTable, type Polynomial } from './polynomial.ts';
import { closePolynomials, substituted } from './expressions.ts';
import { synapseOf, type SynapseForm } from './synapse-form.ts';
import { firesAt, isSpikeOf, sameThreshold, thresholdOf, type Threshold } from './threshold.ts';

/** What the graph says of one population, in one timestep. */
export interface Cell {
  readonly table: AtomTable;
  /** Atom of the potential that is asked for spikes in this step, and what it is made of. */
  readonly now: number;
  readonly update: Polynomial;
  /** Atom of the same potential one step before. */
  readonly old: number;
  /** Where what the last spike left is asked again (`old` stands for that): what is left of `now`. */
  readonly left: Polynomial | null;
  /** Atoms that ask `now` for spikes. */
  readonly tests: readonly number[];
  /** Other states by atom, with what they are updated to; null where that is not seen. */
  readonly states: ReadonlyMap<number, Polynomial | null>;
  /** Potential before the first step. */
  readonly initial: Grid;
  /** Whether the graph gives out the potential from before or after its reset. */
  readonly seen: 'before' | 'after' | null;
}

/** The canonical neuron, its parameters not yet spread over a population, and the currents that drive it. */
export interface NeuronForm {
  readonly decay: Grid;
  readonly gain: Grid;
  readonly leakTarget: Grid;
  readonly threshold: Threshold | null;
  readonly reset: Reset;
  readonly lowest: Grid | null;
  readonly echo: boolean;
  readonly synapse: Pick<SynapseForm, 'decay' | 'order'> | null;
  readonly drives: readonly Drive[];
  readonly bias: Grid;
}

export interface Reset {
  readonly mode: ResetMode;
  readonly value: Grid;
  readonly delay: 0 | 1;
  readonly refractory: number;
}

/** A current and what it is multiplied by before the gain. */
export interface Drive {
  readonly atom: number;
  readonly weight: Grid;
}

export interface Misfit {
  readonly misfit: string;
}

export function isMisfit(form: NeuronForm | Misfit): form is Misfit {
  return 'misfit' in form;
}

/** Compares what the graph computes with the canonical neuron, by polynomials: the order of additions does not matter. */
export function recogniseNeuron(cell: Cell): NeuronForm | Misfit {
  const thresholds = [...cell.tests.map((test) => thresholdOf(cell.table, test, cell.now)), ...firedIn(cell).map((test) => thresholdOf(cell.table, test, cell.old))];
  if (thresholds.some((threshold) => threshold === null)) return { misfit: 'a spike is asked of more than the potential and a threshold' };
  const threshold = thresholds[0] ?? null;
  if (thresholds.some((other) => !sameThreshold(other!, threshold!))) return { misfit: 'its potential is compared with several thresholds' };
  if (cell.left !== null) return threshold === null ? { misfit: 'what is left of its potential is not understood' } : recogniseEcho(cell, threshold, cell.left);
  return recognisePlain(cell, threshold);
}

function firedIn({ table, update, old }: Cell): readonly number[] {
  const within = atomsOf(update).flatMap((atom) => {
    const entry = table.atoms[atom]!;
    return entry.kind === 'positive' ? [atom, ...atomsOf(entry.of)] : [atom];
  });
  return [...new Set(within)].filter((atom) => isSpikeOf(table, atom, old));
}

/** The state after a reset is tested again before the next one: snnTorch with reset_delay=False. */
function recogniseEcho(cell: Cell, threshold: Threshold, left: Polynomial): NeuronForm | Misfit {
  const silent = (atom: number): Polynomial | null => (isSpikeOf(cell.table, atom, cell.old) ? ZERO : null);
  const spike = cell.tests[0];
  const { factor } = splitBy(substituted(cell.table, left, silent), spike ?? -1);
  const hard = asConstant(addScaled(factor, new Map([[String(cell.now), { factor: 1, atoms: [cell.now] }]]), 1));
  if (hard !== null && !firesAt(threshold, hard) && !firesAt(threshold, cell.initial)) {
    // After such a reset nothing is left above the threshold, so the second test never fires.
    const update = substituted(cell.table, substituted(cell.table, cell.update, silent), (atom) => (atom === cell.old ? beforeStep(cell, substituted(cell.table, left, silent)) : null));
    return recogniseNeuron({ ...cell, update, left: null });
  }
  const [fired] = firedIn(cell);
  const echo = addScaled(scaled(ofSpike(spike), threshold.value), ofSpike(fired), multiplyGrids(threshold.value, -1));
  const expected = addScaled(new Map([[String(cell.now), { factor: 1, atoms: [cell.now] }]]), echo, -1);
  if (spike === undefined || fired === undefined || threshold.counts || !closePolynomials(left, expected)) return { misfit: 'what a spike leaves of its potential is not understood' };
  const form = recognisePlain(cell, threshold);
  if (isMisfit(form) || form.reset.mode !== 'subtract' || form.lowest !== null) return isMisfit(form) ? form : { misfit: 'its reset is not understood' };
  return { ...form, reset: { ...form.reset, delay: 0 }, echo: true };
}

function ofSpike(atom: number | undefined): Polynomial {
  return atom === undefined ? ZERO : new Map([[String(atom), { factor: 1, atoms: [atom] }]]);
}

/** A polynomial of this step's potential as one of the step before. */
function beforeStep({ table, now, old }: Cell, polynomial: Polynomial): Polynomial {
  return substituted(table, polynomial, (atom) => (atom === now ? ofSpike(old) : null));
}

function recognisePlain(cell: Cell, threshold: Threshold | null): NeuronForm | Misfit {
  const bounded = withoutBound(cell);
  if ('misfit' in bounded) return bounded;
  const [fired, ...more] = firedIn({ ...cell, update: bounded.update });
  if (more.length > 0) return { misfit: 'its reset asks for several kinds of spikes' };
  const { factor, rest } = splitBy(bounded.update, fired ?? -1);
  const plain = affineIn(cell, rest);
  if ('misfit' in plain) return plain;
  const own = feedbackOf(cell, threshold, plain.decay, factor);
  const affine = own === null ? plain : { ...plain, others: [...plain.others, { atom: fired!, weight: own }] };
  const reset = resetOf(cell, threshold, affine.decay, own === null ? factor : addScaled(factor, constantOf(own), -1), rest);
  if ('misfit' in reset) return reset;
  const synapse = synapseOf(affine, cell.states);
  if ('misfit' in synapse) return synapse;
  const { lowest } = bounded;
  if (lowest !== null && !harmless(lowest, reset, threshold)) return { misfit: 'its potential is bounded from below between spike and reset in a way that has no counterpart' };
  const { decay, gain, drives, bias, leak } = synapse.membrane;
  return { decay, gain, leakTarget: leak, threshold, reset, lowest, echo: false, synapse: synapse.form, drives, bias };
}

/** Potential as decay x old + what drives it + constant. */
export interface Affine {
  readonly decay: Grid;
  readonly constant: Grid;
  readonly others: readonly Drive[];
}

function affineIn({ table, old }: Cell, polynomial: Polynomial): Affine | Misfit {
  let decay: Grid = 0;
  const others: Drive[] = [];
  for (const { factor, atoms } of polynomial.values()) {
    if (atoms.length > 1) return { misfit: 'its update multiplies values with each other' };
    const [atom] = atoms;
    if (atom === undefined) continue;
    const { kind } = table.atoms[atom]!;
    if (kind === 'whole') return { misfit: 'its update rounds a value' };
    if (atom === old) decay = factor;
    else others.push({ atom, weight: factor });
  }
  return { decay, constant: constantTerm(polynomial), others };
}

/** What a spike adds to the potential of its own neuron one step later, beside the reset by subtraction; null where it adds nothing. */
function feedbackOf({ seen }: Cell, threshold: Threshold | null, decay: Grid, factor: Polynomial): Grid | null {
  const constant = asConstant(factor);
  if (threshold === null || constant === null || factor.size === 0) return null;
  if (seen !== 'before' && closeGrids(constant, combineGrids(threshold.value, decay, (value, d) => -value * d))) return null;
  const left = combineGrids(constant, threshold.value, (all, value) => (Math.abs(all + value) <= 1e-6 * Math.abs(value) ? 0 : all + value));
  return isZero(left) ? null : left;
}

/** Reset from the factor of the spike of the step before, in potential = rest + spike x factor. */
function resetOf(cell: Cell, threshold: Threshold | null, decay: Grid, factor: Polynomial, rest: Polynomial): Reset | Misfit {
  const none = { mode: 'none', value: 0, delay: 0, refractory: 0 } as const;
  if (factor.size === 0) return none;
  if (threshold === null) return { misfit: 'it resets without a threshold' };
  const constant = asConstant(factor);
  if (constant !== null) {
    const [late, atOnce] = [mapGrid(threshold.value, (value) => -value), combineGrids(threshold.value, decay, (value, d) => -value * d)];
    const isLate = closeGrids(constant, late);
    const isAtOnce = closeGrids(constant, atOnce);
    if (!isLate && !isAtOnce) return { misfit: 'it subtracts something else than its threshold after a spike' };
    if (!isLate && cell.seen === 'before') return { misfit: 'its potential from before the reset is an output' };
    const delay = isLate && (!isAtOnce || cell.seen === 'before' || firesAt(threshold, cell.initial)) ? 1 : 0;
    return { mode: 'subtract', value: 0, delay, refractory: 0 };
  }
  if (threshold.counts) return { misfit: 'it fires several times a step and resets to a value' };
  const whole = asConstant(addScaled(factor, rest, 1));
  if (whole !== null) {
    if (firesAt(threshold, whole)) return { misfit: 'the value it resets to fires again' };
    return { mode: 'hard', value: whole, delay: 0, refractory: 1 };
  }
  const oldFactor = factor.get(String(cell.old))?.factor ?? 0;
  const isHard = closeGrids(oldFactor, mapGrid(decay, (value) => -value)) && atomsOf(factor).length === 1 && everyValue(decay, (value) => value !== 0);
  if (!isHard) return { misfit: 'its reset is neither by subtraction nor to a value' };
  const value = combineGrids(constantTerm(factor), decay, (c, d) => (c === 0 ? 0 : c / d));
  return { mode: 'hard', value, delay: cell.seen === 'before' || firesAt(threshold, cell.initial) ? 1 : 0, refractory: 0 };
}

interface Bounded {
  readonly update: Polynomial;
  readonly lowest: Grid | null;
}

/** Takes a lower bound of the potential away: max(potential, c) before the spike of this step, or after that of the last one. */
function withoutBound(cell: Cell): Bounded | Misfit {
  const { table, update, old } = cell;
  const bound = atomsOf(update).find((atom) => table.atoms[atom]!.kind === 'positive' && reachesOld(cell, atom));
  if (bound === undefined) return { update, lowest: null };
  const { factor, rest } = splitBy(update, bound);
  const weight = asConstant(factor);
  const { of } = table.atoms[bound] as { of: Polynomial };
  const isOfOld = atomsOf(of).every((atom) => atom === old || isSpikeOf(table, atom, old));
  if (weight === null || (reaches(cell, rest))) return { misfit: 'its potential is bounded in a way that is not understood' };
  if (!isOfOld) {
    const shift = asConstant(rest);
    if (shift === null || !closeGrids(weight, 1)) return { misfit: 'its potential is bounded in a way that is not understood' };
    return { update: addScaled(of, rest, 1), lowest: shift };
  }
  // max(p, 0) weighs the part of the potential above the bound: p + bound is the potential.
  const scale = of.get(String(old))?.factor;
  if (scale === undefined || !closeGrids(scale, 1)) return { misfit: 'its potential is bounded in a way that is not understood' };
  const lowest = mapGrid(constantTerm(of), (value) => (value === 0 ? 0 : -value));
  return { update: addScaled(rest, of, weight), lowest };
}

function reaches({ table, old }: Cell, polynomial: Polynomial): boolean {
  return atomsOf(polynomial).some((atom) => atom === old || isSpikeOf(table, atom, old));
}

function reachesOld(cell: Cell, positive: number): boolean {
  return reaches(cell, (cell.table.atoms[positive] as { of: Polynomial }).of);
}

/** The canonical neuron bounds before the spike; that gives the same spikes where neither spike nor reset ends below the bound. */
function harmless(lowest: Grid, { mode, value }: Reset, threshold: Threshold | null): boolean {
  if (threshold === null) return true;
  const below = (other: Grid): boolean => everyValue(combineGrids(lowest, other, (low, limit) => (low <= limit ? 1 : 0)), (is) => is === 1);
  return !firesAt(threshold, lowest) && (mode === 'none' || (mode === 'subtract' ? below(0) : below(value)));
}
