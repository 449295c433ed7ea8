import { checkWritable, type ChipGrid, compareMitigations, fail, paint, parseMitigations, renderMitigationComparison as renderComparison, writeAtomically } from '../index.ts';
import { listMitigations } from './lists.ts';
import type { DataFlags } from './session.ts';
import { openSimulation } from './simulate.ts';
import { colourful, withProgress, type Progress } from './terminal.ts';

export interface CompareFlags extends DataFlags {
  readonly input?: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly calibrate?: string;
  readonly nonIdealities: string;
  readonly mitigate: readonly string[];
  readonly trials: number;
  readonly seed: number;
  readonly workers?: number;
  readonly target?: string;
  readonly chips?: ChipGrid;
  readonly json?: string | true;
}

/** What mitigations there are; with a configuration, side by side: the same chips and samples without, and with each of the lists of --mitigate. */
export async function mitigationsCommand(file: string | undefined, flags: CompareFlags): Promise<void> {
  if (file !== undefined) return withProgress((progress) => compareWith(progress, file, flags));
  const { input, labels, calibrate, json } = flags;
  for (const [option, given] of Object.entries({ '--input': input, '--labels': labels, '--calibrate': calibrate, '--json FILE': typeof json === 'string' && json !== '-' ? json : undefined, '--mitigate': flags.mitigate[0] })) {
    if (given !== undefined) fail('S807', { option, value: 'given', allowed: 'given together with a configuration to compare mitigations on' });
  }
  listMitigations({ json: json !== undefined });
}

async function compareWith(progress: Progress, file: string, { input, ...flags }: CompareFlags): Promise<void> {
  if (input === undefined) return fail('S807', { option: '--input', value: 'missing', allowed: 'given where a configuration is' });
  if (typeof flags.json === 'string' && flags.json !== '-') checkWritable(flags.json);
  flags.mitigate.forEach(parseMitigations);
  const { nonIdealities, mitigate, trials, seed, workers, limit } = flags;
  const { compiled, data, calibration } = await openSimulation(file, { ...flags, input }, progress);
  const comparison = await compareMitigations(compiled, data, {
    nonIdealities, mitigate, trials, seed, observer: progress, ...(workers !== undefined && { workers }), ...(limit !== undefined && { limit }), ...(calibration && { calibrate: calibration }),
  });
  const json = `${JSON.stringify(comparison, null, 2)}\n`;
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  process.stdout.write(flags.json === true || flags.json === '-' ? json : renderComparison(comparison, paint(colourful(process.stdout))));
}
