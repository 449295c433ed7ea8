import { fail, type Where } from '../../src/diagnostics/diagnostic.ts';
import { nearest } from '../../src/diagnostics/nearest.ts';
import type { TechnologyRule } from './rule.ts';
import { TECHNOLOGY_RULES } from './rules.ts';

/** To which node prices are to be scaled, and how. */
export interface TechnologyRequest {
  readonly node_nm: number;
  readonly rule: TechnologyRule;
  /** By node; they go before those of components and of the rule. */
  readonly supply_V: Readonly<Record<string, number>>;
  readonly where: Where;
}

/** `technology` of a target file. */
export interface TechnologyFile {
  readonly node_nm: number;
  readonly rule?: string;
  readonly supply_V?: Readonly<Record<string, number>>;
}

const LONGEST_TEXT = 160;
const LARGEST_NODE_nm = 100_000;
const LARGEST_SUPPLY_V = 10;
const NODE = /^(\d{1,6}(?:\.\d{1,6})?)(?:nm)?$/;
const SUPPLY = /^(\d{1,6}(?:\.\d{1,6})?)(?:nm)?=(\d{1,3}(?:\.\d{1,6})?)V?$/;

/** `--technology NODE[nm][,RULE][,NODE[nm]=VOLTAGE[V]]...`, such as 32nm,stillmaker-baas,65nm=1.1V. @throws DiagnosticError S723, S724 */
export function parseTechnology(text: string): TechnologyRequest {
  const where = { place: '--technology' };
  const [node, ...rest] = text.split(',').map((one) => one.trim());
  const refuse = (reason: string): never => fail('S723', { text: text.slice(0, LONGEST_TEXT), reason: reason.slice(0, LONGEST_TEXT) }, where);
  const node_nm = Number(NODE.exec(node!)?.[1] ?? NaN);
  if (!(node_nm >= 1 && node_nm <= LARGEST_NODE_nm)) return refuse(`'${node}' is no node in nanometres, from 1 to ${LARGEST_NODE_nm}`);
  const rule = rest[0]?.includes('=') ? undefined : rest[0];
  const supply_V = (rule === undefined ? rest : rest.slice(1)).map((pair) => supplyIn(pair) ?? refuse(`'${pair}' is no supply voltage of a node`));
  const repeated = supply_V.find(([at], index) => supply_V.findIndex(([other]) => other === at) < index);
  if (repeated) return refuse(`the supply voltage of ${repeated[0]} nm is given twice`);
  return { node_nm, rule: ruleNamed(rule, where), supply_V: Object.fromEntries(supply_V), where };
}

/** What a target file asks for; its supply voltages were checked with it. @throws DiagnosticError S723, S724 */
export function requestOf({ node_nm, rule, supply_V = {} }: TechnologyFile, at: (path: readonly PropertyKey[]) => Where): TechnologyRequest {
  for (const node of Object.keys(supply_V)) {
    if (!(Number(node) >= 1)) fail('S723', { text: node.slice(0, LONGEST_TEXT), reason: 'supply voltages stand behind nodes in nanometres, such as {"65": 1.1}' }, at(['technology', 'supply_V', node]));
  }
  return { node_nm, rule: ruleNamed(rule, at(['technology', 'rule'])), supply_V: Object.fromEntries(Object.entries(supply_V).map(([node, volt]) => [String(Number(node)), volt])), where: at(['technology']) };
}

function supplyIn(pair: string): readonly [string, number] | null {
  const found = SUPPLY.exec(pair);
  const supply_V = Number(found?.[2]);
  return found && supply_V > 0 && supply_V <= LARGEST_SUPPLY_V ? [String(Number(found[1])), supply_V] : null;
}

function ruleNamed(name: string | undefined, where: Where): TechnologyRule {
  if (name === undefined) return TECHNOLOGY_RULES[0];
  const known = TECHNOLOGY_RULES.map((rule) => rule.name);
  return TECHNOLOGY_RULES.find((rule) => rule.name === name) ?? fail('S724', { name: name.slice(0, LONGEST_TEXT), nearest: nearest(name.slice(0, LONGEST_TEXT), known), known }, where);
}
