import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Network } from '../../../../src/ir/network.ts';
import { verifyNetwork } from '../../../../src/ir/verify-network.ts';
import { assumer } from '../../../../src/read/assumptions.ts';
import { readOnnx } from '../../../../src/read/onnx/read-onnx.ts';
import { interpret } from '../../../../src/simulate/reference/interpret.ts';
import { correct, mnist, modelFile } from '../../../models/mnist.ts';
import { buildModel, errorCodes, faults, floats, ramp, writeModel, type ModelSpec } from '../build-model.ts';

const LINEAR = { coding: 'ttfs', input_latest: '3', response: 'exponential' };
const dense: ModelSpec = { metadata: LINEAR, inputs: { x: ['N', 3] }, tensors: [floats('W', [2, 3], ramp(6)), floats('B', [2], [0.5, 0])], nodes: [['Gemm', ['x', 'W', 'B'], ['y'], { transB: 1 }]] };

function read(spec: ModelSpec): Network {
  const { network } = readOnnx(writeModel(buildModel(spec)));
  expect(verifyNetwork(network)).toEqual([]);
  return network;
}

function withMetadata(metadata: Readonly<Record<string, string>>): ModelSpec {
  return { ...dense, metadata: { coding: 'ttfs', ...metadata } };
}

describe('graphs', () => {
  test('weights, biases and the neuron of the metadata', () => {
    const network = read(withMetadata({ input_latest: '3', input_grid: '0.25', input_silent_below: '0.1', response: 'lif-2', threshold: '2', tau_s: '1e-6' }));
    expect(network).toMatchObject({
      tau_s: 1e-6, timesteps: null, dt_s: null, output: { readout: 'first' },
      populations: [{ neuron: { kind: 'input', coding: 'time', times: { kind: 'linear', latest: 3, grid: 0.25, silentBelow: 0.1 } } }, { neuron: { kind: 'first-spike', response: 'lif-2', threshold: 2 } }],
      projections: [{ kind: 'dense', bias: Float32Array.of(0.5, 0) }],
    });
  });

  test('convolutions with padding on two sides, pooling, flattening', () => {
    const spec: ModelSpec = {
      metadata: { ...LINEAR, max_pool: 'earliest' }, inputs: { x: ['N', 1, 6, 6] },
      tensors: [floats('K', [2, 1, 3, 3], ramp(18)), floats('W', [4, 8], ramp(32))],
      nodes: [['Conv', ['x', 'K'], ['c'], { auto_pad: 'SAME_UPPER', kernel_shape: [3, 3], strides: [2, 2] }], ['MaxPool', ['c'], ['p'], { kernel_shape: [2, 2], strides: [1, 1] }], ['Flatten', ['p'], ['f']], ['Gemm', ['f', 'W'], ['y'], { transB: 1 }]],
    };
    const network = read(spec);
    expect(network.projections.map(({ kind }) => kind)).toEqual(['convolution', 'pooling', 'one-to-one', 'dense']);
    expect(network.projections[0]).toMatchObject({ padding: [0, 0, 1, 1], stride: [2, 2] });
    expect(network.projections[1]).toMatchObject({ method: 'earliest' });
    expect(network.populations.map(({ neuron }) => (neuron.kind === 'first-spike' ? neuron.response : neuron.kind))).toEqual(['input', 'exponential', 'step', 'step', 'exponential']);
    expect(read({ ...spec, metadata: LINEAR }).projections[1]).toMatchObject({ method: 'latest' });
  });

  test('what does not carry times is refused, node by node', () => {
    const square = floats('V', [3, 3], ramp(9));
    expect(errorCodes({ ...dense, tensors: [square], nodes: [['Gemm', ['x', 'V'], ['a']], ['Relu', ['a'], ['b']], ['Gemm', ['b', 'V'], ['c']], ['Relu', ['c'], ['y']]] })).toEqual(['S616', 'S616']);
    expect(errorCodes({ ...dense, tensors: [], inputs: { x: ['N', 1, 4, 4] }, nodes: [['AveragePool', ['x'], ['y'], { kernel_shape: [2, 2] }]] })).toEqual(['S616']);
    expect(errorCodes({ ...dense, tensors: [square], nodes: [['Gemm', ['x', 'V'], ['a']], ['Add', ['a', 'x'], ['y']]] })).toEqual(['S616']);
  });

  test('other codings are read as ever', () => {
    expect(errorCodes({ ...dense, metadata: { coding: 'rate' } })).toEqual([]);
  });
});

