import { diagnose, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { printable } from '../diagnostics/printable.ts';

/** Something about a platform that a user may set. */
export type Parameter = {
  readonly name: string;
  readonly help: string;
  /** Where the default comes from. */
  readonly source: string;
} & (
  | { readonly kind: 'whole' | 'number'; readonly from: number; readonly to: number; readonly default: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
);

/** What mode `corrected` does to the published model, each with a switch. */
export interface Repair {
  readonly name: string;
  /** What is wrong, and what is done about it. */
  readonly summary: string;
  /** Where the platform is several tools: which of them (parameter `tool`) it is about. */
  readonly tool?: string;
}

/** Values of all parameters by name, and of the keys that stand for the layer list. */
export interface Settings {
  readonly number: (name: string) => number;
  readonly word: (name: string) => string;
  /** Whether the user set it. */
  readonly isGiven: (name: string) => boolean;
  readonly all: Readonly<Record<string, number | string>>;
}

/** Switches of repairs as the user gave them. */
export type Switches = ReadonlyMap<string, boolean>;

/**
 * Texts of `--set`: `key=value` for a parameter, `repair.NAME=on|off` for a repair.
 * @throws DiagnosticError S481, S483, S484, S485 with all that is wrong
 */
export function parseSettings(texts: readonly string[], platform: string, parameters: readonly Parameter[], repairs: readonly Repair[]): { settings: Settings; switches: Switches } {
  const found: Diagnostic[] = [];
  const values = new Map<string, number | string>();
  const switches = new Map<string, boolean>();
  for (const text of texts) {
    const [key, value] = splitPair(text);
    if (key === null) found.push(diagnose('S483', { text: printable(text) }));
    else if (key.startsWith('repair.')) setSwitch(key.slice('repair.'.length), value, repairs, switches, found);
    else setValue(key, value, platform, parameters, values, found);
  }
  stopOnErrors(found);
  return { settings: settingsOf(parameters, values), switches };
}

/** Names of `--repair a,b`: these on, all others off. @throws DiagnosticError S481 */
export function parseRepairs(text: string, repairs: readonly Repair[]): Switches {
  const names = text.split(',').map((name) => name.trim()).filter((name) => name !== '');
  stopOnErrors(names.filter((name) => !isRepair(name, repairs)).map((name) => unknownRepair(name, repairs)));
  return new Map(repairs.map(({ name }) => [name, names.includes(name)]));
}

function splitPair(text: string): readonly [key: string, value: string] | readonly [null, ''] {
  const at = text.indexOf('=');
  return at <= 0 ? [null, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function setSwitch(name: string, value: string, repairs: readonly Repair[], switches: Map<string, boolean>, found: Diagnostic[]): void {
  if (!isRepair(name, repairs)) found.push(unknownRepair(name, repairs));
  else if (value !== 'on' && value !== 'off') found.push(diagnose('S485', { key: `repair.${name}`, value: printable(value), expected: 'on or off' }));
  else switches.set(name, value === 'on');
}

function isRepair(name: string, repairs: readonly Repair[]): boolean {
  return repairs.some((repair) => repair.name === name);
}

function unknownRepair(name: string, repairs: readonly Repair[]): Diagnostic {
  const known = repairs.map((repair) => repair.name);
  return diagnose('S481', { name: printable(name), nearest: nearest(name, known), known });
}

function setValue(key: string, value: string, platform: string, parameters: readonly Parameter[], values: Map<string, number | string>, found: Diagnostic[]): void {
  const parameter = parameters.find(({ name }) => name === key);
  const known = parameters.map(({ name }) => name);
  if (!parameter) found.push(diagnose('S484', { platform, key: printable(key), nearest: nearest(key, known), known }));
  else if (parameter.kind === 'choice' ? !parameter.choices.includes(value) : !isWithin(parameter, value)) {
    found.push(diagnose('S485', { key, value: printable(value) || 'empty', expected: expectedOf(parameter) }));
  } else values.set(key, parameter.kind === 'choice' ? value : Number(value));
}

function isWithin({ kind, from, to }: Extract<Parameter, { from: number }>, text: string): boolean {
  const value = Number(text);
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && value >= from && value <= to && (kind === 'number' || Number.isInteger(value));
}

function expectedOf(parameter: Parameter): string {
  if (parameter.kind === 'choice') return parameter.choices.join(' or ');
  return `a ${parameter.kind === 'whole' ? 'whole number' : 'number'} from ${parameter.from} to ${parameter.to}`;
}

function settingsOf(parameters: readonly Parameter[], values: ReadonlyMap<string, number | string>): Settings {
  const all = Object.fromEntries(parameters.map(({ name, default: usual }) => [name, values.get(name) ?? usual]));
  return { number: (name) => all[name] as number, word: (name) => all[name] as string, isGiven: (name) => values.has(name), all };
}

/** The same with some values set, as if the user had. */
export function withValues(settings: Settings, values: Readonly<Record<string, number | string>>): Settings {
  const all = { ...settings.all, ...values };
  return { number: (name) => all[name] as number, word: (name) => all[name] as string, isGiven: (name) => Object.hasOwn(values, name) || settings.isGiven(name), all };
}
