import { diagnose, stopOnErrors } from '../../diagnostics/diagnostic.ts';
import type { Manifest } from '../folder/manifest.ts';
import { finishedPoints, readRecord, type PointRecord } from '../folder/records.ts';
import { metricsOf, type Metrics } from './metrics.ts';
import type { Settings } from '../plan/plan.ts';

/** A point as the tables have it. */
export interface Row {
  readonly point: number;
  readonly status: PointRecord['status'];
  readonly seed: number;
  readonly options: Settings;
  readonly digests: PointRecord['digests'];
  readonly metrics: Metrics;
  /** Why it failed: codes and messages. */
  readonly reasons: readonly string[];
}

/** All finished points in their order. @throws DiagnosticError S629 for records that are damaged or of another plan or version */
export function readRows(folder: string, { digest, version }: Manifest): readonly Row[] {
  const points = finishedPoints(folder);
  return points.map((point) => {
    const record = readRecord(folder, point);
    if (record.digests.plan !== digest || record.version !== version) stopOnErrors([diagnose('S629', { reason: `the record of point ${point} is of another plan or version` }, { file: folder })]);
    return rowOf(record);
  });
}

export function rowOf({ point, status, seed, options, digests, report, diagnostics }: PointRecord): Row {
  const reasons = status === 'failed' ? diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`) : [];
  return { point, status, seed, options, digests, metrics: metricsOf(report), reasons };
}
