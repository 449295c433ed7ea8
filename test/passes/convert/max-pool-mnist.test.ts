import { expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { forward } from '../../../src/forward/forward.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import type { Network } from '../../../src/ir/network.ts';
import { largest } from '../../../src/ir/readout.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { readModel } from '../../../src/read/model.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import { loadTarget } from '../../../targets/load.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';
import { samplesOf } from '../../simulate/engine/configured.ts';

const IMAGES = mnist('t10k', 50);
const WIDE = loadTarget(modelFile('../../examples/conversion/wide.json')).target;

it('a trained network with maximum pooling keeps its accuracy at 16 timesteps, within two of 200 images', async () => {
  const { stage } = await readModel(modelFile('mnist_cnn_maxpool.onnx'));
  const right = correct(forward(stage as Network, IMAGES).predictions, IMAGES.labels);
  const options = {
    ...DEFAULT_OPTIONS, convert: { ...DEFAULT_OPTIONS.convert, timesteps: 16, readout: 'membrane' as const }, quantise: { bits: 16, rounding: 'nearest' as const, corrections: 'none' as const },
  };
  const { output } = compile(stage, options, { calibration: mnist('calib1k', 8), profileOf: () => null, seed: 1, progress: () => undefined, target: WIDE });
  if (output.stage !== 'configuration') throw new Error('not compiled to the end');
  const engine = createEngine(output, WIDE, loadKernels(), { effects: IDEAL, seed: 1, timesteps: 16 });
  const found = engine.run(samplesOf(IMAGES), 0);
  const predictions = Int32Array.from({ length: IMAGES.count }, (_, index) => largest(Float64Array.from(found.subarray(index * engine.outputCount, (index + 1) * engine.outputCount))));
  expect(right).toBeGreaterThan(190);
  expect(correct(predictions, IMAGES.labels)).toBeGreaterThanOrEqual(right - 2);
}, 60_000);
