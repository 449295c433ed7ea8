import { describe, expect, it } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { casesOf, datasetOf, readCase } from './quantised/cases.ts';

const CASES = casesOf(new URL('activation-cases.json', import.meta.url).href);

/** Largest difference from ONNX Runtime, relative to the largest output. */
function difference(network: Network, { shape, inputs, outputs }: (typeof CASES)[number]): number {
  const found = forward(network, datasetOf(shape, inputs));
  const scale = Math.max(...outputs.flat().map(Math.abs));
  return Math.max(...outputs.flat().map((value, index) => Math.abs(value - found.outputs[index]!))) / scale;
}

describe('activations as torch exports them, as ONNX Runtime runs them', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { network, diagnostics } = readCase(one);
    expect(diagnostics).toEqual([]);
    expect(verifyNetwork(network)).toEqual([]);
    expect(difference(network, one)).toBeLessThan(1e-5);
    expect(difference(fold.run(network, {}, {} as never).output, one)).toBeLessThan(1e-5);
  });
});

describe('quantised clip-floor-shift activations become those of their population', () => {
  const neuronsOf = (name: string): readonly unknown[] => {
    const found = readCase(CASES.find((one) => one.name === name)!).network.populations;
    return found.slice(1).map(({ neuron }) => (neuron.kind === 'quantised' ? [neuron.scale, neuron.low, neuron.high, neuron.rounding, neuron.zeroPoint, neuron.bipolar] : neuron.kind));
  };
  const L4 = Math.fround(1.7) / 4;
  const close = (value: number): unknown => expect.closeTo(value, 6);

  it.each([
    ['clipped_first', L4, 0, 4, 'half-up'], ['floored_first', L4, 0, 4, 'half-up'], ['rectified', L4 / 2, 0, 8, 'half-up'], ['led_around', L4, 0, 4, 'half-up'],
    ['positive_ceiling', Math.log1p(Math.exp(1.7)) / 4, 0, 4, 'half-up'], ['shifted_before', L4, 0, 4, 'half-up'], ['truncated', L4, 0, 4, 'half-up'],
    ['rounded', L4, 0, 4, 'half-even'], ['without_shift', L4, 0, 4, 'floor'], ['from_above', L4, 0, 4, 'ceil'], ['zero_point', 4 * L4, -6, 9, 'half-even'],
    ['signed', L4, -4, 4, 'floor'], ['odd_shift', L4, 0, 4, 'floor'],
  ] as const)('%s', (name, scale, low, high, rounding) => {
    for (const ending of ['', '_graph']) expect(neuronsOf(`qcfs_${name}${ending}`)).toEqual([[close(scale), low, high, rounding, 0, false], 'linear']);
  });

  it('with a scale a channel or a neuron, one after the other, and around a skip connection', () => {
    expect(neuronsOf('qcfs_channels')).toEqual([[expect.objectContaining({ length: 6 }), 0, 4, 'half-up', 0, false], 'linear']);
    expect(neuronsOf('qcfs_neurons')).toEqual([[expect.objectContaining({ length: 6 }), 0, 4, 'half-up', 0, false], 'linear']);
    expect(neuronsOf('qcfs_twice')).toEqual([[close(L4), 0, 4, 'half-up', 0, false], [close(L4), 0, 4, 'half-up', 0, false], 'linear']);
    expect(neuronsOf('qcfs_residual').filter(Array.isArray)).toEqual([[0.375, 0, 4, 'half-up', 0, false], [expect.objectContaining({ length: 4 }), 0, 4, 'half-up', 0, false]]);
  });
});

it('LeakyRelu has a population for what is below 0', () => {
  expect(readCase(CASES.find(({ name }) => name === 'leaky')!).network.populations.map(({ name, neuron }) => [name, neuron.kind])).toEqual([
    ['x', 'input'], ['n0.Gemm', 'linear'], ['n1.LeakyRelu.positive', 'relu'], ['n1.LeakyRelu.negative', 'relu'], ['n1.LeakyRelu', 'linear'], ['n2.Gemm', 'linear'],
  ]);
});
