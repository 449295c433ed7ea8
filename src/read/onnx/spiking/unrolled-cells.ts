import { valueOf, type Flow } from './flow.ts';
import { addGrids, combineGrids, multiplyGrids, type Grid } from './grid.ts';
import { isElementwise } from './expressions.ts';
import { isMisfit, recogniseNeuron, type Cell, type Misfit, type NeuronForm } from './neuron-form.ts';
import type { FoundPopulation } from './population.ts';
import { whereIs } from './population.ts';
import { atomNumber, atomsOf, constantTerm, type Polynomial } from './polynomial.ts';
import { isSpikeOf } from './threshold.ts';
import type { Chain, Timeline } from './timeline.ts';

/** The neuron of a population in a graph of all timesteps, from one step late enough that the start has faded. */
export function populationOf(flow: Flow, timeline: Timeline, chain: Chain, seen: Cell['seen']): FoundPopulation | Misfit {
  let misfit: Misfit = { misfit: 'it runs for a single timestep' };
  for (const time of stepsToTry(timeline.steps)) {
    const cell = cellAt(flow, timeline, chain, time, seen);
    if (cell === null) continue;
    const form = recogniseNeuron(cell);
    if (!isMisfit(form)) {
      const potential = chain.potentials[time]!;
      return { form, potential: potential.id, time, initial: initialOf(timeline, chain, form), where: whereIs(flow, potential.tests[0] ?? potential.id) };
    }
    misfit = form;
  }
  return misfit;
}

/** A step whose successor is seen too comes first; the first two steps hold values that were folded. */
function stepsToTry(steps: number): readonly number[] {
  return [steps - 2, steps - 1, 1].filter((time, index, all) => time >= (index < 2 && steps > 2 ? 2 : 1) && time < steps && all.indexOf(time) === index);
}

function cellAt(flow: Flow, timeline: Timeline, chain: Chain, time: number, seen: Cell['seen']): Cell | null {
  const { evaluate } = timeline;
  const { table } = evaluate;
  const potential = chain.potentials[time]!;
  const [before, now] = [chain.potentials[time - 1]!, potential];
  const isEchoing = chain.after.size > 0;
  const left = chain.after.get(time);
  if (isEchoing && (!left || !chain.after.has(time - 1))) return null;
  const atom = (id: number): number => atomNumber(table, { kind: 'value', value: id });
  const update = evaluate.definition(now.id);
  const old = atom(isEchoing ? chain.after.get(time - 1)!.id : before.id);
  const tests = spikesIn(timeline, now.tests, atom(now.id));
  return {
    table, update, old, now: atom(now.id), tests, left: left ? evaluate.definition(left.id) : null, initial: 0, seen,
    states: statesIn(flow, timeline, chain, time, update),
  };
}

/**
 * Atoms of tests that ask a potential for spikes. Whole thresholds of it and whether it is above 0 count together: truncation goes towards 0,
 * and nothing below may come out.
 */
export function spikesIn({ evaluate }: Pick<Timeline, 'evaluate'>, tests: readonly number[], potential: number): readonly number[] {
  const { table, polynomial } = evaluate;
  const atoms = [...new Set(tests.flatMap((test) => atomsOf(polynomial(test))))];
  const counts = atoms.flatMap((atom) => {
    const entry = table.atoms[atom]!;
    return entry.kind === 'whole' && atomsOf(entry.of).every((other) => other === potential) ? [atomNumber(table, { kind: 'count', of: entry.of })] : [];
  });
  const spikes = atoms.filter((atom) => isSpikeOf(table, atom, potential));
  return counts.length === 0 ? spikes : [...new Set([...counts, ...spikes.filter((atom) => table.atoms[atom]!.kind === 'count')])];
}

/** Values of the step before that are states beside the potential, and their updates where the next step shows which value they become. */
function statesIn(flow: Flow, timeline: Timeline, chain: Chain, time: number, update: Polynomial): ReadonlyMap<number, Polynomial | null> {
  const { evaluate } = timeline;
  const neighbours = [time - 1, time + 1].map((step) => cutsIn(flow, timeline, chain, step));
  const cuts = cutsOf(flow, timeline, update);
  // A current that is the same in every step is no state.
  const states = cuts.filter((atom) => !neighbours.some((others) => others.includes(atom)));
  const later = neighbours[1]!.filter((atom) => !cuts.includes(atom));
  return new Map(states.map((atom, index) => {
    const successor = later.length === states.length ? evaluate.table.atoms[later[index]!]! : null;
    return [atom, successor?.kind === 'value' ? evaluate.definition(successor.value) : null] as const;
  }));
}

function cutsIn(flow: Flow, timeline: Timeline, chain: Chain, time: number): readonly number[] {
  const potential = chain.potentials[time];
  return potential && time >= 1 ? cutsOf(flow, timeline, timeline.evaluate.definition(potential.id)) : [];
}

/** Atoms that are arithmetic of an earlier step, and no potential. */
function cutsOf(flow: Flow, { evaluate, potentialAt }: Timeline, polynomial: Polynomial): readonly number[] {
  return atomsOf(polynomial).filter((number) => {
    const atom = evaluate.table.atoms[number]!;
    return atom.kind === 'value' && atom.value >= 0 && isElementwise(valueOf(flow, atom.value)) && !potentialAt(atom.value);
  }).sort((a, b) => a - b);
}

/** What the potential must have been before the first step, from the constant in its first value. */
function initialOf({ evaluate }: Timeline, chain: Chain, { decay, leakTarget, gain, bias, drives }: NeuronForm): Grid {
  const { table, definition, polynomial } = evaluate;
  const found = constantTerm(definition(chain.potentials[0]!.id));
  // A current that is the same in every step stands for itself in the form; in the first step its constant is seen.
  const entering = drives.reduce<Grid>((sum, { atom, weight }) => {
    const drive = table.atoms[atom]!;
    return drive.kind === 'value' && drive.value >= 0 ? addGrids(sum, multiplyGrids(weight, constantTerm(polynomial(drive.value)))) : sum;
  }, bias);
  const steady = addGrids(multiplyGrids(combineGrids(1, decay, (one, d) => one - d), leakTarget), multiplyGrids(gain, entering));
  return combineGrids(combineGrids(found, steady, (a, b) => (Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(a)) ? 0 : a - b)), decay, (rest, d) => (rest === 0 || d === 0 ? 0 : rest / d));
}
