import { expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS, type CompileOptions } from '../../../src/compile.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { largest } from '../../../src/ir/readout.ts';
import { unrolledOf } from '../../../src/ir/stage.ts';
import type { Target } from '../../../src/ir/target.ts';
import type { Unrolled } from '../../../src/ir/unrolled.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { readModel } from '../../../src/read/model.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { loadTarget } from '../../../targets/load.ts';
import { realTarget } from '../../ir/integer-target.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';
import { samplesOf } from '../../simulate/engine/configured.ts';

const LOIHI = loadTarget('loihi').target;
const IMAGES = mnist('t10k', 20);
const CALIBRATION = mnist('calib1k', 10);

/** Of 500 images, the right answers on a chip. */
function answers(configuration: Configuration, target: Target): number {
  const engine = createEngine(configuration, target, loadKernels(), { effects: IDEAL, seed: 1, timesteps: configuration.timesteps });
  const outputs = engine.run(samplesOf(IMAGES), 0);
  const { outputCount } = engine;
  return correct(Int32Array.from({ length: IMAGES.count }, (_, index) => largest(Float64Array.from(outputs.subarray(index * outputCount, (index + 1) * outputCount)))), IMAGES.labels);
}

it.each([
  ['snn/snn_mlp_128_zero_step.onnx', 8], ['snn/snn_mlp_128_zero_step.onnx', 3], ['mnist_mlp_1200.onnx', 4],
] as const)('%s at %i bits in the whole numbers of loihi: right as often as in real ones, within a point', async (file, bits) => {
  const { stage } = await readModel(modelFile(file));
  const convert: CompileOptions['convert'] = { ...DEFAULT_OPTIONS.convert, thresholds: 'percentile', corrections: 'none', timesteps: 8 };
  const options: CompileOptions = { ...DEFAULT_OPTIONS, convert, quantise: { bits, rounding: 'nearest', corrections: 'none' } };
  const context = { calibration: CALIBRATION, profileOf: () => null, seed: 1, progress: () => undefined };
  const spiking = compile(stage, { ...options, stopAfter: 'spiking' }, { ...context, target: LOIHI }).output;
  const right = [LOIHI, realTarget(LOIHI)].map((target) => {
    let unrolled: Unrolled | null = null;
    const { output } = compile(spiking, options, { ...context, target }, { onStage: (made) => { unrolled = unrolledOf(made) ?? unrolled; } });
    if (output.stage !== 'configuration' || !unrolled) throw new Error('not compiled to the end');
    const whole = output.populations.every((population) => population.kind === 'input' || 'integer' in population.neuron);
    expect(whole).toBe(target === LOIHI);
    // The judge is slow.
    if (whole && file.startsWith('snn')) expect(checkEquivalence(unrolled, output, target, loadKernels(), IMAGES, 2)).toEqual([]);
    return answers(output, target);
  });
  expect(Math.abs(right[0]! - right[1]!)).toBeLessThanOrEqual(5);
  expect(right[0]!).toBeGreaterThan(400);
});
