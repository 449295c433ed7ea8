import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert } from '../../../passes/2-convert/convert.ts';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { forward } from '../../../src/forward/forward.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';
import { contextWith } from '../../passes/context.ts';

const images = mnist('t10k');
const context = contextWith(mnist('calib1k'));

function folded(model: string): Network {
  return fold.run(readOnnx(modelFile(`${model}.onnx`)).network, {}, context).output;
}

function spiking(model: string): Network {
  return convert.run(folded(model), { ...DEFAULT_OPTIONS.convert, samples: 256 }, context).output;
}

function quantised(from: Network, bits: number): Network {
  const { output } = quantise.run(from, { bits, samples: 256 }, context);
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

/** Largest difference from the logits that the framework gives, of the largest logit. */
function error(network: Network, model: string): number {
  const { images: expected } = JSON.parse(readFileSync(modelFile(`expected/${model}.logits20.json`), 'utf8')) as { images: { logits: number[] }[] };
  const { outputs } = forward(network, images, { limit: expected.length });
  const logits = expected.flatMap((image) => image.logits);
  return Math.max(...logits.map((logit, index) => Math.abs(logit - outputs[index]!))) / Math.max(...logits.map(Math.abs));
}

describe.each(['mnist_mlp_1200', 'mnist_cnn_bn'])('%s', (model) => {
  test('as read and folded it gives the logits of the framework', () => {
    expect(error(readOnnx(modelFile(`${model}.onnx`)).network, model)).toBeLessThan(1e-6);
    expect(error(folded(model), model)).toBeLessThan(1e-6);
  });
});

test('the folded CNN has four projections, two of them with the sum window of their pooling', () => {
  const { projections } = folded('mnist_cnn_bn');
  expect(projections.map(({ kind }) => kind)).toEqual(['convolution', 'convolution', 'dense', 'dense']);
  expect(projections.map((projection) => 'window' in projection && projection.window?.kernel)).toEqual([undefined, [2, 2], [2, 2], undefined]);
});

test('the MLP as a spiking network of 8 and 2 bits, 32 timesteps, 60 images', () => {
  const mlp = spiking('mnist_mlp_1200');
  expect(correct(interpret(quantised(mlp, 8), images, { limit: 60 }).predictions, images.labels)).toBeGreaterThanOrEqual(59);
  expect(correct(interpret(quantised(mlp, 2), images, { limit: 60 }).predictions, images.labels)).toBeGreaterThanOrEqual(57);
});
