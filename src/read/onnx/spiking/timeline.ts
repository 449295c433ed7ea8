import { evaluator, type Evaluator } from './evaluator.ts';
import { isElementwise } from './expressions.ts';
import { OWN, valueOf, type Flow } from './flow.ts';
import { isOldState, operandsOf } from './needed.ts';
import type { Potential, Potentials } from './potentials.ts';
import { emptyTable } from './polynomial.ts';

/** A graph of all timesteps, or of one, cut into its timesteps. */
export interface Timeline {
  readonly steps: number;
  readonly chains: readonly Chain[];
  /** The potential of that id, if it is one. */
  readonly potentialAt: (id: number) => Potential | undefined;
  /** Last timestep whose potentials or inputs a value depends on; -1 for one that is the same in every step. */
  readonly timeOf: (id: number) => number;
  /** First timestep whose potentials need a value. */
  readonly stepOf: (id: number) => number;
  readonly evaluate: Evaluator;
}

/** The potentials of one population, one a timestep. */
export interface Chain {
  readonly id: number;
  readonly potentials: readonly Potential[];
  /** Potential after the spike, of the steps that ask it for spikes again. */
  readonly after: ReadonlyMap<number, Potential>;
}

export function timelineOf(flow: Flow, needed: Int32Array, { byId }: Potentials): Timeline {
  const steps = 1 + Math.max(-1, ...Array.from(byId.values(), (potential) => potential.time).filter(largestFirst()));
  const potentials = settledLate(byId, steps);
  const times = timesOf(flow, needed, potentials);
  const firstNeeded = stepsOf(flow, needed, potentials, times);
  const evaluate = evaluator(flow, emptyTable(), { isPotential: (id) => potentials.has(id), step: (id) => firstNeeded[id]! });
  return { steps, chains: chainsOf(potentials), potentialAt: (id) => potentials.get(id), timeOf: (id) => times[id]!, stepOf: (id) => firstNeeded[id]!, evaluate };
}

/** Lets pass what is larger than all before: Math.max takes only so many arguments. */
function largestFirst(): (value: number) => boolean {
  let largest = -Infinity;
  return (value) => value > largest && ((largest = value), true);
}

/** A population of which only the potential after the last step is seen has that one potential, of the last step. */
function settledLate(byId: ReadonlyMap<number, Potential>, steps: number): ReadonlyMap<number, Potential> {
  const counts = new Map<number, number>();
  for (const { chain } of byId.values()) counts.set(chain, (counts.get(chain) ?? 0) + 1);
  const isLate = ({ chain, tests, time }: Potential): boolean => counts.get(chain) === 1 && tests.length === 0 && time === 0;
  return new Map([...byId].map(([id, potential]) => [id, isLate(potential) ? { ...potential, time: steps - 1 } : potential]));
}

function chainsOf(potentials: ReadonlyMap<number, Potential>): readonly Chain[] {
  const chains = new Map<number, { readonly id: number; readonly potentials: Potential[]; readonly after: Map<number, Potential> }>();
  for (const potential of potentials.values()) {
    const chain = chains.get(potential.chain) ?? { id: potential.chain, potentials: new Array<Potential>(), after: new Map<number, Potential>() };
    chains.set(potential.chain, chain);
    if (potential.after) chain.after.set(potential.time, potential);
    else if (potential.time >= 0) chain.potentials.push(potential);
  }
  return [...chains.values()].filter((chain) => chain.potentials.length > 0);
}

function timesOf(flow: Flow, needed: Int32Array, potentials: ReadonlyMap<number, Potential>): Int32Array {
  const places = slicePlaces(flow, needed);
  const times = new Int32Array(flow.values.length).fill(-1);
  for (const id of needed) {
    const value = valueOf(flow, id);
    const own = potentials.get(id)?.time ?? places.get(id) ?? -1;
    times[id] = operandsOf(value).reduce((latest, operand) => Math.max(latest, times[operand]!), own);
    if (potentials.has(id) && !isOldState(value)) times[id] = own;
  }
  return times;
}

/** The timestep of every slice of an input: its place among the slices of that input. */
function slicePlaces(flow: Flow, needed: Int32Array): ReadonlyMap<number, number> {
  const families = new Map<string, number[]>();
  for (const id of needed) {
    const { operator, operands, cut } = valueOf(flow, id);
    if (operator !== OWN.slice || cut!.start === null) continue;
    const key = `${operands[0]}|${cut!.axis}|${cut!.step}|${cut!.count}`;
    const family = families.get(key) ?? [];
    family.push(id);
    families.set(key, family);
  }
  const places = new Map<number, number>();
  for (const family of families.values()) {
    family.sort((a, b) => valueOf(flow, a).cut!.start! - valueOf(flow, b).cut!.start!);
    family.forEach((id, place) => places.set(id, place));
  }
  return places;
}

/**
 * Timestep in which every value is first needed: the first of the potentials it reaches. What reaches none (a population of which only the
 * last potential is seen) is needed when what it is joined with comes.
 */
function stepsOf(flow: Flow, needed: Int32Array, potentials: ReadonlyMap<number, Potential>, times: Int32Array): Float64Array {
  const steps = new Float64Array(flow.values.length).fill(Infinity);
  const joined = new Float64Array(flow.values.length).fill(Infinity);
  for (let at = needed.length - 1; at >= 0; at--) {
    const value = valueOf(flow, needed[at]!);
    const potential = potentials.get(value.id);
    const late = potential !== undefined && potential.tests.length === 0 && isAlone(potential);
    if (potential) steps[value.id] = potential.time;
    if (!late) for (const operand of operandsOf(value)) steps[operand] = Math.min(steps[operand]!, steps[value.id]!);
    if (isElementwise(value)) for (const operand of value.operands) joined[operand] = Math.min(joined[operand]!, times[value.id]!);
  }
  for (const id of needed) if (steps[id] === Infinity) steps[id] = joined[id]!;
  return steps;
}

/** Whether a potential is the first and only one of its population. */
function isAlone({ chain, id, time }: Potential): boolean {
  return chain === id && time > 0;
}
