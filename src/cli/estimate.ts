import {
  checkEstimateOptions, checkWritable, estimate as estimateCost, type EstimateOptions, type EstimateReport, type Layers, type Model, read, readLayers, renderEstimateJson, renderEstimatePage,
  renderEstimateText, writeAtomically,
} from '../index.ts';
import { readOptionsOf, type ModelFlags } from './session.ts';
import { colourful, withProgress, type Progress } from './terminal.ts';

interface Flags extends ModelFlags, Omit<EstimateOptions, 'observer' | 'set' | 'repair' | 'input' | 'labels' | 'calibrate' | 'targets'> {
  readonly set: readonly string[];
  readonly repair?: string;
  readonly input?: string;
  readonly labels?: string;
  readonly calibrate?: string;
  readonly targets?: string;
  readonly json?: string | true;
  readonly html?: string;
}

/** What one inference of a network costs on a published hardware platform, beside what is claimed and what other systems say. */
export function estimate(file: string, flags: Flags): Promise<void> {
  return withProgress((progress) => estimateWith(progress, file, flags));
}

async function estimateWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  for (const output of [flags.json, flags.html]) if (typeof output === 'string' && output !== '-') checkWritable(output);
  const options = optionsOf(flags, progress);
  checkEstimateOptions(options);
  await write(await estimateCost(await open(file, flags, progress), options), flags);
}

/** A list of layers (.json, or standard input), or any model. */
async function open(file: string, flags: Flags, observer: Progress): Promise<Model | Layers> {
  return file === '-' || /\.json$/i.test(file) ? readLayers(file, { observer }) : read(file, readOptionsOf(flags, observer));
}

const SAME_OPTIONS = ['platform', 'mode', 'set', 'input', 'labels', 'calibrate', 'calibrationSamples', 'limit', 'nonIdealities', 'normalise', 'bin', 'binCounts'] as const satisfies readonly (keyof Flags & keyof EstimateOptions)[];

function optionsOf(flags: Flags, observer: Progress): EstimateOptions {
  const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());
  const { platform, repair, targets } = flags;
  return {
    ...Object.fromEntries(SAME_OPTIONS.map((name) => [name, flags[name]])), platform, observer,
    ...(repair !== undefined && { repair: names(repair) }), ...(targets !== undefined && { targets: names(targets) }),
  };
}

async function write(report: EstimateReport, { json, html }: Flags): Promise<void> {
  if (html !== undefined) writeAtomically(html, await renderEstimatePage(report));
  if (typeof json === 'string' && json !== '-') writeAtomically(json, renderEstimateJson(report));
  process.stdout.write(json === true || json === '-' ? renderEstimateJson(report) : renderEstimateText(report, colourful(process.stdout)));
}
