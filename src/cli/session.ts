import type { DataOptions, PassChoices, ReadOptions, SampleOptions } from '../index.ts';
import type { Progress } from './terminal.ts';

/** Options that say how a model file is read. */
export interface ModelFlags {
  readonly assume: readonly string[];
  readonly onnxShape: readonly string[];
}

/** Options as commander parses them for everything that compiles. */
export interface CompileFlags extends ModelFlags, Omit<PassChoices, 'stopAfter'> {
  readonly calibrate?: string;
  /** Names of the options the user gave, as against defaults. */
  readonly given: readonly string[];
  readonly verifyEach?: boolean;
  readonly timing?: boolean;
}

/** Options that say how samples are scaled, and how recorded events become spike trains. */
export type DataFlags = SampleOptions;

const PASS_OPTIONS = [
  'bits', 'budget', 'cellBits', 'timesteps', 'loss', 'coding', 'readout', 'thresholds', 'percentile', 'corrections', 'weights', 'calibrationSamples', 'levels', 'scale', 'scalePer', 'rounding', 'unroll',
  'unitColumns', 'mapper', 'objective', 'cores', 'mapping', 'placeRounds', 'placeBudget', 'routing', 'chips', 'technology',
] as const satisfies readonly (keyof PassChoices)[];

/** What the passes are told: the options that the user gave, so that the library fills in the others. */
export function passChoicesOf(flags: CompileFlags): PassChoices {
  return Object.fromEntries(PASS_OPTIONS.filter((name) => flags.given.includes(name)).map((name) => [name, flags[name]]));
}

export function readOptionsOf({ assume, onnxShape, timesteps }: ModelFlags & { readonly timesteps?: number | 'auto' }, progress: Progress): ReadOptions {
  return { assume, onnxShape, observer: progress, ...(timesteps !== undefined && { timesteps }) };
}

export function sampleOptionsOf({ normalise, bin, binCounts }: SampleOptions): SampleOptions {
  return { ...(normalise !== undefined && { normalise }), ...(bin !== undefined && { bin }), ...(binCounts !== undefined && { binCounts }) };
}

/** @param checked samples that will be looked at; without it all */
export function dataOptionsOf(flags: SampleOptions & { readonly labels?: string }, checked: number | undefined, progress: Progress): DataOptions {
  return { ...sampleOptionsOf(flags), observer: progress, ...(flags.labels !== undefined && { labels: flags.labels }), ...(checked !== undefined && { checked }) };
}
