import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demandOf } from '../../../src/ir/clustered.ts';
import { isSynaptic, type Network } from '../../../src/ir/network.ts';
import { rowGeometry } from '../../../src/ir/rows.ts';
import { cellsOf, inputsOf, type Unit } from '../../../src/ir/unrolled.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, dense, network, noise, sumWindow } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { loadTarget } from '../../../targets/load.ts';
import { core, fanInOf, lower, matrix, neurons, spikes, targetWith, type Stages } from '../lower.ts';

const ONLY_UNROLL = { stopAfter: 'unrolled' } as const;

function unrolled(from: Network, target = targetWith(), columns = 0): Stages {
  return lower(from, target, { ...ONLY_UNROLL, unroll: { columns } });
}

/** One dense projection of n inputs into m neurons. */
function denseOf(n: number, m: number): Network {
  return network([spikes('x', [n]), neurons('y', [m])], [dense('x', 'y', matrix(m, n))], { timesteps: 1 });
}

/** One convolution over an 8 x 8 plane, kernel k x k. */
function convolutionOf(inChannels: number, outChannels: number, k: number, groups = 1): Network {
  const shape = [outChannels, inChannels / groups, k, k];
  return network([spikes('x', [inChannels, 8, 8]), neurons('y', [outChannels, 9 - k, 9 - k])],
    [convolution('x', 'y', shape, noise(outChannels * (inChannels / groups) * k * k), { groups })], { timesteps: 1 });
}

function rowsOf(units: readonly Unit[]): (readonly [number, number])[] {
  return units.flatMap(({ input }) => (input.kind === 'synapses' ? [[input.rows.start, input.rows.end] as const] : []));
}

function groupsOf(units: readonly Unit[]): (readonly [number, number])[] {
  return units.flatMap(({ input }) => (input.kind === 'synapses' ? [[input.groups.start, input.groups.end] as const] : []));
}

describe('dense', () => {
  test('784 x 1200 on 128 x 128 is 7 x 10 units of 112 x 120 and 10 sum units', () => {
    const { unrolled: { units }, statistics } = unrolled(denseOf(784, 1200));
    expect(statistics).toMatchObject({ units: 70, sumUnits: 10, depth: 2, synapses: 784 * 1200 });
    expect(units.slice(0, 8)).toEqual([
      ...Array.from({ length: 7 }, (_, i) => ({
        population: 1, columns: { start: 0, end: 120 }, soma: false,
        input: { kind: 'synapses', projection: 0, groups: { start: 0, end: 1 }, rows: { start: 112 * i, end: 112 * i + 112 } },
      })),
      { population: 1, columns: { start: 0, end: 120 }, soma: true, input: { kind: 'sums', units: [0, 1, 2, 3, 4, 5, 6] } },
    ]);
  });

  test('what fits stays one unit', () => {
    expect(unrolled(denseOf(128, 128)).unrolled.units).toEqual([
      { population: 1, columns: { start: 0, end: 128 }, soma: true, input: { kind: 'synapses', projection: 0, groups: { start: 0, end: 1 }, rows: { start: 0, end: 128 } } },
    ]);
  });

  test('the option columns bounds the width of a unit', () => {
    expect(unrolled(denseOf(4, 10), targetWith(), 4).unrolled.units.map(({ columns }) => [columns.start, columns.end])).toEqual([[0, 3], [3, 6], [6, 10]]);
  });

  test('two projections into a population share its sum units', () => {
    const { units } = unrolled(network([spikes('a', [5]), spikes('b', [3]), neurons('y', [2])], [dense('a', 'y', matrix(2, 5)), dense('b', 'y', matrix(2, 3))], { timesteps: 1 }), fanInOf(4)).unrolled;
    expect(units.map(({ input, soma }) => [input.kind === 'sums' ? input.units : [input.projection, input.rows.start, input.rows.end], soma])).toEqual([
      [[0, 0, 2], false], [[0, 2, 5], false], [[1, 0, 3], false], [[0, 1, 2], true],
    ]);
  });
});

