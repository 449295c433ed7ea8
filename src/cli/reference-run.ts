import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import { isTemporal } from '../ir/temporal.ts';
import { verify } from '../compile.ts';
import { writeAtomically } from '../files.ts';
import { measureAccuracy, type Accuracy } from '../report/accuracy.ts';
import { renderOutputsCsv, renderSpikesCsv } from '../report/csv.ts';
import { formatCount, formatPercent } from '../report/quantity.ts';
import { runReference, type ReferenceResult } from '../simulate/reference/run-reference.ts';
import { defaultWorkers } from '../simulate/simulate.ts';
import type { SimulateFlags } from './simulation.ts';
import { tell, type Progress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

/** The model file and what was found while it was read. */
interface Source {
  readonly file: string;
  readonly findings: readonly Diagnostic[];
}

type Flags = SimulateFlags & { readonly given: readonly string[] };

/** --target none: the network as read, by the reference interpreter (an ANN by its float forward pass). Nothing is priced. */
export async function runWithoutHardware(stage: Stage, dataset: Dataset, { file, findings }: Source, flags: Flags, progress: Progress): Promise<void> {
  if (!isNetwork(stage)) return fail('S813', { reason: `it holds stage ${stage.stage}` }, { file });
  const found = [...verify(stage, null), ...withoutEffect(flags.given, file)];
  tell(found);
  const limit = Math.min(dataset.count, flags.limit ?? dataset.count);
  const labels = dataset.labels?.slice(0, limit) ?? null;
  progress.start('running the reference interpreter');
  const result = await runReference(stage, dataset, { limit, workers: flags.workers ?? defaultWorkers(), progress: progress.update });
  progress.stop();
  const accuracy = measureAccuracy(result.predictions, labels, null);
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv({ ...result, outputs: Float32Array.from(result.outputs), ...(isTemporal(stage) && { times: result.outputs }) }, labels));
  if (flags.spikes) writeAtomically(flags.spikes, renderSpikesCsv(result.raster));
  const json = renderJson(stage, result, accuracy, flags.seed, [...findings, ...found]);
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  process.stdout.write(flags.json === true || flags.json === '-' ? json : renderText(stage, result, accuracy));
}

/** Options of `run` that say something about a network without hardware. */
const EFFECTIVE = new Set(['target', 'assume', 'onnxShape', 'timesteps', 'input', 'labels', 'normalise', 'limit', 'seed', 'workers', 'outputs', 'json', 'spikes', 'bin', 'binCounts', 'reference']);

function withoutEffect(given: readonly string[], file: string): readonly Diagnostic[] {
  return given.filter((name) => !EFFECTIVE.has(name))
    .map((name) => diagnose('S816', { option: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` }, { file }));
}

function renderJson({ name, timesteps, bits }: Network, { samples, spikes }: ReferenceResult, accuracy: Accuracy, seed: number, diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({
    schema: 'synaptile-report/1', version: SYNAPTILE_VERSION, model: name, target: 'none', seed, timesteps, bits, samples, accuracy,
    spikes: { total: spikes, perSample: Object.fromEntries(Object.entries(spikes).map(([population, count]) => [population, count / samples])) },
    gaps: ['energy, latency, area, traffic: there is no hardware (--target none)'], diagnostics,
  }, null, 2)}\n`;
}

function renderText({ name }: Network, { samples, spikes }: ReferenceResult, { value, correct }: Accuracy): string {
  const accuracy = value === null ? '' : `, accuracy ${formatPercent(value, 2)} (${correct} correct)`;
  const activity = Object.entries(spikes).map(([population, count]) => `  ${population}: ${formatCount(count / samples)} spikes a sample\n`).join('');
  return `${name}, no hardware: ${samples} samples${accuracy}\n${activity}`;
}
