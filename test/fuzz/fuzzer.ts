import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Format } from './formats.ts';
import { openRunner, type Limits, type Runner, type Stuck } from './runner.ts';
import type { JobResult } from './progress.ts';
import type { Seed } from './seeds.ts';
import { SEEDS } from './seeds-of.ts';

export interface FuzzOptions {
  /** Root of the project. */
  readonly root: string;
  readonly seed: number;
  /** Threads at work. */
  readonly workers: number;
  readonly limits: Limits;
}

/** Something a reader did that it must not do. */
export interface Finding {
  readonly format: string;
  readonly seed: number;
  readonly index: number;
  readonly seedName: string;
  readonly kind: string;
  /** The same for the same defect. */
  readonly signature: string;
  readonly detail: string;
}

/** What became of the inputs of one format. */
export interface FormatReport {
  readonly format: string;
  readonly inputs: number;
  readonly read: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Inputs that were too slow or too big at first, but not alone. */
  readonly slow: number;
  /** Too slow or too big at first, and not tried again because there were too many. */
  readonly untried: number;
  readonly time_s: number;
  readonly findings: readonly Finding[];
}

export interface Fuzzer {
  /** Inputs first .. end - 1 of a format. */
  readonly fuzz: (format: Format, first: number, end: number) => Promise<FormatReport>;
  readonly close: () => Promise<void>;
}

const INPUTS_PER_JOB = 64;
/** An input that did not end is tried again alone, with this much more time: the machine may just have been busy. */
const PATIENCE = 5;
/** More of a format are not tried again, but counted. */
const MOST_CONFIRMED = 20;

/**
 * Bundles the readers as the product is bundled, and reads mutated files in threads. Whatever is no result and no DiagnosticError is a finding.
 * HDF5 files are read in the fuzzer's own threads, not in one each as in the product; what hangs there is tried again as the product reads it.
 */
export async function openFuzzer({ root, seed, workers, limits }: FuzzOptions): Promise<Fuzzer> {
  // Inside node_modules, so that packages are found.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const bundles = mkdtempSync(join(root, 'node_modules/.cache/synaptile-fuzz-'));
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-fuzz-'));
  const { quick, product } = await bundle(root, bundles);
  const data = { seed, folder, memoryLimit_bytes: limits.memory_bytes };
  const runners = Array.from({ length: workers }, () => openRunner(quick, data, limits));
  const patient = openRunner(product, data, { ...limits, time_s: limits.time_s * PATIENCE });
  return {
    fuzz: async (format, first, end) => {
      const started = performance.now();
      const found = await fuzzFormat({ runners, patient, format: format.name, seeds: await SEEDS[format.name]!(root) }, first, end);
      const findings = found.findings.map((fault) => ({ ...fault, format: format.name, seed }));
      return { ...found, findings, format: format.name, inputs: end - first, time_s: (performance.now() - started) / 1000 };
    },
    close: async () => {
      await Promise.all([...runners, patient].map((runner) => runner.close()));
      for (const made of [bundles, folder]) rmSync(made, { recursive: true, force: true });
    },
  };
}

interface Scripts {
  /** Reads HDF5 in the thread itself. */
  readonly quick: string;
  readonly product: string;
}

/** Twice the same: without and with the script of the thread that reads HDF5. */
async function bundle(root: string, folder: string): Promise<Scripts> {
  const [quick, product] = [join(folder, 'quick'), join(folder, 'product')];
  await build({
    absWorkingDir: root, entryPoints: { worker: 'test/fuzz/worker.ts', 'hdf5-worker': 'src/read/hdf5/hdf5-worker.ts' }, outdir: product,
    bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', sourcemap: 'inline', logLevel: 'warning', define: { SYNAPTILE_VERSION: '"fuzz"' },
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(quick);
  cpSync(join(product, 'worker.js'), join(quick, 'worker.js'));
  return { quick: join(quick, 'worker.js'), product: join(product, 'worker.js') };
}

interface Work {
  readonly runners: readonly Runner[];
  /** Reads as the product does, with more time. */
  readonly patient: Runner;
  readonly format: string;
  readonly seeds: readonly Seed[];
}

type Fault = Omit<Finding, 'format' | 'seed'>;

interface Found extends Pick<FormatReport, 'read' | 'refused' | 'slow' | 'untried'> {
  readonly findings: readonly Fault[];
}

async function fuzzFormat({ runners, patient, format, seeds }: Work, first: number, end: number): Promise<Found> {
  const tally = { read: 0, slow: 0, untried: 0, refused: {} as Record<string, number>, findings: [] as Fault[] };
  const suspects: Stuck[] = [];
  let next = first;
  const add = ({ read, refused, faults }: JobResult): void => {
    tally.read += read;
    for (const [code, count] of Object.entries(refused)) tally.refused[code] = (tally.refused[code] ?? 0) + count;
    tally.findings.push(...faults);
  };
  /** A job that stuck is done again up to there and after it: what it had found is lost with its thread. */
  const work = async (runner: Runner, from: number, to: number): Promise<void> => {
    const came = await runner.run({ format, first: from, end: to }, seeds);
    if ('result' in came) return add(came.result);
    suspects.push(came);
    if (came.stuckAt > from) await work(runner, from, came.stuckAt);
    if (came.stuckAt + 1 < to) await work(runner, came.stuckAt + 1, to);
  };
  await Promise.all(runners.map(async (runner) => {
    while (next < end) {
      const from = next;
      next = Math.min(end, next + INPUTS_PER_JOB);
      await work(runner, from, next);
    }
  }));
  for (const { stuckAt, why, detail } of suspects.slice(0, MOST_CONFIRMED)) {
    const came = await patient.run({ format, first: stuckAt, end: stuckAt + 1 }, seeds);
    if ('result' in came) {
      tally.slow++;
      add(came.result);
    } else tally.findings.push({ index: stuckAt, seedName: '', kind: came.why, signature: came.why, detail: `${why}: ${detail}\nalone ${came.why}: ${came.detail}` });
  }
  tally.untried = Math.max(0, suspects.length - MOST_CONFIRMED);
  return tally;
}