// For comparison: SpiNeMap unrolls the same neuron into a serial chain of ceil((n - f) / (f - 1)) + 1 units, and its depth is that many too.
test('a neuron of n inputs and fan-in f is a balanced tree of depth ceil(log_f n) with sum over k of ceil(n / f^k) units', () => {
  const check = (n: number, f: number): void => {
    let [depth, units] = [0, 0];
    for (let reach = 1; reach < n; depth++) {
      reach *= f;
      units += Math.ceil(n / reach);
    }
    const { statistics, unrolled: { units: made } } = unrolled(denseOf(n, 1), fanInOf(f));
    expect(statistics).toMatchObject({ depth, synapses: n });
    expect(made.length).toBe(units);
    expect(Math.max(...made.map(inputsOf))).toBeLessThanOrEqual(f);
    expect(depth).toBeLessThanOrEqual(Math.ceil((n - f) / (f - 1)) + 1);
  };
  for (const [n, f] of [[3, 2], [4, 2], [5, 2], [128, 128], [129, 128], [4096, 2], [4096, 16], [4096, 64], [4096, 128]] as const) check(n, f);
  fc.assert(fc.property(fc.integer({ min: 3, max: 4096 }), fc.integer({ min: 2, max: 128 }), (n, f) => check(n, Math.min(n, f))), { seed: 1, numRuns: 60 });
});

describe('convolution', () => {
  test('5 x 5 x 16 -> 32 with fan-in 128: cut between channels, no more units than elsewhere', () => {
    const { unrolled: { units }, statistics } = unrolled(convolutionOf(16, 32, 5));
    expect(rowsOf(units)).toEqual([[0, 100], [100, 200], [200, 300], [300, 400]]);
    expect(statistics).toMatchObject({ units: 4, sumUnits: 1, depth: 2, synapses: 5 * 5 * 16 * 32 * 4 * 4 });
  });

  test('cut inside a channel where channels would need more units', () => {
    // 16 channels of 49 taps: 2 channels a unit would be 8 units, 112 rows a unit are 7.
    expect(rowsOf(unrolled(convolutionOf(16, 4, 7)).unrolled.units)).toEqual(Array.from({ length: 7 }, (_, i) => [112 * i, 112 * i + 112]));
  });

  test('depthwise groups are packed together, as many as the rows hold', () => {
    const { unrolled: { units }, statistics } = unrolled(convolutionOf(32, 32, 3, 32));
    expect(groupsOf(units)).toEqual([[0, 14], [14, 28], [28, 32]]);
    expect(units.map(({ columns }) => [columns.start, columns.end])).toEqual([[0, 14], [14, 28], [28, 32]]);
    expect(units.map(inputsOf)).toEqual([126, 126, 36]);
    expect(units.map(cellsOf)).toEqual([126, 126, 36]);
    expect(statistics).toMatchObject({ units: 3, sumUnits: 0, depth: 1 });
  });

  test('groups with more rows than fan-in are cut one by one', () => {
    const { units } = unrolled(convolutionOf(16, 4, 5, 2)).unrolled;
    expect(groupsOf(units)).toEqual([[0, 1], [0, 1], [1, 2], [1, 2]]);
    expect(rowsOf(units)).toEqual([[0, 100], [100, 200], [0, 100], [100, 200]]);
  });

  test('beside a dense projection it is written out as a matrix', () => {
    const mixed = network([spikes('x', [1, 2, 2]), neurons('y', [1, 2, 2])],
      [convolution('x', 'y', [1, 1, 1, 1], [1]), dense('x', 'y', [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], { name: 'd' })], { timesteps: 1 });
    const written = unrolled(mixed).unrolled.network.projections[0]!;
    expect(isSynaptic(written) && [written.kind, written.weights.shape, [...written.weights.data].map((level) => level / 127)]).toEqual(
      ['dense', [4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]]);
  });

  test('mid-rise levels, which have no 0 for the cells without a synapse, become mid-tread ones that go as far', () => {
    const kernel = { bits: 2, rise: 'mid-rise' } as const;
    const mixed = network([spikes('x', [1, 1, 2]), { ...neurons('y', [1, 1, 2]), scale: Float32Array.of(1) }], [
      convolution('x', 'y', [1, 1, 1, 1], [0], { levels: kernel, weights: { shape: [1, 1, 1, 1], data: Int8Array.of(-3) } }),
      dense('x', 'y', [[0]], { name: 'd', weights: { shape: [2, 2], data: Int8Array.of(1, 0, 0, -1) } }),
    ], { stage: 'quantised', bits: 2, timesteps: 1 });
    const { network: after } = unrolled(mixed).unrolled;
    expect(after.projections.map((projection) => isSynaptic(projection) && [[...projection.weights.data], projection.levels])).toEqual([
      [[-3, 0, 0, -3], { bits: 3, rise: 'mid-tread' }], [[1, 0, 0, -1], { bits: 2, rise: 'mid-tread' }],
    ]);
    expect(after.bits).toBe(3);
    expect(codesOf(() => unrolled(mixed, targetWith({ weightBits: { minimum: 1, maximum: 2 } })))).toEqual(['S551']);
  });
});