describe('metadata', () => {
  const timesOf = (metadata: Readonly<Record<string, string>>): unknown => {
    const { neuron } = read(withMetadata(metadata)).populations[0]!;
    return neuron.kind === 'input' ? neuron.times : null;
  };

  test('say when a value sends its spike', () => {
    expect(timesOf({ input_z_on: '1', input_z_off: '6', preprocess: 'pixel > 127 -> spike at t = 0' })).toEqual({ kind: 'two-level', above: 0.5, early: 0, late: Math.log(6) });
    expect(timesOf({ input_t_on: '0.5', input_above: '0.3' })).toEqual({ kind: 'two-level', above: 0.3, early: 0.5, late: Infinity });
    expect(timesOf({ input_times: 'value' })).toEqual({ kind: 'value' });
    expect(timesOf({ input_times: 'linear', input_latest: '2' })).toEqual({ kind: 'linear', latest: 2 });
  });

  test('that are not understood are one finding each', () => {
    const wrong = withMetadata({ input_latest: 'soon', response: 'beta', threshold: '0', tau_s: '-1', max_pool: 'mean' });
    expect(errorCodes(wrong)).toEqual(['S615', 'S615', 'S615', 'S615', 'S615']);
    expect(faults(wrong)[0]).toMatchObject({ message: "metadata 'response' of a model of temporal coding is 'beta', not exponential, alpha, lif, lif-2, step" });
    const without: readonly Readonly<Record<string, string>>[] = [{}, { input_times: 'never' }, { input_times: 'linear' }, { input_z_on: '1' }, { input_z_on: '0.5', input_above: '1' }, { input_above: 'x', input_t_on: '0' }];
    for (const metadata of without) expect(errorCodes(withMetadata(metadata))).toEqual(['S615']);
  });

  test('without a response the exponential one is assumed, and said so', () => {
    const assume = assumer({});
    readOnnx(writeModel(buildModel(withMetadata({ input_times: 'value' }))), assume);
    expect(assume.made().map(({ text }) => text)).toEqual(['neurons answer a spike by an exponential current without leak (metadata key response)']);
  });
});

describe('a trained network', () => {
  const { network } = readOnnx(modelFile('ttfs/ttfs_mlp_600.onnx'));

  test('its spike times are the stored ones, to the last of their nine digits', () => {
    const { images } = JSON.parse(readFileSync(modelFile('expected/ttfs_mlp_600.times10.json'), 'utf8')) as { images: { predicted: number; output_times: (number | null)[]; hidden_times?: (number | null)[] }[] };
    const [, hidden, output] = network.populations.map(({ name }) => name);
    let compared = 0;
    const compare = (times: Float64Array, expected: readonly (number | null)[]): void => expected.forEach((want, i) => {
      compared++;
      if (want === null) return expect(times[i]).toBe(Infinity);
      // Half a unit of the last digit that is stored, and 1e-9 of the time.
      const digit = 10 ** (Math.floor(Math.log10(want)) - 8);
      expect(Math.abs(times[i]! - want)).toBeLessThan(digit / 2 + 1e-9 * want);
    });
    const { predictions } = interpret(network, mnist('t10k'), {
      limit: images.length,
      onSample: (sample, times) => {
        compare(times.get(output!)!, images[sample]!.output_times);
        if (images[sample]!.hidden_times) compare(times.get(hidden!)!, images[sample]!.hidden_times!);
      },
    });
    expect([...predictions]).toEqual(images.map(({ predicted }) => predicted));
    expect(compared).toBe(2500);
  });

  test('every 20th test image', () => {
    const data = mnist('t10k', 20);
    expect(correct(interpret(network, data).predictions, data.labels)).toBe(486);
  });
});
