import { DOTTED, type DeclaredOption } from './declared.ts';
import type { Settings, Value } from './plan.ts';

/** What `synaptile run` is called with. */
export interface RunCall {
  readonly model: string;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** What an option says about a value that it does not take. */
export class RefusedValue extends Error {
  constructor(readonly option: string, readonly value: string, reason: string) {
    super(reason);
  }
}

/**
 * Settings of a point as the command line would give them to `synaptile run`.
 * @throws RefusedValue
 */
export function runCallOf(settings: Settings, options: readonly DeclaredOption[]): RunCall {
  const byName = new Map(options.map((option) => [option.name, option]));
  const flags: Record<string, unknown> = Object.fromEntries(options.filter((option) => option.default !== undefined).map((option) => [option.attribute, option.default]));
  const given = new Set<string>();
  for (const [name, text] of Object.entries(joined(settings, byName))) {
    if (name === 'model') continue;
    const option = byName.get(name)!;
    flags[option.attribute] = parsed(option, text);
    given.add(option.attribute);
  }
  return { model: String(settings.model), flags: { ...flags, given: [...given] } };
}

/** Single settings put behind the option that they belong to. */
function joined(settings: Settings, options: ReadonlyMap<string, DeclaredOption>): Readonly<Record<string, Value>> {
  const whole: Record<string, Value> = {};
  for (const [name, value] of Object.entries(settings)) if (!isDotted(name)) whole[name] = value;
  for (const [name, value] of Object.entries(settings)) {
    if (!isDotted(name)) continue;
    const [owner, key] = splitDotted(name);
    const before = whole[owner] ?? options.get(owner)!.default ?? [];
    whole[owner] = DOTTED[owner] === ',' ? `${String(before)},${key}=${String(value)}` : [...listOf(before as Value), `${key}=${String(value)}`];
  }
  return whole;
}

/** Whether a name is a single setting of an option. */
export function isDotted(name: string): boolean {
  return splitDotted(name)[0] in DOTTED && name.includes('.');
}

/** Owner and key of a single setting: non-idealities and readNoise.sigma. */
export function splitDotted(name: string): readonly [owner: string, key: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}

function listOf(value: Value): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [String(value)];
}

function parsed(option: DeclaredOption, value: Value): unknown {
  const { name, takes } = option;
  if (takes === 'flag') {
    if (typeof value !== 'boolean') throw new RefusedValue(name, String(value), 'it is true or false');
    return value;
  }
  if (typeof value === 'boolean') throw new RefusedValue(name, String(value), 'it takes a value');
  if (takes === 'value' && Array.isArray(value)) throw new RefusedValue(name, value.join(', '), 'it takes one value');
  try {
    return takes === 'list' ? listOf(value).reduce<unknown>((before, text) => option.parse(text, before), []) : option.parse(String(value), undefined);
  } catch (error) {
    throw new RefusedValue(name, String(value), error instanceof Error ? error.message : String(error));
  }
}
