import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { batchNorm, convolution, CURRENT, dense, integrateAndFire, LINEAR, network, oneToOne, pooling, population, RELU, SPIKES, sumWindow } from './build.ts';

const input = population('x', [2], CURRENT);
const hidden = population('h', [3], RELU);
const output = population('y', [1], LINEAR);
const first = dense('x', 'h', [[1, 2], [3, 4], [5, 6]]);
const second = dense('h', 'y', [[1, 1, 1]]);
const spiking = population('y', [1], integrateAndFire());
const planes = population('x', [1, 4, 4], CURRENT);

function codes(checked: Network): string[] {
  return verifyNetwork(checked).map(({ code }) => code);
}

test('a sound network has no findings', () => {
  expect(verifyNetwork(network([input, hidden, output], [first, second]))).toEqual([]);
});

test('a network with planes, a sum window and recurrence has no findings', () => {
  const lif = population('h', [2, 2, 2], integrateAndFire({ kind: 'lif', decay: Float32Array.of(0.5, 0.9) }));
  expect(verifyNetwork(network([planes, lif, spiking], [
    convolution('x', 'h', [2, 1, 1, 1], [1, 1], { window: sumWindow([2, 2]) }),
    dense('h', 'h', Array.from({ length: 8 }, () => Array<number>(8).fill(0)), { delay: 1 }),
    dense('h', 'y', [[1, 1]], { window: sumWindow([2, 2]) }),
  ]))).toEqual([]);
});

test('a message names the place and what to do', () => {
  const [found] = verifyNetwork(network([input, hidden, output], [first, dense('h', 'y', [[1, 1]])]));
  expect(found).toMatchObject({ code: 'S511', where: { file: 'test.synet', place: 'here' } });
  expect(found!.message).toBe('projection "h-y": weights [1, 2] do not fit a source of 3 neurons');
});

describe('every finding has its code', () => {
  const wrong: readonly (readonly [string, string, Network])[] = [
    ['S501', 'two populations of one name', network([input, input, output], [dense('x', 'y', [[1, 1]])])],
    ['S501', 'two projections of one name', network([input, output], [dense('x', 'y', [[1, 1]]), dense('x', 'y', [[1, 1]])])],
    ['S502', 'unknown source', network([input, output], [dense('z', 'y', [[1, 1]])])],
    ['S503', 'dense makes too many neurons', network([input, output], [dense('x', 'y', [[1, 1], [1, 1]])])],
    ['S503', 'convolution makes other planes', network([planes, population('y', [1, 4, 4], RELU)], [convolution('x', 'y', [1, 1, 3, 3], Array<number>(9).fill(1))])],
    ['S503', 'a convolution does not flatten', network([planes, population('y', [4], RELU)], [convolution('x', 'y', [1, 1, 3, 3], Array<number>(9).fill(1))])],
    ['S504', 'threshold of another length', network([population('x', [2], CURRENT), population('y', [3], integrateAndFire({ threshold: Float32Array.of(1, 2) }))], [dense('x', 'y', [[1, 1], [1, 1], [1, 1]])])],
    ['S504', 'bias of another length', network([input, output], [dense('x', 'y', [[1, 1]], { bias: Float32Array.of(1, 2) })])],
    ['S504', 'batch norm of another length', network([input, population('y', [2], LINEAR)], [batchNorm('x', 'y', { gamma: [1], beta: [0, 0], mean: [0, 0], variance: [1, 1] })])],
    ['S505', 'no such output', network([input, output], [dense('x', 'y', [[1, 1]])], { output: { population: 'z', readout: 'value' } })],
    ['S506', 'output out of reach', network([input, hidden, output], [dense('h', 'h', [[1, 1, 1], [1, 1, 1], [1, 1, 1]], { delay: 1 }), second])],
    ['S507', 'a loop without delay', network([input, spiking], [dense('x', 'y', [[1, 1]]), dense('y', 'y', [[1]])])],
    ['S508', 'a weight that is not a number', network([input, output], [dense('x', 'y', [[1, NaN]])])],
    ['S508', 'an infinite threshold', network([input, population('y', [1], integrateAndFire({ threshold: Infinity }))], [dense('x', 'y', [[1, 1]])])],
    ['S508', 'a negative variance', network([input, population('y', [2], LINEAR)], [batchNorm('x', 'y', { gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [1, -1] })])],
    ['S509', 'pooling at stage folded', network([planes, population('y', [1, 2, 2], RELU)], [pooling('x', 'y', 'average', [2, 2])], { stage: 'folded' })],
    ['S509', 'a linear population at stage folded', network([input, population('h', [3], LINEAR), output], [first, second], { stage: 'folded' })],
    ['S509', 'an activation at stage spiking', network([input, output], [dense('x', 'y', [[1, 1]])], { stage: 'spiking' })],
    ['S509', 'maximum pooling at stage spiking', network([planes, population('y', [1, 2, 2], integrateAndFire())], [pooling('x', 'y', 'maximum', [2, 2])], { stage: 'spiking' })],
    ['S510', 'two extents', network([population('x', [2, 2], CURRENT), output], [dense('x', 'y', [[1, 1]])])],
    ['S510', 'more neurons than memory', network([population('x', [1e9], CURRENT), output], [oneToOne('x', 'y')])],
    ['S511', 'a kernel larger than the plane', network([planes, output], [convolution('x', 'y', [1, 1, 5, 5], Array<number>(25).fill(1))])],
    ['S511', 'groups that do not divide', network([planes, output], [convolution('x', 'y', [1, 1, 4, 4], Array<number>(16).fill(1), { groups: 2 })])],
    ['S511', 'a delay of half a timestep', network([input, output], [dense('x', 'y', [[1, 1]], { delay: 0.5 })])],
    ['S511', 'a stride of 0', network([planes, output], [pooling('x', 'y', 'average', [4, 4], { stride: [0, 1] })])],
    ['S511', 'a window of nothing but padding', network([planes, population('y', [1, 3, 2], LINEAR)], [pooling('x', 'y', 'maximum', [2, 2], { padding: [2, 0, 0, 0] })])],
    ['S511', 'fewer values than the shape says', network([input, output], [dense('x', 'y', [[1, 1]], { weights: { shape: [1, 2], data: Float32Array.of(1) } })])],
    ['S514', 'a population that receives nothing', network([input, hidden, output], [dense('x', 'y', [[1, 1]])])],
    ['S515', 'a projection into an input', network([input, population('i', [1], SPIKES), output], [dense('x', 'y', [[1, 1]]), dense('x', 'i', [[1, 1]])])],
    ['S516', 'a decay above 1', network([input, population('y', [1], integrateAndFire({ kind: 'lif', decay: 1.5 }))], [dense('x', 'y', [[1, 1]])])],
    ['S516', 'a leak of a neuron without leak', network([input, population('y', [1], integrateAndFire({ kind: 'if', decay: 0.5 }))], [dense('x', 'y', [[1, 1]])])],
    ['S516', 'a ceiling of 0', network([input, population('y', [1], { kind: 'relu', ceiling: 0 })], [dense('x', 'y', [[1, 1]])])],
    ['S516', 'levels without scale', network([population('x', [2], { ...CURRENT, levels: { scale: 0, low: 0, high: 255 } }), output], [dense('x', 'y', [[1, 1]])])],
    ['S517', 'spikes of an activation', network([input, output], [dense('x', 'y', [[1, 1]])], { output: { population: 'y', readout: 'count' } })],
    ['S517', 'the value of a spiking neuron', network([input, spiking], [dense('x', 'y', [[1, 1]])], { output: { population: 'y', readout: 'value' } })],
    ['S521', 'populations that together are beyond all memory', network([population('x', [60_000_000], CURRENT), population('y', [60_000_000], LINEAR)], [oneToOne('x', 'y')])],
    ['S520', 'a copy for every timestep', network([input, ...Array.from({ length: 3000 }, (_, index) => population(`p${index}`, [1], LINEAR))], [])],
    ['S544', 'no timesteps', network([input, spiking], [dense('x', 'y', [[1, 1]])], { timesteps: 0 })],
  ];
  test.each(wrong)('%s: %s', (code, _what, checked) => expect(codes(checked)).toContain(code));
});

