import { expect, test } from 'vitest';
import { loadKernels } from '../../../src/kernels/load.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { readModel } from '../../../src/read/model.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import type { Network } from '../../../src/ir/network.ts';
import { loadTarget } from '../../../targets/load.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';
import { lower, type Stages } from '../lower.ts';

/** Cores of loihi with a fan-in of 128: the first population of the model has 784 inputs a neuron, the others fewer than 128. */
const TARGET = { ...loadTarget('loihi').target, fanIn: 128 };

/** Share of 200 test images that come out right; data-free conversion, rate-coded input, 24 timesteps. */
async function accuracy(mode: 'exact' | 'spiking' | 'prune'): Promise<{ readonly value: number; readonly statistics: Stages['statistics'] }> {
  const { stage } = await readModel(modelFile('mnist_mlp_qcfs.onnx'));
  const data = mnist('t10k', 50);
  const { configuration, statistics } = lower(stage as Network, TARGET, {
    convert: { ...DEFAULT_OPTIONS.convert, coding: 'rate', timesteps: 24 }, quantise: { bits: 8, rounding: 'nearest', corrections: 'none' }, unroll: { columns: 0, mode },
  });
  const pixels = new Float32Array(data.count * 784);
  for (let i = 0; i < data.count; i++) data.read(i, pixels.subarray(784 * i, 784 * (i + 1)));
  const outputs = createEngine(configuration, TARGET, loadKernels(), { effects: IDEAL, seed: 0, timesteps: 24 }).run({ count: data.count, width: 784, timesteps: null, data: pixels }, 0);
  const predictions = Int32Array.from({ length: data.count }, (_, sample) => {
    const own = outputs.subarray(10 * sample, 10 * sample + 10);
    return own.indexOf(Math.max(...own));
  });
  return { value: correct(predictions, data.labels) / data.count, statistics };
}

test('an MLP of 784-96-64-10 on a fan-in of 128: partial sums, chains of spiking units, and pruning', async () => {
  const [exact, spiking, prune] = [await accuracy('exact'), await accuracy('spiking'), await accuracy('prune')];
  const synapses = 784 * 96 + 96 * 64 + 64 * 10;
  expect(exact.statistics).toMatchObject({ synapses, droppedSynapses: 0, depth: 2, axonsBetweenUnits: 7 * 96 });
  expect(spiking.statistics).toMatchObject({ relays: 6 * 96, axonsBetweenUnits: 6 * 96, longestChain: 7, synapses: synapses + 6 * 96, droppedSynapses: 0, sumUnits: 0 });
  expect(prune.statistics).toMatchObject({ prunedNeurons: 96, synapses: synapses - 656 * 96, droppedSynapses: 656 * 96 });
  expect(exact.value).toBeGreaterThan(0.93);
  expect(spiking.value).toBeGreaterThan(exact.value - 0.06);
  expect(prune.value).toBeLessThan(exact.value);
}, 120_000);
