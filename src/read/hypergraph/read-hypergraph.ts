import { basename } from 'node:path';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { readBytes } from '../../files.ts';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { weightsFromActivity } from './connectivity.ts';
import { decodeHypergraph } from './decode.ts';
import { lowerConnectivity, spikesByPopulation } from './lower.ts';

/**
 * Reads an AxonFlow hypergraph (`.snn`). It tells who hears whom and how often each neuron spikes, and nothing of how neurons compute: they become
 * integrate-and-fire neurons with the weights that make them fire as often as the file says. README.md beside this file has the rules.
 * @throws DiagnosticError S101, S957
 */
export function readHypergraph(file: string, assume: Assumer): NetworkReading {
  const hypergraph = decodeHypergraph(readBytes(file), file);
  const weights = weightsFromActivity(hypergraph, hypergraph.frequencies);
  const name = basename(file).replace(/\.[^.]*$/, '');
  const { network, parts, notes } = lowerConnectivity(hypergraph, { file, name, coding: 'rate', weightOf: (_, target) => weights[target]! }, assume);
  assume.state({ key: 'weights', text: 'weights into a neuron are equal: its spike frequency over the sum of those of its sources, one over their number where no frequency is stated', option: null });
  const { disagreeing } = hypergraph;
  const differing = disagreeing > 0 ? [diagnose('S958', { what: 'neurons have hyperedges of different spike frequencies; the largest counts', count: disagreeing }, { file })] : [];
  return { network, diagnostics: [...differing, ...notes], spikes: spikesByPopulation(parts, hypergraph.frequencies) };
}
