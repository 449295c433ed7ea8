/** `event`: happens; `bit`: 0 or 1; `vector`: whole numbers below 2^32; `real`. */
export type SignalKind = 'event' | 'bit' | 'vector' | 'real';

export interface VcdFile {
  /** A signal, of this number. */
  readonly declare: (scope: readonly string[], name: string, kind: SignalKind) => number;
  readonly change: (at_s: number, signal: number, value: number) => void;
  /** The file, up to this time. */
  readonly render: (comments: readonly string[], end_s: number) => string;
}

interface Signal {
  readonly scope: readonly string[];
  readonly name: string;
  readonly kind: SignalKind;
}

/** Collects signals and their changes, in any order, for a Value Change Dump in picoseconds. */
export function vcdFile(): VcdFile {
  const signals: Signal[] = [];
  const [times, owners, values]: [number[], number[], number[]] = [[], [], []];
  return {
    declare: (scope, name, kind) => signals.push({ scope, name, kind }) - 1,
    change: (at_s, signal, value) => {
      if (!Number.isFinite(value)) return;
      times.push(Math.round(at_s * 1e12));
      owners.push(signal);
      values.push(value);
    },
    render: (comments, end_s) => {
      const order = Float64Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
      const body: string[] = [];
      const shown = new Map<number, number>();
      let now = 0;
      for (let i = 0; i < order.length;) {
        const time = times[order[i]!]!;
        const last = new Map<number, number>();
        for (; i < order.length && times[order[i]!] === time; i++) last.set(owners[order[i]!]!, values[order[i]!]!);
        const changes = [...last].filter(([signal, value]) => signals[signal]!.kind === 'event' || (shown.get(signal) ?? 0) !== value);
        if (changes.length === 0) continue;
        now = time;
        body.push(`#${time}`);
        for (const [signal, value] of changes) {
          shown.set(signal, value);
          body.push(changeText(signals[signal]!.kind, value, codeOf(signal)));
        }
      }
      const end = Math.max(now, Math.round(end_s * 1e12));
      return `${[...headOf(signals, comments), ...body, ...(body.length === 0 || end > now ? [`#${end}`] : [])].join('\n')}\n`;
    },
  };
}

function headOf(signals: readonly Signal[], comments: readonly string[]): readonly string[] {
  const head = ['$version synaptile $end', ...comments.map((comment) => `$comment ${comment} $end`), '$timescale 1 ps $end'];
  const byScope = new Map<string, string[]>();
  signals.forEach(({ scope, name, kind }, signal) => {
    const key = scope.join(' ');
    if (!byScope.has(key)) byScope.set(key, []);
    byScope.get(key)!.push(`$var ${DECLARED[kind]} ${codeOf(signal)} ${name} $end`);
  });
  let outer = '';
  for (const [key, lines] of byScope) {
    const [first, second] = key.split(' ') as [string, string];
    if (first !== outer) head.push(...(outer === '' ? [] : ['$upscope $end']), `$scope module ${first} $end`);
    outer = first;
    head.push(`$scope module ${second} $end`, ...lines, '$upscope $end');
  }
  const starts = signals.flatMap(({ kind }, signal) => (kind === 'event' ? [] : [changeText(kind, 0, codeOf(signal))]));
  return [...head, ...(outer === '' ? [] : ['$upscope $end']), '$enddefinitions $end', '$dumpvars', ...starts, '$end'];
}

const DECLARED: Readonly<Record<SignalKind, string>> = { event: 'event 1', bit: 'wire 1', vector: 'integer 32', real: 'real 64' };

function changeText(kind: SignalKind, value: number, code: string): string {
  switch (kind) {
    case 'event': case 'bit': return `${value}${code}`;
    case 'vector': return `b${value.toString(2)} ${code}`;
    case 'real': return `r${value} ${code}`;
  }
}

/** Short names of the characters from ! to ~. */
function codeOf(signal: number): string {
  let code = '';
  for (let rest = signal + 1; rest > 0; rest = Math.floor((rest - 1) / 94)) code += String.fromCharCode(33 + ((rest - 1) % 94));
  return code;
}
