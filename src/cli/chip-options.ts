import { diagnose, stopOnErrors } from '../diagnostics/diagnostic.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';

/** Options that compare chips with each other and with the ideal one. */
export interface ChipFlags {
  readonly nonIdealities: string;
  readonly trials: number;
  readonly errorSamples?: number;
  readonly errors?: string;
  readonly ablate?: boolean;
}

/** Unless the user says how many: one in so many samples, and at most this many. */
const ONE_IN = 50;
const MOST_UNASKED = 16;

/**
 * Options that mean nothing without another one.
 * @param nonIdealities null where they are not read yet, and only their name is known
 * @throws DiagnosticError S807
 */
export function checkChipOptions({ nonIdealities: name, errorSamples, errors, ablate }: ChipFlags, nonIdealities: NonIdealities | null): void {
  const ideal = nonIdealities ? isIdeal(nonIdealities) : name === 'ideal';
  const needs = 'given together with --non-idealities that are not all off';
  const idle = [
    ...(ideal && ablate ? [['--ablate', needs] as const] : []),
    ...(ideal && errors !== undefined ? [['--errors', needs] as const] : []),
    ...(ideal && errorSamples ? [['--error-samples', needs] as const] : []),
    ...(errors !== undefined && errorSamples === 0 ? [['--errors', 'left out where --error-samples is 0'] as const] : []),
  ];
  stopOnErrors(idle.map(([option, allowed]) => diagnose('S807', { option, value: 'given', allowed })));
}

/**
 * Options that say something about chips, where there are none (--target none).
 * @throws DiagnosticError S807 for each
 */
export function refuseHardwareOptions({ nonIdealities, trials, errorSamples, errors, ablate, mitigate, mitigationGain, neuronCircuit, calibrateCircuit }: ChipFlags & { readonly mitigate?: string; readonly mitigationGain?: boolean; readonly neuronCircuit?: string; readonly calibrateCircuit?: string }): void {
  const asked = {
    '--non-idealities': nonIdealities !== 'ideal', '--trials': trials > 1, '--error-samples': (errorSamples ?? 0) > 0, '--errors': errors !== undefined, '--ablate': ablate === true,
    '--mitigate': mitigate !== undefined, '--mitigation-gain': mitigationGain === true, '--neuron-circuit': neuronCircuit !== undefined, '--calibrate-circuit': calibrateCircuit !== undefined,
  };
  const given = Object.entries(asked).filter(([, value]) => value);
  stopOnErrors(given.map(([option]) => diagnose('S807', { option, value: 'given', allowed: 'left out where there is no hardware (--target none)' })));
}

/** How many of the samples run beside the ideal chip. */
export function errorSamplesOf({ errorSamples }: ChipFlags, samples: number): number {
  return Math.min(samples, errorSamples ?? Math.max(1, Math.min(MOST_UNASKED, Math.floor(samples / ONE_IN))));
}
