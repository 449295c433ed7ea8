import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { writeAtomically } from '../../../files.ts';
import { layout } from '../../folder/layout.ts';
import type { SlurmSettings } from '../../plan/plan.ts';

/** What the script starts. */
export interface ScriptContext {
  readonly folder: string;
  /** The program of Node and the script of the command line. */
  readonly node: string;
  readonly entry: string;
  readonly name: string;
}

/** The script of a folder, for users to read and edit. */
export function scriptFile(folder: string): string {
  return join(layout.slurm(folder), 'submit.sbatch');
}

/**
 * Writes the script, unless it was edited by hand since it was written.
 * @throws DiagnosticError S102
 */
export function writeScript(settings: SlurmSettings, context: ScriptContext): readonly Diagnostic[] {
  const file = scriptFile(context.folder);
  const mark = join(layout.slurm(context.folder), 'submit.sha256');
  const text = renderScript(settings, context);
  if (existsSync(file)) {
    const present = readFileSync(file, 'utf8');
    if (present === text) return [];
    if (!existsSync(mark) || readFileSync(mark, 'utf8').trim() !== digestOf(present)) return [diagnose('S637', { script: file })];
  }
  writeAtomically(mark, `${digestOf(text)}\n`);
  writeAtomically(file, text);
  return [];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The text of the script: every value of a shell command is quoted. */
export function renderScript(settings: SlurmSettings, { folder, node, entry, name }: ScriptContext): string {
  const { account, partition, time, mem, cpusPerTask, modules, sbatch, before } = settings;
  const options = [
    `--job-name=${name}`,
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(mem === undefined ? [] : [`--mem=${mem}`]),
    '--ntasks=1', `--cpus-per-task=${cpusPerTask ?? 1}`, `--output=${inQuotes(join(layout.slurm(folder), 'logs', '%A_%a.log'))}`,
    ...sbatch,
  ];
  return `#!/bin/bash
# Written by synaptile sweep. Edit it as your site needs: an edited script is kept.
# The driver submits it with --array, --job-name and --comment; its first argument is a file with a list of points for each task.
${options.map((option) => `#SBATCH ${option}\n`).join('')}
set -euo pipefail
${modules.map((module) => `module load ${quoted(module)}\n`).join('')}${before.map((line) => `${line}\n`).join('')}
points=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$1")
exec ${quoted(node)} ${quoted(entry)} sweep task ${quoted(folder)} --points "$points"
`;
}

/** As sbatch reads the lines of its options: in double quotes where there are spaces. */
function inQuotes(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
