import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { channelCount, neuronCount, type InputLevels, type Parameter, type Population, type SpikingNeuron } from './network.ts';

/** Input levels are 16-bit numbers in the kernels. */
const LARGEST_LEVEL = 32767;

/** Lengths and ranges of the parameters of one population. */
export function verifyNeuron(population: Population): Diagnostic[] {
  const { neuron } = population;
  switch (neuron.kind) {
    case 'linear':
      return [];
    case 'relu':
      return neuron.ceiling === null || (neuron.ceiling > 0 && Number.isFinite(neuron.ceiling)) ? [] : [refuse(population, 'ceiling', neuron.ceiling, 'above 0')];
    case 'input':
      return neuron.levels ? verifyLevels(population, neuron.levels) : [];
    case 'if':
    case 'lif':
      return verifySpiking(population, neuron);
  }
}

function verifyLevels(population: Population, { scale, low, high }: InputLevels): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!(scale > 0 && Number.isFinite(scale))) found.push(refuse(population, 'scale of the levels', scale, 'a number above 0'));
  if (!(Number.isInteger(low) && low <= 0 && low >= -LARGEST_LEVEL)) found.push(refuse(population, 'lowest level', low, `a whole number from -${LARGEST_LEVEL} to 0`));
  if (!(Number.isInteger(high) && high > 0 && high <= LARGEST_LEVEL)) found.push(refuse(population, 'highest level', high, `a whole number from 1 to ${LARGEST_LEVEL}`));
  return found;
}

function verifySpiking(population: Population, neuron: SpikingNeuron): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { decay, threshold, initial, resetValue } = neuron;
  for (const [what, parameter] of Object.entries({ decay, threshold, initial, resetValue })) found.push(...verifyParameter(population, what, parameter));
  const outside = values(decay).find((value) => value < 0 || value > 1);
  if (outside !== undefined) found.push(refuse(population, 'decay', outside, 'within 0..1'));
  const leaking = neuron.kind === 'if' ? values(decay).find((value) => value !== 1) : undefined;
  if (leaking !== undefined) found.push(refuse(population, 'decay', leaking, '1, as integrate-and-fire neurons without leak have (kind "lif" leaks)'));
  return found;
}

function verifyParameter(population: Population, what: string, parameter: Parameter): Diagnostic[] {
  const name = `the ${what} of population "${population.name}"`;
  const [channels, neurons] = [channelCount(population), neuronCount(population)];
  if (typeof parameter !== 'number' && parameter.length !== channels && parameter.length !== neurons) {
    return [diagnose('S504', { what: name, found: parameter.length, allowed: `one number, ${channels} (channels) or ${neurons} (neurons)` }, population.origin)];
  }
  const index = values(parameter).findIndex((value) => !Number.isFinite(value));
  return index < 0 ? [] : [diagnose('S508', { what: name, index }, population.origin)];
}

function values(parameter: Parameter): Float32Array | readonly number[] {
  return typeof parameter === 'number' ? [parameter] : parameter;
}

function refuse(population: Population, what: string, value: number, allowed: string): Diagnostic {
  return diagnose('S516', { population: population.name, what, value, allowed }, population.origin);
}
