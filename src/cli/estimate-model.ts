import {
  assumptionNotes, runPasses as compile, type Dataset, DEFAULT_OPTIONS, diagnose, type Diagnostic, fail, fromNetwork, isTemporal, type LayerList, measureSparsity, type Network,
  networkOf, readData, readModel, type Stage, STAGE_NAMES, type StageName,
} from '../index.ts';
import type { Measured } from './estimate-targets.ts';
import { dataOptionsOf, firstSamples, sampleOptionsOf, withStageFile, type DataFlags, type ModelFlags } from './session.ts';
import type { Progress } from './terminal.ts';

/** Options of the command that say how a model is read and measured. */
export interface LayerFlags extends ModelFlags, DataFlags {
  readonly input?: string;
  readonly labels?: string;
  readonly calibrate?: string;
  readonly calibrationSamples?: number;
  readonly limit: number;
}

export interface Layers {
  readonly list: LayerList;
  readonly notes: readonly Diagnostic[];
  /** What was run to measure sparsity; null where nothing was. */
  readonly measured: Measured | null;
}

/**
 * The layers of any model or stage file that still has them. With `input` they carry the sparsity that the spiking network (converted on `calibrate`, else on
 * that data, if it is one of activations) has on it.
 * @param asked timesteps, in place of those of the network; `usual` where neither says
 * @throws DiagnosticError of the reader and of folding and conversion, S488, S489, S493
 */
export async function readModelLayers(file: string, flags: LayerFlags, asked: number | null, usual: number, progress: Progress): Promise<Layers> {
  const { stage, diagnostics, assumptions } = await readModel(file, flags);
  const notes = [...diagnostics, ...assumptionNotes(assumptions, file)];
  const network = networkIn(stage, file);
  if (isTemporal(network)) fail('S493', {}, { file });
  if (flags.input === undefined) {
    const folded = withStageFile(file, () => lower(network, 'folded', { dataset: null, samples: 0 }, 1));
    return { list: fromNetwork(folded.network).list, notes: [...notes, ...folded.notes], measured: null };
  }
  const timesteps = asked ?? network.timesteps ?? usual;
  const dataset = await readData(flags.input, { file, stage: { ...network, timesteps } }, dataOptionsOf(flags, undefined, progress));
  const calibration = flags.calibrate === undefined ? dataset : await readData(flags.calibrate, { file, stage: { ...network, timesteps } }, dataOptionsOf(sampleOptionsOf(flags), flags.calibrationSamples, progress));
  const most = flags.calibrationSamples ?? DEFAULT_OPTIONS.convert.samples;
  progress.start('converting');
  const spiking = withStageFile(file, () => lower({ ...network, timesteps }, 'spiking', { dataset: calibration, samples: most }, timesteps));
  const { list, heard } = fromNetwork(spiking.network);
  const samples = Math.min(flags.limit, dataset.count);
  progress.start('measuring sparsity');
  const sparsity = measureSparsity(spiking.network, heard, dataset, samples, timesteps);
  progress.stop();
  const layers = list.layers.map((layer, index) => ({ ...layer, spikeSparsity: sparsity[index]! }));
  const told = diagnose('S482', { what: 'sparsity', value: `${(100 * meanOf(sparsity)).toFixed(1)} % on average`, reason: `that is what the layers hear on ${samples} samples` }, { file: flags.input });
  const measured = { file, network: { ...spiking.network, timesteps }, heard, layers, dataset, samples, calibration: firstSamples(calibration, most) };
  return { list: { ...list, layers, timesteps }, notes: [...notes, ...spiking.notes, told], measured };
}

function networkIn(stage: Stage, file: string): Network {
  return networkOf(stage) ?? fail('S488', { stage: stage.stage }, { file });
}

function lower(network: Network, stopAfter: StageName, calibration: { readonly dataset: Dataset | null; readonly samples: number }, timesteps: number): { network: Network; notes: readonly Diagnostic[] } {
  if (STAGE_NAMES.indexOf(network.stage) >= STAGE_NAMES.indexOf(stopAfter)) return { network, notes: [] };
  const options = { ...DEFAULT_OPTIONS, convert: { ...DEFAULT_OPTIONS.convert, timesteps, samples: calibration.samples }, stopAfter };
  const { output, diagnostics } = compile(network, options, { target: null, calibration: calibration.dataset, profileOf: () => null, seed: 1, progress: () => {} });
  return { network: output as Network, notes: diagnostics };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
