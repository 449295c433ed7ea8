import { describe, expect, test } from 'vitest';
import { axonGraphOf } from '../../src/ir/axon-graph.ts';
import { clusterFlowsOf, clusterGraphOf } from '../../src/ir/cluster-flows.ts';
import { listenersOf, remoteSumsOf } from '../../src/ir/cluster-traffic.ts';
import { demandOf, verifyClustered, type Clustered } from '../../src/ir/clustered.ts';
import type { CoreLimits } from '../../src/ir/target.ts';
import { core, lower, spikes, neurons, targetWith } from '../passes/lower.ts';
import { convolution, network } from './build.ts';
import { broken } from './broken.ts';
import { SMALL, smallStages } from './small-stages.ts';

const { clustered } = smallStages();

// Packed from the output back. y: unit 3 (rows h0 h1) and unit 4 (rows h2 h3) need 4 rows, a crossbar has 3; the sums need no crossbar.
test('the clusters of the small network', () => {
  expect([...clustered.clusterOf]).toEqual([2, 3, 3, 0, 1, 1]);
  expect(demandOf(clustered, SMALL)).toEqual({
    neurons: Int32Array.of(0, 2, 0, 4), rows: Int32Array.of(2, 2, 3, 3), columns: Int32Array.of(2, 2, 4, 4), crossbars: Int32Array.of(1, 1, 1, 1),
    // In: rows, and 2 or 4 partial sums. Out: unit 3 sends 2 partial sums, unit 0 sends 4, the 4 neurons of h are heard by one cluster each.
    axonsIn: Int32Array.of(2, 2 + 2, 3, 3 + 4), axonsOut: Int32Array.of(2, 0, 4, 4),
    synapseMemory_bits: Float64Array.of(4 * 8, 4 * 8, 12 * 8, 12 * 8),
  });
});

test('S712: clusters of another style of target are refused', () => {
  expect(verifyClustered(clustered, { ...SMALL, style: 'weights-stored-once' }).map(({ code }) => code)).toEqual(['S712']);
});

test('without crossbars partial sums count as neurons where they leave their core', () => {
  expect([...demandOf(clustered, targetWith({ core: core({}) })).neurons]).toEqual([2, 2, 4, 4]);
});

test('who hears whom', () => {
  const { offsets, clusters } = listenersOf(clustered);
  expect([...offsets]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
  expect([...clusters]).toEqual([2, 2, 2, 3, 3, 3, 0, 0, 1, 1]);
  expect(remoteSumsOf(clustered)).toEqual([{ piece: 0, columns: 4, from: 2, to: 3 }, { piece: 3, columns: 2, from: 0, to: 1 }]);
});

test('the graph between clusters and the entry', () => {
  // Two timesteps, each row driven once: units 3 and 0 have two and three rows, of which one at least is driven in a share 1 - exp(-2 / 2) and 1 - exp(-3 / 2).
  const reads = (rows: number): number => 2 * (1 - Math.exp(-rows / 2));
  const { offsets, neighbours, weights } = clusterGraphOf(clusterFlowsOf(axonGraphOf(clustered.unrolled, SMALL, clustered.profile), clustered.clusterOf, clustered.clusterCount));
  const edges = [...offsets.subarray(0, 5)].flatMap((start, a) => [...neighbours.subarray(start, offsets[a + 1])].map((b, i) => [a, b, weights[start + i]!]).filter(([, b]) => b! > a));
  expect(edges.sort((one, other) => one[0]! - other[0]! || one[1]! - other[1]!)).toEqual([[0, 1, 2 * reads(2)], [0, 3, 2], [1, 3, 2], [2, 3, 4 * reads(3)], [2, 4, 3], [3, 4, 3]]);
});

test('rows and axons of overlapping windows count once', () => {
  const line = network([spikes('x', [1, 1, 6]), neurons('y', [1, 1, 4])], [convolution('x', 'y', [1, 1, 1, 3], [1, 2, 3])], { timesteps: 1 });
  const demand = demandOf(lower(line, targetWith(), { stopAfter: 'clustered' }).clustered, targetWith());
  expect(demand).toMatchObject({ rows: Int32Array.of(6), axonsIn: Int32Array.of(6), columns: Int32Array.of(4), neurons: Int32Array.of(4), synapseMemory_bits: Float64Array.of(12 * 8) });
});

describe('S704', () => {
  const wrong: readonly (readonly [string, Parameters<typeof broken<Clustered>>[1]])[] = [
    ['a piece in no cluster', (copy) => { copy.clusterOf[0] = -1; }],
    ['a piece in a cluster that is not there', (copy) => { copy.clusterOf[0] = 4; }],
    ['more clusters than pieces', (copy) => { copy.clusterCount = 2 ** 32; }],
    ['a piece is lost', (copy) => { copy.clusterOf = copy.clusterOf.slice(1); }],
    ['two units whose rows do not fit one crossbar', (copy) => { copy.clusterOf[3] = 1; }],
    ['all in one cluster', (copy) => { copy.clusterOf.fill(0); }],
  ];
  test.each(wrong)('%s', (_what, change) => {
    const found = verifyClustered(broken(clustered, change), SMALL);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ code }) => code === 'S704')).toBe(true);
  });

  const limits: readonly (readonly [string, Partial<CoreLimits>])[] = [
    ['neurons', { neurons: 3 }], ['axons in', { axonsIn: 6 }], ['axons out', { axonsOut: 3 }], ['synapse memory (bits)', { synapseMemory_bits: 95 }],
    ['crossbar rows', { crossbars: { count: 1, rows: 2, columns: 4 } }], ['crossbar columns', { crossbars: { count: 1, rows: 3, columns: 3 } }],
  ];
  test.each(limits)('the limit %s, one less than is needed', (limit, changes) => {
    const found = verifyClustered(clustered, { ...SMALL, core: { ...SMALL.core, ...changes } });
    expect(new Set(found.map(({ code, message }) => `${code} ${message.slice(0, message.indexOf(':'))}`))).toEqual(new Set([`S704 breaks the core limit ${limit}`]));
    expect(found[0]!.where.place).toMatch(/^cluster \d$/);
  });

  test('the limit crossbars, where weights are stored once', () => {
    const once = { ...SMALL, style: 'weights-stored-once' as const, core: { ...SMALL.core, crossbars: { count: 4, rows: 3, columns: 4 } } };
    const stored = smallStages(once).clustered;
    expect(verifyClustered(stored, once)).toEqual([]);
    expect(verifyClustered(stored, { ...once, core: { ...once.core, crossbars: { count: 1, rows: 3, columns: 4 } } }).map(({ message }) => message)).toContain('breaks the core limit crossbars: 4 of 1');
  });
});
