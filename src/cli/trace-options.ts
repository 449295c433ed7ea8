import { checkTraceFiles, fail, parsePotentials, type SimulateOptions } from '../index.ts';

/** Options that keep the first sample for traces. */
export interface TraceFlags {
  /** Of run alone. */
  readonly annotate?: string;
  readonly trace?: readonly string[];
  readonly potentials?: readonly string[];
}

type FileFlags = TraceFlags & Readonly<Partial<Record<'json' | 'html' | 'outputs' | 'spikes' | 'errors', string | true>>>;

/** What is kept of the first sample: potentials where a page or a trace shows them, packets where a trace does. @throws DiagnosticError S651, S807 */
export function keptOf({ html, trace = [], potentials = [] }: FileFlags): Pick<SimulateOptions, 'potentials' | 'trace'> {
  if (trace.length > 0 || html !== undefined) return { potentials: parsePotentials(potentials), trace: trace.length > 0 };
  if (potentials.length > 0) fail('S807', { option: '--potentials', value: 'given', allowed: 'given together with --trace or --html' });
  return {};
}

/** Names of traces, beside those of all other files, before long work begins. @throws DiagnosticError S646, S647, S102 */
export function checkTraces({ trace = [], json, html, outputs, spikes, errors, annotate }: FileFlags): void {
  const others = Object.entries({ json, html, outputs, spikes, errors, annotate }).flatMap(([option, file]) => (typeof file === 'string' && file !== '-' ? [{ option: `--${option}`, file }] : []));
  if (trace.length > 0) checkTraceFiles(trace, others);
}
