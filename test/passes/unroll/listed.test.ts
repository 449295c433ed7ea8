import { describe, expect, test } from 'vitest';
import { projectionsInto, type Network } from '../../../src/ir/network.ts';
import { unrolledOf } from '../../../src/ir/stage.ts';
import { verifyUnrolled } from '../../../src/ir/verify-unrolled.ts';
import { parseStage, printStage } from '../../../src/ir/stage-text.ts';
import type { SynapticInput, Unrolled } from '../../../src/ir/unrolled.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, dense, network, sparse, sumWindow } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { fanInOf, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

const UNROLL = { stopAfter: 'unrolled' } as const;
const loihi = loadTarget('loihi').target;

/** Neuron n of y hears the first fanIns[n] neurons of x. */
function triangle(fanIns: readonly number[], inputs = 20): Network {
  const synapses = Array.from({ length: inputs }, (_, from) => fanIns.flatMap((fanIn, to) => (from < fanIn ? [[from, to, 1 + from] as [number, number, number]] : []))).flat();
  return network([spikes('x', [inputs]), neurons('y', [fanIns.length])], [sparse('x', 'y', inputs, fanIns.length, synapses)], { timesteps: 1 });
}

/** Population, positions, rows and soma of every unit. */
function shapesOf({ units }: Unrolled): unknown[] {
  return units.map(({ positions, soma, input }) => [positions ? [...positions] : 'all', input.kind === 'sums' ? `sums ${input.units.join(' ')}` : [input.rows.start, input.rows.end], soma]);
}

describe('units by the length of lists', () => {
  test('neurons of equal fan-in share a unit; those beyond the fan-in of the target are cut, the others are not', () => {
    const { unrolled, statistics } = lower(triangle([2, 5, 2, 11, 0, 1, 1, 1, 1, 1, 1]), fanInOf(5), UNROLL);
    expect(shapesOf(unrolled)).toEqual([
      [[0, 2], [0, 2], true], [[1], [0, 5], true],
      [[3], [0, 3], false], [[3], [3, 7], false], [[3], [7, 11], false], [[3], 'sums 2 3 4', true],
      [[4], 'sums ', true], [[5, 6, 7, 8, 9, 10], [0, 1], true],
    ]);
    expect(statistics).toMatchObject({ units: 6, sumUnits: 2, depth: 2, synapses: 2 + 5 + 2 + 11 + 6 });
    expect(parseStage(printStage(unrolled), 'x.tile')).toEqual(unrolled);
  });

  test('one unit at all positions where all lists are equally long', () => {
    expect(shapesOf(lower(triangle([3, 3, 3], 20), fanInOf(5), UNROLL).unrolled)).toEqual([['all', [0, 3], true]]);
  });

  test('lists of several projections stand in one column; parallel ones in two, as one column has one device on a row', () => {
    const two = network([spikes('x', [8]), spikes('z', [8]), neurons('y', [2])], [
      sparse('x', 'y', 8, 2, [[0, 0, 1], [1, 1, 1]]), sparse('z', 'y', 8, 2, [[3, 0, 1], [4, 1, 2]]), sparse('x', 'y', 8, 2, [[5, 0, 1], [6, 1, 1]], { name: 'parallel' }),
    ], { timesteps: 1 });
    const { units } = lower(two, fanInOf(4), UNROLL).unrolled;
    expect(units.map(({ input }) => (input.kind === 'sums' ? input.units : [input.projection, ...(input.also ?? [])]))).toEqual([[0, 1], [2], [0, 1]]);
    expect((units[0]!.input as SynapticInput).rows).toEqual({ start: 0, end: 2 });
  });

  test('a part of a list that goes on in the next projection', () => {
    const pairs = (from: number): [number, number, number][] => Array.from({ length: from }, (_, i) => [i, 0, i + 1]);
    const two = network([spikes('x', [9]), spikes('z', [9]), neurons('y', [3])], [sparse('x', 'y', 9, 3, pairs(4)), sparse('z', 'y', 9, 3, pairs(3))], { timesteps: 1 });
    const { unrolled, statistics } = lower(two, fanInOf(4), UNROLL);
    expect(shapesOf(unrolled).slice(0, 3)).toEqual([[[0], [0, 3], false], [[0], [3, 7], false], [[0], 'sums 0 1', true]]);
    expect(statistics.synapses).toBe(7);
  });

  test('empty lists cost nothing: pieces are as many as neurons', () => {
    const { clustered } = lower(triangle([1, 0, 0, 0, 0, 0, 12]), loihi, { stopAfter: 'clustered' });
    expect(clustered.clusterOf).toHaveLength(7);
  });
});

