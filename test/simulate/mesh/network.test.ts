import { describe, expect, test } from 'vitest';
import { routerTables } from '../../../passes/7-route/router-tables.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import type { Target } from '../../../src/ir/target.ts';
import { describeNetwork, findingsOfNetwork, type CycleNetwork } from '../../../src/report/network.ts';
import { estimateLatency } from '../../../src/report/latency.ts';
import type { SimulationResult } from '../../../src/simulate/result.ts';
import { networkSimulator } from '../../../src/simulate/mesh/simulate-network.ts';
import { simulate, type SimulateOptions } from '../../../src/simulate/simulate.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { samples } from '../../ir/build.ts';
import { handMade } from '../ledger/hand-made.ts';

// Input 0 spikes in steps 0 and 2, input 1 in steps 1 and 2, input 2 in step 1; the second sample is the first one backwards.
const TRAIN = samples([3], [[1, 0, 0, 0, 1, 1, 1, 1, 0], [1, 1, 0, 0, 1, 1, 1, 0, 0]], 3);
/** Buffers of four packets. */
function made(input: Parameters<typeof handMade>[0], delay = 0): ReturnType<typeof handMade> {
  const { configuration, target } = handMade(input, delay);
  return { configuration, target: { ...target, mesh: { ...target.mesh, linkBuffer: 4 } } };
}

const SPIKES = { coding: 'spikes', levels: null } as const;

function run(configuration: Configuration, target: Target, dataset: Dataset, network: SimulateOptions['network'], limit: number | null = null): Promise<SimulationResult> {
  return simulate(configuration, target, dataset, { nonIdealities: IDEAL, seed: 1, trial: 0, workers: 1, limit, progress: () => {}, network });
}

function cycle({ network, ledger }: SimulationResult, target: Target): CycleNetwork {
  const described = describeNetwork(network, target, ledger.populations);
  if (described.model !== 'cycle') throw new Error(described.reason);
  return described;
}

