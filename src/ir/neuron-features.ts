import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isSpiking, type Network, type Population, type Projection } from './network.ts';
import { isIntegrateAndFire, isTimeConstant, type IntegrateAndFire, type Parameter, type SpikingNeuron } from './neuron.ts';
import { foreignArithmetic } from './integer-formats.ts';
import { cyclesAmong } from './population-graph.ts';
import type { NeuronAbilities, NeuronFeature, Target } from './target.ts';

/** What the neurons of a target can do where its file does not say. */
export const PLAIN_NEURONS: NeuronAbilities = {
  features: ['leak', 'hard-reset', 'subtract-reset', 'recurrence'], longestDelay: null, longestRefractory: null,
  source: 'the target file does not say', evidence: 'assumed',
};

/**
 * What neurons and projections of a network ask of a target and it does not have: one S713 for each population and feature, S714 for a rest
 * and S715 for a delay that is too long; S579 for whole-number arithmetic that is not the one of the target.
 */
export function unsupportedNeurons(network: Network, target: Target): readonly Diagnostic[] {
  const abilities = target.neurons ?? PLAIN_NEURONS;
  const looped = new Set(cyclesAmong(network, () => true).flat());
  return [
    ...network.populations.flatMap((population) => lacksOf(population, looped.has(population.name), abilities, target.name)),
    ...network.projections.flatMap((projection) => tooLate(projection, abilities, target.name)),
    ...(abilities.arithmetic ? foreignArithmetic(network, abilities.arithmetic, target.name) : []),
  ];
}

function lacksOf({ name, neuron, origin }: Population, inLoop: boolean, { features, longestRefractory }: NeuronAbilities, target: string): readonly Diagnostic[] {
  if (!isSpiking(neuron)) return [];
  const missing = [...featuresOf(neuron), ...(inLoop ? ['recurrence'] as const : [])].filter((feature) => !features.includes(feature));
  const rest = longestOf(neuron.refractory);
  const tooLong = longestRefractory !== null && rest > longestRefractory && features.includes('refractory');
  return [
    ...missing.map((feature) => diagnose('S713', { population: name, target, needs: FEATURES[feature].needs, instead: insteadOf(feature, features) }, origin)),
    ...(tooLong ? [diagnose('S714', { population: name, target, found: rest, most: longestRefractory }, origin)] : []),
  ];
}

function tooLate({ name, delay, origin }: Projection, { longestDelay }: NeuronAbilities, target: string): readonly Diagnostic[] {
  return longestDelay !== null && delay > longestDelay ? [diagnose('S715', { projection: name, target, delay, most: longestDelay }, origin)] : [];
}

interface Words {
  readonly needs: string;
  /** Features that do something near to it, the nearest first, and what a target without any of them has. */
  readonly near: readonly NeuronFeature[];
  readonly without: string;
}

const FEATURES: Readonly<Record<NeuronFeature, Words>> = {
  leak: { needs: 'a potential that decays', near: [], without: 'potentials that stay as they are' },
  'leak-target': { needs: 'a potential that decays towards another value than 0', near: ['leak'], without: 'potentials that stay as they are' },
  'hard-reset': { needs: 'a reset to a fixed potential', near: ['subtract-reset', 'no-reset'], without: 'no other reset' },
  'subtract-reset': { needs: 'a reset by subtraction of the threshold', near: ['hard-reset', 'no-reset'], without: 'no other reset' },
  'no-reset': { needs: 'neurons without reset', near: ['subtract-reset', 'hard-reset'], without: 'no other reset' },
  'delayed-reset': { needs: 'a reset one timestep after the spike', near: [], without: 'a reset in the timestep of the spike' },
  'reset-echo': { needs: 'a spike test that sees a past reset (snnTorch, reset_delay=False)', near: [], without: 'a spike test of the potential itself' },
  synapse: { needs: 'a synaptic current that decays', near: [], without: 'drives that reach the potential at once' },
  'threshold-adaptation': { needs: 'a threshold that adapts', near: ['current-adaptation'], without: 'a fixed threshold' },
  'current-adaptation': { needs: 'a current that adapts', near: ['threshold-adaptation'], without: 'no adaptation' },
  refractory: { needs: 'a refractory period', near: [], without: 'neurons that may fire in every timestep' },
  lowest: { needs: 'a lowest potential', near: [], without: 'potentials without lower bound' },
  conductance: { needs: 'conductances with reversal potentials', near: ['synapse'], without: 'drives that reach the potential at once' },
  izhikevich: { needs: 'a quadratic membrane with recovery (Izhikevich)', near: [], without: 'integrate-and-fire neurons' },
  'first-spike': { needs: 'neurons that fire once, at a time that says what they mean (temporal coding)', near: [], without: 'neurons that run in timesteps' },
  'loihi-lif': { needs: 'the 24-bit integer arithmetic of Loihi', near: [], without: 'integrate-and-fire neurons whose weights are scaled' },
  recurrence: { needs: 'projections that lead back to it', near: [], without: 'projections that lead forward only' },
};

function insteadOf(feature: NeuronFeature, offered: readonly NeuronFeature[]): string {
  const { near, without } = FEATURES[feature];
  const found = near.find((one) => offered.includes(one));
  return found === undefined ? without : FEATURES[found].needs;
}

/** What a soma must be able to do for this neuron. */
export function featuresOf(neuron: SpikingNeuron): readonly NeuronFeature[] {
  const features: NeuronFeature[] = isIntegrateAndFire(neuron) ? membraneFeatures(neuron) : [MODELS[neuron.kind]];
  // Integer LIF and Izhikevich neurons have no other reset than their own.
  if (isIntegrateAndFire(neuron) || neuron.kind === 'conductance-lif') features.push(RESETS[neuron.reset]);
  if (neuron.resetDelay === 1) features.push('delayed-reset');
  if (longestOf(neuron.refractory) > 0) features.push('refractory');
  if (neuron.lowest !== null) features.push('lowest');
  return features;
}

const MODELS = { 'conductance-lif': 'conductance', izhikevich: 'izhikevich', 'loihi-lif': 'loihi-lif', 'first-spike': 'first-spike' } as const;
const RESETS = { hard: 'hard-reset', subtract: 'subtract-reset', none: 'no-reset' } as const;

function membraneFeatures({ decay, leakTarget, synapse, adaptation, echo }: IntegrateAndFire): NeuronFeature[] {
  const leaks = isTimeConstant(decay) || some(decay, (factor) => factor !== 1);
  return [
    ...(leaks ? ['leak'] as const : []),
    ...(leaks && some(leakTarget, (target) => target !== 0) ? ['leak-target'] as const : []),
    ...(synapse ? ['synapse'] as const : []),
    ...(adaptation ? [`${adaptation.on}-adaptation`] as const : []),
    ...(echo ? ['reset-echo'] as const : []),
  ];
}

function some(parameter: Parameter, holds: (value: number) => boolean): boolean {
  return typeof parameter === 'number' ? holds(parameter) : parameter.some(holds);
}

function longestOf(parameter: Parameter): number {
  return typeof parameter === 'number' ? parameter : parameter.reduce((a, b) => Math.max(a, b), 0);
}
