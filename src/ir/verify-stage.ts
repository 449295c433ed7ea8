import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { areBytes, badLevels, isLevel, largestLevel, levelsOf, mostBits, printLevels } from './levels.ts';
import { channelCount, isAnn, isSpiking, isSynaptic, populationNamed, type Network, type Population, type SynapticProjection } from './network.ts';
import { isTimeConstant, type Decay, type Gain, type SpikingNeuron } from './neuron.ts';
import { projectionsByDrive } from './receptors.ts';
import type { Origin } from './origin.ts';

/** What the network's stage promises beyond the stage before it. */
export function verifyStage(network: Network): Diagnostic[] {
  switch (network.stage) {
    case 'network':
      return refuseLevels(network);
    case 'folded':
      return [...verifyFolded(network), ...refuseLevels(network)];
    case 'spiking':
      return [...verifySpiking(network), ...refuseLevels(network)];
    case 'quantised':
      return [...verifySpiking(network), ...verifyQuantised(network)];
  }
}

function refuseLevels(network: Network): Diagnostic[] {
  const { projections, populations, stage } = network;
  return [
    ...projections.filter(isSynaptic).filter(({ levels }) => levels !== undefined)
      .map(({ name, origin }) => diagnose('S556', { what: `projection "${name}"`, reason: `weights have no levels at stage ${stage}` }, origin)),
    ...populations.filter(({ neuron }) => 'integer' in neuron && neuron.integer)
      .map(({ name, origin }) => refuse(network, `whole-number arithmetic of population "${name}"`, 'potentials are real numbers until weights are levels', origin)),
  ];
}

function verifyFolded(network: Network): Diagnostic[] {
  return [
    ...(isAnn(network) ? network.projections.filter(({ kind }) => kind === 'listed') : [])
      .map(({ name, origin }) => refuse(network, `listed projection "${name}" in a network of activations`, 'its synapses stand in a matrix', origin)),
    ...network.projections
      .filter((projection) => !isSynaptic(projection) && !(projection.kind === 'pooling' && projection.method === 'maximum'))
      .map(({ name, kind, origin }) => refuse(network, `${kind} projection "${name}"`, 'only dense, convolution and maximum pooling are left', origin)),
    ...network.populations
      .filter(({ name, neuron }) => neuron.kind === 'linear' && name !== network.output.population)
      .map(({ name, origin }) => refuse(network, `linear population "${name}"`, 'only the output may be linear', origin)),
  ];
}

function verifySpiking(network: Network): Diagnostic[] {
  return [
    ...network.projections
      .filter((projection) => !isSynaptic(projection))
      .map(({ name, kind, origin }) => refuse(network, `${kind} projection "${name}"`, 'only dense and convolution are left', origin)),
    ...network.populations
      .filter(({ neuron }) => !isSpiking(neuron) && neuron.kind !== 'input')
      .map(({ name, neuron, origin }) => refuse(network, `${neuron.kind} population "${name}"`, 'every population but the inputs spikes', origin)),
    ...network.populations
      .filter(({ neuron }) => isSpiking(neuron) && hasUnitsOfTime(neuron))
      .map(({ name, origin }) => refuse(network, `a time constant or resistance of population "${name}"`, 'decays and gains are factors per timestep', origin)),
    ...network.populations
      .filter(({ neuron }) => isSpiking(neuron) && neuron.spikesPerStep !== 1)
      .map(({ name, origin }) => refuse(network, `several spikes a timestep of population "${name}"`, 'hardware carries one', origin)),
    ...network.projections
      .filter(({ source }) => sendsPotential(populationNamed(network, source)))
      .map(({ name, origin }) => refuse(network, `projection "${name}" from neurons that send their potential`, 'axons carry spikes', origin)),
  ];
}

/** Whether a parameter needs the length of a timestep; the exact update of conductances keeps that of its membrane. */
function hasUnitsOfTime(neuron: SpikingNeuron): boolean {
  const open = (...parameters: readonly (Decay | Gain)[]): boolean => parameters.some((one) => typeof one === 'object' && !(one instanceof Float32Array));
  switch (neuron.kind) {
    case 'if': case 'lif': {
      const { synapse, adaptation } = neuron;
      return open(neuron.decay, neuron.gain) || (synapse !== null && open(synapse.decay, synapse.gain)) || (adaptation !== null && open(adaptation.decay));
    }
    case 'conductance-lif': {
      const { decay, excitatory, inhibitory } = neuron;
      return (isTimeConstant(decay) && decay.rule === 'euler') || [excitatory, inhibitory].some((channel) => open(channel.decay, channel.gain));
    }
    default: return false;
  }
}

