import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unitsOfChain } from '../../../passes/4-unroll/chains.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { isPlain, projectionsInto, type IntegrateAndFire, type ListedProjection, type Network } from '../../../src/ir/network.ts';
import type { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Target } from '../../../src/ir/target.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, population, sparse, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { core, fanInOf, lower, neurons, spikes, targetWith, type Stages } from '../lower.ts';

type Mode = 'spiking' | 'prune';

function unrolled(from: Network, mode: Mode, fanIn: number): Stages {
  return lower(from, fanInOf(fanIn), { stopAfter: 'unrolled', unroll: { columns: 0, mode }, quantise: { bits: 8, rounding: 'nearest', corrections: 'none' } });
}

/** One neuron that hears n inputs; weights of both signs. */
function neuronOf(n: number): Network {
  return network([spikes('x', [n]), neurons('y', [1])], [dense('x', 'y', [noise(n)])], { timesteps: 4 });
}

const lists = (of: Network, name: string): ListedProjection[] => projectionsInto(of, name) as ListedProjection[];

function spikesOf(of: Network, data: Dataset): number {
  let spikes = 0;
  interpret(of, data, { onSample: (_, activity) => { spikes += activity.get('y')!.reduce((sum, one) => sum + one, 0); } });
  return spikes;
}

describe('spiking: the published chain', () => {
  test('units and depth of micro-cases are those of the formula', () => {
    for (const [n, f] of [[3, 2], [4, 2], [5, 3], [64, 2], [64, 5], [128, 128], [129, 128], [255, 128], [256, 128], [784, 128], [1000, 7], [4096, 128], [200, 2]] as const) {
      const { statistics, unrolled: { network: after, units } } = unrolled(neuronOf(n), 'spiking', f);
      const expected = n <= f ? 1 : Math.ceil((n - f) / (f - 1)) + 1;
      expect([n, f, statistics.longestChain, statistics.relays, statistics.depth, units.length]).toEqual([n, f, expected, expected - 1, 1, expected]);
      expect(after.populations).toHaveLength(expected + 1);
      expect(statistics).toMatchObject({ synapses: n + expected - 1, axonsBetweenUnits: expected - 1, droppedSynapses: 0 });
    }
  });

  test('units of a chain, n from 1 to 4096 and f from 2 to 128', () => {
    for (let f = 2; f <= 128; f++) {
      for (let n = 1; n <= 4096; n += 13) {
        const units = unitsOfChain(n, f);
        // The first takes f, every other one f - 1: they hold n inputs, and one unit less would not.
        expect(f + (units - 1) * (f - 1)).toBeGreaterThanOrEqual(n);
        if (units > 1) expect(f + (units - 2) * (f - 1)).toBeLessThan(n);
      }
    }
  });

  // Levels: 126 stands for 1. Excitatory inputs 0, 2, 3 come first, then 1 and 4: the chain is (0, 2, 3), (relay, 1, 4) = y.
  test('a small chain by eye', () => {
    const from = network([spikes('x', [5]), neurons('y', [1])], [dense('x', 'y', [[1, -1, 0.5, 1, -0.5]])], { timesteps: 4 });
    const { network: after } = unrolled(from, 'spiking', 3).unrolled;
    const [x, relay, y] = after.populations;
    expect([x!.name, relay!.name, y!.name]).toEqual(['x', 'y.relay1', 'y']);
    expect(lists(after, 'y.relay1').map(({ name, sources, weights }) => [name, [...sources], [...weights.data]])).toEqual([['x-y.1', [0, 2, 3], [126, 63, 126]]]);
    // A rate of 0.12 each and twice the room: 2 x 0.12 x 315 levels are less than the largest weight, so levels stay as they are.
    expect(lists(after, 'y').map(({ name, sources, weights }) => [name, [...sources], [...weights.data]])).toEqual([['x-y', [1, 4], [-126, -63]], ['y.relay1-y', [0], [127]]]);
    const { threshold, initial, decay, reset } = relay!.neuron as IntegrateAndFire;
    expect([threshold, initial, decay, reset]).toEqual([Float32Array.of(127), Float32Array.of(63.5), 1, 'subtract']);
    expect((y!.neuron as IntegrateAndFire).threshold).toEqual(Float32Array.of(126));
  });

  test('where much excites a chain, its levels from the second unit on are coarser, and so is the threshold', () => {
    const weights = Float32Array.from({ length: 100 }, () => 1);
    const from = network([spikes('x', [100]), neurons('y', [2])], [dense('x', 'y', [[...weights], [1, ...new Array<number>(99).fill(0)]])], { timesteps: 4 });
    const { network: after } = unrolled(from, 'spiking', 60).unrolled;
    const times = 2 * 0.12 * 100;
    expect((after.populations[1]!.neuron as IntegrateAndFire).threshold).toEqual(Float32Array.of(127 * times, 127 * 2 * 0.12 * 1 < 127 ? 127 : NaN));
    const [own, links] = lists(after, 'y');
    expect([...own!.weights.data.subarray(0, 40)]).toEqual(new Array(40).fill(Math.round(127 / times)));
    expect([...links!.weights.data]).toEqual([127, 127]);
    expect([...(after.populations[2]!.neuron as IntegrateAndFire).threshold as Float32Array].map((one) => Math.round(one * 1000) / 1000)).toEqual([Math.round((127 / times) * 1000) / 1000, 127]);
  });

  test('neurons that fit keep their synapses; chains have the length that each neuron needs', () => {
    const pairs = Array.from({ length: 9 }, (_, from) => [[from, 0, 1], ...(from < 2 ? [[from, 1, 1]] : []), ...(from < 5 ? [[from, 2, 1]] : [])] as [number, number, number][]).flat();
    const from = network([spikes('x', [9]), neurons('y', [4])], [sparse('x', 'y', 9, 4, pairs)], { timesteps: 4 });
    const { statistics, unrolled: { network: after } } = unrolled(from, 'spiking', 3);
    expect(statistics).toMatchObject({ relays: 3 + 1, longestChain: 4, synapses: 9 + 2 + 5 + 4, axonsBetweenUnits: 4 });
    expect(after.populations.map(({ name, shape }) => [name, shape])).toEqual([['x', [9]], ['y.relay1', [2]], ['y.relay2', [1]], ['y.relay3', [1]], ['y', [4]]]);
    expect([...lists(after, 'y').find(({ name }) => name === 'x-y')!.offsets]).toEqual([0, 2, 4, 6, 6]);
  });

  test('a sum is passed on whole: without inhibition and with time, the neuron fires as often', () => {
    const from = network([spikes('x', [40]), population('y', [1], integrateAndFire({ threshold: 30 }))], [dense('x', 'y', [new Array<number>(40).fill(0.4)])], { timesteps: 200 });
    const data = { file: 'x', count: 1, shape: [40], timesteps: 200, labels: null, read: (_: number, out: Float32Array) => { for (let i = 0; i < out.length; i++) out[i] = Number((i * 7919) % 100 < 30); } };
    const counts = (mode: 'exact' | 'spiking'): number => {
      const { unrolled: stage, configuration } = lower(from, targetWith({ fanIn: 8 }), { unroll: { columns: 0, mode } });
      expect(checkEquivalence(stage, configuration, targetWith({ fanIn: 8 }), loadKernels(), data, 1)).toEqual([]);
      return spikesOf(stage.network, data);
    };
    const [exact, spiking] = [counts('exact'), counts('spiking')];
    expect(exact).toBeGreaterThan(20);
    expect(Math.abs(spiking - exact)).toBeLessThan(0.2 * exact);
  });
});

