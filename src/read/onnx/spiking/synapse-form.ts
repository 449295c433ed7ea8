import { closeGrids, combineGrids, everyValue, isZero, multiplyGrids, type Grid } from './grid.ts';
import type { Affine, Drive, Misfit } from './neuron-form.ts';
import { constantTerm, type Polynomial } from './polynomial.ts';

/** A synaptic current i = decay i + X; the membrane sees `gain` x the new or the old one. */
export interface SynapseForm {
  readonly decay: Grid;
  readonly order: 'current-first' | 'potential-first';
  /** Atom of the current before the step; its size times `scale` is i. */
  readonly atom: number;
}

export interface Membrane {
  readonly decay: Grid;
  readonly gain: Grid;
  readonly leak: Grid;
  readonly drives: readonly Drive[];
  readonly bias: Grid;
}

interface Parts {
  readonly form: SynapseForm | null;
  readonly membrane: Membrane;
}

/**
 * Tells the synaptic current among what drives a potential, and splits the rest into gain, weights, bias and leak. Currents are scaled so that
 * the synapse itself has gain 1.
 */
export function synapseOf(affine: Affine, states: ReadonlyMap<number, Polynomial | null>): Parts | Misfit {
  const [state, ...more] = affine.others.filter(({ atom }) => states.has(atom));
  if (more.length > 0) return { misfit: 'two synaptic currents drive it' };
  const drives = affine.others.filter(({ atom }) => !states.has(atom));
  if (state === undefined) return { form: null, membrane: { ...gained(affine.decay, drives), ...leaking(affine, drives) } };
  return withSynapse(affine, state, drives, states.get(state.atom) ?? null);
}

/** Gain from the first current, and the others relative to it. */
function gained(decay: Grid, drives: readonly Drive[]): Pick<Membrane, 'decay' | 'gain' | 'drives'> {
  const gain = gainOf(drives);
  return { decay, gain, drives: drives.map(({ atom, weight }) => ({ atom, weight: over(weight, gain) })) };
}

function gainOf(drives: readonly Drive[]): Grid {
  const first = drives[0]?.weight ?? 1;
  return everyValue(first, (value) => value !== 0) ? first : 1;
}

function over(value: Grid, by: Grid): Grid {
  return combineGrids(value, by, (a, b) => (a === 0 ? 0 : a / b));
}

/** A constant of one number is a leak towards a potential; one that differs between neurons, or does not decay, is a bias. */
function leaking({ decay, constant }: Affine, drives: readonly Drive[]): Pick<Membrane, 'leak' | 'bias'> {
  if (isZero(constant)) return { leak: 0, bias: 0 };
  const leaks = everyValue(decay, (value) => value !== 1);
  if (leaks && (typeof constant === 'number' || drives.length === 0)) return { leak: combineGrids(constant, decay, (c, d) => c / (1 - d)), bias: 0 };
  return { leak: 0, bias: over(constant, gainOf(drives)) };
}

function withSynapse(affine: Affine, state: Drive, direct: readonly Drive[], update: Polynomial | null): Parts | Misfit {
  const first = direct.length > 0;
  if (update === null && !first) return { misfit: 'the update of its synaptic current is not seen' };
  const own = update === null ? assumed(state, direct) : termsOf(update, state.atom);
  if (own === null || own.drives.length === 0) return { misfit: 'the update of its synaptic current is not understood' };
  const form: SynapseForm = { decay: own.decay, order: first ? 'current-first' : 'potential-first', atom: state.atom };
  const scale = gainOf(own.drives);
  if (first && !fits(state, direct, own)) return { misfit: 'its potential takes a mixture of the synaptic current of before and after the step' };
  const gain = first ? gainOf(direct) : multiplyGrids(state.weight, scale);
  const bias = over(own.constant, scale);
  const rest = first ? combineGrids(affine.constant, multiplyGrids(gain, bias), (all, ofBias) => (Math.abs(all - ofBias) <= 1e-7 * Math.abs(all) ? 0 : all - ofBias)) : affine.constant;
  const leak = isZero(rest) ? 0 : everyValue(affine.decay, (value) => value !== 1) ? combineGrids(rest, affine.decay, (c, d) => c / (1 - d)) : null;
  if (leak === null) return { misfit: 'a constant drives its potential beside a synaptic current' };
  return { form, membrane: { decay: affine.decay, gain, leak, bias, drives: own.drives.map(({ atom, weight }) => ({ atom, weight: over(weight, scale) })) } };
}

interface Terms {
  readonly decay: Grid;
  readonly constant: Grid;
  readonly drives: readonly Drive[];
}

function termsOf(update: Polynomial, atom: number): Terms | null {
  const drives: Drive[] = [];
  let decay: Grid = 0;
  for (const term of update.values()) {
    if (term.atoms.length > 1) return null;
    if (term.atoms[0] === atom) decay = term.factor;
    else if (term.atoms.length === 1) drives.push({ atom: term.atoms[0]!, weight: term.factor });
  }
  return { decay, constant: constantTerm(update), drives };
}

/** Where the step before is too near to the first to be seen: a current that enters with factor 1 before the membrane takes it. */
function assumed(state: Drive, direct: readonly Drive[]): Terms {
  return { decay: over(state.weight, gainOf(direct)), constant: 0, drives: direct.map(({ atom, weight }) => ({ atom, weight: over(weight, gainOf(direct)) })) };
}

/** Whether the potential takes gain x the new current: its factors of old current and drives stand to each other as in the current's own update. */
function fits(state: Drive, direct: readonly Drive[], own: Terms): boolean {
  return direct.length === own.drives.length && direct.every(({ atom, weight }) => {
    const entering = own.drives.find((other) => other.atom === atom);
    return entering !== undefined && closeGrids(multiplyGrids(state.weight, entering.weight), multiplyGrids(weight, own.decay));
  });
}
