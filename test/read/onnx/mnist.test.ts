import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { forward } from '../../../src/forward/forward.ts';
import { correct, mnist } from '../../models/mnist.ts';
import { evaluate } from './evaluate.ts';

const models = path.join(import.meta.dirname, '../../models');
const images = path.join(models, 'data/t10k-images-idx3-ubyte.gz');

interface Expected {
  readonly images: readonly { readonly index: number; readonly logits: readonly number[] }[];
}

describe.each(['mnist_mlp_1200', 'mnist_cnn_bn'])('%s', (name) => {
  const { network, diagnostics } = readOnnx(path.join(models, `${name}.onnx`));

  it('reads without a word', () => {
    expect(diagnostics).toEqual([]);
    expect(network.populations.map((one) => [one.name, one.shape.join('x'), one.neuron.kind])).toMatchSnapshot();
    expect(network.projections.map((one) => [one.name, one.kind])).toMatchSnapshot();
  });

  // The test images are a fixture of the data readers; without them the structure alone is checked.
  it.skipIf(!existsSync(images))('gives the logits of ONNX Runtime for the first 20 test images', () => {
    const pixels = gunzipSync(readFileSync(images)).subarray(16);
    const expected = JSON.parse(readFileSync(path.join(models, `expected/${name}.logits20.json`), 'utf8')) as Expected;
    const input = network.populations[0]!.name;
    for (const { index, logits } of expected.images) {
      const image = Array.from(pixels.subarray(index * 784, (index + 1) * 784), (pixel) => pixel / 255);
      const found = evaluate(network, { [input]: image });
      found.forEach((value, output) => expect(value).toBeCloseTo(logits[output]!, 4));
    }
  });
});

describe('mnist_mlp_qcfs, trained with quantised clip-floor-shift activations', () => {
  const { network, diagnostics } = readOnnx(path.join(models, 'mnist_mlp_qcfs.onnx'));
  const expected = JSON.parse(readFileSync(path.join(models, 'expected/mnist_mlp_qcfs.logits10.json'), 'utf8')) as Expected & { readonly accuracy: number };

  it('has one population of levels for each of its activations', () => {
    expect(diagnostics).toEqual([]);
    expect(network.populations.map(({ shape, neuron }) => [shape, neuron.kind])).toEqual([[[784], 'input'], [[96], 'quantised'], [[64], 'quantised'], [[10], 'linear']]);
    expect(network.projections.map(({ kind }) => kind)).toEqual(['dense', 'dense', 'dense']);
    for (const { neuron } of network.populations.slice(1, 3)) expect(neuron).toMatchObject({ low: 0, high: 4, zeroPoint: 0, rounding: 'half-up', scale: expect.any(Number) as number });
  });

  it('gives the logits of ONNX Runtime, and its accuracy on the 10,000 test images', () => {
    const data = mnist('t10k');
    const { outputs, outputCount } = forward(network, data);
    for (const { index, logits } of expected.images) logits.forEach((value, output) => expect(outputs[index * outputCount + output]).toBeCloseTo(value, 4));
    const predicted = Int32Array.from({ length: data.count }, (_, index) => {
      const logits = outputs.subarray(index * outputCount, (index + 1) * outputCount);
      return logits.indexOf(Math.max(...logits));
    });
    expect(Math.abs(correct(predicted, data.labels) - expected.accuracy * data.count)).toBeLessThanOrEqual(2);
  });
});
