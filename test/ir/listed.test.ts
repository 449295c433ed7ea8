import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listedSynapses, sparseSynapses } from '../../src/ir/listed.ts';
import { forEachListedRow } from '../../src/ir/listed-rows.ts';
import type { ListedProjection, Network } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { tensor } from '../../src/ir/tensor.ts';
import { integrateAndFire, network, population, sparse, SPIKES } from './build.ts';

test('several synapses between one pair add up; sources ascend', () => {
  const { offsets, sources, weights } = listedSynapses(sparse('x', 'y', 3, 2, [[0, 1, 1], [0, 1, 0.5], [1, 0, 2], [2, 1, -1], [2, 0, 4]]));
  expect([[...offsets], [...sources], [...weights.data]]).toEqual([[0, 2, 4], [1, 2, 0, 2], [2, 4, 1.5, -1]]);
});

test('there and back: the same synapses in the order of their sources', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(4)), { selector: ([from, to]) => `${from} ${to}` }), (pairs) => {
    const sorted = [...pairs].sort(([a, b], [c, d]) => a - c || b - d);
    const { offsets, destinations, values } = sparse('x', 'y', 7, 5, sorted.map(([from, to], i) => [from, to, i + 1]));
    expect(sparseSynapses(listedSynapses({ offsets, destinations, values, size: 5 }), 7)).toEqual({ offsets, destinations, values, size: 5 });
  }), { seed: 1, numRuns: 100 });
});

test('rows count over the lists of several projections', () => {
  const offsets = [Int32Array.of(0, 2, 5), Int32Array.of(0, 3, 3), Int32Array.of(0, 1, 2)];
  const rows = (start: number, end: number, position: number): number[][] => {
    const found: number[][] = [];
    forEachListedRow({ first: 0, also: [1, 2], rows: { start, end } }, position, (at) => offsets[at]!, (...row) => found.push(row));
    return found;
  };
  expect(rows(0, 6, 0)).toEqual([[0, 0, 0], [0, 1, 1], [1, 0, 2], [1, 1, 3], [1, 2, 4], [2, 0, 5]]);
  expect(rows(1, 4, 0)).toEqual([[0, 1, 0], [1, 0, 1], [1, 1, 2]]);
  expect(rows(2, 4, 1)).toEqual([[0, 4, 0], [2, 1, 1]]);
});

test.each<[string, Partial<ListedProjection>, string]>([
  ['offsets that do not end', { offsets: Int32Array.of(0, 1, 3) }, 'S511'],
  ['a source that is not there', { sources: Int32Array.of(0, 3) }, 'S511'],
  ['sources out of order', { offsets: Int32Array.of(0, 2, 2), sources: Int32Array.of(1, 0) }, 'S511'],
  ['a source twice', { offsets: Int32Array.of(0, 2, 2), sources: Int32Array.of(1, 1) }, 'S511'],
  ['fewer weights', { weights: tensor([1], Float32Array.of(1)) }, 'S511'],
  ['a bias of the wrong length', { bias: Float32Array.of(1) }, 'S504'],
  ['a destination of another size', { offsets: Int32Array.of(0, 1, 2, 2) }, 'S503'],
])('%s', (_what, change, code) => {
  const { kind: _, size, offsets, destinations, values, ...rest } = sparse('x', 'y', 3, 2, [[0, 0, 1], [2, 1, 1]]);
  const listed: ListedProjection = { ...rest, kind: 'listed', window: null, ...listedSynapses({ size, offsets, destinations, values }) };
  const of = (projection: ListedProjection): Network => network([population('x', [3], SPIKES), population('y', [2], integrateAndFire())], [projection]);
  expect(verifyNetwork(of(listed))).toEqual([]);
  expect(verifyNetwork(of({ ...listed, ...change })).map((one) => one.code)).toContain(code);
});
