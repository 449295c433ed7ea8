import type { PopulationSpikes } from '../ir/spike-profile.ts';
import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { STEPPED_CODINGS, type Network, type SteppedCoding } from '../ir/network.ts';

/** What a model file may leave open, and --assume settles. */
export interface Settings {
  /** Length of a timestep, s. */
  readonly dt: number;
  readonly reset: 'hard' | 'subtract' | 'subtract-delayed' | 'hard-delayed' | 'none';
  readonly comparator: '>' | '>=';
  /** How a time constant becomes a factor per timestep. */
  readonly decay: 'euler' | 'exp';
  /** Whether the membrane sees the synaptic current of before or after its update. */
  readonly order: 'current-first' | 'potential-first';
  /** `one`, or `floor` of potential / threshold. */
  readonly spikes: 'one' | 'floor';
  /** What enters the inputs: values as they are, values as spikes at their rate or as the time of one spike, or spike trains. */
  readonly input: SteppedCoding;
}

export type SettingKey = keyof Settings;

/** Something a reader chose because the file does not say. */
export interface Assumption {
  readonly key: SettingKey | 'timesteps' | 'state' | 'feedback' | 'pooling' | 'weights' | 'populations' | 'output';
  /** In words, e.g. "a timestep is 0.1 ms". */
  readonly text: string;
  /** What on the command line changes it; null where nothing does. */
  readonly option: string | null;
  /** Whether the user settled it. */
  readonly settled: boolean;
}

/** What every reader of networks returns; what it assumed it told its Assumer. */
export interface NetworkReading {
  /** Spikes of every neuron in one inference as the file counts them, by population; NaN where it does not say. Left out by formats that know none. */
  readonly spikes?: PopulationSpikes;
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
}

/** Collects the assumptions of one reading. */
export interface Assumer {
  /** What the user settled for `key`, else `fallback`. The choice is listed once, with `say` of it. */
  readonly choose: <K extends SettingKey>(key: K, fallback: Settings[K], say: (value: Settings[K]) => string) => Settings[K];
  /** Lists an assumption that no setting changes, or one that another option changes. */
  readonly state: (assumption: Omit<Assumption, 'settled'>) => void;
  readonly made: () => readonly Assumption[];
  /** A warning for every setting that nothing in the file left open. */
  readonly unused: (file: string) => readonly Diagnostic[];
}

export function assumer(settings: Partial<Settings>): Assumer {
  const made = new Map<string, Assumption>();
  const asked = new Set<SettingKey>();
  return {
    choose: (key, fallback, say) => {
      asked.add(key);
      const value = settings[key] ?? fallback;
      const text = say(value as typeof fallback);
      made.set(text, { key, text, option: `--assume ${key}=${RULES[key].words}`, settled: settings[key] !== undefined });
      return value as typeof fallback;
    },
    state: (assumption) => made.set(assumption.text, { ...assumption, settled: false }),
    made: () => [...made.values()],
    unused: (file) => Object.keys(settings).filter((key) => !asked.has(key as SettingKey)).map((key) => diagnose('S962', { key }, { file })),
  };
}

/** The assumptions as notes; what the user settled, by --assume or --timesteps, needs none. */
export function assumptionNotes(assumptions: readonly Assumption[], file: string, timesteps?: number): readonly Diagnostic[] {
  return assumptions.filter(({ settled, key }) => !settled && !(key === 'timesteps' && timesteps !== undefined)).map(({ text, option }) =>
    diagnose('S963', { text, option: option === null ? 'no option changes this' : `${option} changes it` }, { file }));
}

interface Rule {
  readonly words: string;
  readonly parse: (text: string) => Settings[SettingKey] | null;
}

const RULES: Readonly<Record<SettingKey, Rule>> = {
  dt: { words: 'TIME, such as 0.1ms or 1e-4 (seconds)', parse: parseTime },
  reset: oneOf(['hard', 'subtract', 'subtract-delayed', 'hard-delayed', 'none']),
  comparator: oneOf(['>', '>=']),
  decay: oneOf(['euler', 'exp']),
  order: oneOf(['current-first', 'potential-first']),
  spikes: oneOf(['one', 'floor']),
  input: oneOf(STEPPED_CODINGS),
};

function oneOf(values: readonly Settings[SettingKey][]): Rule {
  return { words: values.join('|'), parse: (text) => values.find((value) => value === text) ?? null };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

function parseTime(text: string): number | null {
  const found = /^([0-9.]+(?:e[+-]?\d+)?)\s*([mun]?s)?$/i.exec(text);
  const value = found ? Number(found[1]) * UNITS[(found[2] ?? '').toLowerCase()]! : NaN;
  return value > 0 && Number.isFinite(value) ? value : null;
}

/**
 * `key=value` of each --assume.
 * @throws DiagnosticError S960 for an unknown key, S961 for a bad value
 */
export function parseAssumptions(texts: readonly string[]): Partial<Settings> {
  const settings: Partial<Record<SettingKey, unknown>> = {};
  for (const text of texts) {
    const [key = '', value = ''] = text.split(/=(.*)/s);
    const known = Object.keys(RULES) as SettingKey[];
    const rule = known.find((one) => one === key);
    if (!rule) return fail('S960', { key: key.slice(0, 80), nearest: nearest(key, known), known });
    const parsed = RULES[rule].parse(value.trim());
    if (parsed === null) fail('S961', { key, value: value.slice(0, 80), allowed: RULES[rule].words });
    settings[rule] = parsed;
  }
  return settings as Partial<Settings>;
}
