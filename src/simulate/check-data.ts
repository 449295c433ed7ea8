import { fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { sizeOf } from '../ir/tensor.ts';

/**
 * Samples are values or spike trains for all inputs together, as many as the inputs of the configuration have neurons.
 * @throws DiagnosticError S801, S802
 */
export function checkData(configuration: Configuration, dataset: Dataset): void {
  const inputs = configuration.populations.filter((population) => population.kind === 'input');
  const expected = inputs.reduce((sum, { features, positions }) => sum + features * positions, 0);
  if (sizeOf(dataset.shape) !== expected) fail('S801', { expected, found: dataset.shape.join(', ') }, { file: dataset.file });
  const other = inputs.find(({ coding }) => (coding === 'spikes') !== (dataset.timesteps !== null));
  if (other) fail('S802', { input: other.name, coding: other.coding, mixed: inputs.some(({ coding }) => (coding === 'spikes') !== (other.coding === 'spikes')) }, { file: dataset.file });
}
