import { isTest } from './element-functions.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, valueOf, type Flow } from './flow.ts';
import type { Record } from './records.ts';

/**
 * What outputs of a graph of all timesteps record that may be potentials nobody asks for spikes: series in which every value is made of the
 * one before. Of an output that shows the last step alone, the steps before are found on the same way through the graph.
 */
export function recordedSeries(flow: Flow, records: readonly Record[]): readonly (readonly number[])[] {
  return records.flatMap(({ elements, mode }) => {
    if (mode === 'one') {
      const history = historyOf(flow, elements[0]!);
      return history.length > 1 ? [history] : [];
    }
    return elements.length > 1 && isMadeOf(flow, elements[1]!, elements[0]!) ? [elements] : [];
  });
}

/** Steps through the graph from a potential to the one before, at most; neurons have some ten. */
const LONGEST_WAY = 24;
const MOST_STEPS = 65_536;

function historyOf(flow: Flow, last: number): readonly number[] {
  const way = wayBack(flow, last);
  const history = [last];
  const { operator } = valueOf(flow, last);
  while (way !== null && history.length < MOST_STEPS && valueOf(flow, history[0]!).operator === operator) {
    const before = follow(flow, history[0]!, way);
    if (before === null || isConstant(valueOf(flow, before)) || isTest(valueOf(flow, before))) break;
    history.unshift(before);
  }
  return history;
}

/** Operands on the way to the nearest value of the same operator: the potential of the step before. */
function wayBack(flow: Flow, last: number): readonly number[] | null {
  const { operator } = valueOf(flow, last);
  const seen = new Set([last]);
  let open: readonly { readonly id: number; readonly way: readonly number[] }[] = isElementwise(valueOf(flow, last)) ? [{ id: last, way: [] }] : [];
  for (let length = 0; length < LONGEST_WAY && open.length > 0; length++) {
    const next: { readonly id: number; readonly way: readonly number[] }[] = [];
    for (const { id, way } of open) {
      for (const [index, operand] of valueOf(flow, id).operands.entries()) {
        const value = valueOf(flow, operand);
        if (seen.has(operand) || !isElementwise(value) || isTest(value)) continue;
        if (value.operator === operator) return [...way, index];
        seen.add(operand);
        next.push({ id: operand, way: [...way, index] });
      }
    }
    open = next;
  }
  return null;
}

function follow(flow: Flow, from: number, way: readonly number[]): number | null {
  let at: number | null = from;
  for (const index of way) at = at === null ? null : valueOf(flow, at).operands[index] ?? null;
  return at;
}

/** Whether arithmetic leads from `part` to a value. */
function isMadeOf(flow: Flow, whole: number, part: number): boolean {
  const seen = new Set<number>();
  const open = [whole];
  for (let id = open.pop(); id !== undefined && seen.size < MOST_STEPS; id = open.pop()) {
    if (id === part) return true;
    const value = valueOf(flow, id);
    if (seen.has(id) || id < part || !isElementwise(value) || isTest(value)) continue;
    seen.add(id);
    open.push(...value.operands);
  }
  return false;
}

/** Series that are no part of what potentials or other series are made of: synaptic currents are recorded too. */
export function outermost(flow: Flow, series: readonly (readonly number[])[], potentials: readonly number[]): readonly (readonly number[])[] {
  const parts = [potentials, ...series].map((roots) => arithmeticOf(flow, roots));
  const isPart = (index: number, of: number): boolean => series[index]!.some((id) => parts[of]!.has(id));
  return series.filter((_, index) => !isPart(index, 0)
    && series.every((__, other) => other === index || !isPart(index, other + 1) || isPart(other, index + 1)));
}

/** What values are made of by arithmetic alone, themselves left out. */
function arithmeticOf(flow: Flow, roots: readonly number[]): ReadonlySet<number> {
  const own = new Set(roots);
  const found = new Set<number>();
  const open = roots.filter((id) => isElementwise(valueOf(flow, id)));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const operand of valueOf(flow, id).operands) {
      const value = valueOf(flow, operand);
      if (own.has(operand) || found.has(operand) || !isElementwise(value) || isTest(value)) continue;
      found.add(operand);
      open.push(operand);
    }
  }
  return found;
}
