import type { Flow } from './flow.ts';
import { substituted } from './expressions.ts';
import { isMisfit, recogniseNeuron, type Cell, type Misfit } from './neuron-form.ts';
import { atomNumber, atomsOf, ofAtom, type Polynomial } from './polynomial.ts';
import { previousOf, whereIs, type FoundPopulation } from './population.ts';
import type { StatePair } from './states.ts';
import { isSpikeOf } from './threshold.ts';
import type { Timeline } from './timeline.ts';
import { spikesIn } from './unrolled-cells.ts';

/** What one pair of states of a step graph is. */
export type StepPart =
  | { readonly kind: 'population'; readonly pair: StatePair; readonly found: FoundPopulation }
  /** A synaptic current of some population, a record or a sum that nothing in the step reads. */
  | { readonly kind: 'other'; readonly pair: StatePair }
  | { readonly kind: 'misfit'; readonly pair: StatePair; readonly potential: number; readonly misfit: Misfit };

/**
 * The populations of a graph of one step. A pair of states is a membrane potential where spikes are asked of it, or where nothing else
 * takes it in; a state that a potential takes in is its synaptic current.
 * @param seen which side of the reset the graph gives out as its answer, by potential
 */
export function stepParts(flow: Flow, timeline: Timeline, pairs: readonly StatePair[], seen: (potential: number) => Cell['seen']): readonly StepPart[] {
  const views = pairs.map((pair) => viewOf(timeline, pair));
  const inner = new Set(views.flatMap(({ pair, update }) => pairs.filter((other) => other !== pair && reads(timeline, update, other)).map(({ old }) => old)));
  return views.map((view): StepPart => {
    const { pair } = view;
    if (view.potential === null || (inner.has(pair.old) && !view.tested) || !reads(timeline, view.update, pair)) return { kind: 'other', pair };
    const form = recogniseNeuron(cellOf(timeline, view, view.potential, pairs, seen(view.potential)));
    if (isMisfit(form)) return { kind: 'misfit', pair, potential: view.potential, misfit: form };
    const where = whereIs(flow, timeline.potentialAt(view.potential)?.tests[0] ?? pair.next);
    return { kind: 'population', pair, found: { form, potential: view.potential, time: 0, initial: pair.initial, where } };
  });
}

interface View {
  readonly pair: StatePair;
  /** The value that is asked for spikes, or recorded; null where there is none. */
  readonly potential: number | null;
  readonly tested: boolean;
  /** The state after the step, in terms of the potential. */
  readonly next: Polynomial;
  /** The potential in terms of what was before the step. */
  readonly update: Polynomial;
}

function viewOf({ evaluate, potentialAt }: Timeline, pair: StatePair): View {
  const { table, definition, polynomial } = evaluate;
  const next = polynomial(pair.next);
  const potentials = potentialsIn(next).filter((id) => id >= 0 && (potentialAt(id)?.time ?? -1) >= 0);
  const potential = potentials.length === 1 ? potentials[0]! : null;
  const found = potential === null ? undefined : potentialAt(potential);
  return { pair, potential, tested: (found?.tests.length ?? 0) > 0, next, update: potential === null ? next : definition(potential) };

  function potentialsIn(of: Polynomial): readonly number[] {
    return [...new Set(atomsOf(of).flatMap((number) => {
      const atom = table.atoms[number]!;
      return atom.kind === 'value' ? [atom.value] : potentialsIn(atom.of);
    }))];
  }
}

/** Whether a polynomial takes a state in, of before or after the step. */
function reads({ evaluate: { table } }: Timeline, polynomial: Polynomial, { old, next }: StatePair): boolean {
  return atomsOf(polynomial).some((number) => {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' && (atom.value === old || atom.value === next);
  });
}

function cellOf(timeline: Timeline, { pair, potential: _, ...view }: View, potential: number, pairs: readonly StatePair[], seen: Cell['seen']): Cell {
  const { evaluate, potentialAt } = timeline;
  const { table } = evaluate;
  const valueAtom = (id: number): number => atomNumber(table, { kind: 'value', value: id });
  const [before, now] = [valueAtom(pair.old), valueAtom(potential)];
  const tests = spikesIn(timeline, potentialAt(potential)?.tests ?? [], now);
  const others = pairs.filter((other) => other !== pair);
  const inner = (polynomial: Polynomial): Polynomial => substituted(table, polynomial, (number) => {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' && others.some(({ next }) => next === atom.value) && potentialAt(atom.value)?.tests.length === 0 ? evaluate.definition(atom.value) : null;
  });
  const states = new Map(others.map((other) => [valueAtom(other.old), inner(potentialAt(other.next) ? evaluate.definition(other.next) : evaluate.polynomial(other.next))] as const));
  const common = { table, now, tests, states, initial: pair.initial, seen };
  const asksOld = atomsOf(view.next).some((atom) => atom === before || isSpikeOf(table, atom, before));
  if (asksOld) return { ...common, update: inner(view.update), old: before, left: view.next };
  // The state is what the spike left of the last potential: everything in terms of that potential.
  const old = atomNumber(table, { kind: 'value', value: previousOf(potential) });
  const left = substituted(table, view.next, (atom) => (atom === now ? ofAtom(old) : null));
  return { ...common, update: substituted(table, inner(view.update), (atom) => (atom === before ? left : null)), old, left: null };
}
