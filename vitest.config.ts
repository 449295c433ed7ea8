import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/**
 * Rooms whose tests share a process with those before them, and the modules that are loaded there, instead of loading all of them for every file.
 * A module that tests import must not keep anything there, nor ask for hooks (`afterAll`) of its own.
 */
const TOGETHER = ['calibrate', 'diagnostics', 'equivalence', 'forward', 'grammar', 'ir', 'kernels', 'passes', 'platforms', 'simulate', 'targets', 'train'].map((room) => `test/${room}/**/*.test.ts`);
const ALL = 'test/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['build/page-script.mjs'],
    reporters: ['default', './test/plain-reporter.mjs'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'alone', include: [ALL], exclude: [...configDefaults.exclude, ...TOGETHER] } },
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
