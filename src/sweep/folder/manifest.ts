import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { reasonOf, writeAtomically } from '../../files.ts';
import type { Plan, PlanFile } from '../plan/plan.ts';
import { countPoints } from '../space/points.ts';
import { digestInputs, digestOfPlan, type Inputs } from './digest.ts';
import { FOLDERS, layout } from './layout.ts';

/** What a folder of results is about. Of all that only the name and the objectives of a plan that is no search may change. */
export interface Manifest {
  readonly schema: 'synaptile-sweep/1';
  readonly version: string;
  readonly digest: string;
  readonly points: number;
  readonly plan: Plan;
  readonly inputs: Inputs;
}

/** Where and how points are run here; no part of the results. */
export interface Place {
  /** The folder that file names of the plan are relative to. */
  readonly base: string;
  readonly threads: number;
}

/** The manifest that a plan makes. @throws DiagnosticError S101 for a file that a point would read */
export function manifestOf({ plan, file }: PlanFile, version: string): Manifest {
  return { schema: 'synaptile-sweep/1', version, digest: digestOfPlan(plan), points: countPoints(plan), plan, inputs: digestInputs(plan, baseOf(file)) };
}

/** Names in a plan are relative to the folder of the plan. */
export function baseOf(planFile: string): string {
  return dirname(resolve(planFile));
}

/**
 * Opens the folder for a plan: makes it, or finds that it is this plan's.
 * @throws DiagnosticError S628 where it is another's, S629, S102
 */
export function openFolder(folder: string, planFile: PlanFile, manifest: Manifest): void {
  const existing = statSync(layout.manifest(folder), { throwIfNoEntry: false });
  if (existing) stopOnErrors(differences(readManifest(folder), manifest, folder));
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of FOLDERS) mkdirSync(join(folder, name), { recursive: true });
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file: folder });
  }
  const place: Place = { base: baseOf(planFile.file), threads: planFile.threads };
  writeAtomically(layout.planCopy(folder), planFile.text);
  writeAtomically(layout.place(folder), `${JSON.stringify(place, null, 2)}\n`);
  // Last: a folder with a manifest has all of the rest.
  writeAtomically(layout.manifest(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @throws DiagnosticError S629 */
export function readManifest(folder: string): Manifest {
  const found = readJson<Manifest>(layout.manifest(folder), folder);
  if (found.schema !== 'synaptile-sweep/1' || typeof found.digest !== 'string' || typeof found.plan !== 'object' || !Number.isSafeInteger(found.points)) fail('S629', { reason: 'its manifest.json is none of a sweep' }, { file: folder });
  return found;
}

/** @throws DiagnosticError S629 */
export function readPlace(folder: string): Place {
  return readJson<Place>(layout.place(folder), folder);
}

/** What keeps results of two manifests from standing in one table. */
export function differences(was: Manifest, is: Manifest, folder: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const compare = (what: string, before: string, now: string): void => {
    if (before !== now) found.push(diagnose('S628', { what, was: printable(before), is: printable(now) }, { file: folder }));
  };
  compare('version of synaptile', was.version, is.version);
  compare('plan', short(was.digest), short(is.digest));
  if (was.digest !== is.digest) return found;
  for (const [option, files] of Object.entries({ ...was.inputs, ...is.inputs })) {
    for (const name of Object.keys({ ...files, ...is.inputs[option] })) compare(`${option} ${printable(name)}`, short(was.inputs[option]?.[name]), short(is.inputs[option]?.[name]));
  }
  return found;
}

function short(digest: string | undefined): string {
  return digest === undefined ? 'none' : `digest ${digest.slice(0, 12)}`;
}

function readJson<T>(file: string, folder: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is no JSON' : reasonOf(error);
    return fail('S629', { reason: `${file.slice(folder.length).replace(/^\//, '')}: ${reason}` }, { file: folder });
  }
}
