import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { neuronCount, type Network } from '../ir/network.ts';
import { uniform } from '../ir/random.ts';
import { networkOf, type Stage } from '../ir/stage.ts';
import { sizeOf } from '../ir/tensor.ts';
import { parseBin } from '../read/data/binning.ts';
import { readDataset } from '../read/data/dataset.ts';
import { readLabels } from '../read/data/labels.ts';
import { parseNormalise } from '../read/data/normalise.ts';
import { checkOptions } from './check-options.ts';
import { withStageFile } from './model.ts';
import { observing, type Observed } from './observer.ts';

/** How samples are scaled, and how recorded events become spike trains. */
export interface SampleOptions {
  /** `mean:std`, or one a channel with commas: subtracted and divided by, after bytes of images were scaled to 0..1. */
  readonly normalise?: string;
  /** Time of recorded events that a timestep takes, such as `15ms`. */
  readonly bin?: string;
  /** Recorded events of a timestep are counted (default: one spike if there are any). */
  readonly binCounts?: boolean;
}

export interface DataOptions extends SampleOptions, Observed {
  /** Class of each sample: a file (idx, .npy, .npz, CSV, also gzipped), or numbers from 0 on. Left out: what the data themselves say. */
  readonly labels?: string | ArrayLike<number>;
  /** Recordings that are checked when the data are opened, the first ones; left out: all. */
  readonly checked?: number;
}

/** Samples, opened for a model; they stay where they are until they are read. */
export interface Data extends Dataset {
  readonly diagnostics: readonly Diagnostic[];
}

/** What data are opened for: its inputs tell the shape, and whether an array is one of spike trains. */
export interface DataUser {
  readonly file: string;
  readonly stage: Stage;
}

/**
 * Opens samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV; spike trains [samples, timesteps, ...], events as CSV, a folder of N-MNIST .bin, AEDAT 3.1,
 * NIRGraphData. `-` is standard input.
 * @param model a model, or what was compiled from it
 * @throws DiagnosticError S101, S201..S238, S45x, S46x, S901, S902, S938, S939, and S213 for labels of another number; S710; S993, S994 for options
 */
export async function readData(file: string, model: DataUser, options: DataOptions = {}): Promise<Data> {
  checkOptions('readData', options);
  const data = await withStageFile(model.file, () => openSamples(file, options, model.stage, options.checked));
  observing(options).tell(data.diagnostics);
  return { ...data, labels: labelsOf(data, options.labels) };
}

/**
 * Samples that are in memory.
 * @param values one after the other: samples x sizeOf(shape) values, or samples x timesteps x sizeOf(shape) spikes
 * @param shape of one sample: [neurons] or [channels, height, width]; of spike trains that of one timestep
 * @throws RangeError where the number of values is no multiple of the size of a sample, or labels are of another number
 */
export function dataOf(values: Float32Array, shape: readonly number[], { labels = null, timesteps = null, name = 'samples' }: { readonly labels?: ArrayLike<number> | null; readonly timesteps?: number | null; readonly name?: string } = {}): Data {
  const size = sizeOf(shape) * (timesteps ?? 1);
  const count = values.length / size;
  if (!Number.isInteger(count)) throw new RangeError(`${values.length} values are no whole number of samples of ${size}`);
  if (labels && labels.length !== count) throw new RangeError(`${labels.length} labels for ${count} samples`);
  return {
    file: name, count, shape, timesteps, labels: labels && Int32Array.from(labels), diagnostics: [],
    read: (index, out) => out.set(values.subarray(index * size, (index + 1) * size)),
  };
}

/** Samples for a stage, labels as the file has them. */
export function openSamples(file: string, { normalise, bin, binCounts }: SampleOptions, stage: Stage, checked?: number): Promise<Data> {
  const { shape, spikes, timesteps, dt_s } = inputsOf(stage);
  return readDataset(file, {
    normalise: normalise === undefined ? null : parseNormalise(normalise),
    shapeHint: shape, spikes, binCounts: binCounts ?? false,
    ...(timesteps === null ? {} : { timesteps }), ...(dt_s === null ? {} : { dt_s }), ...(checked === undefined ? {} : { checked }),
    ...(bin === undefined ? {} : { bin: parseBin(bin) }),
  });
}

/** Class of each sample: as given, else as the data say. @throws DiagnosticError of the reader, S213 for another number of labels */
export function labelsOf({ labels, count, file }: Dataset, given: string | ArrayLike<number> | undefined): Int32Array | null {
  if (given === undefined) return labels;
  if (typeof given === 'string') return readLabels(given, count);
  if (given.length !== count) throw new RangeError(`${given.length} labels for the ${count} samples of ${file}`);
  return Int32Array.from(given);
}

function inputsOf(stage: Stage): { shape: readonly number[]; spikes: boolean; timesteps: number | null; dt_s: number | null } {
  const network = networkOf(stage);
  const inputs = network
    ? network.populations.flatMap(({ shape, neuron }) => (neuron.kind === 'input' ? [{ shape, coding: neuron.coding }] : []))
    : (stage as Configuration).populations.flatMap((population) => (population.kind === 'input' ? [population] : []));
  return {
    shape: inputs.length === 1 ? inputs[0]!.shape : [inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)],
    spikes: inputs.some(({ coding }) => coding === 'spikes'),
    timesteps: network ? network.timesteps : (stage as Configuration).timesteps,
    dt_s: network ? network.dt_s : (stage as Configuration).dt_s,
  };
}

/** The first `count` samples of a dataset. */
export function firstSamples(dataset: Dataset, count: number): Dataset {
  return { ...dataset, count: Math.min(count, dataset.count), read: (index, out) => dataset.read(index, out) };
}

/** Samples drawn for checks without data. */
const DRAWN_SAMPLES = 4;

/** Seeded uniform values (or spikes) for checks without data. */
export function randomDataset(network: Network, seed: number): Dataset {
  const inputs = network.populations.filter(({ neuron }) => neuron.kind === 'input');
  const size = inputs.reduce((sum, population) => sum + neuronCount(population), 0);
  const timesteps = inputs.some(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'spikes') ? network.timesteps : null;
  return {
    file: 'random samples', count: DRAWN_SAMPLES, shape: [size], timesteps, labels: null,
    read: (index, out) => { for (let i = 0; i < out.length; i++) out[i] = timesteps === null ? uniform(seed, index, i) : Number(uniform(seed, index, i) < 0.2); },
  };
}
