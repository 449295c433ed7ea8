import { diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { networkOf, placedOf, type Stage } from '../../ir/stage.ts';
import type { Target } from '../../ir/target.ts';
import { mappingOfPlaced } from './placed-mapping.ts';
import { stimulusOfSample } from './sample-stimulus.ts';
import { writeSanafe } from './write-sanafe.ts';

/**
 * Writes what a compilation made for SANA-FE: the network of the last stage that holds one and, once its clusters have cores, `mappings` that put every
 * neuron on the core of its soma.
 * @param stages in the order they were made
 * @param samples the first one becomes what the inputs send
 * @returns warnings S952
 * @throws DiagnosticError S953, S102, and S709 when no stage holds a network
 */
export function writeCompiled(stages: readonly Stage[], target: Target, file: string, samples: Dataset | null): readonly Diagnostic[] {
  const network = stages.map(networkOf).findLast((one) => one !== null);
  if (!network) return fail('S709', { from: stages.at(-1)!.stage, wanted: 'a configuration no longer holds its network' }, { file });
  const placed = stages.map(placedOf).findLast((one) => one !== null);
  const stimulus = samples && stimulusOfSample(network, samples, 0, samples.timesteps ?? network.timesteps ?? TIMESTEPS);
  const told = writeSanafe(network, file, placed ? mappingOfPlaced(placed, target) : null, stimulus);
  const sums = placed?.clustered.unrolled.units.filter(({ soma }) => !soma).length ?? 0;
  if (sums === 0) return told;
  return [...told, diagnose('S952', { what: `the mapping, in which ${sums} units compute partial sums,`, reason: 'a neuron of SANA-FE takes any number of inputs on one core; neurons stand on the cores of their somas' }, { file })];
}

/** Timesteps of spike trains where neither data nor network say how long a sample lasts. */
const TIMESTEPS = 32;
