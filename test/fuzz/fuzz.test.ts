import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose, DiagnosticError, fail } from '../../src/diagnostics/diagnostic.ts';
import { FORMATS } from './formats.ts';
import { openFuzzer, type Fuzzer } from './fuzzer.ts';
import { inputOf } from './inputs.ts';
import { outcomeOf } from './outcome.ts';
import { openRunner } from './runner.ts';
import { SEEDS } from './seeds-of.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The share of the full run that every test run does. Other tests are at work, so an input gets more time than `node test/fuzz/fuzz.mjs` gives it. */
const SHARE = { seed: 1, inputsPerWeight: 15, limits: { time_s: 5, memory_bytes: 256 * 2 ** 20 } };

describe('damaged files', () => {
  let fuzzer: Fuzzer;
  beforeAll(async () => { fuzzer = await openFuzzer({ root: ROOT, seed: SHARE.seed, workers: 1, limits: SHARE.limits }); });
  afterAll(() => fuzzer.close());

  test.each(FORMATS.map((format) => [format.name, format] as const))('%s are read or refused with reasons', async (_, format) => {
    const { inputs, read, refused, findings } = await fuzzer.fuzz(format, 0, format.weight * SHARE.inputsPerWeight);
    expect(findings.map(({ index, signature, detail }) => `input ${index}: ${signature}\n${detail}`)).toEqual([]);
    expect(read + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(inputs);
    expect(Object.keys(refused).length).toBeGreaterThan(0);
  });
});

test.each(FORMATS.filter(({ name }) => ['onnx', 'npz', 'csv', 'spinemap'].includes(name)).map((format) => [format.name, format] as const))('the same number of %s is the same input', async (_, format) => {
  const seeds = await SEEDS[format.name]!(ROOT);
  const bytesOf = (index: number): unknown => [...inputOf(format, seeds, 7, index).files];
  expect(bytesOf(5)).toEqual(bytesOf(5));
  expect([6, 7, 8].map(bytesOf)).not.toEqual([9, 10, 11].map(bytesOf));
  // Every hundredth is a sound file, unchanged.
  const { seedName, fileName, files } = inputOf(format, seeds, 7, 100);
  expect(files.get(fileName)).toEqual(seeds.find(({ name }) => name === seedName)!.bytes);
});

describe('what a reader may do', () => {
  const refusal = async (error: unknown): Promise<unknown> => outcomeOf(() => Promise.reject(error));

  test('read, or refuse', async () => {
    expect(await outcomeOf(async () => {})).toEqual({ kind: 'read' });
    expect(await outcomeOf(async () => fail('S209', {}, { file: 'a.csv' }))).toEqual({ kind: 'refused', code: 'S209' });
  });

  test('nothing else', async () => {
    expect(await refusal(new TypeError('x is undefined'))).toMatchObject({ kind: 'exception', detail: expect.stringContaining('TypeError: x is undefined') as unknown });
    expect(await refusal('text')).toMatchObject({ kind: 'exception' });
  });

  test('a refusal names its place, is filled in, short, and holds an error', async () => {
    const { code, severity, message, help, where } = diagnose('S209', {}, { file: 'a.csv' });
    const signature = async (change: object): Promise<unknown> => (await refusal(new DiagnosticError([{ code, severity, message, help, where, ...change }])) as { signature: string }).signature;
    expect(await signature({ severity: 'note' })).toBe('diagnostic none no error');
    expect(await signature({ code: 'toString' })).toBe('diagnostic toString unknown');
    expect(await signature({ message: 'x'.repeat(5000) })).toBe('diagnostic S209 too long');
    expect(await signature({ message: 'a\x1b[31m' })).toBe('diagnostic S209 control characters');
    expect(await signature({ message: 'undefined samples' })).toBe('diagnostic S209 badly filled in');
    expect(await signature({ message: "'undefined' is no number" })).toBeUndefined();
    expect(await signature({ where: {} })).toBe('diagnostic S209 without a place');
    expect(await signature({ where: { file: 'a.csv', span: { line: 0, column: 1, endLine: 1, endColumn: 1 } } })).toBe('diagnostic S209 bad span');
    expect(await refusal(new DiagnosticError(new Array(300).fill(diagnose('S209', {}, { file: 'a.csv' }))))).toMatchObject({ signature: 'diagnostic S209 too many' });
  });
});

describe('a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-runner-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });

  /** A reader that does `action` with its third input, in the language of the threads. */
  async function endOf(name: string, action: string): Promise<unknown> {
    const script = join(folder, `${name}.mjs`);
    writeFileSync(script, `import { parentPort, workerData } from 'node:worker_threads';
      parentPort.on('message', async (message) => {
        if ('seeds' in message) return parentPort.postMessage('ready');
        for (let index = message.first; index < message.end; index++) {
          Atomics.store(workerData.progress, 0, index);
          Atomics.store(workerData.progress, 1, Math.ceil(process.memoryUsage.rss() / 2 ** 20));
          if (index === 2) { ${action} }
        }
        parentPort.postMessage({ read: message.end - message.first, refused: {}, faults: [] });
      });
      parentPort.postMessage('ready');`);
    const runner = openRunner(script, { folder, seed: 1, memoryLimit_bytes: 1 }, { time_s: 0.5, memory_bytes: 64 * 2 ** 20 });
    try {
      const came = await runner.run({ format: 'x', first: 0, end: 4 }, []);
      // The next job finds a new thread.
      expect(await runner.run({ format: 'x', first: 3, end: 4 }, [])).toEqual({ result: { read: 1, refused: {}, faults: [] } });
      return came;
    } finally {
      await runner.close();
    }
  }

  test.each([
    ['works', '', { result: { read: 4 } }],
    ['hangs', 'for (;;);', { stuckAt: 2, why: 'hang' }],
    ['waits for ever', 'await new Promise(() => {});', { stuckAt: 2, why: 'hang' }],
    ['grows', 'globalThis.kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1));', { stuckAt: 2, why: 'memory' }],
    ['throws', 'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {});', { stuckAt: 2, why: 'crash' }],
    ['ends', 'process.exit(3);', { stuckAt: 2, why: 'crash' }],
  ])('that %s is told of', async (name, action, expected) => {
    expect(await endOf(name.replaceAll(' ', '-'), action)).toMatchObject(expected);
  });
});
