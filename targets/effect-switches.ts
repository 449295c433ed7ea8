import { fail } from '../src/diagnostics/diagnostic.ts';
import { printable } from '../src/diagnostics/printable.ts';

/** `typical,adc=off,readNoise.sigma=0.02`: a set of non-idealities, and single effects of it that are to be otherwise. */
export interface SwitchedName {
  /** Name or file of the set; null for everything off. */
  readonly base: string | null;
  readonly switches: readonly EffectSwitch[];
}

export interface EffectSwitch {
  readonly path: readonly string[];
  /** Null is off. */
  readonly value: unknown;
}

const LONGEST_PATH = 4;

/** @throws DiagnosticError S873, or the code given, for what is neither a name in front nor a switch */
export function parseSwitches(text: string, code: 'S873' | 'S992' = 'S873'): SwitchedName {
  const [first = '', ...others] = splitOutside(text);
  const named = !first.includes('=');
  return { base: named ? first : null, switches: (named ? others : [first, ...others]).map((one) => parseSwitch(one, code)) };
}

/** The effects with switches on, as an object that a schema has yet to look at. */
export function applySwitches(effects: Readonly<Record<string, unknown>>, switches: readonly EffectSwitch[]): Readonly<Record<string, unknown>> {
  return switches.reduce<Readonly<Record<string, unknown>>>((changed, { path, value }) => withValue(changed, path, value), effects);
}

function parseSwitch(text: string, code: 'S873' | 'S992'): EffectSwitch {
  const refuse = (reason: string): never => fail(code, { text: printable(text).slice(0, 80), reason });
  const at = text.indexOf('=');
  if (at < 0) return refuse('it has no "="');
  const path = text.slice(0, at).trim().split('.');
  if (path.length > LONGEST_PATH || path.some((key) => key === '')) return refuse('its key is empty or too deep');
  const value = text.slice(at + 1).trim();
  if (value === 'off') return { path, value: null };
  try {
    return { path, value: JSON.parse(value) as unknown };
  } catch {
    // Words need no quotes: drift.redrawn=read.
    return /^[A-Za-z][\w-]*$/.test(value) ? { path, value } : refuse('what follows "=" is neither off nor JSON');
  }
}

/** Computed keys make own properties whatever their name. */
function withValue(object: unknown, [key, ...rest]: readonly string[], value: unknown): Readonly<Record<string, unknown>> {
  const own = typeof object === 'object' && object !== null && !Array.isArray(object) ? object as Record<string, unknown> : {};
  if (rest.length === 0) return { ...own, [key!]: value };
  return { ...own, [key!]: withValue(Object.hasOwn(own, key!) ? own[key!] : null, rest, value) };
}

/** Splits at commas that stand outside of brackets and quotes. */
function splitOutside(text: string): readonly string[] {
  const parts = [''];
  let [depth, quoted] = [0, false];
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '{' || character === '[')) depth++;
    else if (!quoted && (character === '}' || character === ']')) depth--;
    if (character === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
