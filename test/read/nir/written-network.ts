import { integrateAndFire, type Network } from '../../../src/ir/network.ts';
import { batchNorm, convolution, CURRENT, dense, LINEAR, network, noise, oneToOne, pooling, population, sparse } from '../../ir/build.ts';

const DT_s = 1e-4;
const tau = (steps: number) => ({ tau_s: steps * DT_s, rule: 'euler' as const });
const hard = { reset: 'hard', compare: '>' } as const;

/** A network that is written with every kind of node that NIR has. */
export function everyNode(): Network {
  const rows = (outputs: number, inputs: number, seed: number): number[][] => Array.from({ length: outputs }, (_, row) => noise(inputs, seed + row));
  return network([
    population('x', [2, 6, 6], CURRENT),
    population('lif', [3, 6, 6], integrateAndFire({ kind: 'lif', decay: tau(10), gain: { resistance: 10 }, threshold: 0.5, ...hard })),
    population('if', [3, 3, 3], integrateAndFire({ gain: { resistance: 1e4 }, threshold: Float32Array.of(0.5, 1, 1.5), ...hard })),
    population('li', [3, 3, 3], integrateAndFire({ kind: 'lif', decay: tau(4), gain: { resistance: 2 }, sends: 'potential', reset: 'none' })),
    population('thresholded', [3, 3, 3], integrateAndFire({ kind: 'lif', decay: 0, threshold: 0.25, reset: 'none', compare: '>' })),
    population('cuba', [5], integrateAndFire({
      kind: 'lif', decay: tau(8), gain: { resistance: 4 }, leakTarget: 0.125, synapse: { decay: tau(2), gain: { resistance: 3 }, order: 'current-first' }, threshold: 1, resetValue: -0.5, ...hard,
    })),
    population('sum', [5], LINEAR),
    population('cubali', [5], integrateAndFire({
      kind: 'lif', decay: tau(8), gain: { resistance: 4 }, synapse: { decay: tau(2), gain: { resistance: 3 }, order: 'current-first' }, sends: 'potential', reset: 'none',
    })),
    population('y', [4], integrateAndFire({ gain: { resistance: 1e3 }, sends: 'potential', reset: 'none' })),
  ], [
    convolution('x', 'lif', [3, 2, 3, 3], noise(54, 1), { padding: [1, 1, 1, 1], bias: Float32Array.of(0.25, 0, -0.25) }),
    pooling('lif', 'if', 'sum', [2, 2]),
    pooling('lif', 'li', 'average', [2, 2]),
    batchNorm('if', 'thresholded', { gamma: [1, 2, 0.5], beta: [0, 0, 0], mean: [0, 0, 0], variance: [1, 1, 1] }),
    dense('li', 'cuba', rows(5, 27, 2)),
    dense('thresholded', 'cuba', rows(5, 27, 20), { bias: Float32Array.of(0.5, 0, 0, 0, -0.5), delay: 2 }),
    oneToOne('cuba', 'sum'),
    sparse('cuba', 'sum', 5, 5, [[0, 1, 0.5], [4, 2, -0.5]], { name: 'late', delay: 1 }),
    dense('sum', 'cubali', rows(5, 5, 40)),
    dense('cubali', 'y', rows(4, 5, 60)),
  ], { dt_s: DT_s, name: 'every_node' });
}

/** One-dimensional planes: written with Conv1d. */
export function rowsOfPlanes(): Network {
  const neuron = integrateAndFire({ kind: 'lif', decay: tau(10), gain: { resistance: 10 }, threshold: 0.5, ...hard });
  return network([population('x', [2, 1, 9], CURRENT), population('a', [3, 1, 4], neuron), population('y', [2], neuron)], [
    convolution('x', 'a', [3, 2, 1, 3], noise(18, 3), { stride: [1, 2] }), dense('a', 'y', [noise(12, 4), noise(12, 5)]),
  ], { dt_s: DT_s, name: 'rows' });
}