function sendsPotential({ neuron }: Population): boolean {
  return isSpiking(neuron) && neuron.sends === 'potential';
}

function refuse(network: Network, what: string, allowed: string, origin: Origin): Diagnostic {
  return diagnose('S509', { what, stage: network.stage, allowed }, origin);
}

function verifyQuantised(network: Network): Diagnostic[] {
  const { bits } = network;
  if (bits === null || !Number.isInteger(bits) || bits < 1 || bits > 16) {
    return [diagnose('S513', { what: `network "${network.name}"`, missing: 'the number of weight bits (1 to 16)' }, { place: network.name })];
  }
  return [
    ...network.populations.flatMap(verifyUnits),
    ...network.projections.filter(isSynaptic).flatMap((projection) => verifyLevels(projection, network)),
    ...verifyMostBits(network, bits),
    ...network.populations.flatMap((population) => verifySingleBias(network, population)),
    ...network.populations.flatMap((population) => verifyWholeBias(network, population)),
  ];
}

function verifyUnits(population: Population): Diagnostic[] {
  const { name, neuron, origin, scale } = population;
  const what = `population "${name}"`;
  if (neuron.kind === 'input') return neuron.coding === 'spikes' || neuron.coding === 'time' || neuron.levels ? [] : [diagnose('S513', { what, missing: 'the levels of its values' }, origin)];
  if (!isSpiking(neuron)) return [];
  if (!scale) return [diagnose('S513', { what, missing: 'the scale of its levels' }, origin)];
  if (scale.length !== channelCount(population)) return [diagnose('S504', { what: `the scale of ${what}`, found: scale.length, allowed: `${channelCount(population)}` }, origin)];
  const index = scale.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  return index < 0 ? [] : [diagnose('S516', { population: name, what: `scale of channel ${index}`, value: scale[index]!, allowed: 'a number above 0' }, origin)];
}

function verifyLevels(projection: SynapticProjection, network: Network): Diagnostic[] {
  const { name, weights, origin } = projection;
  const what = `projection "${name}"`;
  const levels = levelsOf(projection, network);
  const reason = badLevels(levels);
  if (reason !== null) return [diagnose('S556', { what, reason }, origin)];
  const fits = areBytes(levels) ? weights.data instanceof Int8Array : weights.data instanceof Int16Array;
  if (!fits) return [diagnose('S513', { what, missing: areBytes(levels) ? 'weights of type i8' : 'weights of type i16' }, origin)];
  const most = largestLevel(levels.bits, levels.rise);
  const data = weights.data as Int8Array;
  const index = data.findIndex((level) => level > most || level < -most || !isLevel(level, levels.rise));
  return index < 0 ? [] : [diagnose('S512', { what, level: data[index]!, allowed: printLevels(levels), bits: levels.bits }, origin)];
}

function verifyMostBits(network: Network, bits: number): Diagnostic[] {
  const most = mostBits(network);
  // Levels that do not exist are reported one by one.
  if (most === 0 || most === bits || !Number.isInteger(most)) return [];
  return [diagnose('S556', { what: `network "${network.name}"`, reason: `its projections have up to ${most} bits, not ${bits}` }, { place: network.name })];
}

function verifySingleBias(network: Network, population: Population): Diagnostic[] {
  return projectionsByDrive(network, population).flatMap((incoming) => {
    const biased = incoming.filter((projection) => isSynaptic(projection) && projection.bias);
    if (biased.length < 2) return [];
    return [diagnose('S519', { population: population.name, projections: biased.map((projection) => `"${projection.name}"`) }, population.origin)];
  });
}

/** What arrives at a potential of whole numbers is one. */
function verifyWholeBias(network: Network, { name, neuron }: Population): Diagnostic[] {
  if (!('integer' in neuron) || !neuron.integer) return [];
  const { fraction } = neuron.integer;
  return network.projections.filter(isSynaptic).filter(({ destination }) => destination === name).flatMap(({ name: projection, bias, origin }) => {
    const broken = bias?.find((value) => !Number.isInteger(value * 2 ** fraction));
    return broken === undefined ? [] : [diagnose('S516', { population: name, what: `bias from "${projection}"`, value: broken, allowed: `a multiple of 2^-${fraction}, as its whole-number arithmetic needs` }, origin)];
  });
}
