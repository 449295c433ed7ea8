import { printable } from '../../../diagnostics/printable.ts';
import { statedValues, states } from '../draft/columns.ts';
import type { Draft, DraftGroup } from '../draft/draft.ts';
import type { Findings } from '../draft/findings.ts';
import { populationNames } from './population-names.ts';
import type { AttributeName } from '../draft/attributes.ts';
import { freeName } from '../../../ir/names.ts';

/**
 * The model of a soma. The hardware unit that computes it stands in another file, so attributes and names have to tell; `open` where they do
 * not: then leaky_integrate_fire or truenorth, which differ in the comparator alone.
 */
export type Soma = 'input' | 'leaky_integrate_fire' | 'truenorth' | 'open';

export interface PlannedGroup {
  readonly group: DraftGroup;
  readonly population: string;
  readonly soma: Soma;
  /** Name of the input that drives it besides its edges, its biases: a group that no input would reach otherwise; null for all others. */
  readonly ownInput: string | null;
}

/** What becomes of the groups. Inputs are found and added here, so that a network and its stimulus agree. */
export function planOf(draft: Draft, findings: Findings): readonly PlannedGroup[] {
  const somas = draft.groups.map((group) => somaOf(group, draft, findings));
  const driven = groupsWithOwnInput(draft, somas);
  const names = populationNames(draft);
  const taken = new Set(names);
  return draft.groups.map((group, i) => ({ group, population: names[i]!, soma: somas[i]!, ownInput: driven.has(i) ? freeName(`${names[i]!}.input`, taken) : null }));
}

const OF_INPUTS: readonly AttributeName[] = ['spikes', 'rate', 'poisson'];
const OF_LIF: readonly AttributeName[] = ['leak_decay', 'input_decay', 'refractory_delay', 'potential'];
const OF_TRUENORTH: readonly AttributeName[] = ['leak', 'leak_towards_zero', 'random_mask'];

function somaOf(group: DraftGroup, draft: Draft, findings: Findings): Soma {
  const units = statedValues(group, 'soma_hw_name').map((id) => draft.units.list[id]!);
  const inputs = units.filter((unit) => /input/i.test(unit));
  const has = (names: readonly AttributeName[]): boolean => names.some((name) => states(group, name));
  const kinds = [has(OF_INPUTS), has(OF_LIF), has(OF_TRUENORTH)];
  const what = `group '${printable(group.name)}'`;
  if (kinds.filter(Boolean).length > 1 || (inputs.length > 0 && inputs.length < units.length) || (kinds[0] && units.length > inputs.length)) {
    const reason = 'it mixes neurons of different somas, and a population holds one model; make a group of each';
    findings.report('S947', { what, reason }, { span: group.span });
  }
  if (kinds[0] || inputs.length > 0) return 'input';
  if (kinds[2] || units.some(isTrueNorthName)) return 'truenorth';
  if (!kinds[1] && draft.foreign && !states(group, 'threshold')) {
    findings.report('S947', { what, reason: 'it states no threshold, and attributes of neurons that are not known: its soma may be a plug-in' }, { span: group.span });
  }
  return kinds[1] || units.some((unit) => /lif|loihi/i.test(unit)) ? 'leaky_integrate_fire' : 'open';
}

export function isTrueNorthName(unit: string): boolean {
  return /true_?north/i.test(unit);
}

/** Indices of the groups that get an input of their own, so that every group is reached from an input. */
function groupsWithOwnInput(draft: Draft, somas: readonly Soma[]): ReadonlySet<number> {
  const indexOf = new Map(draft.groups.map(({ id }, i) => [id, i]));
  const edges = [...draft.bundles, ...draft.hyperedges].map(({ source, destination }) => [indexOf.get(source) ?? -1, indexOf.get(destination) ?? -1] as const);
  const reached = new Set<number>();
  const flood = (start: number): void => {
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      for (const [source, destination] of edges) if (source === at && destination >= 0) waiting.push(destination);
    }
  };
  const driven = new Set(edges.filter(([source, destination]) => source !== destination).map(([, destination]) => destination));
  somas.forEach((soma, i) => { if (soma === 'input') flood(i); });
  const own = new Set<number>();
  const add = (i: number): void => {
    own.add(i);
    flood(i);
  };
  somas.forEach((_, i) => { if (!driven.has(i) && !reached.has(i)) add(i); });
  somas.forEach((_, i) => { if (!reached.has(i)) add(i); });
  return own;
}
