import { parameterAt, type IntegrateAndFire, type Network, type Parameter, type Population } from '../../../ir/network.ts';
import { decayFactor, gainFactor, isIntegrateAndFire, type LoihiNeuron } from '../../../ir/neuron.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { allOf, mapValues, zipValues, type Values } from '../draft/columns.ts';
import type { Findings } from '../draft/findings.ts';

/** Attributes of a group as SANA-FE names them; those of single neurons as lists. */
export interface WrittenSoma {
  readonly attributes: Readonly<Record<string, Values | string>>;
  /** Factor on everything that the edges and their biases bring; 1 where there is none. */
  readonly gain: Values;
}

/** The models of hardware somas that compute neurons. */
export type UnitKind = 'truenorth' | 'leaky_integrate_fire';

const SIXTY_FOURTHS = 64;

/** Whether every number is a multiple of 1/64, so that SANA-FE cuts nothing off. */
export function inSixtyFourths(values: Values): boolean {
  return allOf(values, (value) => Number.isInteger(value * SIXTY_FOURTHS));
}

/**
 * The soma of SANA-FE that computes a neuron.
 * @param bias what its projections and constant inputs add in every timestep
 * @param onGrid whether the weights into it are multiples of 1/64
 * @param unit the hardware soma that a mapping gives it; null where it names none, or none that its name tells
 * @returns null, and a report, when there is none
 */
export function writeSoma(network: Network, population: Population, bias: Values, onGrid: boolean, unit: UnitKind | null, findings: Findings): WrittenSoma | null {
  const { neuron } = population;
  const refuse = (reason: string): null => {
    findings.report('S953', { what: `population "${population.name}"`, reason });
    return null;
  };
  if (neuron.kind === 'loihi-lif') return writeLoihi(population, neuron, bias, refuse);
  if (neuron.kind === 'conductance-lif' || neuron.kind === 'izhikevich' || neuron.kind === 'first-spike') return refuse(`SANA-FE has no ${neuron.kind} soma`);
  if (neuron.kind === 'input' || !('threshold' in neuron) || !isIntegrateAndFire(neuron)) return refuse('it holds activations, not spiking neurons');
  const reason = beyond(neuron);
  return reason === null ? writeLif(network, population, neuron, bias, onGrid, unit, findings) : refuse(reason);
}

/** What of an integrate-and-fire neuron SANA-FE has no word for; null when nothing. */
function beyond(neuron: IntegrateAndFire): string | null {
  if (neuron.adaptation) return 'SANA-FE has no adaptation';
  if (neuron.echo || neuron.resetDelay !== 0) return 'SANA-FE resets in the timestep of the spike';
  if (neuron.spikesPerStep !== 1) return 'a soma sends at most one spike a timestep';
  if (neuron.sends !== 'spikes') return 'a soma sends spikes, not its potential';
  return neuron.synapse?.order === 'potential-first' ? 'a soma sees the synaptic current of the same timestep' : null;
}

function valuesFrom(parameter: Parameter, { shape }: Population): Values {
  return typeof parameter === 'number' ? parameter : Float64Array.from({ length: sizeOf(shape) }, (_, neuron) => parameterAt(parameter, shape, neuron));
}

