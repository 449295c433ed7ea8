import { writeAtomically } from '../../files.ts';
import { layout } from '../folder/layout.ts';
import type { Manifest } from '../folder/manifest.ts';
import { variedNames, type Plan, type Value } from '../plan/plan.ts';
import type { Metric } from './metrics.ts';
import type { Row } from './rows.ts';

/** The results of a sweep, `synaptile-sweep-results/1`. */
export interface SweepResults {
  readonly schema: 'synaptile-sweep-results/1';
  readonly version: string;
  /** Of the plan. */
  readonly name: Plan['name'];
  /** SHA-256 of what decides about points: fixed options and design, of a search the objectives too. */
  readonly digest: string;
  /** SHA-256 of the files that points read, by option and name. */
  readonly inputs: Manifest['inputs'];
  /** What is searched for, or what the Pareto front is of. */
  readonly objectives: Plan['objectives'];
  /** Options that differ from point to point. */
  readonly varied: readonly string[];
  /** How many points the plan has, how many of them ran, and how many of these failed. */
  readonly points: number;
  readonly finished: number;
  readonly failed: number;
  /** A point that ran each, ascending. */
  readonly rows: readonly Row[];
}

/**
 * The results as JSON: canonical, so that the same plan, version and data give the same bytes wherever and in whatever order points ran.
 * Times and hosts are in the logs under tasks/.
 */
export function renderResultsJson({ version, digest, plan, points, inputs }: Manifest, rows: readonly Row[]): string {
  const results: SweepResults = {
    schema: 'synaptile-sweep-results/1', version, name: plan.name, digest, inputs, objectives: plan.objectives, varied: variedNames(plan),
    points, finished: rows.length, failed: rows.filter(({ status }) => status === 'failed').length, rows,
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** The results as CSV (RFC 4180): a line a point, ascending; options first, then every number of the reports. */
export function renderResultsCsv({ plan }: Manifest, rows: readonly Row[]): string {
  const options = [...new Set([...variedNames(plan), ...Object.keys(plan.fixed), ...rows.flatMap((row) => Object.keys(row.options))])];
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
  const taken = new Set(options);
  const head = ['point', 'status', ...options, ...metrics.map((name) => (taken.has(name) ? `report.${name}` : name)), 'model sha256'];
  const lines = rows.map((row) => [row.point, row.status, ...options.map((name) => row.options[name]), ...metrics.map((name) => row.metrics[name]), row.digests.model]);
  return [head, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\n`).join('');
}

/** Writes results.json and results.csv into the folder. */
export function writeResults(folder: string, manifest: Manifest, rows: readonly Row[]): void {
  writeAtomically(layout.results(folder), renderResultsJson(manifest, rows));
  writeAtomically(layout.table(folder), renderResultsCsv(manifest, rows));
}

/** A value as CSV has it (RFC 4180). */
export function cellOf(value: Value | Metric | undefined): string {
  if (value === null || value === undefined) return '';
  const text = Array.isArray(value) ? value.join(' ') : String(value as string | number | boolean);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
