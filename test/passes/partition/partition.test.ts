import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partition } from '../../../passes/5-partition/partition.ts';
import { demandOf, groupByCluster, limitsOf, verifyClustered, type Clustered } from '../../../src/ir/clustered.ts';
import type { Network } from '../../../src/ir/network.ts';
import { piecesOf } from '../../../src/ir/pieces.ts';
import type { CoreLimits, Target } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, dense, network, noise, sumWindow } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { contextWith } from '../context.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

const DENSE = network([spikes('x', [10]), neurons('y', [8])], [dense('x', 'y', matrix(8, 10))], { timesteps: 1 });

/** Channels x side x side -> the same by 3 x 3 kernels. */
function planes(channels: number, groups: number, side = 8): Network {
  const size = [channels, channels / groups, 3, 3];
  return network([spikes('x', [channels, side, side]), neurons('y', [channels, side, side])],
    [convolution('x', 'y', size, noise(channels * (channels / groups) * 9), { groups, padding: [1, 1, 1, 1] })], { timesteps: 1 });
}

function clustered(from: Network, target: Target, columns = 0): Clustered {
  return lower(from, target, { stopAfter: 'clustered', unroll: { columns } }).clustered;
}

/** Positions in each cluster, for a population of one block of columns. */
function positionsIn({ unrolled, style, clusterOf, clusterCount }: Clustered): number[][] {
  const { first, unitOf } = piecesOf(unrolled, style);
  return groupByCluster(clusterOf, clusterCount).map((pieces) => pieces.map((piece) => piece - first[unitOf[piece]!]!));
}

describe('packing', () => {
  test('neighbouring positions share a core: 8 channels on 128 columns are 4 x 4 positions a cluster', () => {
    const made = clustered(planes(8, 8), targetWith({ fanIn: 1024, core: core({ crossbars: { count: 1, rows: 1024, columns: 128 } }) }));
    const square = (top: number, left: number): number[] => [0, 1, 2, 3].flatMap((y) => [0, 1, 2, 3].map((x) => (top + y) * 8 + left + x));
    expect(positionsIn(made)).toEqual([square(0, 0), square(0, 4), square(4, 0), square(4, 4)]);
    // 5 x 5 inputs of each of 8 channels; the rest of the 6 x 6 is padding.
    expect([...demandOf(made, targetWith()).rows]).toEqual([200, 200, 200, 200]);
  });

  test('the rows of all groups of a unit count: 4 depthwise channels on 128 rows', () => {
    // 3 x 4 positions reach 5 x 6 inputs of each of 4 channels, 120 rows: 10 x 7 such rectangles hold 28 x 28 positions.
    const made = clustered(planes(4, 4, 28), targetWith());
    expect(Math.max(...demandOf(made, targetWith()).rows)).toBeLessThanOrEqual(128);
    expect(made.clusterCount).toBeLessThanOrEqual(70);
  });

  test('populations that listen are packed before those that speak', () => {
    const chain = network([spikes('x', [3]), neurons('h', [4]), neurons('y', [2])], [dense('x', 'h', matrix(4, 3)), dense('h', 'y', matrix(2, 4))], { timesteps: 1 });
    const { unrolled, clusterOf } = clustered(chain, targetWith({ core: core({ neurons: 4 }) }));
    expect(unrolled.units.map(({ population }, unit) => [population, clusterOf[unit]])).toEqual([[1, 1], [2, 0]]);
  });

  test('axons out of a recurrent population: less of the limit is filled until all fit', () => {
    const recurrent = network([spikes('x', [2]), neurons('h', [64]), neurons('y', [48])],
      [dense('x', 'h', matrix(64, 2)), dense('h', 'h', matrix(64, 64), { delay: 1 }), dense('h', 'y', matrix(48, 64))], { timesteps: 1 });
    const target = targetWith({ core: core({ neurons: 16, axonsOut: 110, crossbars: { count: 1, rows: 128, columns: 128 } }) });
    const { unrolled } = lower(recurrent, target, { stopAfter: 'unrolled', unroll: { columns: 4 } });
    const { output } = partition.run(unrolled, { partitioner: 'tiles' }, contextWith(null, target));
    expect(verifyClustered(output, target)).toEqual([]);
    // 112 neurons in units of 4 would fill 7 cores of 16; axons out need more.
    expect(output.clusterCount).toBeGreaterThan(7);
  });

  test('on weights stored once a unit with all its positions is one piece', () => {
    const target = targetWith({ style: 'weights-stored-once', core: core({ crossbars: { count: 2, rows: 128, columns: 2 } }) });
    const made = clustered(planes(8, 1), target);
    // 8 channels on 2 columns are 4 units, at any number of positions.
    expect(positionsIn(made)).toEqual([[0, 0], [0, 0]]);
    expect([...demandOf(made, target).crossbars]).toEqual([2, 2]);
  });
});

