import { fail, stopOnErrors } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Stage } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { loadKernels } from '../kernels/load.ts';
import { checkEquivalence } from '../simulate/equivalence.ts';

/** Samples that are compared: the interpreters are slow, and every spike of every neuron counts. */
export const PROVEN_SAMPLES = 4;

/**
 * Compares the executions of all stages on the user's own network.
 * @returns what was compared, in words
 * @throws DiagnosticError S711 for the first spike that differs, S814 when the stages to compare are not all there
 */
export function proveEquivalence(unrolled: Unrolled | null, configuration: Stage, target: Target, dataset: Dataset | null): string {
  if (!unrolled || !dataset || configuration.stage !== 'configuration') return fail('S814', { stage: unrolled ? configuration.stage : 'configuration' });
  stopOnErrors(checkEquivalence(unrolled, configuration, target, loadKernels(), dataset, PROVEN_SAMPLES));
  const samples = Math.min(PROVEN_SAMPLES, dataset.count);
  const first = unrolled.mode === 'exact' ? 'reference(quantised)' : `reference(network after --unroll ${unrolled.mode}, which is not equivalent to the quantised one)`;
  return `equal: ${first}, reference(unrolled) and simulate(configuration), spike for spike, ${samples} samples of ${dataset.file}`;
}
