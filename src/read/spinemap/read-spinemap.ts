import { basename } from 'node:path';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { weightsFromActivity } from '../hypergraph/connectivity.ts';
import { lowerConnectivity, spikesByPopulation } from '../hypergraph/lower.ts';
import { readApplication } from './application.ts';
import { spinemapFiles } from './files.ts';
import { readSpikes, spikeCounts } from './spikes.ts';

/**
 * Reads an application of SpiNeMap from any of its files or its folder: connections and weights of neurons, of which the files tell nothing else.
 * README.md beside this file says what is assumed. Without weight_info, weights follow from how often the neurons of spike_info fire.
 * @throws DiagnosticError S101, S955, S956, S959
 */
export function readSpinemap(file: string, assume: Assumer): NetworkReading {
  const files = spinemapFiles(file);
  const application = readApplication(files);
  const { neurons, weights } = application;
  const activity = files.spikes === null ? null : spikeCounts(readSpikes(files.spikes), neurons);
  const equal = weights ? null : weightsFromActivity(application, activity ?? new Float64Array(neurons).fill(NaN));
  const name = basename(files.connections).replace(/[._-]?connection_info\.txt$/i, '') || 'spinemap';
  const weightOf = (synapse: number, target: number): number => (weights ? weights[synapse]! : equal![target]!);
  const { network, parts, notes } = lowerConnectivity(application, { file: files.connections, name, coding: 'spikes', weightOf }, assume);
  if (!weights) {
    const text = activity ? 'its number of spikes in spike_info over the sum of those of its sources' : 'one over their number';
    assume.state({ key: 'weights', text: `there is no weight_info file; weights into a neuron are equal: ${text}`, option: null });
  }
  if (files.spikes !== null) assume.state({ key: 'input', text: 'spike_info is what the inputs send when it is given as data; the spikes of other neurons follow from the network', option: `--input ${basename(files.spikes)}` });
  return { network, diagnostics: [...application.notes, ...notes], ...(activity && { spikes: spikesByPopulation(parts, activity) }) };
}
