import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { reasonOf, writeAtomically } from '../../files.ts';
import type { Settings } from '../plan/plan.ts';
import { layout } from './layout.ts';

/** What is kept of a point. Nothing in it depends on where and when it ran. */
export interface PointRecord {
  readonly schema: 'synaptile-sweep-record/1';
  readonly point: number;
  readonly version: string;
  readonly options: Settings;
  readonly seed: number;
  /** Digests: of the plan, the model, and each other input by option. */
  readonly digests: { readonly plan: string; readonly model: string; readonly data: Readonly<Record<string, string>> };
  /** `failed`: the point cannot be run as it is, and its diagnostics say why. */
  readonly status: 'done' | 'failed';
  /** The JSON report of `synaptile run` without its times; null where it failed. */
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws DiagnosticError S102 where the disk does not take it; nothing half-written stays */
export function writeRecord(folder: string, record: PointRecord): void {
  try {
    mkdirSync(layout.recordFolder(folder, record.point), { recursive: true });
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file: layout.recordFolder(folder, record.point) });
  }
  writeAtomically(layout.record(folder, record.point), `${JSON.stringify(record, null, 2)}\n`);
}

export function hasRecord(folder: string, point: number): boolean {
  return existsSync(layout.record(folder, point));
}

/** @throws DiagnosticError S629 for a damaged one */
export function readRecord(folder: string, point: number): PointRecord {
  const file = layout.record(folder, point);
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as PointRecord;
    if (record.schema !== 'synaptile-sweep-record/1' || record.point !== point) fail('S629', { reason: `the record of point ${point} is of another kind` }, { file });
    return record;
  } catch (error) {
    if (error instanceof SyntaxError) return fail('S629', { reason: `the record of point ${point} is damaged` }, { file });
    throw error;
  }
}

/** Numbers of all finished points, ascending. */
export function finishedPoints(folder: string): readonly number[] {
  const root = layout.records(folder);
  const found: number[] = [];
  for (const group of existsSync(root) ? readdirSync(root) : []) {
    for (const name of readdirSync(join(root, group))) if (/^\d+\.json$/.test(name)) found.push(Number.parseInt(name, 10));
  }
  return found.sort((a, b) => a - b);
}

/** Which of the points `from`..`to - 1` have no record. */
export function missingPoints(folder: string, from: number, to: number): readonly number[] {
  const done = new Uint8Array(to - from);
  for (const point of finishedPoints(folder)) if (point >= from && point < to) done[point - from] = 1;
  const missing: number[] = [];
  done.forEach((is, index) => { if (is === 0) missing.push(from + index); });
  return missing;
}
