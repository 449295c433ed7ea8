import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { layout } from '../sweep/folder/layout.ts';
import type { RunPoint } from '../sweep/task.ts';
import { run } from './run.ts';

/** Runs points as `synaptile run` does: the same options, the same report. */
export function pointRunner(folder: string): RunPoint {
  return async ({ model, flags }, point) => {
    const json = join(layout.scratch(folder), `point-${point}-${process.pid}.json`);
    try {
      await run(model, { ...flags, json, quiet: true } as unknown as Parameters<typeof run>[1]);
      return readFileSync(json, 'utf8');
    } finally {
      rmSync(json, { force: true });
    }
  };
}