function writeLif(network: Network, population: Population, neuron: IntegrateAndFire, driven: Values, onGrid: boolean, unit: UnitKind | null, findings: Findings): WrittenSoma {
  const warn = (reason: string): void => findings.report('S952', { what: `population "${population.name}"`, reason });
  const of = (parameter: Parameter): Values => valuesFrom(parameter, population);
  const decay = of(decayFactor(neuron.decay, network.dt_s));
  const input = neuron.synapse ? of(decayFactor(neuron.synapse.decay, network.dt_s)) : 0;
  const outer = of(gainFactor(neuron.gain, neuron.decay, neuron.kind === 'lif', network.dt_s));
  const inner = neuron.synapse ? of(gainFactor(neuron.synapse.gain, neuron.synapse.decay, true, network.dt_s)) : 1;
  const gain = zipValues(outer, inner, (a, b) => a * b);
  const leaks = !allOf(decay, (value) => value === 1);
  const target = zipValues(of(neuron.leakTarget), decay, (value, factor) => (value === 0 ? 0 : value * (1 - factor)));
  const arriving = zipValues(driven, gain, (a, b) => a * b);
  const filtered = neuron.synapse !== null && !allOf(arriving, (value) => value === 0);
  if (filtered) warn('its bias goes through the synapse, that of SANA-FE past it; the value that it settles at is written');
  const steady = filtered ? zipValues(arriving, input, (value, factor) => value / (1 - factor)) : arriving;
  const bias = zipValues(steady, target, (a, b) => a + b);
  const [threshold, resetValue, lowest] = [of(neuron.threshold), of(neuron.resetValue), neuron.lowest === null ? null : of(neuron.lowest)];
  const refractory = of(neuron.refractory);
  const still = neuron.reset === 'hard' && allOf(resetValue, (value) => value === 0);
  if (!allOf(refractory, (value) => value === 0) && ((leaks && !still) || neuron.synapse)) warn('during its refractory period SANA-FE goes on leaking and drops input');
  const exact = onGrid && allOf(gain, (value) => value === 1) && !leaks && !neuron.synapse
    && [bias, of(neuron.initial), ...(neuron.reset === 'subtract' || neuron.compare === '>=' ? [threshold] : []), ...(neuron.reset === 'hard' ? [resetValue] : []), ...(lowest === null ? [] : [lowest])].every(inSixtyFourths);
  const mayBeTrueNorth = neuron.compare === '>=' && !leaks && !neuron.synapse && [refractory, of(neuron.initial)].every((values) => allOf(values, (value) => value === 0));
  const isTrueNorth = mayBeTrueNorth && (unit === 'truenorth' || (unit === null && !exact));
  if (unit === 'truenorth' && !isTrueNorth) warn('it is mapped to a truenorth soma, which has no such leak, comparator, synapse, refractory period or initial potential');
  if (!exact && !isTrueNorth) warn('SANA-FE cuts the potential to a multiple of 1/64 in every timestep');
  if (neuron.integer) warn('it computes in whole numbers that saturate, which SANA-FE does not');
  if (lowest !== null && neuron.reset === 'hard' && !allOf(zipValues(resetValue, lowest, (a, b) => a - b), (value) => value >= 0)) warn('it resets below its lowest potential, and SANA-FE bounds that at once');
  const shared = {
    threshold: isTrueNorth || neuron.compare === '>' ? threshold : mapValues(threshold, (value) => value - 1 / (2 * SIXTY_FOURTHS)),
    ...resetAttributes(neuron, resetValue), ...(allOf(bias, (value) => value === 0) ? {} : { bias }),
    ...(lowest === null ? {} : { reverse_threshold: lowest, reverse_reset: lowest, reverse_reset_mode: 'saturate' }),
  };
  if (isTrueNorth) return { gain, attributes: { ...shared, leak: 0, leak_towards_zero: 'false' } };
  if (neuron.compare === '>=' && leaks && neuron.reset === 'subtract') warn('it fires above the threshold, here a little lower, and subtracts that');
  // The leak does not act in the first timestep of SANA-FE.
  const potential = zipValues(of(neuron.initial), decay, (value, factor) => (value === 0 ? 0 : value * factor));
  return {
    gain,
    attributes: {
      ...shared, leak_decay: decay, ...(neuron.synapse ? { input_decay: input } : {}), ...(allOf(potential, (value) => value === 0) ? {} : { potential }),
      ...(allOf(refractory, (value) => value === 0) ? {} : { refractory_delay: mapValues(refractory, (value) => (value === 0 ? 0 : value + 1)) }),
    },
  };
}

function resetAttributes(neuron: IntegrateAndFire, resetValue: Values): Readonly<Record<string, Values | string>> {
  switch (neuron.reset) {
    case 'subtract': return { reset_mode: 'soft' };
    case 'none': return { reset_mode: 'none' };
    case 'hard': return { reset_mode: 'hard', reset: resetValue };
  }
}

const LOIHI_UNIT = 4096;

function writeLoihi(population: Population, neuron: LoihiNeuron, driven: Values, refuse: (reason: string) => null): WrittenSoma | null {
  const of = (parameter: Parameter): Values => valuesFrom(parameter, population);
  if (!allOf(of(neuron.currentDecay), (value) => value === LOIHI_UNIT - 1)) return refuse('the synaptic current of SANA-FE is not cut to whole numbers');
  if (neuron.sends !== 'spikes' || neuron.spikesPerStep !== 1 || neuron.resetDelay !== 0 || neuron.reset !== 'hard') return refuse('a soma sends spikes and resets hard in the same timestep');
  if (!allOf(of(neuron.initial), (value) => value === 0)) return refuse('it begins with a potential');
  const bias = zipValues(of(neuron.bias), driven, (own, from) => own / SIXTY_FOURTHS + from);
  const refractory = of(neuron.refractory);
  return {
    gain: 1,
    attributes: {
      threshold: of(neuron.threshold), reset_mode: 'hard', reset: 0, leak_decay: mapValues(of(neuron.potentialDecay), (value) => (LOIHI_UNIT - value) / LOIHI_UNIT),
      ...(allOf(bias, (value) => value === 0) ? {} : { bias }),
      ...(allOf(refractory, (value) => value === 0) ? {} : { refractory_delay: mapValues(refractory, (value) => (value === 0 ? 0 : value + 1)) }),
    },
  };
}
