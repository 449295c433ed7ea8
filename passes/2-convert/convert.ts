import type { Corrections } from '../../src/calibrate/correct.ts';
import { diagnose, fail, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { isTemporal } from '../../src/ir/temporal.ts';
import { isSpiking, neuronCount, type Network, type Population } from '../../src/ir/network.ts';
import type { Pass, PassContext, PassResult } from '../../src/ir/pass.ts';
import { MOST_TIMESTEPS } from '../../src/ir/verify-network.ts';
import { convertActivations, USUAL_TIMESTEPS } from './activations.ts';
import { rewriteMaximumPooling } from './max-pool.ts';
import { withInputLevels, withoutQuantised } from './quantised.ts';
import { normaliseSpiking } from './spiking-network.ts';
import type { ThresholdRule } from './thresholds.ts';

export interface ConvertOptions {
  /** What thresholds are chosen by where there is calibration data. */
  readonly thresholds: ThresholdRule;
  /** Rule `percentile`, and without calibration data: share of the positive activations, in percent, that a threshold lies above; 0..100. */
  readonly percentile: number;
  /** Most calibration samples. */
  readonly samples: number;
  /** What is adjusted with the spikes that a population really hears. */
  readonly corrections: Corrections;
  /** Whether weights are fitted to these spikes too. */
  readonly weights: 'keep' | 'fit';
  /** Coding of inputs that carry values. */
  readonly coding: 'current' | 'rate' | 'latency';
  /** How the output of a converted network is read. */
  readonly readout: 'count' | 'membrane';
  /** Timesteps a sample is presented for, where the network does not say; `auto`: as few as keep the loss. */
  readonly timesteps: number | 'auto';
  /** Timesteps `auto`: most points of accuracy (labelled samples) or percent of changed predictions that may be lost on the calibration samples. */
  readonly loss: number;
}

/** Replaces activations by integrate-and-fire neurons whose rate times threshold stands for the activation. */
export const convert: Pass<Network, Network, ConvertOptions> = {
  name: 'convert',
  summary: 'every population but the inputs holds spiking neurons whose parameters are factors per timestep, every projection is dense or convolution, and the number of timesteps is set',
  options: [
    { name: 'thresholds', help: 'what thresholds are chosen by: mse (least squared error of what the timesteps can say, channel by channel), percentile or maximum of the activations', default: 'mse' },
    { name: 'percentile', help: 'rule percentile, and without calibration data: a threshold is this percentile of the positive activations of its population', default: '99.9' },
    { name: 'samples', help: 'most calibration samples', default: '1000' },
    { name: 'corrections', help: 'what is adjusted, population by population, until the mean output of spikes is that of activations: bias, (initial) potential, both or none', default: 'both' },
    { name: 'weights', help: 'keep the weights, or fit them to the spikes that a population really hears', default: 'fit' },
    { name: 'coding', help: 'how input values drive their synapses: current (unchanged in every step), rate (as spikes) or latency (one spike, the larger the earlier)', default: 'current' },
    { name: 'readout', help: 'how the output of a converted network is read: count (of spikes) or membrane (potential of neurons that never fire)', default: 'count' },
    { name: 'timesteps', help: 'timesteps a sample is presented for, where the network does not say; auto: the fewest within the loss', default: '32' },
    { name: 'loss', help: 'timesteps auto: most points of accuracy, or percent of changed predictions without labels, that may be lost on the calibration samples', default: '0.5' },
  ],
  run: (network, options, context): PassResult<Network> => {
    checkOptions(options);
    if (isTemporal(network)) return temporal(network);
    const spiking = network.populations.find(({ neuron }) => isSpiking(neuron));
    if (!spiking) return convertNetwork(network, options, context);
    const timesteps = options.timesteps === 'auto' ? USUAL_TIMESTEPS : options.timesteps;
    const timed: Network = { ...network, stage: 'spiking', timesteps: network.timesteps ?? timesteps };
    return withNotes(normaliseSpiking(withInputLevels(timed), spiking), untimed(network, timesteps));
  },
};

/** Temporal networks are what hardware carries already, and have no timesteps to choose. */
function temporal(network: Network): PassResult<Network> {
  return { output: { ...network, stage: 'spiking' }, diagnostics: [], statistics: { 'populations converted': 0 } };
}

function checkOptions({ percentile, samples, timesteps, loss }: ConvertOptions): void {
  if (!(percentile > 0 && percentile <= 100)) fail('S544', { option: 'percentile', value: percentile, allowed: 'a number above 0, up to 100' });
  if (!(Number.isInteger(samples) && samples >= 1)) fail('S544', { option: 'samples', value: samples, allowed: 'a whole number from 1' });
  if (!(loss >= 0 && loss <= 100)) fail('S544', { option: 'loss', value: loss, allowed: 'a number from 0 to 100' });
  if (timesteps !== 'auto' && !(Number.isInteger(timesteps) && timesteps >= 1 && timesteps <= MOST_TIMESTEPS)) {
    fail('S544', { option: 'timesteps', value: timesteps, allowed: `auto, or a whole number from 1 to ${MOST_TIMESTEPS}` });
  }
}

function convertNetwork(network: Network, options: ConvertOptions, context: PassContext): PassResult<Network> {
  const unquantised = withoutQuantised({ ...network, stage: 'spiking' });
  const rewritten = rewriteMaximumPooling(unquantised.network);
  const added = rewritten.populations.slice(unquantised.network.populations.length);
  const { output, diagnostics, statistics } = convertActivations(rewritten, unquantised.ceilings, options, context);
  return {
    output, diagnostics: [...unquantised.diagnostics, ...replacements(unquantised.network, added), ...diagnostics],
    statistics: { ...statistics, ...unquantised.statistics, 'populations added for maximum pooling': added.length },
  };
}

/** What stands for each maximum pooling (`max-pool.ts` names it). */
function replacements({ projections }: Network, added: readonly Population[]): readonly Diagnostic[] {
  return projections.flatMap((projection) => {
    if (projection.kind !== 'pooling') return [];
    const own = added.filter(({ name }) => name.startsWith(`${projection.name}.difference`));
    const neurons = own.reduce((sum, population) => sum + neuronCount(population), 0);
    return [diagnose('S572', { projection: projection.name, taps: projection.kernel[0] * projection.kernel[1], populations: own.length, neurons }, projection.origin)];
  });
}

/** A network that was trained for a certain number of timesteps, and does not say which, is given one. */
function untimed({ name, timesteps }: Network, taken: number): readonly Diagnostic[] {
  return timesteps === null ? [diagnose('S549', { network: name, timesteps: taken })] : [];
}

function withNotes(result: PassResult<Network>, notes: readonly Diagnostic[]): PassResult<Network> {
  return { ...result, diagnostics: [...notes, ...result.diagnostics] };
}
