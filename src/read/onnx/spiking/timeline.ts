import { evaluator, type Evaluator } from './evaluator.ts';
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

/** @param isStep whether the graph is one timestep: then no value is of an earlier one */
export function timelineOf(flow: Flow, needed: Int32Array, { byId }: Potentials, isStep: boolean): Timeline {
  const steps = 1 + Math.max(-1, ...Array.from(byId.values(), (potential) => potential.time).filter(largestFirst()));
  const times = timesOf(flow, needed, byId);
  const firstNeeded = stepsOf(flow, needed, byId);
  const evaluate = evaluator(flow, emptyTable(), { isPotential: (id) => byId.has(id), step: (id) => (isStep ? 0 : firstNeeded[id]!) });
  return { steps, chains: chainsOf(byId), potentialAt: (id) => byId.get(id), timeOf: (id) => times[id]!, stepOf: (id) => firstNeeded[id]!, evaluate };
}

/** Lets pass what is larger than all before: Math.max takes only so many arguments. */
function largestFirst(): (value: number) => boolean {
  let largest = -Infinity;
  return (value) => value > largest && ((largest = value), true);
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

/** Timestep in which every value is first needed: the first of the potentials it reaches. */
function stepsOf(flow: Flow, needed: Int32Array, potentials: ReadonlyMap<number, Potential>): Float64Array {
  const steps = new Float64Array(flow.values.length).fill(Infinity);
  for (let at = needed.length - 1; at >= 0; at--) {
    const value = valueOf(flow, needed[at]!);
    const potential = potentials.get(value.id);
    if (potential) steps[value.id] = potential.time;
    for (const operand of operandsOf(value)) steps[operand] = Math.min(steps[operand]!, steps[value.id]!);
  }
  return steps;
}
