import { test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert } from '../../../passes/2-convert/convert.ts';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { forward } from '../../../src/simulate/reference/forward.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';
import { contextWith } from '../../passes/context.ts';
test('measure', () => {
  const context = contextWith(mnist('calib1k'));
  for (const [model, every] of [['mnist_mlp_1200', 10], ['mnist_cnn_bn', 100]] as const) {
    const images = mnist('t10k', every);
    const folded = fold.run(readOnnx(modelFile(`${model}.onnx`)).network, {}, context).output;
    console.log(model, images.count, 'float', correct(forward(folded, images).predictions, images.labels));
    for (const coding of ['current', 'rate'] as const) for (const bits of [8, 4, 2]) {
      if (coding === 'rate' && bits !== 8) continue;
      const spiking = convert.run(folded, { percentile: 99.9, samples: 256, coding, readout: 'count', timesteps: 32 }, context).output;
      const q = quantise.run(spiking, { bits }, context).output;
      console.log(model, coding, bits, correct(interpret(q, images).predictions, images.labels), '/', images.count);
    }
  }
}, 600_000);
