import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isSpiking, type Network } from './network.ts';
import { isIntegrateAndFire, isTimeConstant, type IntegrateAndFire, type Parameter, type SpikingNeuron } from './neuron.ts';
import type { NeuronFeature, Target } from './target.ts';

/** What the neurons of a target can do where its file does not say. */
export const PLAIN_FEATURES: readonly NeuronFeature[] = ['leak', 'hard-reset', 'subtract-reset'];

/** One S713 for each population whose neurons the target does not have. */
export function unsupportedNeurons(network: Network, target: Target): readonly Diagnostic[] {
  const offered = target.neuronFeatures ?? PLAIN_FEATURES;
  return network.populations.flatMap(({ name, neuron, origin }) => {
    const missing = isSpiking(neuron) ? featuresOf(neuron).filter((feature) => !offered.includes(feature)) : [];
    return missing.length === 0 ? [] : [diagnose('S713', { population: name, target: target.name, missing, offered }, origin)];
  });
}

/** What a soma must be able to do for this neuron. */
export function featuresOf(neuron: SpikingNeuron): readonly NeuronFeature[] {
  const features: NeuronFeature[] = isIntegrateAndFire(neuron) ? membraneFeatures(neuron) : [MODELS[neuron.kind]];
  // Integer LIF and Izhikevich neurons have no other reset than their own.
  if (isIntegrateAndFire(neuron) || neuron.kind === 'conductance-lif') features.push(RESETS[neuron.reset]);
  if (neuron.resetDelay === 1) features.push('delayed-reset');
  if (some(neuron.refractory, (steps) => steps !== 0)) features.push('refractory');
  if (neuron.lowest !== null) features.push('lowest');
  return features;
}

const MODELS = { 'conductance-lif': 'conductance', izhikevich: 'izhikevich', 'loihi-lif': 'loihi-lif' } as const;
const RESETS = { hard: 'hard-reset', subtract: 'subtract-reset', none: 'no-reset' } as const;

function membraneFeatures({ decay, leakTarget, synapse, adaptation, echo }: IntegrateAndFire): NeuronFeature[] {
  const leaks = isTimeConstant(decay) || some(decay, (factor) => factor !== 1);
  return [
    ...(leaks ? ['leak'] as const : []),
    ...(leaks && some(leakTarget, (target) => target !== 0) ? ['leak-target'] as const : []),
    ...(synapse ? ['synapse'] as const : []),
    ...(adaptation ? ['adaptation'] as const : []),
    ...(echo ? ['reset-echo'] as const : []),
  ];
}

function some(parameter: Parameter, holds: (value: number) => boolean): boolean {
  return typeof parameter === 'number' ? holds(parameter) : parameter.some(holds);
}
