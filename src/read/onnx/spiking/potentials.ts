import { COUNTS, isTest } from './element-functions.ts';
import { evaluator } from './evaluator.ts';
import { isElementwise } from './expressions.ts';
import { closeGrids } from './grid.ts';
import { atomNumber, emptyTable } from './polynomial.ts';
import { isZeroConstant } from './constants.ts';
import { isConstant, OWN, sealAsCurrent, valueOf, type Flow, type FlowValue } from './flow.ts';
import { isOldState, operandsOf } from './needed.ts';
import { outermost } from './recorded.ts';

/** A value that is asked for spikes, or recorded: a membrane potential. */
export interface Potential {
  readonly id: number;
  /** Comparisons and counts of it. */
  readonly tests: readonly number[];
  /** Timestep, from 0; -1 for a state from before the step. */
  readonly time: number;
  /** Which population; the id of its first potential. */
  readonly chain: number;
  /** What is left of the potential of the same step after the spike, where that is asked for spikes too. */
  readonly after: boolean;
}

export interface Potentials {
  readonly byId: ReadonlyMap<number, Potential>;
  /** Potentials that several later ones follow on, or that follow on those of several populations. */
  readonly tangled: readonly number[];
  /** Comparisons of no single potential. */
  readonly strange: readonly number[];
}

/**
 * Finds the membrane potentials among the needed values, and strings them to populations: a potential follows on those that reach it through
 * arithmetic alone, without spikes or synapses between.
 * @param recorded values that an output records, a list for each output; where one has a current of its own they count as potentials
 */
export function findPotentials(flow: Flow, needed: Int32Array, recorded: readonly (readonly number[])[]): Potentials {
  const tests = new Map<number, number[]>();
  const strange: number[] = [];
  const asking = Array.from(needed).filter((id) => isTest(valueOf(flow, id)));
  const counting = (id: number): boolean => COUNTS.has(valueOf(flow, id).operator);
  for (const id of [...asking.filter((test) => !counting(test)), ...asking.filter(counting)]) {
    const base = baseOf(flow, valueOf(flow, id), (other) => tests.has(other));
    if (base === null) strange.push(id);
    else if (!isTest(valueOf(flow, base))) appended(tests, base).push(id);
  }
  const asked = regionsOf(flow, needed, (id) => tests.has(id));
  const driven = recorded.filter((series) => series.some((id) => isElementwise(valueOf(flow, id)) && !isTest(valueOf(flow, id)) && asked.driven[id] === 1));
  for (const series of outermost(flow, driven, [...tests.keys()])) {
    for (const id of series) if (!tests.has(id) && !isConstant(valueOf(flow, id))) tests.set(id, []);
  }
  return { ...strung(flow, needed, tests), strange };
}