describe('one sample of the chip wired by hand', () => {
  const { configuration, target } = made(SPIKES);

  test('packets, hops and deliveries are those of the ledger, and all arrive', async () => {
    const result = await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 }, 1);
    const { spikes, partialSums } = cycle(result, target);
    expect(spikes).toEqual({ packets: 5, hops: 11, due: 7, deliveries: 7 });
    expect(partialSums).toEqual({ packets: 8, hops: 8, due: 8, deliveries: 8 });
    const { packets, hopsEastWest, hopsNorthSouth, deliveries } = result.ledger.total;
    expect([packets, hopsEastWest + hopsNorthSouth, deliveries]).toEqual([13, 19, 15]);
    expect([...result.network!.crossed]).toEqual([...result.ledger.linkLoads]);
  });

  test('times', async () => {
    const found = cycle(await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 }, 1), target);
    // Ticks of 8 ns: one to send, one a hop, one into the core. Step 0: input 0 to core 1. Step 1: inputs 1 and 2 one behind the other to cores 1 and 5
    // (3 hops). Step 2: inputs 0 and 1. Nobody waits: 3, and 3 and 5, 5; 3, 3 and 5 ticks.
    expect([found.tick_s, found.linkBuffer, found.samples]).toEqual([8e-9, 4, 1]);
    expect(found.spike_s).toEqual({ mean: expect.closeTo((27 / 7) * 8e-9, 18), p95: 5 * 8e-9, max: 5 * 8e-9 });
    expect(found.isiDistortion_s).toEqual({ mean: 0, max: 0, intervals: 3 });
    expect(found.disorder).toEqual({ count: 0, share: 0 });
    // Partial sums: two columns from core 1 in every step, and from core 5 in step 1; the two columns to core 4, 1 hop: 3 ticks, the second from
    // both sides at once with the first waiting: core 4 takes one a tick. In step 1 those of core 5 wait a tick each.
    expect(found.partialSum_s.max).toBeCloseTo(5 * 8e-9, 18);
    // Step 0: 3 + 4 ticks; step 1: 6 + 6; step 2: 6 + 4.
    expect(found.timestep_s).toEqual({ mean: expect.closeTo((29 / 3) * 8e-9, 18), max: expect.closeTo(12 * 8e-9, 18) });
    expect(found.throughput_perSecond).toBeCloseTo(15 / (29 * 8e-9), 0);
    // Tile 1 south carries six packets in 29 ticks, tile 0 east five.
    expect(found.linkUtilisation).toEqual({ mean: expect.closeTo(19 / 5 / 29, 12), max: expect.closeTo(6 / 29, 12), links: 5, busiest: 'south of tile (1, 0)' });
    expect(found.mostWaiting).toEqual({ packets: expect.any(Number), before: 'into core 4' });
  });

  test('where nobody waits the latency is that of packets one by one', async () => {
    const result = await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 }, 1);
    expect(cycle(result, target).spike_s.mean).toBeCloseTo(estimateLatency(target.timing, result.ledger, []).spike_s.mean!, 18);
  });

  test('samples add up, and more of them than there are means all', async () => {
    const one = await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 });
    const both = await run(configuration, target, TRAIN, { model: 'cycle', samples: 9 });
    expect([one.network!.samples, both.network!.samples]).toEqual([1, 2]);
    expect([both.network!.spikes.packets, both.network!.partialSums.packets]).toEqual([10, both.ledger.total.packets - 10]);
    expect([...both.network!.crossed]).toEqual([...both.ledger.linkLoads]);
    expect(both.network!.latencies.slice(0, -1).reduce((sum, { count }) => sum + count, 0)).toBe(both.network!.spikes.delivered);
  });

  test('samples of several parts add up', async () => {
    const many = samples([3], Array.from({ length: 150 }, (_, i) => Array.from({ length: 9 }, (_, k) => (i * 7 + k * k * 5) % 3 === 0 ? 1 : 0)), 3);
    const result = await run(configuration, target, many, { model: 'cycle', samples: 140 }, 140);
    expect(result.network!.samples).toBe(140);
    expect(cycle(result, target).spikes.packets + cycle(result, target).partialSums.packets).toBe(result.ledger.total.packets);
    expect([...result.network!.crossed]).toEqual([...result.ledger.linkLoads]);
  });

  test('a target without buffer sizes', async () => {
    const open = { ...target, mesh: { ...target.mesh, linkBuffer: null } };
    expect(cycle(await run(configuration, open, TRAIN, { model: 'cycle', samples: 1 }), open).linkBuffer).toBeNull();
  });

  test('times that have no common divisor are rounded, which is said (S823)', async () => {
    const odd = { ...target, timing: { ...target.timing, hopEastWest_ns: { ...target.timing.hopEastWest_ns, value: 8.00001 } } };
    const result = await run(configuration, odd, TRAIN, { model: 'cycle', samples: 1 }, 1);
    expect(findingsOfNetwork(result.network, odd, true).map(({ code, message }) => [code, message])).toEqual([
      ['S823', 'the mesh of rram-128 is simulated in ticks of 0.000488282 ns, which do not divide its times: they are rounded'],
    ]);
    expect(cycle(result, odd).spike_s.mean).toBeCloseTo((27 / 7) * 8e-9, 12);
    expect(findingsOfNetwork((await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 }, 1)).network, target, true)).toEqual([]);
  });
});

describe('values', () => {
  test('travel once, in the first timestep, and make crossbars be read in all', async () => {
    const { configuration, target } = made({ coding: 'current', levels: { scale: 1, low: 0, high: 255 } });
    const result = await run(configuration, target, samples([3], [[1, 0, 2]]), { model: 'cycle', samples: 1 });
    const { spikes, partialSums } = cycle(result, target);
    expect(spikes).toEqual({ packets: 2, hops: 4, due: 2, deliveries: 2 });
    expect([partialSums.packets, partialSums.deliveries]).toEqual([12, 12]);
    expect([...result.network!.crossed]).toEqual([...result.ledger.linkLoads]);
  });

  test('with a delay are read later', async () => {
    const { configuration, target } = made({ coding: 'current', levels: { scale: 1, low: 0, high: 255 } }, 1);
    const result = await run(configuration, target, samples([3], [[1, 0, 2]]), { model: 'cycle', samples: 1 });
    expect(cycle(result, target).partialSums.packets).toBe(8);
    expect([...result.network!.crossed]).toEqual([...result.ledger.linkLoads]);
  });
});

