import type { IntegerArithmetic, Target } from '../../src/ir/target.ts';
import { loadTarget } from '../../targets/load.ts';

/** Whole numbers so narrow that little networks saturate: potentials within -127..127, thresholds up to 63, biases up to 15 x 4, decays of eighths. */
export const NARROW: IntegerArithmetic = {
  potential_bits: 8, levelShift: { minimum: 0, maximum: 2 }, threshold: { mantissa_bits: 6, shift: 0 }, bias: { mantissa_bits: 5, largestExponent: 2 }, decay_bits: 3,
  source: 'made for tests', evidence: 'assumed',
};

/** A target, loihi without another name, whose somas compute so. */
export function integerTarget(changes: Partial<IntegerArithmetic> = {}, from: Target = loadTarget('loihi').target): Target {
  return { ...from, neurons: { ...from.neurons!, arithmetic: { ...NARROW, ...changes } } };
}

/** The target with somas that compute in real numbers. */
export function realTarget(from: Target): Target {
  const { arithmetic: _arithmetic, ...neurons } = from.neurons!;
  return { ...from, neurons };
}
