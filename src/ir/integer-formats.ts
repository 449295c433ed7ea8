import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isPlain, isSpiking, isSynaptic, type Network, type Population } from './network.ts';
import type { IntegrateAndFire, Parameter } from './neuron.ts';
import type { IntegerArithmetic } from './target.ts';

/** Largest threshold of whole-number somas, in units of the potential. */
export function largestThreshold({ threshold: { mantissa_bits, shift } }: IntegerArithmetic): number {
  return (2 ** mantissa_bits - 1) * 2 ** shift;
}

/**
 * The bias nearest to `units` (of the potential): mantissa x 2^exponent with the smallest exponent that fits.
 * @returns null where none fits
 */
export function nearestBias(units: number, { bias: { mantissa_bits, largestExponent } }: IntegerArithmetic): number | null {
  const most = 2 ** (mantissa_bits - 1) - 1;
  for (let step = 1; step <= 2 ** largestExponent; step *= 2) {
    const mantissa = awayFromZero(units / step);
    if (Math.abs(mantissa) <= most) return mantissa * step;
  }
  return null;
}

/** Largest bias of whole-number somas, in units of the potential. */
export function largestBias({ bias: { mantissa_bits, largestExponent } }: IntegerArithmetic): number {
  return (2 ** (mantissa_bits - 1) - 1) * 2 ** largestExponent;
}

/** The nearest whole number; a half goes away from 0. */
export function awayFromZero(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/** One S579 for each population of a quantised network whose potentials are not those of a target that computes in whole numbers. */
export function foreignArithmetic(network: Network, arithmetic: IntegerArithmetic, target: string): readonly Diagnostic[] {
  if (network.stage !== 'quantised') return [];
  return network.populations.flatMap((population) => {
    const { name, neuron, origin } = population;
    if (!isSpiking(neuron) || !isPlain(neuron)) return [];
    const reason = differenceOf(network, population, neuron, arithmetic);
    return reason === null ? [] : [diagnose('S579', { population: name, target, reason }, origin)];
  });
}

function differenceOf(network: Network, { name }: Population, { integer, threshold }: IntegrateAndFire, arithmetic: IntegerArithmetic): string | null {
  const { potential_bits, levelShift, decay_bits } = arithmetic;
  if (!integer) return 'are real numbers';
  const { bits, fraction, decayBits } = integer;
  if (bits !== potential_bits) return `have ${bits} bits, not ${potential_bits}`;
  if (decayBits !== decay_bits) return `decay by multiples of 2^-${decayBits}, not 2^-${decay_bits}`;
  if (fraction < levelShift.minimum || fraction > levelShift.maximum) return `count in 2^-${fraction} of a level, not in 2^-${levelShift.minimum} to 2^-${levelShift.maximum}`;
  const grid = 2 ** (fraction - arithmetic.threshold.shift);
  const most = largestThreshold(arithmetic) / 2 ** fraction;
  if (some(threshold, (value) => !Number.isInteger(value * grid) || value < 0 || value > most)) return `have a threshold that is no multiple of ${1 / grid} within 0..${most}`;
  const bias = network.projections.filter(isSynaptic).filter(({ destination }) => destination === name).flatMap((one) => (one.bias ? Array.from(one.bias) : []))
    .find((value) => nearestBias(value * 2 ** fraction, arithmetic) !== value * 2 ** fraction);
  return bias === undefined ? null : `have a bias of ${bias} levels, which has no such number format`;
}

function some(parameter: Parameter, holds: (value: number) => boolean): boolean {
  return typeof parameter === 'number' ? holds(parameter) : parameter.some(holds);
}
