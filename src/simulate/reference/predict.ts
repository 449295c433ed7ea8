import { existsSync } from 'node:fs';
import type { Dataset } from '../../ir/dataset.ts';
import type { Network } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { forward } from '../../forward/forward.ts';

export interface PredictOptions {
  readonly limit: number;
  readonly workers: number;
  readonly progress: (fraction: number) => void;
}

/** Samples of one message to a thread. */
const PART = 128;

/** What the float network says about each of the first `limit` samples; in several threads where there are many samples. */
export async function predict(network: Network, dataset: Dataset, { limit, workers, progress }: PredictOptions): Promise<Int32Array> {
  const samples = Math.min(limit, dataset.count);
  const parts = Array.from({ length: Math.ceil(samples / PART) }, (_, i) => ({ first: i * PART, count: Math.min(PART, samples - i * PART) }));
  const script = new URL('./reference-worker.js', import.meta.url);
  const predictions = new Int32Array(samples);
  let done = 0;
  const finish = (first: number, part: Int32Array): void => {
    predictions.set(part, first);
    progress(++done / parts.length);
  };
  if (workers === 1 || parts.length === 1 || !existsSync(script)) {
    for (const { first, count } of parts) finish(first, forward(network, partOf(dataset, first, count)).predictions);
    return predictions;
  }
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: script.href, minThreads: workers, maxThreads: workers, workerData: network });
  try {
    let next = 0;
    const work = async (): Promise<void> => {
      for (let part = parts[next++]; part; part = parts[next++]) {
        const { file, shape } = dataset;
        finish(part.first, (await pool.run({ file, shape, data: loadPart(dataset, part.first, part.count) })) as Int32Array);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    await pool.destroy();
  }
  return predictions;
}

/** Samples that travel to a thread. */
export interface PredictPart {
  readonly file: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A dataset over samples that lie one after the other. */
export function datasetOf({ file, shape, data }: PredictPart): Dataset {
  const size = sizeOf(shape);
  return {
    file, shape, count: data.length / size, timesteps: null, labels: null,
    read: (index, out) => out.set(data.subarray(index * size, (index + 1) * size)),
  };
}

function partOf(dataset: Dataset, first: number, count: number): Dataset {
  return { ...dataset, count, read: (index, out) => dataset.read(first + index, out) };
}

function loadPart(dataset: Dataset, first: number, count: number): Float32Array {
  const size = sizeOf(dataset.shape);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) dataset.read(first + i, data.subarray(i * size, (i + 1) * size));
  return data;
}
