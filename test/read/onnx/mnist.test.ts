import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
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
