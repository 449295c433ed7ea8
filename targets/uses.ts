import { diagnose, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { nearest } from '../src/diagnostics/nearest.ts';
import type { Constant } from '../src/ir/target.ts';
import { checkPart } from './check-file.ts';
import { componentUse, QUANTITIES, type ComponentUse, type Quantity } from './component-schema.ts';
import type { Component, Components } from './components.ts';

/** What a constant of a target is made of: the sum of component x times, divided by `sharedBy`. */
export interface Made {
  readonly quantity: Quantity;
  readonly parts: readonly { readonly component: Component; readonly times: number }[];
  readonly sharedBy: number;
}

/** A target file whose constants are numbers, and what those are made of that name components, by place. */
export interface Resolved {
  readonly value: unknown;
  readonly made: ReadonlyMap<string, Made>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parts of a target file that hold prices. */
const PRICED = ['prices', 'staticPower', 'timing', 'areas'];

/** A file with more errors is another kind of file: the first ones say so. */
const MOST_FINDINGS = 20;
const LONGEST_NAME = 130;

/** Stands where a component could not be found, so that the rest of the file is looked at too. */
const UNKNOWN: Constant = { value: 0, source: 'unknown', scope: 'term', evidence: 'assumed', note: 'unknown' };

/** Puts numbers with their source in place of `{"uses": {...}}` in a parsed target file. Findings: S720..S722, S603..S605. */
export function resolveUses(file: unknown, components: Components, at: (path: readonly PropertyKey[]) => Where): Resolved {
  const made = new Map<string, Made>();
  const diagnostics: Diagnostic[] = [];
  const value = replaceIn(file, [], (inside, path) => {
    if (!PRICED.includes(String(path[0])) || !isObject(inside) || !('uses' in inside)) return undefined;
    if (diagnostics.length >= MOST_FINDINGS) return UNKNOWN;
    const checked = checkPart(componentUse, inside, path, at);
    diagnostics.push(...checked.diagnostics);
    if (!checked.value) return UNKNOWN;
    const { found, parts } = partsOf(checked.value, quantityAt(path), components, at([...path, 'uses']));
    diagnostics.push(...found);
    if (found.length > 0) return UNKNOWN;
    const one: Made = { quantity: quantityAt(path), parts, sharedBy: checked.value.sharedBy ?? 1 };
    made.set(keyOf(path), one);
    return constantOf(one, checked.value);
  });
  return { value, made, diagnostics };
}

/** Of a place in a target file, for `Resolved.made`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('/');
}

/** Replaces what `replace` gives something for, from the outside in. */
export function replaceIn(value: unknown, path: readonly PropertyKey[], replace: (value: unknown, path: readonly PropertyKey[]) => unknown): unknown {
  const other = replace(value, path);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((one, index) => replaceIn(one, [...path, index], replace));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceIn(one, [...path, key], replace)])) : value;
}

/** The sum, each component times its factor; rounded to 12 digits, since sums of decimal numbers have tails in binary. */
export function amountOf({ quantity, parts, sharedBy }: Made, factors: readonly number[] = parts.map(() => 1)): number {
  const single = parts.length === 1 && parts[0]!.times === 1 && sharedBy === 1 && factors[0] === 1;
  const sum = parts.reduce((all, { component, times }, index) => all + component[quantity]! * times * factors[index]!, 0) / sharedBy;
  return single ? parts[0]!.component[quantity]! : Number(sum.toPrecision(12));
}

/** Which of its numbers a component gives at a place: that of the same unit. */
function quantityAt(path: readonly PropertyKey[]): Quantity {
  const key = String(path[path.length - 1]);
  return QUANTITIES.find((quantity) => quantity === key) ?? 'latency_ns';
}

function partsOf({ uses }: ComponentUse, quantity: Quantity, components: Components, where: Where): { found: Diagnostic[]; parts: Made['parts'] } {
  const parts = Object.entries(uses).flatMap(([id, times]) => (components.has(id) ? [{ component: components.get(id)!, times }] : []));
  const unknown = Object.keys(uses).filter((id) => !components.has(id)).slice(0, MOST_FINDINGS).map((name) => name.slice(0, LONGEST_NAME)).map((id) => diagnose('S720', { id, nearest: nearest(id, [...components.keys()]) }, where));
  const without = parts.filter(({ component }) => component[quantity] === undefined)
    .map(({ component }) => diagnose('S721', { id: component.id, quantity, has: QUANTITIES.filter((one) => component[one] !== undefined) }, where));
  const scopes = new Set(parts.map(({ component }) => component.scope));
  const mixed = parts.length > 1 && scopes.has('all-in') ? [diagnose('S722', { id: parts.find(({ component }) => component.scope === 'all-in')!.component.id }, where)] : [];
  return { found: [...unknown, ...without, ...mixed], parts };
}

/** Source and scope are those of the components; a number that was computed from several is derived, unless the target says otherwise. */
function constantOf(made: Made, { evidence, note }: ComponentUse): Constant {
  const { parts, sharedBy } = made;
  const components = parts.map(({ component }) => component);
  const [first] = components as [Component, ...Component[]];
  const isOne = parts.length === 1 && parts[0]!.times === 1 && sharedBy === 1;
  const notes = unique([note ?? (isOne ? first.note : undefined), ...components.map(({ sourceNote }) => sourceNote)]);
  return {
    value: amountOf(made),
    source: unique(components.map(({ source }) => source)).join('; '),
    scope: first.scope,
    evidence: evidence ?? (isOne ? first.evidence : worstOf(components)),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

function worstOf(components: readonly Component[]): Constant['evidence'] {
  return components.some(({ evidence }) => evidence === 'assumed') ? 'assumed' : 'derived';
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((one) => one !== undefined))];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
