import { stopOnErrors } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Target } from '../ir/target.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { loadKernels } from '../kernels/load.ts';
import { checkEquivalence } from '../simulate/equivalence.ts';

/** Samples that are compared: the interpreters are slow, and every spike of every neuron counts. */
export const PROVEN_SAMPLES = 4;

/** --verify-each: compares the executions of all stages on the user's own network, and says so on stderr. @throws DiagnosticError S711 */
export function proveEquivalence(unrolled: Unrolled, configuration: Configuration, target: Target, dataset: Dataset): void {
  stopOnErrors(checkEquivalence(unrolled, configuration, target, loadKernels(), dataset, PROVEN_SAMPLES));
  const samples = Math.min(PROVEN_SAMPLES, dataset.count);
  process.stderr.write(`equal: reference(quantised), reference(unrolled) and simulate(configuration), spike for spike, ${samples} samples of ${dataset.file}\n`);
}
