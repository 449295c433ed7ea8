import { type Data, type DataOptions, type Dataset, type Diagnostic, openSamples, type PassChoices, type ReadOptions, type SampleOptions, type Stage } from '../index.ts';
import { tell, type Progress } from './terminal.ts';

export { optionOf } from '../index.ts';
export { firstSamples, randomDataset } from '../index.ts';
export { asTimesteps, withStageFile, withTimesteps } from '../index.ts';
export { profiler } from '../index.ts';

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

/**
 * Reads samples for a network: its inputs tell the shape, and whether an array is one of spike trains. What was noticed is told on stderr.
 * @param used samples that will be looked at; without it all
 */
export async function openDataset(file: string, flags: DataFlags, stage: Stage, used?: number): Promise<Dataset & { readonly diagnostics: readonly Diagnostic[] }> {
  const dataset: Data = await openSamples(file, flags, stage, used);
  tell(dataset.diagnostics);
  return dataset;
}
