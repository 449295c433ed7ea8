import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from '../../src/ir/dataset.ts';

/** MNIST images of `test/models/data` (idx, gzip), scaled to 0..1, every `every`-th of them. */
export function mnist(part: 't10k' | 'calib1k', every = 1): Dataset & { readonly labels: Int32Array } {
  const images = fileOf(`${part}-images-idx3-ubyte.gz`);
  const classes = fileOf(`${part}-labels-idx1-ubyte.gz`);
  const count = Math.floor(images.readUInt32BE(4) / every);
  const size = 28 * 28;
  return {
    file: part, count, shape: [1, 28, 28], timesteps: null,
    labels: Int32Array.from({ length: count }, (_, index) => classes[8 + index * every]!),
    read: (index, out) => {
      for (let pixel = 0; pixel < size; pixel++) out[pixel] = images[16 + index * every * size + pixel]! / 255;
    },
  };
}

export function correct(predictions: Int32Array, labels: Int32Array): number {
  return predictions.reduce((sum, predicted, index) => sum + (predicted === labels[index] ? 1 : 0), 0);
}

/** Path of a file in `test/models`. */
export function modelFile(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

function fileOf(name: string): Buffer {
  return gunzipSync(readFileSync(new URL(`data/${name}`, import.meta.url)));
}
