import { collect, diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { fitInputs } from '../ir/inputs.ts';
import { isAnn, type Network } from '../ir/network.ts';
import { sizeOf } from '../ir/tensor.ts';

/** Most samples that calibration looks at. */
export const MOST_CALIBRATION_SAMPLES = 1000;

/**
 * What is wrong with calibration data, before anything is measured with them: S209 no samples, S561 another size, S562 values where an input
 * takes spike trains, S563 spike trains where activations take values, S567 values that are not finite; where activations are to be measured S566 no
 * variety, and S569 warns of a single sample. A network that spikes already may well be driven by one current. Reads each of the first `most`
 * samples once and keeps none but the first.
 */
export function checkCalibration(network: Network, dataset: Dataset, most = MOST_CALIBRATION_SAMPLES): readonly Diagnostic[] {
  const { file } = dataset;
  const found: Diagnostic[] = [];
  if (dataset.count === 0) found.push(diagnose('S209', {}, { file }));
  const inputs = collect(found, () => fitInputs(network, dataset));
  found.push(...checkTime(network, dataset));
  if (found.length > 0 || inputs === null) return found;
  const seen = collect(found, () => lookAt(dataset, Math.min(most, dataset.count)));
  return seen === null ? found : verdictOn(seen, isAnn(network), file);
}

/** Only spikes and values that change over time have timesteps. */
function checkTime(network: Network, { timesteps, file }: Dataset): readonly Diagnostic[] {
  if (timesteps !== null) return isAnn(network) ? [diagnose('S563', { file }, { file })] : [];
  const trains = network.populations.filter(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'spikes');
  return trains.map(({ name }) => diagnose('S562', { input: name }, { file }));
}

/** What the samples turned out to be. */
interface Seen {
  readonly samples: number;
  /** First value that is not finite. */
  readonly bad: { readonly sample: number; readonly index: number; readonly value: number } | null;
  /** Samples with such values. */
  readonly affected: number;
  /** The value that all have; null where there are several. */
  readonly only: number | null;
  /** Whether every sample equals the first. */
  readonly same: boolean;
}

/** @throws DiagnosticError of the data's reader */
function lookAt(dataset: Dataset, samples: number): Seen {
  const first = new Float32Array(sizeOf(dataset.shape) * (dataset.timesteps ?? 1));
  const other = new Float32Array(first.length);
  let bad: Seen['bad'] = null;
  let [affected, same] = [0, true];
  for (let number = 0; number < samples; number++) {
    const sample = number === 0 ? first : other;
    dataset.read(number, sample);
    const index = indexOfNotFinite(sample);
    if (index >= 0) {
      affected++;
      bad ??= { sample: number, index, value: sample[index]! };
    }
    same &&= areEqual(sample, first);
  }
  return { samples, bad, affected, only: same && first.every((value) => value === first[0]) ? first[0]! : null, same };
}

function verdictOn({ samples, bad, affected, only, same }: Seen, variety: boolean, file: string): readonly Diagnostic[] {
  if (bad) return [diagnose('S567', { ...bad, affected, samples }, { file })];
  if (!variety) return [];
  if (only !== null || (same && samples > 1)) return [diagnose('S566', { samples, value: only }, { file })];
  return samples === 1 ? [diagnose('S569', {}, { file })] : [];
}

function indexOfNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

function areEqual(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
