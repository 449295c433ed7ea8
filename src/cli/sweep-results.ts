import {
  cancelSweepJobs, checkWritable, chooseSweepAxes, diagnose, type Diagnostic, fail, layout, type Manifest, readManifest, readRows, renderResultsCsv, renderResultsJson,
  renderStatus, renderSweepPage, renderSweepSvg, type Row, statusOf, writeAtomically, writeResults,
} from '../index.ts';
import { resolve } from 'node:path';
import { tell } from './terminal.ts';

/** How far a sweep is. */
export function status(given: string, { json }: { readonly json?: boolean }): void {
  const folder = resolve(given);
  const manifest = readManifest(folder);
  const found = statusOf(folder, manifest, readRows(folder, manifest));
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : renderStatus(found));
}

/** Writes the tables of what is finished. */
export function merge(given: string, { csv, json }: { readonly csv?: string; readonly json?: string }): void {
  const folder = resolve(given);
  for (const file of [csv, json]) if (file !== undefined && file !== '-') checkWritable(file);
  const manifest = readManifest(folder);
  const rows = readRows(folder, manifest);
  if (csv !== undefined) write(csv, renderResultsCsv(manifest, rows));
  if (json !== undefined) write(json, renderResultsJson(manifest, rows));
  if (csv === undefined && json === undefined) {
    writeResults(folder, manifest, rows);
    process.stdout.write(`${layout.table(folder)}\n${layout.results(folder)}\n`);
  }
  if (rows.length < manifest.points) process.stderr.write(`${manifest.points - rows.length} of ${manifest.points} points are missing\n`);
}

interface PlotFlags {
  readonly html?: string;
  readonly svg?: string;
  readonly x?: string;
  readonly y?: string;
}

/** Draws what is finished. */
export async function plot(given: string, { html, svg, x, y }: PlotFlags): Promise<void> {
  const folder = resolve(given);
  if (html === undefined && svg === undefined) fail('S807', { option: '--html', value: 'missing', allowed: 'given, or --svg' });
  for (const file of [html, svg]) if (file !== undefined && file !== '-') checkWritable(file);
  const manifest = readManifest(folder);
  const rows = readRows(folder, manifest);
  const axes = await chooseSweepAxes(manifest.plan, rows, { ...(x !== undefined && { x }), ...(y !== undefined && { y }) });
  if (svg !== undefined) write(svg, await renderSweepSvg(manifest, rows, axes));
  if (html !== undefined) write(html, await renderSweepPage(manifest, rows, axes));
}

/** All plots and tables of finished points as a page. */
export async function writePage(file: string, manifest: Manifest, rows: readonly Row[]): Promise<void> {
  write(file, await renderSweepPage(manifest, rows, await chooseSweepAxes(manifest.plan, rows, {})));
}

/** Ends the Slurm jobs of a sweep. */
export async function cancel(given: string): Promise<void> {
  const folder = resolve(given);
  readManifest(folder);
  const jobs = await cancelSweepJobs(folder);
  const told: readonly Diagnostic[] = jobs.length === 0 ? [] : [diagnose('S638', { ...countsOf(folder), jobs: '' }, { file: folder })];
  tell(told);
  process.stdout.write(jobs.length === 0 ? 'no jobs of this sweep wait or run\n' : `ended: ${jobs.join(', ')}\n`);
}

function countsOf(folder: string): { done: number; count: number } {
  const manifest = readManifest(folder);
  return { done: readRows(folder, manifest).length, count: manifest.points };
}

function write(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else writeAtomically(file, text);
}
