import { nearest } from '../../diagnostics/nearest.ts';

/** A number or word of a report, null where the report has none. */
export type Metric = number | string | boolean | null;

/** Metrics by their keys with dots. */
export type Metrics = Readonly<Record<string, Metric>>;

/** Parts of a report that are lists, texts to read, or what stands in other columns. */
const LEFT_OUT = new Set(['schema', 'version', 'seed', 'targetSummary', 'timing', 'constants', 'gaps', 'passes', 'diagnostics', 'placement', 'calibration', 'errorOverTime', 'source', 'interval']);

/** Every number of a report by its key with dots; a list of two numbers, an interval, as `.lo` and `.hi`; other lists are left out. */
export function metricsOf(report: Readonly<Record<string, unknown>> | null): Metrics {
  const found: Record<string, Metric> = {};
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      if (path.endsWith('interval95') && value.length === 2) [found[`${path}.lo`], found[`${path}.hi`]] = value as [number, number];
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) if (!LEFT_OUT.has(key)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else if (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= LONGEST_WORD)) found[path] = value;
  };
  if (report !== null) walk(report, '');
  return found;
}

/** Longer texts are sentences. */
const LONGEST_WORD = 60;

/** The number of this name; null where the report has none. */
export function numberIn(metrics: Metrics, name: string): number | null {
  const value = metrics[name];
  return typeof value === 'number' ? value : null;
}

/** What to say of a name that no report has: the nearest one, and some that are there. */
export function neighboursOf(name: string, rows: readonly Metrics[]): { nearest: string | null; have: string } {
  const names = [...new Set(rows.flatMap((metrics) => Object.keys(metrics).filter((key) => typeof metrics[key] === 'number')))];
  const usual = ['accuracy.value', 'energy.perInference_J', 'latency.perInference_s', 'area.total_mm2', 'utilisation.coresUsed'].filter((key) => names.includes(key));
  const without = name.startsWith('accuracy') && !names.includes('accuracy.value') ? ' (accuracy needs labels)' : '';
  return { nearest: nearest(name, names), have: `${(usual.length > 0 ? usual : names.slice(0, 5)).join(', ') || 'none: no point has a report'}${without}` };
}
