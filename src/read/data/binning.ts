import { fail } from '../../diagnostics/diagnostic.ts';

/** Length of a bin as the user gives it. */
export interface BinOption {
  readonly length_us: number;
}

/** How recorded events become spike trains. */
export interface Binning {
  readonly timesteps: number;
  /** An event at t lies in bin floor(t x numerator / denominator_us): exact also where a bin is no whole number of microseconds. */
  readonly numerator: number;
  readonly denominator_us: number;
  /** Whether the length of a bin was chosen here, from the length of the recordings. */
  readonly assumed: boolean;
}

const UNITS_us: Readonly<Record<string, number>> = { '': 1e6, s: 1e6, ms: 1e3, us: 1 };
const TIME = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*(s|ms|us)?$/i;

/** Longest bin, 1000 s. */
const LONGEST_us = 1e9;

/** `TIME` of --bin: a number with s, ms or us, seconds without. @throws DiagnosticError S227 */
export function parseBin(text: string): BinOption {
  const found = TIME.exec(text.trim());
  const length_us = found ? Number(found[1]! + (found[2] ?? '')) * UNITS_us[(found[3] ?? '').toLowerCase()]! : NaN;
  if (!(length_us >= 1 && length_us <= LONGEST_us)) fail('S227', { text: text.slice(0, 40) }, { place: '--bin' });
  return { length_us };
}

/**
 * @param timesteps of the network; without them as many bins as the recordings need
 * @param recording_us length of every recording; null where it is not known
 * @throws DiagnosticError S218 when too little is known
 */
export function binningFor(bin: BinOption | undefined, timesteps: number | undefined, recording_us: number | null, file: string): Binning {
  if (bin) {
    const needed = timesteps ?? (recording_us === null ? undefined : Math.ceil(recording_us / bin.length_us));
    if (needed === undefined) return fail('S218', { missing: 'the number of timesteps' }, { file });
    return { timesteps: needed, numerator: 1, denominator_us: bin.length_us, assumed: false };
  }
  if (recording_us === null) return fail('S218', { missing: 'the length of a bin (--bin)' }, { file });
  if (timesteps === undefined) return fail('S218', { missing: 'the number of timesteps, or the length of a bin (--bin),' }, { file });
  return { timesteps, numerator: timesteps, denominator_us: recording_us, assumed: true };
}

export function binOf({ numerator, denominator_us }: Binning, time_us: number): number {
  return Math.floor((time_us * numerator) / denominator_us);
}

export function binLength_ms({ numerator, denominator_us }: Binning): number {
  return denominator_us / numerator / 1000;
}
