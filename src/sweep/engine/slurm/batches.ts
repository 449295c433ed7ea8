import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../../files.ts';
import { layout } from '../../folder/layout.ts';

/** An array job to submit: a list of points for each of its tasks. */
export interface Batch {
  readonly name: string;
  readonly file: string;
  readonly tasks: number;
}

/** Points packed into tasks. */
export function packPoints(points: readonly number[], pointsPerTask: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(points.length / pointsPerTask) }, (_, task) => points.slice(task * pointsPerTask, (task + 1) * pointsPerTask));
}

/** Writes the points of an array, a line a task; task I of the array runs line I + 1. */
export function writeBatch(folder: string, tasks: readonly (readonly number[])[]): Batch {
  const numbers = batchNames(folder).map((name) => Number(/\d+/.exec(name)![0]));
  const name = `batch-${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}`;
  const file = join(layout.slurm(folder), `${name}.txt`);
  writeAtomically(file, tasks.map((points) => `${printPoints(points)}\n`).join(''));
  return { name, file, tasks: tasks.length };
}

/** The points of some tasks of a batch; of a batch that is not there none. */
export function pointsOfBatch(folder: string, name: string, indices: readonly number[]): readonly number[] {
  const file = join(layout.slurm(folder), `${name}.txt`);
  if (!/^batch-\d+$/.test(name) || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return indices.flatMap((index) => parsePoints(lines[index] ?? '') ?? []);
}

function batchNames(folder: string): readonly string[] {
  return readdirSync(layout.slurm(folder)).filter((name) => /^batch-\d+\.txt$/.test(name));
}

/** `0-4,7`: neighbours as ranges. */
export function printPoints(points: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < points.length;) {
    let last = i;
    while (points[last + 1] === points[last]! + 1) last++;
    parts.push(last === i ? String(points[i]) : `${points[i]}-${points[last]}`);
    i = last + 1;
  }
  return parts.join(',');
}

/** `0-4,7` as numbers; null for what is no such list. */
export function parsePoints(text: string): readonly number[] | null {
  const found: number[] = [];
  for (const part of text.trim().split(',')) {
    const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? [];
    if (first === undefined || Number(last ?? first) < Number(first) || Number(last ?? first) - Number(first) > MOST_IN_LIST) return null;
    for (let point = Number(first); point <= Number(last ?? first); point++) found.push(point);
  }
  return found;
}

const MOST_IN_LIST = 10_000_000;
