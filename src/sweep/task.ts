import { DiagnosticError, diagnose, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { claimPoint, releasePoint } from './folder/claims.ts';
import { digestInputs } from './folder/digest.ts';
import { differences, readManifest, readPlace, type Manifest } from './folder/manifest.ts';
import { thisOwner, type Owner } from './folder/owner.ts';
import { writeRecord, type PointRecord } from './folder/records.ts';
import { taskLogger, type TaskEvent } from './folder/task-log.ts';
import type { DeclaredOption } from './plan/declared.ts';
import { RefusedValue, runCallOf, type RunCall } from './plan/flags.ts';
import type { Settings } from './plan/plan.ts';
import { settingsIn } from './space/settings-of.ts';

/** Runs one point as `synaptile run` would. @returns the text of its JSON report */
export type RunPoint = (call: RunCall, point: number) => Promise<string>;

export interface TaskOptions {
  readonly version: string;
  readonly options: readonly DeclaredOption[];
  readonly run: RunPoint;
  /** The token of the driver that started this process; null where there is none. */
  readonly driver: string | null;
}

/** Runs points of a folder, one by one. */
export interface Task {
  /** @returns false where another process has the point, or it is finished. @throws DiagnosticError S102 where its record cannot be written, S101 where an input cannot be read; the point stays missing */
  readonly run: (point: number) => Promise<boolean>;
  readonly end: () => void;
}

/** Findings about files, which are the machine's and not the point's: no record is made of them. */
const ENVIRONMENT = /^S1\d\d$/;

/**
 * Opens a folder for work: the same for a process of the local pool, a Slurm task, or one started by hand. From here on the
 * process works in the folder of the plan, so that names in the plan mean what they say.
 * @throws DiagnosticError S628 where version, model or data are not those of the folder, S629
 */
export function openTask(folder: string, task: TaskOptions): Task {
  const manifest = readManifest(folder);
  const { base, threads } = readPlace(folder);
  const owner = thisOwner(task.driver);
  const log = taskLogger(folder, owner);
  log({ event: 'begun', owner, at: new Date().toISOString() });
  logged(log, () => stopOnErrors(differences(manifest, { ...manifest, version: task.version, inputs: digestInputs(manifest.plan, base) }, folder)));
  process.chdir(base);
  const settingsOf = settingsIn(folder, manifest);
  return {
    run: async (point) => {
      try {
        if (!claimPoint(folder, point, owner)) return false;
        await runClaimed(folder, point, { manifest, settings: settingsOf(point), threads, log, ...task });
        releasePoint(folder, point);
        return true;
      } catch (error) {
        return stopped(error, log, folder, point, owner);
      }
    },
    end: () => log({ event: 'ended', at: new Date().toISOString() }),
  };
}

function logged(log: (event: TaskEvent) => void, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof DiagnosticError) log({ event: 'stopped', diagnostics: error.diagnostics });
    throw error;
  }
}

/** The point is free again for who has better luck. An error of the file system in a claim is told as one of writing. */
function stopped(error: unknown, log: (event: TaskEvent) => void, folder: string, point: number, owner: Owner): never {
  releasePoint(folder, point);
  const told = (error as NodeJS.ErrnoException).code === undefined ? error : new DiagnosticError([diagnose('S102', { reason: codeText(error as NodeJS.ErrnoException) }, { file: folder, place: `claim of process ${owner.pid}` })]);
  if (told instanceof DiagnosticError) log({ event: 'stopped', diagnostics: told.diagnostics });
  throw told;
}

function codeText({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOSPC' ? 'the disk is full' : code ?? message;
}

interface Claimed extends TaskOptions {
  readonly manifest: Manifest;
  readonly settings: Settings;
  readonly threads: number;
  readonly log: (event: TaskEvent) => void;
}

async function runClaimed(folder: string, point: number, { manifest, settings, threads, log, options, run, version }: Claimed): Promise<void> {
  const started = performance.now();
  const { report, diagnostics } = await reportOf(settings, point, threads, options, run);
  const { timing = null, ...lasting } = report ?? {};
  const record: PointRecord = {
    schema: 'synaptile-sweep-record/1', point, version, options: settings, seed: Number(settings.seed ?? 1),
    digests: digestsOf(manifest, settings), status: report === null ? 'failed' : 'done', report: report === null ? null : lasting, diagnostics,
  };
  writeRecord(folder, record);
  // After the record: a point in two logs was run twice.
  log({ event: 'point', point, status: record.status, wall_s: (performance.now() - started) / 1000, timing });
}

type Outcome = { readonly report: Record<string, unknown> | null; readonly diagnostics: readonly Diagnostic[] };

/** A point that cannot be run as it is has diagnostics instead of a report: another run of it would end the same way. */
async function reportOf(settings: Settings, point: number, threads: number, options: readonly DeclaredOption[], run: RunPoint): Promise<Outcome> {
  try {
    const { model, flags } = runCallOf(settings, options);
    return { report: JSON.parse(await run({ model, flags: { ...flags, workers: threads } }, point)) as Record<string, unknown>, diagnostics: [] };
  } catch (error) {
    if (error instanceof RefusedValue) return { report: null, diagnostics: [diagnose('S623', { option: error.option, value: error.value, reason: error.message })] };
    if (!(error instanceof DiagnosticError) || error.diagnostics.some(({ code, severity }) => severity === 'error' && ENVIRONMENT.test(code))) throw error;
    return { report: null, diagnostics: error.diagnostics };
  }
}

function digestsOf({ digest, inputs }: Manifest, settings: Settings): PointRecord['digests'] {
  const of = (option: string): string | undefined => inputs[option]?.[String(settings[option])];
  const data = Object.keys(inputs).filter((option) => option !== 'model').flatMap((option) => { const found = of(option); return found === undefined ? [] : [[option, found]]; });
  return { plan: digest, model: of('model') ?? '', data: Object.fromEntries(data) as Record<string, string> };
}
