import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { PLATFORMS } from './platforms.ts';
import { runPlatform, type PlatformRun } from './run.ts';
import { parseSettings, withValues } from './settings.ts';

/** A platform that was not asked for, on the same layers: what it says, or why it says nothing. */
export interface BesideRun {
  readonly name: string;
  readonly summary: string;
  readonly run: PlatformRun | null;
  readonly refused: string | null;
}

/** Settings that mean the same on every platform. */
const COMMON = ['timesteps', 'spikeSparsity'] as const;

/** The other platforms, in the same mode with all repairs, with their own defaults but for timesteps and sparsity where the user set them. */
export function runBeside({ platform, mode, list, settings, estimate: { timesteps } }: PlatformRun): BesideRun[] {
  return PLATFORMS.filter(({ name }) => name !== platform.name).map((other) => {
    const usual = parseSettings([], other.name, other.parameters, other.repairs).settings;
    const given = Object.fromEntries(COMMON.filter((name) => settings.isGiven(name)).map((name) => [name, settings.all[name]!]));
    try {
      return { name: other.name, summary: other.summary, run: runPlatform(other, mode, list, withValues(usual, { timesteps, ...given }), new Map()), refused: null };
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return { name: other.name, summary: other.summary, run: null, refused: error.diagnostics[0]!.message };
    }
  });
}
