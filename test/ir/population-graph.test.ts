import { expect, test } from 'vitest';
import { cyclesAmong, forwardOrder, reachableFrom, updateOrder, zeroDelayCycles } from '../../src/ir/population-graph.ts';
import { CURRENT, dense, LINEAR, network, population, RELU } from './build.ts';

const populations = [population('y', [1], LINEAR), population('b', [1], RELU), population('a', [1], RELU), population('x', [1], CURRENT)];
const chain = [dense('x', 'a', [[1]]), dense('a', 'b', [[1]]), dense('b', 'y', [[1]])];
const back = dense('b', 'a', [[1]], { delay: 1 });

test('the order of update follows projections without delay', () => {
  expect(updateOrder(network(populations, [...chain, back]))).toEqual(['x', 'a', 'b', 'y']);
  expect(forwardOrder(network(populations, chain))).toEqual(['x', 'a', 'b', 'y']);
});

test('cycles', () => {
  const recurrent = network(populations, [...chain, back]);
  expect(zeroDelayCycles(recurrent)).toEqual([]);
  expect(cyclesAmong(recurrent, () => true).map((members) => [...members].sort())).toEqual([['a', 'b']]);
  expect(zeroDelayCycles(network(populations, [...chain, dense('y', 'y', [[1]])]))).toEqual([['y']]);
});

test('reachability', () => {
  expect([...reachableFrom(network(populations, chain), ['a'])].sort()).toEqual(['a', 'b', 'y']);
  expect(reachableFrom(network(populations, chain), []).size).toBe(0);
});