function appended(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/**
 * The value of which a test asks, without the threshold that is subtracted from it or the one that it is divided by: what is compared
 * with 0, or counted. null where the test compares two values. A test of a test (a cast to truth) asks for nothing new.
 * @param isKnown whether a value is a potential by another test
 */
function baseOf(flow: Flow, test: FlowValue, isKnown: (id: number) => boolean): number | null {
  const counts = COUNTS.has(test.operator);
  let id = activeOperand(flow, test);
  const peeled = new Set<string>();
  while (id !== null) {
    const value = valueOf(flow, id);
    const kind = KINDS[value.operator];
    if (counts && isKnown(id)) return id;
    const isPart = kind === 'sign' || (counts ? kind === 'scale' || value.operator === 'Relu' : kind === 'shift' && comparesWithZero(flow, test));
    if (!isPart || kind === undefined && value.operator !== 'Relu' || peeled.has(kind ?? 'Relu')) return id;
    peeled.add(kind ?? 'Relu');
    const inner = activeOperand(flow, value);
    if (inner === id || inner === null) return id;
    id = inner;
  }
  return null;
}

const KINDS: Readonly<Record<string, 'shift' | 'scale' | 'sign'>> = { Add: 'shift', Sub: 'shift', Mul: 'scale', Div: 'scale', Neg: 'sign' };

function comparesWithZero(flow: Flow, { operands }: FlowValue): boolean {
  return operands.some((id) => isZeroConstant(flow, valueOf(flow, id)));
}

/** The only operand that is no constant; the value itself where arithmetic joins two is a base of its own. */
function activeOperand(flow: Flow, value: FlowValue): number | null {
  const active = value.operands.filter((id) => !isConstant(valueOf(flow, id)));
  if (active.length === 1) return active[0]!;
  return value.operator in KINDS ? value.id : null;
}

interface Regions {
  /** 1 where a current or another source reaches a value by arithmetic alone, without passing a potential. */
  readonly driven: Uint8Array;
  /** Potentials that reach a value so; few. */
  readonly before: ReadonlyMap<number, readonly number[]>;
}

function regionsOf(flow: Flow, needed: Int32Array, isPotential: (id: number) => boolean): Regions {
  const driven = new Uint8Array(flow.values.length);
  const before = new Map<number, readonly number[]>();
  for (const id of needed) {
    const value = valueOf(flow, id);
    if (!isElementwise(value) || isTest(value)) continue;
    let reached: readonly number[] = [];
    for (const operand of value.operands) {
      const source = valueOf(flow, operand);
      if (isPotential(operand)) reached = union(reached, [operand]);
      else if (isTest(source) || isConstant(source)) continue;
      else if (isElementwise(source)) {
        reached = union(reached, before.get(operand) ?? []);
        driven[id] = Math.max(driven[id]!, driven[operand]!);
      } else driven[id] = 1;
    }
    if (reached.length > 0) before.set(id, reached);
  }
  return { driven, before };
}

function union(left: readonly number[], right: readonly number[]): readonly number[] {
  if (left.length === 0) return right;
  const added = right.filter((id) => !left.includes(id));
  return added.length === 0 ? left : [...left, ...added].slice(-MOST_BEFORE);
}

/** A potential follows on one other; of sums over all timesteps the last ones do. */
const MOST_BEFORE = 64;

function strung(flow: Flow, needed: Int32Array, tests: ReadonlyMap<number, readonly number[]>): Pick<Potentials, 'byId' | 'tangled'> {
  const { driven, before } = regionsOf(flow, needed, (id) => tests.has(id));
  for (const id of mergedCurrents(flow, needed, tests, before)) sealAsCurrent(flow, id);
  const byId = new Map<number, Potential>();
  const tangled: number[] = [];
  const followed = new Set<number>();
  for (const id of needed) {
    const asked = tests.get(id);
    if (!asked) continue;
    const value = valueOf(flow, id);
    const earlier = (before.get(id) ?? []).map((other) => byId.get(other)!).sort((a, b) => b.time - a.time);
    const last = earlier[0];
    if (isOldState(value) || !last) {
      byId.set(id, { id, tests: asked, time: isOldState(value) ? -1 : 0, chain: id, after: false });
      continue;
    }
    const after = driven[id] === 0 && isAfter(flow, id, earlier, before, (other) => tests.has(other));
    if (earlier.some(({ chain }) => chain !== last.chain) || (!after && followed.has(last.id))) tangled.push(id);
    if (!after) followed.add(last.id);
    byId.set(id, { id, tests: asked, time: after ? last.time : last.time + 1, chain: last.chain, after });
  }
  return { byId, tangled };
}

/**
 * Element-wise values that are the potential of the first step and, equal operations being one value, the current of all later ones: they are the same
 * in every step, and are read again behind the next potential. (A synaptic current that starts as the potential does is read before it only.)
 */
function mergedCurrents(flow: Flow, needed: Int32Array, tests: ReadonlyMap<number, unknown>, before: Regions['before']): readonly number[] {
  const isPotential = (id: number): boolean => tests.has(id);
  const next = new Map<number, number>();
  for (const id of needed) {
    if (!isPotential(id)) continue;
    const earlier = before.get(id) ?? [];
    for (const first of earlier) {
      if (next.has(first) || before.has(first) || !isElementwise(valueOf(flow, first))) continue;
      if (earlier.length > 1 || !isLeftOf(flow, id, first, isPotential)) next.set(first, id);
    }
  }
  if (next.size === 0) return [];
  const varying = varyingValues(flow, needed, isPotential);
  const readAgain = new Set<number>();
  for (const id of needed) {
    const value = valueOf(flow, id);
    if (isElementwise(value) && !isTest(value)) for (const operand of value.operands) if ((next.get(operand) ?? Infinity) < id) readAgain.add(operand);
  }
  return [...readAgain].filter((id) => varying[id] === 0);
}

/** 1 for values that may differ between timesteps: those behind a potential, a spike, a state or a part of an input. */
function varyingValues(flow: Flow, needed: Int32Array, isPotential: (id: number) => boolean): Uint8Array {
  const varying = new Uint8Array(flow.values.length);
  for (const id of needed) {
    const value = valueOf(flow, id);
    const isSource = isTest(value) || value.operator === OWN.slice || (value.operands.length === 0 && !isConstant(value) && value.operator !== OWN.input);
    if (isSource || operandsOf(value).some((operand) => varying[operand] === 1 || isPotential(operand))) varying[id] = 1;
  }
  return varying;
}

/**
 * Whether a value without a current of its own is what a spike left of the last potential. The potential of the first step may be the very
 * current, and the current the same in every step; then only the factor tells it (1) from that and the current of the next step (more).
 */
function isAfter(flow: Flow, id: number, earlier: readonly Potential[], before: Regions['before'], isPotential: (id: number) => boolean): boolean {
  const current = earlier.find((potential) => !before.has(potential.id) && !isOldState(valueOf(flow, potential.id)));
  if (current === undefined) return true;
  return earlier.length === 1 && isLeftOf(flow, id, current.id, isPotential);
}

/** Whether a value is a potential as it is, beside what spikes take away. */
function isLeftOf(flow: Flow, id: number, potential: number, isPotential: (id: number) => boolean): boolean {
  const { table, definition } = evaluator(flow, emptyTable(), { isPotential, step: () => 0 });
  const atom = atomNumber(table, { kind: 'value', value: potential });
  return closeGrids(definition(id).get(String(atom))?.factor ?? 0, 1);
}
