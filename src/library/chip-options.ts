import { diagnose, stopOnErrors } from '../diagnostics/diagnostic.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';
import { DEFAULTS } from './defaults.ts';

/** Options that compare chips with each other and with the ideal one. */
export interface ChipOptions {
  /** What devices and converters do to the crossbars: a built-in name, a JSON file, single effects behind it (`typical,adc=off`), or the effects. Default `ideal`. */
  readonly nonIdealities?: string | NonIdealities;
  /** Chips to draw. Default 1. */
  readonly trials?: number;
  /** First samples that run beside the ideal chip as well, for the error of each population over time. Default: none of an ideal chip, else one in 50, from 1 to 16. */
  readonly errorSamples?: number;
  /** Whether each of the non-idealities also runs alone, and all but each one. */
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
export function checkChipOptions({ nonIdealities: name = DEFAULTS.nonIdealities, errorSamples, errors, ablate }: ChipOptions & { readonly errors?: string }, nonIdealities: NonIdealities | null): void {
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

/** How many of the samples run beside the ideal chip. */
export function errorSamplesOf({ errorSamples }: ChipOptions, samples: number): number {
  return Math.min(samples, errorSamples ?? Math.max(1, Math.min(MOST_UNASKED, Math.floor(samples / ONE_IN))));
}
