import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { layout, type RunPoint } from '../index.ts';
import { run, type Prepare } from './run.ts';

/** Runs points as `synaptile run` does: the same options, the same report. Points one after the other that read and compile alike share what was compiled. */
export function pointRunner(folder: string): RunPoint {
  const prepare = lastPrepared();
  return async ({ model, flags }, point) => {
    const json = join(layout.scratch(folder), `point-${point}-${process.pid}.json`);
    try {
      await run(model, { ...flags, json, quiet: true } as unknown as Parameters<typeof run>[1], prepare);
      return readFileSync(json, 'utf8');
    } finally {
      rmSync(json, { force: true });
    }
  };
}

/** Keeps what was prepared last: in a grid neighbours share most options, and a configuration may be large. */
function lastPrepared(): Prepare {
  let last: { readonly key: string; readonly prepared: Awaited<ReturnType<Prepare>> } | null = null;
  return async (keyOf, make) => {
    const key = keyOf();
    if (last?.key !== key) {
      last = null;
      last = { key, prepared: await make() };
    }
    return last.prepared;
  };
}
