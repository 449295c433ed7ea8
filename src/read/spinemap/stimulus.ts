import { fail } from '../../diagnostics/diagnostic.ts';
import { assumer } from '../assumptions.ts';
import type { Samples } from '../data/samples.ts';
import { lowerConnectivity } from '../hypergraph/lower.ts';
import { readApplication } from './application.ts';
import { spinemapFiles } from './files.ts';
import { readSpikes } from './spikes.ts';

/**
 * The spikes of the input neurons of an application as one sample. Neurons that have no line are silent.
 * @param file its spike_info file; the connection_info file beside it says which neurons are inputs
 * @throws DiagnosticError S101, S955, S956, S959
 */
export function spinemapSamples(file: string): Samples {
  const files = spinemapFiles(file);
  const { neurons, starts, times, timesteps } = readSpikes(file);
  if (timesteps === 0) fail('S955', { reason: 'no neuron spikes' }, { file });
  const connectivity = readApplication({ ...files, weights: null });
  const { parts } = lowerConnectivity(connectivity, { file, name: 'spikes', coding: 'spikes', weightOf: () => 0 }, assumer({}));
  const { parts: [inputs], partOf, indexIn } = parts;
  const size = inputs!.members.length;
  const read = (_: number, out: Float32Array): void => {
    out.fill(0);
    neurons.forEach((neuron, row) => {
      if (neuron >= connectivity.neurons || partOf[neuron] !== 0) return;
      for (let i = starts[row]!; i < starts[row + 1]!; i++) out[times[i]! * size + indexIn[neuron]!] = 1;
    });
  };
  return { count: 1, shape: [size], timesteps, spikes: true, labels: null, read };
}
