import { vi } from 'vitest';
import { makeProgram } from '../../src/cli/program/program.ts';
import { declaredOptions } from '../../src/cli/sweep-options.ts';
import type { DeclaredOption } from '../../src/sweep/plan/declared.ts';

/** The options of `synaptile run`, as the command line declares them. */
export function runOptions(): readonly DeclaredOption[] {
  return declaredOptions(runCommand());
}

export function runCommand(): ReturnType<typeof makeProgram> {
  vi.stubGlobal('SYNAPTILE_VERSION', '0.0.0-test');
  return makeProgram(new Set(['run'])).commands.find((command) => command.name() === 'run')!;
}
