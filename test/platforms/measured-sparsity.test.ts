import { expect, test } from 'vitest';
import { measureSparsity } from '../../src/library/measured-sparsity.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { fromNetwork } from '../../src/platforms/from-network.ts';
import { fold } from '../../passes/1-fold/fold.ts';
import { integrateAndFire, type Network } from '../../src/ir/network.ts';
import { tensor } from '../../src/ir/tensor.ts';

const origin = { file: 'pooled', place: '' };

/** 1 x 4 x 4 spikes, averaged over 2 x 2, to two neurons: weight 4 from each window, threshold 1. */
const network: Network = {
  stage: 'network', name: 'pooled', dt_s: 1e-3, timesteps: 3, bits: null, output: { population: 'out', readout: 'count' },
  populations: [
    { name: 'in', shape: [1, 4, 4], neuron: { kind: 'input', coding: 'spikes' }, origin },
    { name: 'mid', shape: [1, 2, 2], neuron: { kind: 'linear' }, origin },
    { name: 'out', shape: [2], neuron: integrateAndFire({}), origin },
  ],
  projections: [
    { kind: 'pooling', name: 'pool', source: 'in', destination: 'mid', delay: 0, method: 'average', kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], countPadding: true, origin },
    { kind: 'dense', name: 'd', source: 'mid', destination: 'out', delay: 0, weights: tensor([2, 4], new Float32Array(8).fill(4)), bias: null, window: null, origin },
  ],
};

/** One spike in the first step, two in one window in the second, none in the third. */
const data: Dataset = {
  file: 'spikes', count: 1, shape: [1, 4, 4], timesteps: 3, labels: null,
  read: (_, out) => { out.fill(0); for (const at of [0, 16 + 2, 16 + 3]) out[at] = 1; },
};

test('an input behind a window is silent where nothing in the window spikes', () => {
  const folded = fold.run(network, {}, { target: null, calibration: null, profileOf: () => null, seed: 1, progress: () => {} }).output;
  const { list, heard } = fromNetwork(folded);
  expect(list.layers).toMatchObject([{ kind: 'dense', name: expect.any(String), inFeatures: 4, outFeatures: 2, input: null }]);
  expect(measureSparsity(folded, heard, data, 1, 3)).toEqual([1 - 2 / 12]);
  expect(measureSparsity(folded, [{ population: 'in', window: null, destination: 'out' }], data, 1, 3)).toEqual([1 - 3 / 48]);
});
