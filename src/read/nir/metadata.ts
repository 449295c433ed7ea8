import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Assumer, Settings } from '../assumptions.ts';
import { numberOf, textOf } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';
import { timeText, type Conventions } from './conventions.ts';
import { placeOf } from './decode.ts';
import type { Metadata, NirGraph, NirNode } from './model.ts';

/** Something that metadata say against what was assumed. */
interface Saying {
  readonly what: 'dt' | 'reset_mechanism' | 'beta';
  /** As it stands there. */
  readonly value: string;
  readonly place: string;
  readonly assumed: string;
  /** The setting that would follow it. */
  readonly setting: string;
}

/**
 * A warning for each kind of metadata that says otherwise than was assumed, with the option that follows it. NIR tells readers not to rely on
 * metadata, so they change nothing. What the user settled is not questioned.
 */
export function warnOfMetadata(graph: NirGraph, nodes: readonly NirNode[], conventions: Conventions, assume: Assumer, file: string): readonly Diagnostic[] {
  const settled = new Set(assume.made().filter((one) => one.settled).map(({ key }) => key));
  const sayings = [...sayingsIn(graph.metadata, 'metadata of the graph', null, conventions), ...nodes.flatMap((node) => sayingsIn(node.metadata, placeOf(node.path, node.type), tauOf(node), conventions))];
  const open = sayings.filter(({ what }) => !settled.has(what === 'reset_mechanism' ? 'reset' : 'dt'));
  // beta follows from dt: where dt is named already, it would say the same again.
  const kinds = open.some(({ what }) => what === 'dt') ? (['dt', 'reset_mechanism'] as const) : (['reset_mechanism', 'beta'] as const);
  return kinds.flatMap((kind) => {
    const [first, ...others] = open.filter(({ what }) => what === kind);
    if (!first) return [];
    const agree = others.every(({ setting }) => setting === first.setting);
    return [diagnose('S912', { what: kind, value: first.value, assumed: first.assumed, follow: agree ? first.setting : null }, { file, place: first.place })];
  });
}

function sayingsIn(metadata: Metadata, place: string, tau_s: number | null, conventions: Conventions): readonly Saying[] {
  const found: Saying[] = [];
  const { dt_s } = conventions;
  const dt = numberOf(metadata.get('dt'));
  if (dt_s !== null && dt !== null && dt > 0 && differ(dt, dt_s)) {
    found.push({ what: 'dt', value: `${dt}`, place, assumed: `a timestep is taken as ${timeText(dt_s)}`, setting: `--assume dt=${dt}` });
  }
  const beta = numberOf(metadata.get('beta'));
  const implied = beta !== null && tau_s !== null && conventions.rule === 'euler' ? Number(((1 - beta) * tau_s).toPrecision(6)) : null;
  if (dt_s !== null && implied !== null && implied > 0 && differ(implied, dt_s)) {
    found.push({ what: 'beta', value: `${beta}`, place, assumed: `with a timestep of ${timeText(dt_s)} it is ${Number((1 - dt_s / tau_s!).toPrecision(6))}`, setting: `--assume dt=${implied}` });
  }
  const mechanism = textOf(metadata.get('reset_mechanism'));
  const reset = mechanism === null ? null : RESETS[mechanism.trim().toLowerCase()] ?? null;
  if (reset && reset !== resetIn(conventions)) {
    found.push({ what: 'reset_mechanism', value: `'${printable(mechanism!)}'`, place, assumed: `reset=${resetIn(conventions)} is assumed`, setting: `--assume reset=${reset}` });
  }
  return found;
}

function differ(one: number, other: number): boolean {
  return Math.abs(one - other) > 1e-4 * Math.max(one, other);
}

/** First value of the time constant of the membrane. */
function tauOf(node: NirNode): number | null {
  if (!('parameters' in node)) return null;
  const array = node.parameters.get('tau') ?? node.parameters.get('tau_mem');
  return array?.data[0] ?? null;
}

function resetIn({ reset, resetDelay }: Conventions): Settings['reset'] {
  if (reset === 'none') return 'none';
  return resetDelay === 1 ? `${reset}-delayed` : reset;
}

/** The words of snnTorch and of this program's own writer. */
const RESETS: Readonly<Partial<Record<string, Settings['reset']>>> = {
  zero: 'hard', hard: 'hard', subtract: 'subtract', none: 'none', zero_delayed: 'hard-delayed', 'hard-delayed': 'hard-delayed',
  hard_delayed: 'hard-delayed', subtract_delayed: 'subtract-delayed', 'subtract-delayed': 'subtract-delayed',
};
