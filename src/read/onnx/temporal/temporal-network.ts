import { diagnose, stopOnErrors, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { firstSpike } from '../../../ir/first-spike.ts';
import { isSynaptic, projectionsInto, type Network, type Neuron, type Population, type Projection } from '../../../ir/network.ts';
import type { TemporalMetadata } from './metadata.ts';

/**
 * The graph of a model of temporal coding, read as one of activations, with neurons that fire once: those behind weights answer as the metadata say, and what
 * pools, pads or reshapes is made of step neurons that pass spikes on.
 * @throws DiagnosticError S616 for every node that does not carry times
 */
export function temporalNetwork(network: Network, metadata: TemporalMetadata): Network {
  const found: Diagnostic[] = [];
  const populations = network.populations.map((population): Population => ({ ...population, neuron: neuronOf(network, population, metadata, found) }));
  stopOnErrors(found);
  const projections = network.projections.map((projection): Projection => (projection.kind === 'pooling' ? { ...projection, method: metadata.pooling } : projection));
  const { tau_s } = metadata;
  return { ...network, populations, projections, output: { ...network.output, readout: 'first' }, ...(tau_s !== null && { tau_s }) };
}

function neuronOf(network: Network, { name, neuron, origin }: Population, { times, response, threshold }: TemporalMetadata, found: Diagnostic[]): Neuron {
  if (neuron.kind === 'input') return { kind: 'input', coding: 'time', times };
  const reason = notOfTimes(network, name, neuron);
  if (reason !== null) found.push(diagnose('S616', { population: name, reason }, origin));
  return isPassing(projectionsInto(network, name)) ? firstSpike('step') : firstSpike(response, threshold);
}

function isPassing(incoming: readonly Projection[]): boolean {
  return incoming.length === 1 && incoming[0]!.kind !== 'sparse' && !isSynaptic(incoming[0]!);
}

/** Why what a population computes of values says nothing of spike times; null where it does. */
function notOfTimes(network: Network, name: string, neuron: Neuron): string | null {
  if (neuron.kind !== 'linear') return 'it has an activation function; spike times follow from the weights alone';
  const incoming = projectionsInto(network, name);
  if (incoming.some(({ kind }) => kind === 'batch-norm')) return 'it scales or shifts values, or normalises them';
  if (incoming.some((projection) => projection.kind === 'pooling' && projection.method !== 'maximum')) return 'it takes averages or sums of values';
  const weighted = incoming.filter((projection) => projection.kind === 'sparse' || isSynaptic(projection)).length;
  return weighted === incoming.length || isPassing(incoming) ? null : 'it adds values that no weights come with';
}
