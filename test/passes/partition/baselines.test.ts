import { expect, test } from 'vitest';
import { synapseGraph } from '../../../passes/5-partition/baselines/synapse-graph.ts';
import { countLoads } from '../../../passes/5-partition/count-loads.ts';
import { partition } from '../../../passes/5-partition/partition.ts';
import { axonGraphOf } from '../../../src/ir/axon-graph.ts';
import { groupByCluster, type Clustered } from '../../../src/ir/clustered.ts';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import type { Unrolled } from '../../../src/ir/unrolled.ts';
import { convolution, dense, network, noise } from '../../ir/build.ts';
import { contextWith } from '../context.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

const SIDE = 12;
const KERNEL = [2, 2, 3, 3];
const TARGET = targetWith({ fanIn: 1024, core: core({ neurons: 30 }) });
const CHANNELS = [2, SIDE, SIDE];

/** Two planes of positions in a row, listed in the wrong order, and a dense population behind them. */
const PLANES = network(
  [spikes('x', CHANNELS), neurons('second', CHANNELS), neurons('first', CHANNELS), neurons('out', [20])],
  [
    convolution('x', 'first', KERNEL, noise(36), { padding: [1, 1, 1, 1] }), convolution('first', 'second', KERNEL, noise(36), { padding: [1, 1, 1, 1] }),
    dense('second', 'out', matrix(20, 2 * SIDE * SIDE)),
  ], { timesteps: 2 },
);
const { unrolled } = lower(PLANES, TARGET, { stopAfter: 'unrolled', unroll: { columns: 5 } });

function by(partitioner: string, seed = 1): Clustered {
  return partition.run(unrolled, { partitioner }, { ...contextWith(null, TARGET), seed }).output;
}

function populationsOf({ unrolled: { units } }: { unrolled: Unrolled }, pieceUnits: Int32Array, pieces: readonly number[]): Set<number> {
  return new Set(pieces.map((piece) => units[pieceUnits[piece]!]!.population));
}

const unitOf = Int32Array.from(unrolled.units.flatMap((unit, index) => Array.from({ length: PLANES.populations[unit.population]!.name === 'out' ? 1 : SIDE * SIDE }, () => index)));
const graph = axonGraphOf(unrolled, TARGET, estimatedProfile(PLANES));
const messagesOf = ({ clusterOf }: Clustered): number => countLoads(graph, clusterOf).messages;
const cutOf = ({ clusterOf }: Clustered): number => {
  const synapses = synapseGraph(graph);
  return countLoads(synapses, clusterOf).messages - synapses.bundles.messages.reduce((sum, one) => sum + one, 0);
};

test('sequential fills cores in the order of the file, hilbert in topological order', () => {
  expect(unitOf.length).toBe(graph.pieces);
  const first = (made: Clustered): string[] => groupByCluster(made.clusterOf, made.clusterCount).map((pieces) => PLANES.populations[unrolled.units[unitOf[pieces[0]!]!]!.population]!.name);
  expect([first(by('sequential'))[0], first(by('hilbert'))[0]]).toEqual(['second', 'first']);
});

test('pacman mixes no populations', () => {
  const made = by('pacman');
  expect(groupByCluster(made.clusterOf, made.clusterCount).every((pieces) => populationsOf(made, unitOf, pieces).size === 1)).toBe(true);
  const mixed = by('sequential');
  expect(groupByCluster(mixed.clusterOf, mixed.clusterCount).every((pieces) => populationsOf(mixed, unitOf, pieces).size === 1)).toBe(false);
});

test('random depends on the seed only', () => {
  expect(by('random', 4).clusterOf).toEqual(by('random', 4).clusterOf);
  expect(by('random', 4).clusterOf).not.toEqual(by('random', 5).clusterOf);
});

test('spinemap and sneap lower the spikes on synapses between clusters', () => {
  const [start, exchanged, cut] = ['sequential', 'spinemap', 'sneap'].map((name) => cutOf(by(name)));
  expect(exchanged).toBeLessThan(0.95 * start!);
  expect(cut).toBeLessThan(exchanged!);
});

test('the cut counts a spike for every neuron that hears it in another cluster', () => {
  const synapses = synapseGraph(graph);
  const total = synapses.bundles.messages.reduce((sum, one) => sum + one, 0);
  // 10 x 10 inner positions with 9 neighbours, 40 at edges with 6, 4 corners with 4: 1156 pairs of positions, 2 x 2 channels; 288 neurons to 20.
  expect(total).toBe(1156 * 4 + 288 * 20);
});

test('multilevel sends fewest messages, random most', () => {
  const messages = Object.fromEntries(['multilevel', 'tiles', 'sequential', 'random', 'pacman', 'spinemap', 'sneap', 'edgemap', 'overlap', 'hilbert'].map((name) => [name, messagesOf(by(name))]));
  const least = Math.min(...Object.values(messages));
  expect(messages.random).toBe(Math.max(...Object.values(messages)));
  // By the prices of this target messages within a core are free.
  expect(countLoads(graph, by('multilevel').clusterOf).leaving).toBeLessThanOrEqual(least);
  expect(messages.overlap).toBeLessThan(messages.random!);
});