test('spikes that wait come at other intervals than they were sent, and overtake others', () => {
  const { configuration, target } = made(SPIKES);
  // Neurons 3 and 4 send from core 4 to core 5, one hop; input 0 sends from the entry, three hops. A core takes one packet in three ticks.
  const busy: Target = { ...target, timing: { ...target.timing, perCount_ns: { ...target.timing.perCount_ns, deliveries: { ...target.timing.hopEastWest_ns, value: 24 } } } };
  const ways: Configuration = {
    ...configuration, routes: routerTables([4, 0], [[5], [5]], target.mesh),
    axonRoutes: { offsets: Int32Array.of(0, 1, 1, 1, 2, 3, 3), routes: Int32Array.of(1, 0, 0) },
    applications: { ...configuration.applications, sumRoute: new Int32Array(4).fill(-1) },
  };
  const simulator = networkSimulator(ways, busy, 1e6);
  // Step 0: neuron 3 (1 + 1 + 3 ticks). Step 1: 3 as before; 4 is sent at 1, waits from 3 to 5, and arrives at 8; 0, sent at 0, waits from 4 to 8 and
  // comes at 11, after 4 that was sent later. Step 2: 4 takes 5 ticks, 0 waits from 4 to 5 and takes 8.
  simulator.run({ offsets: Int32Array.of(0, 1, 4, 6), neurons: Int32Array.of(3, 0, 3, 4, 0, 4), values: new Int32Array(0) }, 0);
  const counts = simulator.takeCounts();
  expect(counts.disorder).toBe(1);
  expect(counts.isi).toEqual({ intervals: 3, distortion: 5, largest: 3 });
  expect(counts.latencies.map(({ sum, count }) => [sum, count])).toEqual([[19, 2], [22, 4], [0, 0], [0, 0]]);
  expect([counts.ticks, counts.longestTimestep]).toEqual([5 + 11 + 8, 11]);
  expect(simulator.takeCounts().samples).toBe(0);
});

describe('what is not simulated', () => {
  test('a sample with more hops than it may have', () => {
    const { configuration, target } = made(SPIKES);
    const simulator = networkSimulator(configuration, target, 3);
    simulator.run({ offsets: Int32Array.of(0, 1, 2, 2), neurons: Int32Array.of(0, 1), values: new Int32Array(0) }, 7);
    // One hop, and three; the sums of core 1 are one hop each in two timesteps.
    expect(simulator.takeCounts().stopped).toEqual({ why: 'costly', sample: 7, hops: 8, limit: 3 });
  });

  const { configuration, target } = made(SPIKES);

  test('nothing where it was not asked for', async () => {
    expect((await run(configuration, target, TRAIN, { model: 'analytic', samples: 1 })).network).toBeNull();
    expect((await run(configuration, target, TRAIN, undefined)).network).toBeNull();
  });

  test('the first chip only', async () => {
    const { network } = await simulate(configuration, target, TRAIN, { nonIdealities: IDEAL, seed: 1, trial: 1, workers: 1, limit: null, progress: () => {}, network: { model: 'cycle', samples: 1 } });
    expect(network).toBeNull();
  });

  test.each([
    ['S820', { why: 'deadlock', sample: 0, timestep: 3, packets: 9, waiting: 4, link: 5 }, 'packets cannot move any more in sample 0, timestep 3: 4 wait for the link north of tile (1, 0), buffers of 4 packets are full in a circle'],
    ['S821', { why: 'overload', sample: 1, timestep: 2, packets: 9, waiting: 4, link: -1 }, 'the 9 packets of sample 1, timestep 2 are too many at once for the simulation of the mesh'],
    ['S822', { why: 'costly', sample: 1, hops: 100, limit: 10 }, 'sample 1 sends packets over 100 links, more than the 10 that are simulated cycle by cycle'],
  ] as const)('%s', async (code, stopped, message) => {
    const { network, ledger } = await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 });
    const counts = { ...network!, stopped };
    expect(findingsOfNetwork(counts, target, true).map((found) => [found.code, found.message])).toEqual([[code, message]]);
    expect(describeNetwork(counts, target, ledger.populations).model).toBe('analytic');
  });

  test('a sample that costs too much where nobody asked for it is no finding', async () => {
    const { network } = await run(configuration, target, TRAIN, { model: 'cycle', samples: 1 });
    expect(findingsOfNetwork({ ...network!, stopped: { why: 'costly', sample: 0, hops: 100, limit: 10 } }, target, false)).toEqual([]);
  });
});
