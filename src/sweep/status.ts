import { readClaims } from './folder/claims.ts';
import { lockHolder } from './folder/lock.ts';
import type { Manifest } from './folder/manifest.ts';
import { isAlive, printOwner } from './folder/owner.ts';
import { readTaskLogs } from './folder/task-log.ts';
import type { Row } from './results/rows.ts';

/** How far a sweep is. */
export interface SweepStatus {
  readonly schema: 'synaptile-sweep-status/1';
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly points: number;
  readonly done: number;
  readonly failed: number;
  readonly missing: number;
  /** Points that a process works on. */
  readonly running: readonly { readonly point: number; readonly by: string }[];
  /** Points whose process is gone; the next driver runs them again. */
  readonly abandoned: readonly number[];
  /** Who hands out points; null when nobody does. */
  readonly driver: string | null;
  /** Mean time of a point, and the time of all, s; null before the first one. */
  readonly time: { readonly perPoint_s: number; readonly total_s: number } | null;
  readonly tasks: number;
}

/** Looks at a folder without changing it. */
export function statusOf(folder: string, { plan, version, digest, points }: Manifest, rows: readonly Row[]): SweepStatus {
  const claims = readClaims(folder);
  const abandoned = claims.filter(({ owner }) => isAlive(owner) === false);
  const driver = lockHolder(folder);
  const logs = readTaskLogs(folder);
  const times = logs.flatMap(({ events }) => events.flatMap((event) => (event.event === 'point' ? [event.wall_s] : [])));
  const total_s = times.reduce((sum, one) => sum + one, 0);
  return {
    schema: 'synaptile-sweep-status/1', name: plan.name, version, digest, points, done: rows.filter(({ status }) => status === 'done').length,
    failed: rows.filter(({ status }) => status === 'failed').length, missing: points - rows.length,
    running: claims.filter((claim) => !abandoned.includes(claim)).map(({ point, owner }) => ({ point, by: printOwner(owner) })), abandoned: abandoned.map(({ point }) => point),
    driver: driver && printOwner(driver), time: times.length === 0 ? null : { perPoint_s: total_s / times.length, total_s }, tasks: logs.length,
  };
}

export function renderStatus(status: SweepStatus): string {
  const { name, version, digest, points, done, failed, missing, running, abandoned, driver, time, tasks } = status;
  return [
    `${name}: ${done} of ${points} points done${failed > 0 ? `, ${failed} cannot be run` : ''}, ${missing} missing`,
    `  synaptile ${version}, plan ${digest.slice(0, 12)}`,
    `  driver: ${driver ?? 'none'}`,
    ...running.slice(0, 20).map(({ point, by }) => `  point ${point} runs: ${by}`),
    ...(abandoned.length > 0 ? [`  abandoned, to be run again: ${abandoned.slice(0, 20).join(', ')}`] : []),
    ...(time === null ? [] : [`  ${time.perPoint_s.toFixed(2)} s a point, ${time.total_s.toFixed(1)} s in all, by ${tasks} processes`]),
  ].join('\n').concat('\n');
}
