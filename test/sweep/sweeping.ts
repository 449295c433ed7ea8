import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from '../end-to-end/synaptile.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

export function writePlan(name: string, text: string): string {
  writeFileSync(join(FOLDER, name), text);
  return join(FOLDER, name);
}

/** A sweep that goes on while the test does something. */
export interface RunningSweep {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly stderr: () => string;
}

export function startSweep(plan: string, folder: string, ...parameters: readonly string[]): RunningSweep {
  const child = spawn(process.execPath, [CLI, 'sweep', plan, '-o', folder, ...parameters], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let said = '';
  child.stderr.on('data', (piece) => { said += String(piece); });
  return { child, stderr: () => said, ended: new Promise((resolve) => { child.on('close', (code, signal) => resolve([code, signal])); }) };
}

export async function until(condition: () => boolean, limit_ms = 60_000): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > limit_ms) throw new Error('it did not come to pass in time');
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

/** Everything in a folder that must be the same wherever it was computed. */
export function bytesOf(folder: string): Readonly<Record<string, string>> {
  const files = ['manifest.json', 'results.json', 'results.csv', ...under(folder, 'records'), ...under(folder, 'generations')];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function under(folder: string, name: string): readonly string[] {
  const root = join(folder, name);
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? under(folder, `${name}/${entry.name}`) : [`${name}/${entry.name}`])).sort();
}

/** Points in the order in which processes finished them, from the logs of all processes: a point that was run twice is there twice. */
export function pointsRun(folder: string): readonly number[] {
  const root = join(folder, 'tasks');
  const lines = readdirSync(root).filter((name) => name.endsWith('.jsonl')).sort().flatMap((name) => readFileSync(join(root, name), 'utf8').split('\n'));
  return lines.filter((line) => line.startsWith('{"event":"point"')).map((line) => (JSON.parse(line) as { point: number }).point);
}