describe('lists or a matrix', () => {
  const kinds = (from: Network, target = targetWith()): string[] => projectionsInto(lower(from, target, UNROLL).unrolled.network, 'y').map(({ kind }) => kind);
  const ring = (size: number, fanIn: number): Network => network([spikes('x', [size]), neurons('y', [size])],
    [sparse('x', 'y', size, size, Array.from({ length: size }, (_, from) => Array.from({ length: fanIn }, (_, k) => [from, (from + k) % size, 1] as [number, number, number])).flat())], { timesteps: 1 });

  test('a projection with synapses between half of all pairs is a matrix from 1-fold on', () => {
    expect(kinds(triangle([10, 10], 20), loihi)).toEqual(['dense']);
    expect(kinds(triangle([10, 9], 20), loihi)).toEqual(['listed']);
  });

  test('a matrix where weights are stored once', () => {
    expect(kinds(triangle([3, 3]), loadTarget('spikeflow-64').target)).toEqual(['dense']);
  });

  test('on crossbars what takes fewer of them', () => {
    expect(kinds(ring(300, 5))).toEqual(['listed']);
    expect(kinds(ring(100, 5))).toEqual(['dense']);
    expect(kinds(ring(100, 5), loihi)).toEqual(['listed']);
  });

  test('what stands beside lists is listed too, unless it has a sum window', () => {
    const beside = (changes: object): Network => network([spikes('x', [1, 4, 4]), spikes('z', [9]), neurons('y', [1, 3, 3])], [
      convolution('x', 'y', [1, 1, 2, 2], [1, 2, 3, 4]), dense('z', 'y', matrix(9, 9)), sparse('z', 'y', 9, 9, [[0, 0, 1], [8, 8, 1]], { name: 'few', ...changes }),
    ], { timesteps: 1 });
    expect(kinds(beside({}), loihi)).toEqual(['listed', 'listed', 'listed']);
    const windowed = network([spikes('x', [1, 4, 4]), spikes('z', [9]), neurons('y', [9])], [
      dense('x', 'y', matrix(9, 4), { window: sumWindow([2, 2]) }), sparse('z', 'y', 9, 9, [[0, 0, 1], [8, 8, 1]]),
    ], { timesteps: 1 });
    expect(kinds(windowed, loihi)).toEqual(['dense', 'dense']);
  });

  test('S703: lists too long for a matrix where only a matrix will do', () => {
    const size = 2 ** 14;
    const each = Int32Array.from({ length: size + 1 }, (_, neuron) => neuron);
    const synapses = { size, offsets: each, destinations: each.slice(0, size), values: new Float32Array(size).fill(1) };
    const from = network([spikes('x', [size]), neurons('y', [size])], [{ ...sparse('x', 'y', 1, 1, []), ...synapses }], { timesteps: 1 });
    expect(codesOf(() => lower(from, loadTarget('spikeflow-64').target, UNROLL))).toEqual(['S703']);
  });
});

describe('S702', () => {
  const good = unrolledOf(lower(triangle([2, 5, 2, 11]), fanInOf(5), UNROLL).unrolled)!;
  const withUnit = (index: number, change: object): Unrolled => ({ ...good, units: good.units.map((unit, i) => (i === index ? { ...unit, ...change } : unit)) });
  const rows = (start: number, end: number): object => ({ input: { ...good.units[0]!.input, rows: { start, end } } });

  test.each([
    ['a unit that goes beyond a list', withUnit(0, rows(0, 3))], ['a unit that leaves a synapse out', withUnit(0, rows(0, 1))],
    ['a neuron twice', withUnit(0, { positions: Int32Array.of(0, 1, 2) })], ['a neuron in no unit', withUnit(0, { positions: Int32Array.of(0) })],
    ['positions that do not exist', withUnit(0, { positions: Int32Array.of(0, 9) })], ['positions out of order', withUnit(0, { positions: Int32Array.of(2, 0) })],
    ['a part at other positions than its sum', withUnit(2, { positions: Int32Array.of(2) })],
    ['a list with one that is not there', withUnit(0, { input: { ...good.units[0]!.input, also: [7] } })],
  ])('%s', (_what, broken) => {
    const found = verifyUnrolled(broken, { fanIn: 5 });
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['S702']));
  });
});