describe('S703 names the limit, the demand, what there is and the population', () => {
  const windowed = network([spikes('x', [1, 4, 4]), neurons('y', [4])], [dense('x', 'y', matrix(4, 1), { window: sumWindow([4, 4]) })], { timesteps: 1 });
  const chain = network([spikes('x', [3]), neurons('h', [4]), neurons('y', [6])], [dense('x', 'h', matrix(4, 3)), dense('h', 'y', matrix(6, 4))], { timesteps: 1 });
  const small = (limits: Partial<CoreLimits>): Target => targetWith({ core: core(limits) });
  const crossbar = (rows: number, columns: number, count = 1): Target => small({ crossbars: { count, rows, columns } });

  // A network unrolled for a roomier target, as with --start-from.
  test.each([
    ['neurons of a core', DENSE, small({ neurons: 7 }), 'y does not fit: neurons of a core needed 8, the target has 7 (1 too many)'],
    ['crossbar rows', DENSE, crossbar(9, 128), 'y does not fit: crossbar rows needed 10, the target has 9 (1 too many)'],
    ['crossbar columns', DENSE, crossbar(128, 6), 'y does not fit: crossbar columns needed 8, the target has 6 (2 too many)'],
    ['crossbars of a core', DENSE, { ...crossbar(128, 128, 0), style: 'weights-stored-once' as const }, 'y does not fit: crossbars of a core needed 1, the target has 0 (1 too many)'],
    ['axons in', windowed, small({ axonsIn: 12 }), 'y does not fit: axons in needed 16, the target has 12 (4 too many)'],
    ['synapse memory (bits)', DENSE, small({ synapseMemory_bits: 600 }), 'y does not fit: synapse memory (bits) needed 640, the target has 600 (40 too many)'],
  ])('%s', (_limit, from, target, message) => {
    const { unrolled } = lower(from, targetWith(), { stopAfter: 'unrolled' });
    expect(() => partition.run(unrolled, { partitioner: 'tiles' }, contextWith(null, target))).toThrow(`population ${message}`);
  });

  test('axons out', () => {
    // y takes 3 clusters of 2 neurons, so the 2 neurons of a unit of h have 6 axons out; units of one neuron need 3, and no unit is smaller.
    expect(clustered(chain, small({ neurons: 2, axonsOut: 6 })).clusterCount).toBe(5);
    expect(clustered(chain, small({ neurons: 2, axonsOut: 5 })).clusterCount).toBe(7);
    expect(() => clustered(chain, small({ neurons: 2, axonsOut: 2 }))).toThrow('population h does not fit: axons out needed 3, the target has 2 (1 too many)');
  });

  test('axons out of a recurrent population, whatever share of the limit was filled', () => {
    const recurrent = network([spikes('x', [2]), neurons('h', [16]), neurons('y', [24])],
      [dense('x', 'h', matrix(16, 2)), dense('h', 'h', matrix(16, 16), { delay: 1 }), dense('h', 'y', matrix(24, 16))], { timesteps: 1 });
    expect(() => clustered(recurrent, small({ neurons: 8, axonsOut: 36 }))).toThrow('population h does not fit: axons out needed 40, the target has 36 (4 too many)');
  });

  test('cores', () => {
    const mesh = { ...targetWith().mesh, width: 2, height: 1 };
    expect(() => clustered(chain, { ...small({ neurons: 2 }), mesh })).toThrow('population y does not fit: cores needed 5, the target has 2 (3 too many)');
  });

  test('S729: more cores than allowed, whatever the partitioner', () => {
    for (const partitioner of ['tiles', 'sequential', 'multilevel', 'steady']) {
      const made = (cores: number) => lower(chain, small({ neurons: 2 }), { stopAfter: 'clustered', partition: { partitioner, cores } });
      expect(() => made(4), partitioner).toThrow(`takes 5 cores with the partitioner ${partitioner}, and --cores allows 4`);
      expect(() => made(5), partitioner).not.toThrow();
    }
  });

  test('cores that are faulty do not count, whatever the partitioner', () => {
    const mesh = { ...targetWith().mesh, width: 2, height: 1, faultyCores: [0, 1] };
    for (const partitioner of ['tiles', 'multilevel', 'sneap']) {
      expect(() => lower(chain, { ...small({ neurons: 6 }), mesh }, { stopAfter: 'clustered', partition: { partitioner } }), partitioner).toThrow('cores needed 2, the target has 0 (2 too many)');
    }
  });

  test('each has a remedy', () => {
    expect(codesOf(() => clustered(chain, small({ neurons: 2, axonsOut: 2 })))).toEqual(['S703']);
    try {
      clustered(chain, small({ neurons: 2, axonsOut: 2 }));
    } catch (error) {
      expect((error as { diagnostics: { help: string }[] }).diagnostics[0]!.help).toContain('axons out');
    }
  });
});

test('generated networks keep every limit of every target, and no cluster is empty', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const made = clustered(drawNetwork(seed), target);
    expect(verifyClustered(made, target)).toEqual([]);
    for (const [limit, used, available] of limitsOf(demandOf(made, target), target, made.style)) {
      expect(Math.max(...used), limit).toBeLessThanOrEqual(available);
    }
    expect(groupByCluster(made.clusterOf, made.clusterCount).every((pieces) => pieces.length > 0)).toBe(true);
  }), { seed: 11, numRuns: 60 });
});
