import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { integrateAndFire, isPlain, isSpiking, isSynaptic, populationNamed, type Network, type Population, type Projection, type SpikingNeuron } from '../../src/ir/network.ts';
import type { Pass, PassContext, PassResult } from '../../src/ir/pass.ts';
import { MOST_TIMESTEPS } from '../../src/ir/verify-network.ts';
import { activationPercentiles, randomSamples } from './activations.ts';
import { rewriteMaximumPooling } from './max-pool.ts';
import { normalised, UNREACHABLE } from './normalise.ts';
import { withInputLevels, withoutQuantised } from './quantised.ts';

export interface ConvertOptions {
  /** Share of the positive activations, in percent, that a threshold lies above; 0..100. */
  readonly percentile: number;
  /** Most calibration samples. */
  readonly samples: number;
  /** Coding of inputs that carry values. */
  readonly coding: 'current' | 'rate';
  /** How the output of a converted network is read. */
  readonly readout: 'count' | 'membrane';
  /** Timesteps a sample is presented for, where the network does not say. */
  readonly timesteps: number;
}

/** Samples drawn where the user gave none. */
const RANDOM_SAMPLES = 64;

/** Replaces activations by integrate-and-fire neurons whose rate times threshold stands for the activation. */
export const convert: Pass<Network, Network, ConvertOptions> = {
  name: 'convert',
  summary: 'every population but the inputs holds spiking neurons whose parameters are factors per timestep, every projection is dense or convolution, and the number of timesteps is set',
  options: [
    { name: 'percentile', help: 'a threshold is this percentile of the positive activations of its population', default: '99.9' },
    { name: 'samples', help: 'most calibration samples', default: '256' },
    { name: 'coding', help: 'how input values drive their synapses: current (unchanged in every step) or rate (as spikes)', default: 'current' },
    { name: 'readout', help: 'how the output of a converted network is read: count (of spikes) or membrane (potential of neurons that never fire)', default: 'count' },
    { name: 'timesteps', help: 'timesteps a sample is presented for, where the network does not say', default: '32' },
  ],
  run: (network, options, context): PassResult<Network> => {
    checkOptions(options);
    const timed: Network = { ...network, stage: 'spiking', timesteps: network.timesteps ?? options.timesteps };
    const spiking = network.populations.find(({ neuron }) => isSpiking(neuron));
    if (spiking) return withNotes(normaliseSpiking(withInputLevels(timed), spiking), untimed(network, options.timesteps));
    const unquantised = withoutQuantised(timed);
    const rewritten = rewriteMaximumPooling(unquantised.network);
    const added = rewritten.populations.length - unquantised.network.populations.length;
    const { output, diagnostics, statistics } = convertActivations(rewritten, unquantised.ceilings, options, context);
    return {
      output, diagnostics: [...unquantised.diagnostics, ...diagnostics],
      statistics: { ...statistics, ...unquantised.statistics, 'populations added for maximum pooling': added },
    };
  },
};

function checkOptions({ percentile, samples, timesteps }: ConvertOptions): void {
  if (!(percentile > 0 && percentile <= 100)) fail('S544', { option: 'percentile', value: percentile, allowed: 'a number above 0, up to 100' });
  if (!(Number.isInteger(samples) && samples >= 1)) fail('S544', { option: 'samples', value: samples, allowed: 'a whole number from 1' });
  if (!(Number.isInteger(timesteps) && timesteps >= 1 && timesteps <= MOST_TIMESTEPS)) {
    fail('S544', { option: 'timesteps', value: timesteps, allowed: `a whole number from 1 to ${MOST_TIMESTEPS}` });
  }
}

/** A network that was trained for a certain number of timesteps, and does not say which, is given one. */
function untimed({ name, timesteps }: Network, taken: number): readonly Diagnostic[] {
  return timesteps === null ? [diagnose('S549', { network: name, timesteps: taken })] : [];
}

function withNotes(result: PassResult<Network>, notes: readonly Diagnostic[]): PassResult<Network> {
  return { ...result, diagnostics: [...notes, ...result.diagnostics] };
}

