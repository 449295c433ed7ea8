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

test('a population may have any name', () => {
  const [input, odd] = [population('__proto__', [1], CURRENT), population('constructor', [1], LINEAR)];
  const projections = [dense('__proto__', 'constructor', [[1]]), dense('constructor', '__proto__', [[1]], { delay: 1 })];
  expect(updateOrder(network([odd, input], projections))).toEqual(['__proto__', 'constructor']);
  expect([...reachableFrom(network([odd, input], projections), ['constructor'])].sort()).toEqual(['__proto__', 'constructor']);
});
