import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DiagnosticError, fail, missingPoints, openTask, parsePoints, type PoolMessage, type PoolOrder, readManifest, type Task } from '../index.ts';
import { declaredOptions } from './sweep-options.ts';
import { pointRunner } from './sweep-point.ts';

declare const SYNAPTILE_VERSION: string;

interface Flags {
  readonly points?: string;
  readonly shard?: string;
  readonly driver?: string;
}

/** Runs points in this process. A Slurm task and a process of the local pool do the same, only their points come by other ways. */
export async function task(given: string, flags: Flags, run: Command): Promise<void> {
  const folder = resolve(given);
  const points = flags.driver === undefined ? pointsOf(folder, flags) : [];
  const open = (): Task => openTask(folder, { version: SYNAPTILE_VERSION, options: declaredOptions(run), run: pointRunner(folder), driver: flags.driver ?? null });
  if (flags.driver !== undefined) return serve(open);
  const opened = open();
  let ran = 0;
  for (const point of points) if (await opened.run(point)) ran++;
  opened.end();
  process.stderr.write(`${ran} of ${points.length} points run here; the others were finished, or another process has them\n`);
}

/** @throws DiagnosticError S807 for a list that is none, or has points that the sweep has not */
function pointsOf(folder: string, { points, shard }: Flags): readonly number[] {
  const { points: count } = readManifest(folder);
  if (points !== undefined) {
    const list = parsePoints(points);
    if (list === null || list.some((point) => point >= count)) return fail('S807', { option: '--points', value: points.slice(0, 60), allowed: `numbers and ranges from 0 to ${count - 1}, such as 0-4,7` });
    return list;
  }
  const [, index, shards] = /^(\d{1,9})\/(\d{1,9})$/.exec(shard ?? '') ?? [];
  if (index === undefined || Number(index) < 1 || Number(index) > Number(shards)) return fail('S807', { option: '--shard', value: shard ?? 'missing', allowed: 'I/N with I from 1 to N, or --points with a list' });
  return missingPoints(folder, 0, count).filter((point) => point % Number(shards) === Number(index) - 1);
}

/** Points one by one from the driver; when the driver is gone, the point in hand is finished and no other begun. */
async function serve(open: () => Task): Promise<void> {
  const say = (message: PoolMessage): Promise<void> => new Promise((settle) => { if (process.connected) process.send!(message, () => settle()); else settle(); });
  const orders: PoolOrder[] = [];
  let wake = (): void => {};
  process.on('message', (order) => {
    orders.push(order as PoolOrder);
    wake();
  });
  process.on('disconnect', () => wake());
  try {
    const opened = open();
    await say({ kind: 'ready' });
    while (process.connected) {
      const order = orders.shift();
      if (order === undefined) await new Promise<void>((settle) => { wake = settle; });
      else await say({ kind: 'finished', point: order.point, ran: await opened.run(order.point) });
    }
    opened.end();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    await say({ kind: 'stopped', diagnostics: error.diagnostics });
    if (process.connected) process.disconnect();
  }
}
