import { diagnose, DiagnosticError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { inputTime, type InputTimes } from '../ir/first-spike.ts';
import { sizeOf } from '../ir/tensor.ts';
import { sharedF32, sharedI32 } from './board.ts';
import { withinMemory } from './within-memory.ts';
import type { Examples } from './trainer.ts';

/** What data are loaded for. */
export interface Loading {
  readonly shape: readonly number[];
  readonly times: InputTimes;
  /** Output neurons. */
  readonly outputs: number;
  /** "training data" or "validation data". */
  readonly what: string;
}

/**
 * The samples of a dataset as z = e^t of every input neuron, in memory that threads share, and their classes.
 * @param labels of all samples; null to take those of the data
 * @throws DiagnosticError S661, S662, S663, S672
 */
export function loadExamples(dataset: Dataset, labels: Int32Array | null, { shape, times, outputs, what }: Loading): Examples {
  const size = sizeOf(shape), classes = labels ?? dataset.labels;
  const findings: Diagnostic[] = [];
  const where = { file: dataset.file };
  if (sizeOf(dataset.shape) !== size || dataset.timesteps !== null) findings.push(diagnose('S661', { found: dataset.timesteps === null ? dataset.shape : [dataset.timesteps, ...dataset.shape], expected: shape }, where));
  if (!classes) findings.push(diagnose('S662', { data: what }, where));
  const largest = classes?.subarray(0, dataset.count).reduce((most, label) => Math.max(most, label), 0) ?? 0;
  if (largest >= outputs) findings.push(diagnose('S663', { label: largest, outputs }, where));
  if (findings.length > 0) throw new DiagnosticError(findings);
  const samples = withinMemory(() => sharedF32(dataset.count * size)), values = new Float32Array(size), own = sharedI32(dataset.count);
  own.set(classes!.subarray(0, dataset.count));
  for (let sample = 0; sample < dataset.count; sample++) {
    dataset.read(sample, values);
    for (let i = 0, at = sample * size; i < size; i++, at++) samples[at] = Math.exp(inputTime(times, values[i]!));
  }
  return { samples, labels: own };
}
