import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { PriceConstant, Scaling, Target } from '../../src/ir/target.ts';
import type { Quantity } from '../component-schema.ts';
import type { Component } from '../components.ts';
import { amountOf, keyOf, replaceIn, type Made } from '../uses.ts';
import type { TechnologyRequest } from './request.ts';
import type { Node } from './rule.ts';

/** Parts of a target that hold prices. */
const PRICED = ['prices', 'staticPower', 'timing', 'areas'] as const;

/**
 * Prices of a target at another node: each component that a price is made of goes from its own node to that one by the rule; what has no node, or is none of
 * the rule's business, stays as it is. Every price says what became of it.
 * Findings: S725 (outside of the rule's nodes), S726 (supply voltage), S727 (what was left as it is).
 * @param made what prices are made of, by place
 */
export function scaleTarget(target: Target, made: ReadonlyMap<string, Made>, request: TechnologyRequest): { readonly target: Target; readonly diagnostics: readonly Diagnostic[] } {
  const { rule, node_nm, where } = request;
  const outside = reasonOutside(request, node_nm);
  if (outside !== null) return { target, diagnostics: [diagnose('S725', { what: 'the node asked for', node_nm, rule: rule.name, reason: outside }, where)] };
  const found = new Map<string, Diagnostic>();
  const supplies = new Map<number, number>();
  const kept: Scaling[] = [];
  let count = 0;
  const scale = (constant: PriceConstant, path: readonly PropertyKey[]): PriceConstant => {
    const one = made.get(keyOf(path));
    const scaled = one ? one.parts.map(({ component }) => scalingOf(component, one.quantity, request, supplies, found)) : [plain(request)];
    count += scaled.length;
    kept.push(...scaled.filter(({ unscaled }) => unscaled !== undefined));
    return one ? scaledConstant(constant, one, scaled) : { ...constant, scaled };
  };
  const priced = Object.fromEntries(PRICED.map((key) => [key, replaceIn(target[key], [key], (value, path) => (isConstant(value) ? scale(value, path) : undefined))]));
  const technology = { node_nm, rule: rule.name, source: rule.source, supply_V: Object.fromEntries(supplies) };
  return {
    target: { ...target, ...(priced as Pick<Target, (typeof PRICED)[number]>), technology },
    diagnostics: [...found.values(), ...(kept.length > 0 && found.size === 0 ? [diagnose('S727', { kept: kept.length, count, node_nm, reasons: reasonsOf(kept) }, where)] : [])],
  };
}

/** What the rule does with a component; what keeps it from being used at all is put into `found`, once. */
function scalingOf(component: Component, quantity: Quantity, request: TechnologyRequest, supplies: Map<number, number>, found: Map<string, Diagnostic>): Scaling {
  const { rule, node_nm: to_nm, where } = request;
  const { id, node_nm: from_nm, follows, node } = component;
  const base = { component: id, from_nm, to_nm, factor: 1, rule: rule.name, source: rule.source };
  if (from_nm === null) return { ...base, unscaled: `its node is not known (${node})` };
  if (from_nm === to_nm) return base;
  if (!rule.follows.includes(follows)) return { ...base, unscaled: `${rule.name} says nothing of ${follows === 'device' ? 'memory devices' : follows === 'wire' ? 'wires' : `${follows} circuits`}` };
  if (quantity === 'power_W') return { ...base, unscaled: `${rule.name} says nothing of power that flows all the time` };
  const outside = reasonOutside(request, from_nm);
  if (outside !== null) {
    found.set(id, diagnose('S725', { what: id, node_nm: from_nm, rule: rule.name, reason: outside }, where));
    return base;
  }
  const places = [from_nm, to_nm].map((node_nm) => ({ node_nm, supply_V: supplyAt(node_nm, node_nm === from_nm ? component : null, request) })) as [Node, Node];
  const usesSupply = rule.supplies_V !== null && quantity !== 'area_um2';
  const wrong = usesSupply ? wrongSupplies(places, request) : [];
  for (const one of wrong) found.set(`supply ${one.message}`, one);
  if (wrong.length > 0) return base;
  const factor = rule.factor(quantity, follows, ...places)!;
  if (Number.isNaN(factor)) {
    const [from, to] = places.map(({ node_nm, supply_V }) => `${node_nm}nm=${supply_V}`);
    found.set(`fit ${from}`, diagnose('S726', { node_nm: from_nm, rule: rule.name, reason: `goes beyond its fits (${from}, ${to})`, option: `${from_nm}nm=VOLTAGE,${to_nm}nm=VOLTAGE` }, where));
    return base;
  }
  if (usesSupply) for (const { node_nm, supply_V } of places) supplies.set(node_nm, supply_V);
  return { ...base, factor };
}

