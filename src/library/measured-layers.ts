import { compile as runPasses, DEFAULT_OPTIONS } from '../compile.ts';
import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import { networkOf, STAGE_NAMES, type StageName } from '../ir/stage.ts';
import { isTemporal } from '../ir/temporal.ts';
import { fromNetwork, type Heard } from '../platforms/from-network.ts';
import type { Layer, LayerList } from '../platforms/layer-list.ts';
import type { Settings } from '../platforms/settings.ts';
import { firstSamples, labelsOf, readData, type DataOptions, type DataUser } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import type { EstimateOptions } from './estimate-options.ts';
import { measureSparsity } from './measured-sparsity.ts';
import { withStageFile, type Model } from './model.ts';
import type { Observer } from './observer.ts';

/** The spiking network whose sparsity was measured, and on what. */
export interface Measured {
  readonly file: string;
  readonly network: Network;
  /** What each layer hears, and which population its neurons are. */
  readonly heard: readonly Heard[];
  readonly layers: readonly Layer[];
  readonly dataset: Dataset;
  /** Unlabelled samples that it was converted on, and is rounded on. */
  readonly calibration: Dataset;
  readonly samples: number;
}

/** The layers of a model. */
export interface ModelLayers {
  readonly list: LayerList;
  /** About samples; whoever opened them was told. */
  readonly ofData: readonly Diagnostic[];
  /** About folding, conversion and what was measured. */
  readonly notes: readonly Diagnostic[];
  /** null without samples. */
  readonly measured: Measured | null;
}

/**
 * The layers of a model that still has them. With `input` they carry the sparsity that the spiking network (converted on `calibrate`, else on that data, if it
 * is one of activations) has on it, 0..1.
 * @throws DiagnosticError S488, S489, S493, those of folding and conversion, and of data
 */
export async function layersOfModel(model: Model, options: EstimateOptions, settings: Settings, observer: Observer): Promise<ModelLayers> {
  const { file, stage } = model;
  const network = networkOf(stage) ?? fail('S488', { stage: stage.stage }, { file });
  if (isTemporal(network)) fail('S493', {}, { file });
  if (options.input !== undefined) return measuredLayers(model, network, options.input, options, settings, observer);
  const folded = withStageFile(file, () => lower(network, 'folded', null, 0, 1));
  return { list: fromNetwork(folded.network).list, ofData: [], notes: folded.notes, measured: null };
}

async function measuredLayers(model: Model, network: Network, input: string | Dataset, options: EstimateOptions, settings: Settings, observer: Observer): Promise<ModelLayers> {
  const { file } = model;
  const { calibrate = input, calibrationSamples: most = DEFAULTS.calibrationSamples, limit = DEFAULTS.estimatedSamples } = options;
  const timesteps = timestepsOf(network, input, settings);
  const timed = { ...network, timesteps };
  const opening = { model: { file, stage: timed }, options, observer };
  const dataset = await samplesOf(input, opening, { labels: options.labels });
  const calibration = calibrate === input ? dataset : await samplesOf(calibrate, opening, { checked: most });
  observer.start('converting');
  const spiking = withStageFile(file, () => lower(timed, 'spiking', calibration, most, timesteps));
  const { list, heard } = fromNetwork(spiking.network);
  const samples = Math.min(limit, dataset.count);
  observer.start('measuring sparsity');
  const sparsity = measureSparsity(spiking.network, heard, dataset, samples, timesteps);
  observer.stop();
  const told = diagnose('S482', { what: 'sparsity', value: `${(100 * meanOf(sparsity)).toFixed(1)} % on average`, reason: `that is what the layers hear on ${samples} samples` }, { file: dataset.file });
  const layers = list.layers.map((layer, index) => ({ ...layer, spikeSparsity: sparsity[index]! }));
  const ofData = [...new Set([...(dataset.diagnostics ?? []), ...(calibration.diagnostics ?? [])])];
  return {
    list: { ...list, layers, timesteps }, ofData, notes: [...spiking.notes, told],
    measured: { file, network: { ...spiking.network, timesteps }, heard, layers, dataset, samples, calibration: firstSamples(calibration, most) },
  };
}

/** As the user says, else the network, else samples in memory, else as the platform has it. */
function timestepsOf(network: Network, input: string | Dataset, settings: Settings): number {
  const platforms = settings.number('timesteps');
  if (settings.isGiven('timesteps')) return platforms;
  return network.timesteps ?? (typeof input === 'string' ? null : input.timesteps) ?? platforms;
}

type Samples = Dataset & { readonly diagnostics?: readonly Diagnostic[] };

interface Opening {
  readonly model: DataUser;
  readonly options: EstimateOptions;
  readonly observer: Observer;
}

/** Samples of a file, or as they are but for their labels. */
async function samplesOf(from: string | Dataset, { model, options: { normalise, bin, binCounts }, observer }: Opening, { labels, checked }: DataOptions): Promise<Samples> {
  if (typeof from === 'string') return readData(from, model, { normalise, bin, binCounts, labels, checked, observer });
  return labels === undefined ? from : { ...from, read: (index, out) => from.read(index, out), labels: labelsOf(from, labels) };
}

function lower(network: Network, stopAfter: StageName, calibration: Dataset | null, samples: number, timesteps: number): { readonly network: Network; readonly notes: readonly Diagnostic[] } {
  if (STAGE_NAMES.indexOf(network.stage) >= STAGE_NAMES.indexOf(stopAfter)) return { network, notes: [] };
  const options = { ...DEFAULT_OPTIONS, convert: { ...DEFAULT_OPTIONS.convert, timesteps, samples }, stopAfter };
  const { output, diagnostics } = runPasses(network, options, { target: null, calibration, profileOf: () => null, seed: DEFAULTS.seed, progress: () => {} });
  return { network: output as Network, notes: diagnostics };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
