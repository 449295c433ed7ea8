import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { layout } from './layout.ts';
import type { Owner } from './owner.ts';

/** What a task says about itself, a line each: the only place of times and hosts. */
export type TaskEvent =
  | { readonly event: 'begun'; readonly owner: Owner; readonly at: string }
  | { readonly event: 'point'; readonly point: number; readonly status: string; readonly wall_s: number; readonly timing: unknown }
  | { readonly event: 'stopped'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly event: 'ended'; readonly at: string };

/** A task with what it said. */
export interface TaskLog {
  readonly name: string;
  readonly owner: Owner | null;
  readonly events: readonly TaskEvent[];
}

/** The log of this process. A line that the disk does not take is left out: results do not depend on it. */
export function taskLogger(folder: string, owner: Owner): (event: TaskEvent) => void {
  const name = `${owner.job ?? 'local'}-${owner.host}-${owner.pid}-${owner.started ?? ''}`.replace(/[^\w.-]/g, '_');
  const file = join(layout.tasks(folder), `${name}.jsonl`);
  return (event) => {
    try {
      appendFileSync(file, `${JSON.stringify(event)}\n`);
    } catch {
      return;
    }
  };
}

/** Logs of all tasks; a line that was cut off when its task was killed is left out. */
export function readTaskLogs(folder: string): readonly TaskLog[] {
  const root = layout.tasks(folder);
  const names = existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('.jsonl')).sort() : [];
  return names.map((name) => {
    const events = readFileSync(join(root, name), 'utf8').split('\n').flatMap(eventOf);
    const begun = events.find((event) => event.event === 'begun');
    return { name, owner: begun?.owner ?? null, events };
  });
}

function eventOf(line: string): readonly TaskEvent[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as TaskEvent];
  } catch {
    return [];
  }
}