/** A network that spikes already: its neurons as near to plain ones as they get, a linear output as neurons that integrate and never fire. */
function normaliseSpiking(network: Network, spiking: Population): PassResult<Network> {
  const { output } = network;
  stopOnErrors(network.populations.flatMap((population) => refusals(network, population, spiking)));
  let normal = 0;
  const populations = network.populations.map((population) => {
    const { neuron, name } = population;
    if (neuron.kind === 'linear') return { ...population, neuron: neuronOf(UNREACHABLE, 0) };
    if (!isSpiking(neuron)) return population;
    const next = normalised(population, neuron, network.dt_s, name === output.population && output.readout === 'membrane');
    if (isPlain(next)) normal++;
    return { ...population, neuron: next };
  });
  const linear = populationNamed(network, output.population).neuron.kind === 'linear';
  return {
    output: { ...network, populations, output: linear ? { ...output, readout: 'membrane' } : output }, diagnostics: [],
    statistics: { 'populations converted': 0, 'populations of plain neurons': normal },
  };
}

/** What hardware cannot carry: activations but for a linear output, potentials that travel, several spikes a step. */
function refusals(network: Network, population: Population, spiking: Population): readonly Diagnostic[] {
  const { name, neuron, origin } = population;
  const isOutput = name === network.output.population;
  if (neuron.kind === 'quantised') return [diagnose('S545', { population: name, reason: `stands beside "${spiking.name}", which spikes` }, origin)];
  if (!isSpiking(neuron)) return neuron.kind === 'relu' || (neuron.kind === 'linear' && !isOutput) ? [diagnose('S541', { population: name, spiking: spiking.name }, origin)] : [];
  if (neuron.spikesPerStep === 'floor') return [diagnose('S547', { population: name }, origin)];
  const listens = network.projections.find(({ source }) => source === name);
  if (neuron.sends === 'potential' && (listens || !isOutput)) return [diagnose('S546', { population: name, listener: listens?.destination ?? null }, origin)];
  return [];
}

/** @param given populations whose largest value the file says */
function convertActivations(network: Network, given: ReadonlyMap<string, number>, options: ConvertOptions, context: PassContext): PassResult<Network> {
  const diagnostics: Diagnostic[] = [];
  const data = context.calibration ?? randomSamples(network, RANDOM_SAMPLES, context.seed);
  if (!context.calibration) diagnostics.push(diagnose('S542', { samples: RANDOM_SAMPLES }, { place: network.name }));
  const measured = activationPercentiles(network, data, options.percentile, options.samples, context.progress);
  if (!context.calibration) for (const [name, most] of given) measured.set(name, most);
  const amplitudes = new Map<string, number>();
  for (const population of network.populations) {
    const most = measured.get(population.name);
    if (most === undefined) continue;
    if (most === 0) diagnostics.push(diagnose('S543', { population: population.name }, population.origin));
    const ceiling = population.neuron.kind === 'relu' ? population.neuron.ceiling : null;
    amplitudes.set(population.name, Math.fround(Math.min(most || 1, ceiling ?? Infinity)));
  }
  const output: Network = {
    ...network,
    populations: network.populations.map((population) => converted(network, population, amplitudes.get(population.name), options)),
    projections: network.projections.map((projection) => amplified(projection, amplitudes.get(projection.source) ?? 1)),
    output: { population: network.output.population, readout: options.readout },
  };
  const thresholds = [...amplitudes.values()];
  return {
    output, diagnostics,
    statistics: {
      'populations converted': amplitudes.size,
      'calibration samples': Math.min(options.samples, data.count),
      'smallest threshold': Math.min(...thresholds),
      'largest threshold': Math.max(...thresholds),
    },
  };
}

function converted(network: Network, population: Population, threshold: number | undefined, { coding, readout }: ConvertOptions): Population {
  const { neuron } = population;
  if (neuron.kind === 'input') return neuron.coding === 'current' ? { ...population, neuron: { ...neuron, coding } } : population;
  if (threshold === undefined) return population;
  const integrates = readout === 'membrane' && population.name === network.output.population;
  return { ...population, neuron: integrates ? neuronOf(UNREACHABLE, 0) : neuronOf(threshold, threshold / 2) };
}

/** Half charged at the start, so that the count of spikes is the rounded, not the truncated, activation. */
function neuronOf(threshold: number, initial: number): SpikingNeuron {
  return integrateAndFire({ threshold, initial });
}

/** A spike of amplitude 1 stands for the threshold of its population. */
function amplified(projection: Projection, amplitude: number): Projection {
  if (!isSynaptic(projection) || amplitude === 1) return projection;
  const data = Float32Array.from(projection.weights.data, (weight) => weight * amplitude);
  const { grid } = projection;
  return { ...projection, weights: { shape: projection.weights.shape, data }, ...(grid && { grid: { ...grid, scale: grid.scale.map((scale) => scale * amplitude) } }) };
}
