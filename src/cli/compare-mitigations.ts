import { loadNonIdealities } from '../../targets/load.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { MITIGATIONS, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import { isIdeal } from '../ir/non-idealities.ts';
import { compareMitigations, renderComparison, type ComparedRuns } from '../report/mitigation-comparison.ts';
import { describeMitigations } from '../report/mitigations.ts';
import { paint } from '../report/terminal.ts';
import { defaultWorkers } from '../simulate/simulate.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { listMitigations } from './lists.ts';
import { runIdeal, runMitigated, type ComparedChips } from './mitigation-runs.ts';
import { checkMitigations, parseMitigations } from './mitigations.ts';
import { openSimulation, type OpenedSimulation } from './simulate.ts';
import { labelsOf, type SimulateFlags } from './simulation.ts';
import { inCells } from './weight-cells.ts';
import { colourful, withProgress, type Progress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

export type CompareFlags = Omit<SimulateFlags, 'html' | 'outputs' | 'spikes' | 'input' | 'mitigate'> & { readonly input?: string; readonly mitigate: readonly string[]; readonly target?: string; readonly calibrate?: string };

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
  const asked = flags.mitigate.map((text) => ({ text, mitigations: parseMitigations(text) }));
  const task = await openSimulation(file, { ...flags, input });
  const { configuration, target, dataset, calibration } = task;
  const nonIdealities = inCells(loadNonIdealities(flags.nonIdealities, target), configuration);
  if (isIdeal(nonIdealities)) return fail('S807', { option: '--non-idealities', value: flags.nonIdealities, allowed: 'ones that are not all off, where mitigations are compared' });
  for (const { mitigations } of asked) checkMitigations(mitigations, nonIdealities, configuration, calibration !== null);
  const tried = asked.length > 0 ? asked : applicable(task, (mitigations) => checkMitigations(mitigations, nonIdealities, configuration, true).length === 0);
  const samples = Math.min(dataset.count, flags.limit ?? dataset.count);
  const bench: ComparedChips = {
    configuration, target, dataset, nonIdealities, chips: flags.trials,
    options: { seed: flags.seed, workers: flags.workers ?? defaultWorkers(), limit: samples, progress: progress.update, ...(calibration && { calibration }) },
  };
  progress.start('ideal chip');
  const ideal = await runIdeal(bench);
  progress.start('nothing done');
  const without = await runMitigated(bench, NO_MITIGATIONS);
  const rows: ComparedRuns['rows'][number][] = [];
  for (const { text, mitigations } of tried) {
    progress.start(text);
    const chips = await runMitigated(bench, mitigations);
    rows.push({ mitigations: text, used: describeMitigations(mitigations, configuration, target, calibration?.count ?? 0, null, null, nonIdealities)!.used, chips });
  }
  progress.stop();
  const labels = labelsOf(dataset, flags)?.slice(0, samples) ?? null;
  const comparison = compareMitigations({ version: SYNAPTILE_VERSION, model: configuration.name, target: target.name, seed: flags.seed, timesteps: configuration.timesteps }, { ideal, without, rows }, labels);
  const json = `${JSON.stringify(comparison, null, 2)}\n`;
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  process.stdout.write(flags.json === true || flags.json === '-' ? json : renderComparison(comparison, paint(colourful(process.stdout))));
}

/** Each mitigation that answers one of the non-idealities, alone; and half of the timesteps. */
function applicable({ configuration, calibration }: OpenedSimulation, isOfUse: (mitigations: Mitigations) => boolean): readonly { readonly text: string; readonly mitigations: Mitigations }[] {
  const half = Math.floor(configuration.timesteps / 2);
  const texts = MITIGATIONS.flatMap(({ name, key, number }) => {
    if (key === 'timesteps') return half > 0 ? [`timesteps=${half}`] : [];
    if (key === 'recalibration' && !calibration) return [];
    return [number ? `${name}=${number.default}` : name];
  });
  return texts.map((text) => ({ text, mitigations: parseMitigations(text) })).filter(({ mitigations }) => isOfUse(mitigations));
}
