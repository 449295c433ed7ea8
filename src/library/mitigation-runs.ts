import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { MITIGATIONS, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { summariseMapping } from '../report/mapping.ts';
import { chipRunOf, type ChipRun } from '../report/mitigation-gain.ts';
import { predictChips, simulateChips, type ChipsOptions } from '../simulate/simulate.ts';
import { withFewerTimesteps } from './mitigations.ts';

/** Chips that mitigations are compared on: the same samples and seeds for all. */
export interface ComparedChips {
  /** With all timesteps. */
  readonly configuration: Configuration;
  readonly target: Target;
  readonly dataset: Dataset;
  readonly nonIdealities: NonIdealities;
  readonly chips: number;
  readonly options: ChipsOptions;
}

/** All chips with these mitigations; packets are timed one by one. */
export async function runMitigated({ configuration, target, dataset, nonIdealities, chips, options }: ComparedChips, mitigations: Mitigations): Promise<readonly ChipRun[]> {
  const choices = Array.from({ length: chips }, (_, trial) => ({ nonIdealities, mitigations, trial }));
  const results = await simulateChips(withFewerTimesteps(configuration, mitigations), target, dataset, choices, { ...options, network: { model: 'analytic', samples: 0 }, errorSamples: 0 });
  const mapping = summariseMapping(configuration, target);
  return results.map((result) => chipRunOf(result, target, mapping));
}

/** What the ideal chip predicts. */
export async function runIdeal({ configuration, target, dataset, options }: ComparedChips): Promise<Int32Array> {
  return (await predictChips(configuration, target, dataset, [{ nonIdealities: IDEAL, trial: 0 }], options))[0]!;
}

/** Each of these mitigations for itself, in the order in which they act. */
export function eachAlone(mitigations: Mitigations): readonly { readonly name: string; readonly mitigations: Mitigations }[] {
  return MITIGATIONS.filter(({ key }) => mitigations[key] !== null).map(({ name, key }) => ({ name, mitigations: { ...NO_MITIGATIONS, [key]: mitigations[key] } }));
}
