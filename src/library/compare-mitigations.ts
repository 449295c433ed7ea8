import { fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { MITIGATIONS, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import { isIdeal } from '../ir/non-idealities.ts';
import { compareMitigations as compareRuns, type ComparedRuns, type MitigationComparison } from '../report/mitigation-comparison.ts';
import { describeMitigations } from '../report/mitigations.ts';
import { defaultWorkers } from '../simulate/simulate.ts';
import { checkOptions } from './check-options.ts';
import type { Compiled } from './compile.ts';
import { DEFAULTS } from './defaults.ts';
import { runIdeal, runMitigated, type ComparedChips } from './mitigation-runs.ts';
import { checkMitigations, parseMitigations } from './mitigations.ts';
import { observing, type Observed } from './observer.ts';
import { nonIdealitiesOf } from './simulate.ts';
import { VERSION } from './version.ts';
import { inCells } from './weight-cells.ts';

export interface CompareMitigationsOptions extends Observed {
  /** What the chips have; not all off. Default `typical`. */
  readonly nonIdealities?: string;
  /** Mitigations that are taken together, a row each: `NAME[=NUMBER],...`. Default: each that answers a non-ideality, and half of the timesteps. */
  readonly mitigate?: readonly string[];
  /** Chips to draw. Default 5. */
  readonly trials?: number;
  readonly seed?: number;
  readonly workers?: number;
  /** Most samples. Default: all. */
  readonly limit?: number;
  /** Unlabelled samples that mitigations may use. Default: those that the configuration was calibrated with. */
  readonly calibrate?: Dataset;
}

/**
 * The same chips and samples without mitigations, and with each of the lists of them, side by side.
 * @param compiled of `compile` or `openConfiguration`
 * @throws DiagnosticError S812, S807 where the chips are ideal, S846..S848, S993, S994, and as `simulate`
 */
export async function compareMitigations(compiled: Compiled, data: Dataset, options: CompareMitigationsOptions = {}): Promise<MitigationComparison> {
  checkOptions('compareMitigations', options);
  const observer = observing(options);
  const { target, stage } = compiled;
  const configuration: Configuration = stage.stage === 'configuration' ? stage : fail('S812', { stage: stage.stage }, { file: compiled.file });
  const { nonIdealities: name = DEFAULTS.comparedNonIdealities, mitigate = [], trials = DEFAULTS.comparedTrials, seed = compiled.seed, workers = defaultWorkers(), calibrate: calibration = compiled.calibration } = options;
  const asked = mitigate.map((text) => ({ text, mitigations: parseMitigations(text) }));
  const nonIdealities = inCells(nonIdealitiesOf({ nonIdealities: name }, target), configuration);
  if (isIdeal(nonIdealities)) return fail('S807', { option: '--non-idealities', value: name, allowed: 'ones that are not all off, where mitigations are compared' });
  for (const { mitigations } of asked) checkMitigations(mitigations, nonIdealities, configuration, calibration !== null);
  const tried = asked.length > 0 ? asked : applicable(configuration, calibration !== null, (mitigations) => checkMitigations(mitigations, nonIdealities, configuration, true).length === 0);
  const samples = Math.min(data.count, options.limit ?? data.count);
  const bench: ComparedChips = {
    configuration, target, dataset: data, nonIdealities, chips: trials,
    options: { seed, workers, limit: samples, progress: observer.update, ...(calibration && { calibration }) },
  };
  observer.start('ideal chip');
  const ideal = await runIdeal(bench);
  observer.start('nothing done');
  const without = await runMitigated(bench, NO_MITIGATIONS);
  const rows: ComparedRuns['rows'][number][] = [];
  for (const { text, mitigations } of tried) {
    observer.start(text);
    const chips = await runMitigated(bench, mitigations);
    rows.push({ mitigations: text, used: describeMitigations(mitigations, configuration, target, calibration?.count ?? 0, null, null, nonIdealities)!.used, chips });
  }
  observer.stop();
  return compareRuns({ version: VERSION, model: configuration.name, target: target.name, seed, timesteps: configuration.timesteps }, { ideal, without, rows }, data.labels?.slice(0, samples) ?? null);
}

/** Each mitigation that answers one of the non-idealities, alone; and half of the timesteps. */
function applicable({ timesteps }: Configuration, calibrated: boolean, isOfUse: (mitigations: Mitigations) => boolean): readonly { readonly text: string; readonly mitigations: Mitigations }[] {
  const half = Math.floor(timesteps / 2);
  const texts = MITIGATIONS.flatMap(({ name, key, number }) => {
    if (key === 'timesteps') return half > 0 ? [`timesteps=${half}`] : [];
    if (key === 'recalibration' && !calibrated) return [];
    return [number ? `${name}=${number.default}` : name];
  });
  return texts.map((text) => ({ text, mitigations: parseMitigations(text) })).filter(({ mitigations }) => isOfUse(mitigations));
}