describe('stage quantised', () => {
  const levels = (value: number) => ({ shape: [1, 2], data: Int8Array.of(1, value) });
  const scaled = { ...spiking, scale: Float32Array.of(0.5) };
  const byLevels = population('x', [2], { ...CURRENT, levels: { scale: 1 / 255, low: 0, high: 255 } });
  const quantised = (changes: Partial<Network>, value = 1): Network =>
    network([byLevels, scaled], [dense('x', 'y', [[1, 1]], { weights: levels(value) })], { stage: 'quantised', bits: 4, ...changes });

  test('a sound one has no findings', () => expect(codes(quantised({}))).toEqual([]));
  test('S512: a level outside its bits', () => expect(codes(quantised({}, 8))).toEqual(['S512']));
  test('S513: no bits', () => expect(codes(quantised({ bits: null }))).toEqual(['S513']));
  test('S513: weights wider than their bits', () => expect(codes(quantised({ bits: 12 }))).toEqual(['S513']));
  test('S513: no scale', () => expect(codes(quantised({ populations: [byLevels, spiking] }))).toEqual(['S513']));
  test('S513: no input levels', () => expect(codes(quantised({ populations: [input, scaled] }))).toEqual(['S513']));
  test('S516: a scale of 0', () => expect(codes(quantised({ populations: [byLevels, { ...spiking, scale: Float32Array.of(0) }] }))).toEqual(['S516']));
  test('S519: two biases', () => {
    const bias = Float32Array.of(1);
    const projections = ['a', 'b'].map((name) => dense('x', 'y', [[1, 1]], { name, weights: levels(1), bias }));
    expect(codes(quantised({ projections }))).toEqual(['S519']);
  });
  test('S518: potentials of different units', () => {
    const two = { ...population('y', [2], integrateAndFire()), scale: Float32Array.of(0.5, 1) };
    const projection = dense('x', 'y', [[1, 1], [1, 1]], { weights: { shape: [2, 2], data: Int8Array.of(1, 1, 1, 1) } });
    expect(codes(network([byLevels, two], [projection], { stage: 'quantised', bits: 8, output: { population: 'y', readout: 'membrane' } }))).toEqual(['S518']);
  });
});