describe('prune', () => {
  test('the largest weights stay, of equal ones the first', () => {
    const from = network([spikes('x', [6]), neurons('y', [2])], [dense('x', 'y', [[0.5, -1, 0.25, 0.5, -0.5, 0], [0, 0, 1, 0, 0, 0]])], { timesteps: 1 });
    const { statistics, unrolled: { network: after } } = unrolled(from, 'prune', 3);
    const [list] = lists(after, 'y');
    expect([[...list!.offsets], [...list!.sources], [...list!.weights.data]]).toEqual([[0, 3, 6], [0, 1, 3, 0, 1, 2], [62, -124, 62, 0, 0, 31]]);
    expect(statistics).toMatchObject({ prunedNeurons: 2, droppedSynapses: 6, synapses: 6, depth: 1, sumUnits: 0 });
  });

  test('what fits is left alone', () => {
    const { statistics, unrolled: { network: after } } = unrolled(neuronOf(5), 'prune', 5);
    expect(statistics).toMatchObject({ droppedSynapses: 0, prunedNeurons: 0 });
    expect(after.projections[0]!.kind).toBe('dense');
  });
});

describe('S719: more units than the target has room for, said before any is made', () => {
  const on = (cores: number, fanIn = 6, own: Partial<Target['core']> = {}): Target => ({
    ...targetWith({ fanIn, core: core({ crossbars: { count: 1, rows: fanIn, columns: 8 }, ...own }) }), mesh: { width: cores, height: 1, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } },
  });
  const messageOf = (from: Network, mode: Mode, target: Target): string => {
    try {
      lower(from, target, { stopAfter: 'unrolled', unroll: { columns: 0, mode } });
      return '';
    } catch (error) {
      return (error as DiagnosticError).diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n');
    }
  };
  const wide = network([spikes('x', [20]), neurons('y', [7])], [dense('x', 'y', Array.from({ length: 7 }, (_, i) => noise(20 + i).slice(i)))], { timesteps: 4 });

  test('chains: a crossbar for each unit between the first and the last', () => {
    // 20 inputs, fan-in 6: four units, of which two have a crossbar of their own.
    expect(messageOf(wide, 'spiking', on(13))).toBe('S719 --unroll spiking: population "y" does not fit: crossbars needed at least 14 in all, rram-128 has 13 (1 too many); its 7 neurons become 28 units');
    expect(messageOf(wide, 'spiking', on(9, 6, { crossbars: null, neurons: 3 }))).toBe('S719 --unroll spiking: population "y" does not fit: neurons needed at least 28 in all, rram-128 has 27 (1 too many); its 7 neurons become 28 units');
    expect(messageOf(wide, 'spiking', on(10, 6, { crossbars: null, neurons: 3 }))).toBe('');
  });

  test('pruning: a crossbar for each set of inputs', () => {
    expect(messageOf(wide, 'prune', on(3))).toMatch(/^S719 --unroll prune: population "y" does not fit: crossbars needed at least [4-7] in all, rram-128 has 3 \([1-4] too many\)$/);
    const equal = network([spikes('x', [20]), neurons('y', [7])], [dense('x', 'y', Array.from({ length: 7 }, () => noise(20)))], { timesteps: 4 });
    expect(messageOf(equal, 'prune', on(1))).toBe('');
  });

  test('millions of units are refused at once', () => {
    const huge = network([spikes('x', [2000]), neurons('y', [2000])], [dense('x', 'y', Array.from({ length: 2000 }, () => noise(2000)))], { timesteps: 4 });
    const began = process.cpuUsage();
    expect(messageOf(huge, 'spiking', on(100, 3))).toMatch(/its 2000 neurons become 2000000 units$/);
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5);
  });

  test('never where it would have fitted', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom<Mode>('spiking', 'prune'), fc.integer({ min: 3, max: 9 }), (seed, mode, fanIn) => {
      const drawn = drawNetwork(seed);
      const from: Network = { ...drawn, populations: drawn.populations.map((one) => (one.neuron.kind === 'input' && one.neuron.coding === 'current' ? { ...one, neuron: { ...one.neuron, coding: 'rate' } } : one)) };
      const { clusterCount } = lower(from, on(5000, fanIn), { stopAfter: 'clustered', unroll: { columns: 0, mode } }).clustered;
      expect(messageOf(from, mode, on(clusterCount, fanIn))).toBe('');
    }), { seed: 5, numRuns: 12 });
  });
});