test('every synapse of generated networks is counted, and no unit is over the fan-in', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { unrolled: { network: lowered, units, fanIn }, statistics } = unrolled(drawNetwork(seed), target);
    const expected = lowered.projections.filter(isSynaptic).reduce((sum, projection) => {
      const { groups, rowsPerGroup, columnsPerGroup, positions } = rowGeometry(lowered, projection);
      return sum + groups * rowsPerGroup * columnsPerGroup * positions;
    }, 0);
    expect(statistics.synapses).toBe(expected);
    expect(Math.max(...units.map(inputsOf))).toBeLessThanOrEqual(fanIn);
  }), { seed: 5, numRuns: 60 });
});

describe('findings', () => {
  const loihi = loadTarget('loihi').target;

  test('S708 warns where spikes cannot carry the partial sums that leave their core', () => {
    const found = lower(denseOf(5000, 2), loihi).diagnostics.filter(({ code }) => code === 'S708');
    expect(found.map(({ severity, message }) => [severity, message])).toEqual([['warning', 'loihi carries spikes only; the exact partial sums of y are an assumption about it']]);
    expect(lower(denseOf(4096, 2), loihi).diagnostics.map(({ code }) => code)).not.toContain('S708');
    expect(lower(denseOf(5000, 2), targetWith()).diagnostics.map(({ code }) => code)).not.toContain('S708');
    const twice = network([spikes('x', [30]), spikes('z', [20]), neurons('y', [7])], [dense('x', 'y', matrix(7, 30)), dense('z', 'y', matrix(7, 20)), dense('y', 'y', matrix(7, 7), { delay: 1 })], { timesteps: 1 });
    expect(lower(twice, loihi).diagnostics).toEqual([]);
    expect(demandOf(lower(twice, loihi).clustered, loihi).neurons).toEqual(Int32Array.of(7));
  });

  test('S703 axons in: one row is driven by more axons than may arrive', () => {
    const windowed = network([spikes('x', [1, 4, 4]), neurons('y', [2])], [dense('x', 'y', [[1], [1]], { window: sumWindow([4, 4]) })], { timesteps: 1 });
    expect(codesOf(() => unrolled(windowed, targetWith({ core: core({ axonsIn: 15 }) })))).toEqual(['S703']);
    expect(codesOf(() => unrolled(windowed, targetWith({ core: core({ axonsIn: 16 }) })))).toEqual([]);
  });

  test('S703 axons in: the partial sums of one neuron are more than may arrive', () => {
    expect(codesOf(() => unrolled(denseOf(20, 1), targetWith({ fanIn: 4, core: core({ axonsIn: 3 }) })))).toEqual(['S703']);
  });

  test('S703 synapse memory: one column of weights is more than a core holds', () => {
    expect(() => unrolled(denseOf(100, 3), targetWith({ core: core({ synapseMemory_bits: 799 }) }))).toThrow('population y does not fit: synapse memory (bits) needed 800, the target has 799 (1 too many)');
    expect(codesOf(() => unrolled(denseOf(100, 3), targetWith({ core: core({ synapseMemory_bits: 800 }) })))).toEqual([]);
    const one = { quantise: { bits: 1 }, stopAfter: 'unrolled' } as const;
    expect(codesOf(() => lower(denseOf(100, 3), targetWith({ core: core({ synapseMemory_bits: 100 }) }), one))).toEqual([]);
    expect(codesOf(() => lower(denseOf(100, 3), targetWith({ core: core({ synapseMemory_bits: 99 }) }), one))).toEqual(['S703']);
  });

  test('S703: a convolution too large to write out as a matrix', () => {
    const plane = [1, 96, 96];
    const mixed = network([spikes('x', plane), spikes('z', [1]), neurons('y', plane)],
      [convolution('x', 'y', [1, 1, 1, 1], [1]), dense('z', 'y', matrix(96 * 96, 1))], { timesteps: 1 });
    expect(() => unrolled(mixed)).toThrow('weights of a projection written as a matrix needed 84934656');
  });
});
