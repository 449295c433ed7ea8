import { existsSync } from 'node:fs';
import { forward } from '../../forward/forward.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { isAnn, isSpiking, neuronCount, type Network, type Population } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { isTemporal } from '../../ir/temporal.ts';
import type { PotentialChoice } from '../potential-choice.ts';
import type { PopulationPotentials, PopulationRaster } from '../result.ts';
import { interpret, type Activity } from './interpret.ts';
import { referencePotentials } from './potentials.ts';

export interface ReferenceOptions {
  readonly limit: number;
  readonly workers: number;
  readonly progress: (fraction: number) => void;
  /** Whose membrane potentials are kept of the first sample; left out: nobody's. */
  readonly potentials?: PotentialChoice;
}

/** What a network says about samples without any hardware. */
export interface ReferenceResult {
  readonly samples: number;
  /** 1 for networks that do not go by timesteps. */
  readonly timesteps: number;
  readonly outputCount: number;
  /** [samples x outputCount]: spike counts, potentials or values, as the readout says. */
  readonly outputs: Float64Array;
  readonly predictions: Int32Array;
  /** Spikes of each population that spikes, in all samples together. */
  readonly spikes: Readonly<Record<string, number>>;
  /** Spikes of the first sample. */
  readonly raster: readonly PopulationRaster[];
  /** Membrane potentials of the first sample; empty where nobody asked, and where there are none. */
  readonly potentials: readonly PopulationPotentials[];
}

/** Samples of one message to a thread. */
const PART = 128;

/**
 * Runs the first `limit` samples through the float forward pass (a network of activations) or the interpreter (one that spikes); in several
 * threads where there are many samples. The result does not depend on their number.
 */
export async function runReference(network: Network, dataset: Dataset, { limit, workers, progress, potentials }: ReferenceOptions): Promise<ReferenceResult> {
  const samples = Math.min(limit, dataset.count);
  const parts = Array.from({ length: Math.ceil(samples / PART) }, (_, i) => ({ first: i * PART, count: Math.min(PART, samples - i * PART) }));
  const script = new URL('./reference-worker.js', import.meta.url);
  const results = new Array<ReferenceResult>(parts.length);
  if (workers === 1 || parts.length === 1 || !existsSync(script)) {
    const onSample = (sample: number): void => progress((sample + 1) / samples);
    parts.forEach(({ first, count }, i) => { results[i] = runPart(network, partOf(dataset, first, count), (sample) => onSample(first + sample), i === 0 ? potentials : undefined); });
    return joined(results);
  }
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: script.href, minThreads: workers, maxThreads: workers, workerData: network });
  try {
    let [next, done] = [0, 0];
    const work = async (): Promise<void> => {
      for (let i = next++; i < parts.length; i = next++) {
        results[i] = (await pool.run({ ...partToSend(dataset, parts[i]!.first, parts[i]!.count), ...(i === 0 && potentials && { potentials }) })) as ReferenceResult;
        progress(++done / parts.length);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    await pool.destroy();
  }
  return joined(results);
}

/** All samples of a part, one after the other. @param potentials whose potentials are kept of its first sample */
export function runPart(network: Network, dataset: Dataset, onSample: (sample: number) => void = () => undefined, potentials?: PotentialChoice): ReferenceResult {
  if (isAnn(network)) return { ...forward(network, dataset), timesteps: 1, spikes: {}, raster: [], potentials: [] };
  const temporal = isTemporal(network);
  const spiking = network.populations.filter(sendsSpikes);
  const spikes: Record<string, number> = Object.fromEntries(spiking.map(({ name }) => [name, 0]));
  let raster: readonly PopulationRaster[] = [];
  const kept = referencePotentials(network, potentials, network.timesteps ?? dataset.timesteps ?? 0);
  const result = interpret(network, dataset, {
    ...(kept.onPotentials && { onPotentials: kept.onPotentials }),
    onSample: (sample, activity) => {
      for (const { name } of spiking) spikes[name]! += activity.get(name)!.reduce((sum, value) => sum + (temporal ? Number(value < Infinity) : value), 0);
      if (sample === 0) raster = spiking.map((population) => (temporal ? timesOf(population, activity) : rasterOf(population, activity)));
      onSample(sample);
    },
  });
  return { ...result, spikes, raster, potentials: kept.take() };
}

function sendsSpikes({ neuron }: Population): boolean {
  return isSpiking(neuron) ? neuron.sends === 'spikes' : neuron.kind === 'input' && neuron.coding !== 'current';
}

/** Spikes of temporal coding, in order of time. */
function timesOf(population: Population, activity: Activity): PopulationRaster {
  const times = activity.get(population.name)!;
  const indices = Int32Array.from(Array.from(times.keys()).filter((index) => times[index]! < Infinity)).sort((a, b) => times[a]! - times[b]! || a - b);
  return { population: population.name, neurons: times.length, timesteps: Float64Array.from(indices, (index) => times[index]!), indices };
}

/** A neuron that fires n times in a timestep stands there n times. */
function rasterOf(population: Population, activity: Activity): PopulationRaster {
  const sent = activity.get(population.name)!;
  const neurons = neuronCount(population);
  const places = Array.from(sent, (count, place) => ({ count, place })).flatMap(({ count, place }) => new Array<number>(count > 0 ? Math.round(count) : 0).fill(place));
  return {
    population: population.name, neurons,
    timesteps: Int32Array.from(places, (place) => Math.floor(place / neurons)), indices: Int32Array.from(places, (place) => place % neurons),
  };
}

function joined(parts: readonly ReferenceResult[]): ReferenceResult {
  const [first] = parts as [ReferenceResult];
  const samples = parts.reduce((sum, part) => sum + part.samples, 0);
  const outputs = new Float64Array(samples * first.outputCount);
  const predictions = new Int32Array(samples);
  const spikes: Record<string, number> = {};
  let at = 0;
  for (const part of parts) {
    outputs.set(part.outputs, at * first.outputCount);
    predictions.set(part.predictions, at);
    for (const [name, count] of Object.entries(part.spikes)) spikes[name] = (spikes[name] ?? 0) + count;
    at += part.samples;
  }
  return { samples, timesteps: first.timesteps, outputCount: first.outputCount, outputs, predictions, spikes, raster: first.raster, potentials: first.potentials };
}

/** Samples that travel to a thread. */
export interface ReferencePart {
  readonly file: string;
  readonly shape: readonly number[];
  readonly timesteps: number | null;
  readonly data: Float32Array;
  /** Whose potentials are kept of the first of them; left out: nobody's. */
  readonly potentials?: PotentialChoice;
}

/** A dataset over samples that lie one after the other. */
export function datasetOf({ file, shape, timesteps, data }: ReferencePart): Dataset {
  const size = sizeOf(shape) * (timesteps ?? 1);
  return {
    file, shape, count: data.length / size, timesteps, labels: null,
    read: (index, out) => out.set(data.subarray(index * size, (index + 1) * size)),
  };
}

function partOf(dataset: Dataset, first: number, count: number): Dataset {
  return { ...dataset, count, read: (index, out) => dataset.read(first + index, out) };
}

function partToSend({ file, shape, timesteps, read }: Dataset, first: number, count: number): ReferencePart {
  const size = sizeOf(shape) * (timesteps ?? 1);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) read(first + i, data.subarray(i * size, (i + 1) * size));
  return { file, shape, timesteps, data };
}
