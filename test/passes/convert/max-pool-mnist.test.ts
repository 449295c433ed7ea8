import { expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { Network } from '../../../src/ir/network.ts';
import { readModel } from '../../../src/read/model.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';

const IMAGES = mnist('t10k', 50);

it('a trained network with maximum pooling keeps its accuracy at 16 timesteps, within two of 200 images', async () => {
  const { stage } = await readModel(modelFile('mnist_cnn_maxpool.onnx'));
  const right = correct(forward(stage as Network, IMAGES).predictions, IMAGES.labels);
  const options = { ...DEFAULT_OPTIONS, convert: { ...DEFAULT_OPTIONS.convert, timesteps: 16, readout: 'membrane' as const }, stopAfter: 'spiking' as const };
  const { output } = compile(stage, options, { calibration: mnist('calib1k', 16), profileOf: () => null, seed: 1, progress: () => undefined, target: null });
  expect(right).toBeGreaterThan(190);
  expect(correct(interpret(output as Network, IMAGES).predictions, IMAGES.labels)).toBeGreaterThanOrEqual(right - 2);
}, 120_000);
