import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The built command line, run as a user would; `npm test` builds it first. */
const CLI = join(import.meta.dirname, '../../dist/cli.js');
export const MODELS = join(import.meta.dirname, '../models');
export const EXAMPLES = join(import.meta.dirname, '../../examples');

export const CALIBRATION = join(MODELS, 'data/calib1k-images-idx3-ubyte.gz');
export const IMAGES = join(MODELS, 'data/t10k-images-idx3-ubyte.gz');
export const LABELS = join(MODELS, 'data/t10k-labels-idx1-ubyte.gz');

/** A folder that is removed when the tests of the file are over. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-test-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function synaptile(...parameters: readonly string[]): Outcome {
  return synaptileWith('', ...parameters);
}

/** With this text on standard input. */
export function synaptileWith(input: string, ...parameters: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...parameters], { input, encoding: 'utf8', cwd: FOLDER, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 28 });
  return { status, stdout, stderr };
}

/** Report of a command that must succeed, without its times. */
export function reportOf(...parameters: readonly string[]): Record<string, never> & { accuracy: { value: number; correct: number; total: number; reference: { value: number } | null } } {
  const { status, stdout, stderr } = synaptile(...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  const { timing: _timing, ...report } = JSON.parse(stdout);
  return report;
}

export function text(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}