/** Supply voltages that are not known, or outside of those that the rule may be used with. */
function wrongSupplies(places: readonly Node[], { rule, where }: TechnologyRequest): readonly Diagnostic[] {
  const [least, most] = rule.supplies_V!;
  return places.filter(({ supply_V }) => !(supply_V >= least && supply_V <= most)).map(({ node_nm, supply_V }) => diagnose('S726', {
    node_nm, rule: rule.name, reason: Number.isNaN(supply_V) ? 'is not known' : `is ${supply_V} V, outside of ${least} to ${most} V`, option: `${node_nm}nm=VOLTAGE`,
  }, where));
}

/** The user's voltage, that of the component, or the rule's; NaN where there is none. */
function supplyAt(node_nm: number, component: Component | null, { supply_V, rule }: TechnologyRequest): number {
  return supply_V[String(node_nm)] ?? component?.supply_V ?? rule.nominal_V?.[node_nm] ?? NaN;
}

function reasonOutside({ rule }: TechnologyRequest, node_nm: number): string | null {
  const { range_nm: [least, most], nodes, why } = rule;
  if (node_nm < least || node_nm > most) return `it holds from ${most} to ${least} nm: ${why}`;
  return nodes === null || nodes.includes(node_nm) ? null : `it knows ${nodes.join(', ')} nm and nothing between`;
}

/** A scaled price is derived at best, and its note says from what. */
function scaledConstant(constant: PriceConstant, made: Made, scaled: readonly Scaling[]): PriceConstant {
  const moved = scaled.filter(({ factor, unscaled, from_nm, to_nm }) => unscaled === undefined && (factor !== 1 || from_nm !== to_nm));
  if (moved.length === 0) return { ...constant, scaled };
  const steps = scaled.map(({ component, from_nm, to_nm, factor, rule, unscaled }) => (unscaled === undefined ? `${component} x ${Number(factor.toPrecision(4))} from ${from_nm} to ${to_nm} nm by ${rule}` : `${component} as it is: ${unscaled}`));
  return {
    ...constant,
    value: amountOf(made, scaled.map(({ factor }) => factor)),
    evidence: constant.evidence === 'assumed' ? 'assumed' : 'derived',
    note: [`${constant.value} before scaling; ${[...new Set(steps)].join(', ')}`, ...(constant.note === undefined ? [] : [constant.note])].join('; '),
    scaled,
  };
}

function plain({ rule, node_nm }: TechnologyRequest): Scaling {
  return { component: null, from_nm: null, to_nm: node_nm, factor: 1, rule: rule.name, source: rule.source, unscaled: 'the number stands in the target itself, which names no component' };
}

/** `reason: component, component`, each once. */
function reasonsOf(kept: readonly Scaling[]): string {
  const byReason = new Map<string, Set<string>>();
  for (const { component, unscaled } of kept) byReason.set(unscaled!, (byReason.get(unscaled!) ?? new Set()).add(component ?? 'own numbers'));
  return [...byReason].map(([reason, components]) => `${[...components].join(', ')}: ${reason}`).join('; ');
}

function isConstant(value: unknown): value is PriceConstant {
  return typeof value === 'object' && value !== null && 'value' in value && 'source' in value;
}
