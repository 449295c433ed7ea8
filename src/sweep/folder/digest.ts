import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';
import type { Plan, Value } from '../plan/plan.ts';

/** Digests of everything that points read, by option and name as written: `{model: {"../edges.synet": "ab12..."}}`. */
export type Inputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Options that name a file. */
const FILES = ['model', 'input', 'labels', 'calibrate', 'calibrate-circuit', 'mapping'] as const;
/** Options that name a file or something that ships with synaptile, before `,` or `@`. */
const NAMES_OR_FILES = ['target', 'non-idealities', 'neuron-circuit'] as const;

/** What stands beside a model and holds its weights. */
const SIDE_FILES = [(file: string) => file.replace(/\.[^./]*$/, '.npz'), (file: string) => `${file}.data`, (file: string) => `${file}_data`];

/** SHA-256 of what decides about records: not the name, nor how and where points are run, nor objectives, unless a search follows them. */
export function digestOfPlan({ fixed, design, objectives }: Plan): string {
  const sorted = Object.fromEntries(Object.entries(fixed).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify({ fixed: sorted, design, ...(design.kind === 'search' && { objectives }) })).digest('hex');
}

/**
 * Digests of all files that the points of a plan name.
 * @param base the folder that names are relative to
 * @throws DiagnosticError S101 for a file that cannot be read
 */
export function digestInputs(plan: Plan, base: string): Inputs {
  const inputs: Record<string, Record<string, string>> = {};
  const seen = new Map<string, string>();
  const add = (option: string, name: string, files: readonly string[]): void => {
    const key = files.join('\n');
    if (!seen.has(key)) seen.set(key, digestOf(files));
    (inputs[option] ??= {})[name] = seen.get(key)!;
  };
  for (const option of FILES) for (const name of namesIn(plan, option)) add(option, name, [resolve(base, name), ...(option === 'model' ? sideFiles(resolve(base, name)) : [])]);
  for (const option of NAMES_OR_FILES) {
    for (const name of namesIn(plan, option)) {
      const file = resolve(base, name.split(',')[0]!.replace(/@[^/@]*$/, ''));
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) add(option, name, [file]);
    }
  }
  return inputs;
}

function namesIn({ fixed, design }: Plan, option: string): ReadonlySet<string> {
  const varied: readonly (Value | undefined)[] = design.kind === 'list' ? design.points.map((point) => point[option]) : design.axes.flatMap((axis) => (axis.name === option && 'values' in axis ? axis.values : []));
  return new Set([fixed[option], ...varied].filter((value): value is string => typeof value === 'string'));
}

function sideFiles(model: string): readonly string[] {
  return SIDE_FILES.map((of) => of(model)).filter((file) => file !== model && statSync(file, { throwIfNoEntry: false })?.isFile());
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    try {
      addTo(hash, file, file);
    } catch (error) {
      fail('S101', { reason: reasonOf(error) }, { file });
    }
  }
  return hash.digest('hex');
}

/** Content of a file; of a folder names and contents of all files in it, in order. */
function addTo(hash: Hash, path: string, root: string): void {
  const kind = statSync(path);
  if (kind.isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      hash.update(`${relative(root, join(path, name))}\0`);
      addTo(hash, join(path, name), root);
    }
    return;
  }
  if (!kind.isFile()) return;
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(1 << 20);
    for (let count = readSync(descriptor, piece); count > 0; count = readSync(descriptor, piece)) hash.update(piece.subarray(0, count));
  } finally {
    closeSync(descriptor);
  }
}
