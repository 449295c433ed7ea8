import { readFileSync } from 'node:fs';
import type { Dataset } from '../../../../src/ir/dataset.ts';
import { forward } from '../../../../src/forward/forward.ts';
import { readOnnx } from '../../../../src/read/onnx/read-onnx.ts';
import { writeModel } from '../build-model.ts';

/** A model that an independent implementation wrote and ran. */
export interface Case {
  readonly name: string;
  /** exact: every sum is exact in float32, so the outputs are too. */
  readonly kind: 'exact' | 'near';
  /** Base64 of the file. */
  readonly model: string;
  readonly shape: readonly number[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

export function casesOf(file: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Case[];
}

export function readCase({ model }: Case): ReturnType<typeof readOnnx> {
  return readOnnx(writeModel(Buffer.from(model, 'base64')));
}

export function datasetOf(shape: readonly number[], samples: readonly (readonly number[])[]): Dataset {
  return { file: 'samples', count: samples.length, shape, timesteps: null, labels: null, read: (index, out) => out.set(samples[index]!) };
}

/** Outputs of the float forward pass, one list a sample. */
export function outputsOf(network: ReturnType<typeof readOnnx>['network'], shape: readonly number[], samples: readonly (readonly number[])[]): number[][] {
  const { outputs, outputCount } = forward(network, datasetOf(shape, samples));
  return samples.map((_, index) => Array.from(outputs.subarray(index * outputCount, (index + 1) * outputCount)));
}
