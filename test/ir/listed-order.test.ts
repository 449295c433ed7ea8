import { expect, test } from 'vitest';
import { listedSynapses } from '../../src/ir/listed.ts';
import { listedOrder } from '../../src/ir/listed-order.ts';
import type { ListedProjection } from '../../src/ir/network.ts';
import { sparse } from './build.ts';

/** Neuron n hears the sources that `heard` says. */
function listed(neurons: number, sources: number, heard: (neuron: number) => readonly number[]): ListedProjection {
  const pairs = Array.from({ length: neurons }, (_, to) => heard(to).map((from): [number, number, number] => [from, to, 1])).flat().sort(([a], [b]) => a - b);
  const { kind: _, size, offsets, destinations, values, ...rest } = sparse('x', 'y', sources, neurons, pairs);
  return { ...rest, kind: 'listed', window: null, ...listedSynapses({ size, offsets, destinations, values }) };
}

test('three channels of 200 positions: the channels of a position stand together', () => {
  const channels = listed(600, 202, (neuron) => [neuron % 200, (neuron % 200) + 1, (neuron % 200) + 2]);
  expect([...listedOrder([channels]).subarray(0, 7)]).toEqual([0, 200, 400, 1, 201, 401, 2]);
});

test('a row of neurons keeps its order, and those without inputs come last where sources decide', () => {
  expect([...listedOrder([listed(300, 302, (neuron) => [neuron, neuron + 2])])]).toEqual(Array.from({ length: 300 }, (_, neuron) => neuron));
  const backwards = listed(400, 400, (neuron) => (neuron === 0 ? [] : [(neuron * 7) % 200]));
  const order = listedOrder([backwards]);
  expect(order.at(-1)).toBe(0);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, neuron) => neuron));
});

test('the second projection decides for neurons that the first does not reach', () => {
  const first = listed(300, 10, (neuron) => (neuron % 2 === 0 ? [neuron % 10] : []));
  const second = listed(300, 150, (neuron) => (neuron % 2 === 1 ? [(neuron * 31) % 150] : []));
  const order = [...listedOrder([first, second])];
  expect(order.slice(0, 150).every((neuron) => neuron % 2 === 0)).toBe(true);
});