describe('both', () => {
  const columnTargets = TARGETS.filter(({ style }) => style === 'column-per-neuron');

  test.each(columnTargets.flatMap((target) => (['spiking', 'prune'] as const).map((mode) => [target.name, mode, target] as const)))('from the unrolled network on every stage is exact: %s, %s', (_name, mode, target) => {
    fc.assert(fc.property(fc.nat(1e6), (seed) => {
      const drawn = drawNetwork(seed);
      const from: Network = { ...drawn, populations: drawn.populations.map((one) => (one.neuron.kind === 'input' && one.neuron.coding === 'current' ? { ...one, neuron: { ...one.neuron, coding: 'rate' } } : one)) };
      const data = drawSamples(from, seed, 1);
      const { unrolled: stage, configuration, statistics, diagnostics } = lower(from, { ...target, fanIn: 5 }, { unroll: { columns: 0, mode } });
      expect(checkEquivalence(stage, configuration, target, loadKernels(), data, 1)).toEqual([]);
      expect(diagnostics.map(({ code }) => code)).toContain('S718');
      if (mode === 'spiking') expect(statistics.sumUnits).toBe(stage.units.filter(({ input }) => input.kind === 'sums').length);
    }), { seed: 3, numRuns: 4 });
  });

  test('S716: where weights are stored once', () => {
    const target = loadTarget('spikeflow-64').target;
    for (const mode of ['spiking', 'prune'] as const) expect(codesOf(() => lower(neuronOf(200), target, { unroll: { columns: 0, mode } }))).toEqual(['S716']);
  });

  test('S717: values are no spikes; S717: a fan-in of 1', () => {
    const values = network([population('x', [9], CURRENT), neurons('y', [1])], [dense('x', 'y', [noise(9)])], { timesteps: 4 });
    expect(codesOf(() => unrolled(values, 'spiking', 3))).toContain('S717');
    expect(codesOf(() => unrolled(values, 'prune', 3))).not.toContain('S717');
    expect(codesOf(() => unrolled(neuronOf(9), 'spiking', 1))).toEqual(['S717']);
  });

  test('a convolution over the fan-in: each neuron has its own chain, without the padding', () => {
    const from = network([population('x', [2, 4, 4], SPIKES), neurons('y', [3, 4, 4])], [convolution('x', 'y', [3, 2, 3, 3], noise(54), { padding: [1, 1, 1, 1] })], { timesteps: 2 });
    const taps = 3 * 2 * (4 * 4 * 9 - 4 * 3 * 4 + 4);
    const { statistics } = unrolled(from, 'spiking', 6);
    expect(Number(statistics.synapses) - Number(statistics.axonsBetweenUnits)).toBe(taps);
    const chain = (n: number): number => unitsOfChain(n, 6) - 1;
    expect(statistics.relays).toBe(3 * (4 * chain(18) + 8 * chain(12) + 4 * chain(8)));
    expect(isPlain(from.populations[1]!.neuron as IntegrateAndFire)).toBe(true);
  });
});
