import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyConfiguration, type Configuration } from '../../../src/ir/configuration.ts';
import { parseStage, printStage } from '../../../src/ir/stage-text.ts';
import type { Mesh } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, dense, integrateAndFire, network, population, sparse, sumWindow } from '../../ir/build.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

const MESH: Mesh = { width: 2, height: 2, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } };

describe('what a core is loaded with', () => {
  test('a neuron split in two: two crossbars, a route for the partial sums of one', () => {
    const split = network([spikes('x', [3]), neurons('y', [2])], [dense('x', 'y', [[1, 0, -1], [0.5, 0, 0]])], { timesteps: 4 });
    const target = targetWith({ fanIn: 2, mesh: MESH, core: core({ crossbars: { count: 1, rows: 2, columns: 2 } }) });
    const { configuration } = lower(split, target);
    // Unit 0 holds row 0 and stands on core 1; unit 1 holds rows 1 and 2 and stands on core 0 with the sum unit 2.
    expect(configuration.applications).toEqual({
      unit: Int32Array.of(0, 1, 2), position: Int32Array.of(0, 0, 0), core: Int32Array.of(1, 0, 0),
      crossbar: Int32Array.of(0, 0, -1), column: Int32Array.of(0, 0, -1),
      rowOffsets: Int32Array.of(0, 1, 3, 3), rows: Int32Array.of(0, 0, 1),
      sum: Int32Array.of(2, 2, -1), sumRoute: Int32Array.of(2, -1, -1),
    });
    expect(configuration.addresses).toEqual({
      coreOffsets: Int32Array.of(0, 2, 3, 3, 3), axonOffsets: Int32Array.of(0, 1, 2, 3), axons: Int32Array.of(1, 2, 0), delays: Int32Array.of(0, 0, 0),
    });
    expect(configuration.axonRoutes).toEqual({ offsets: Int32Array.of(0, 1, 2, 3, 3, 3), routes: Int32Array.of(0, 1, 1) });
    expect(configuration.routes.cores).toEqual(Int32Array.of(1, 0, 0));
    expect(configuration).toMatchObject({ name: 'test', target: 'rram-128', style: 'column-per-neuron', bits: 8, timesteps: 4, schedule: [[0], [1]], output: { population: 1, readout: 'count' } });
    expect([...configuration.blocks[0]!.levels.data]).toEqual([127, 0, -127, 127, 0, 0]);
    expect(configuration.populations).toMatchObject([
      { kind: 'input', name: 'x', firstNeuron: 0, features: 3, positions: 1, coding: 'spikes', levels: null },
      { kind: 'neurons', name: 'y', firstNeuron: 3, features: 2, positions: 1, neuron: { reset: 'subtract', compare: '>=' }, bias: Float32Array.of(0, 0) },
    ]);
  });

  const line = network([spikes('x', [1, 1, 3]), neurons('y', [1, 1, 3])], [convolution('x', 'y', [1, 1, 1, 3], [1, 2, 3], { padding: [0, 1, 0, 1] })], { timesteps: 1 });

  test('a column per neuron: positions stand side by side and share word lines; padding has none', () => {
    const { applications, addresses } = lower(line, targetWith({ mesh: MESH })).configuration;
    expect([...applications.column]).toEqual([0, 1, 2]);
    expect([...applications.position]).toEqual([0, 1, 2]);
    expect([...applications.rows]).toEqual([-1, 0, 1, 0, 1, 2, 1, 2, -1]);
    expect([...addresses.axons]).toEqual([0, 1, 2]);
  });

  test('weights stored once: positions share a column, and each has word line addresses of its own', () => {
    const { applications, addresses } = lower(line, targetWith({ mesh: MESH, style: 'weights-stored-once' })).configuration;
    expect([...applications.column]).toEqual([0, 0, 0]);
    expect([...applications.rows]).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, -1]);
    expect([...addresses.axons]).toEqual([0, 1, 0, 1, 2, 1, 2]);
  });

  test('a sum window: its axons drive one address', () => {
    const windowed = network([spikes('x', [1, 2, 2]), neurons('y', [1])], [dense('x', 'y', [[1]], { window: sumWindow([2, 2]) })], { timesteps: 1 });
    const { addresses } = lower(windowed, targetWith({ mesh: MESH })).configuration;
    expect([...addresses.axonOffsets]).toEqual([0, 4]);
    expect([...addresses.axons]).toEqual([0, 1, 2, 3]);
  });

  test('projections of one source share addresses when their delays are equal', () => {
    const twice = (delay: number) => network([spikes('x', [2]), neurons('y', [1])],
      [dense('x', 'y', [[1, 2]]), dense('x', 'y', [[3, 4]], { name: 'later', delay })], { timesteps: 1 });
    expect([...lower(twice(0), targetWith({ mesh: MESH })).configuration.addresses.delays]).toEqual([0, 0]);
    expect([...lower(twice(2), targetWith({ mesh: MESH })).configuration.addresses.delays]).toEqual([0, 0, 2, 2]);
  });

  test('bias of a channel at all its positions is one value; of a convolution beside a dense projection, one a neuron', () => {
    const plane = [2, 1, 2];
    const one = convolution('x', 'y', [2, 1, 1, 1], [1, 1], { bias: Float32Array.of(127, 254) });
    const populations = [spikes('x', [1, 1, 2]), population('y', plane, integrateAndFire())];
    const biasOf = (projections: Parameters<typeof network>[1]): number[] => {
      const made = lower(network(populations, projections, { timesteps: 1 }), targetWith({ mesh: MESH })).configuration.populations[1]!;
      return made.kind === 'neurons' ? [...made.bias] : [];
    };
    // A weight of 1 is 127 levels.
    expect(biasOf([one])).toEqual([127 * 127, 254 * 127]);
    expect(biasOf([one, dense('x', 'y', matrix(4, 2), { name: 'd' })])).toEqual([127 * 127, 127 * 127, 254 * 127, 254 * 127]);
  });
});

describe('listed synapses', () => {
  const target = targetWith({ mesh: MESH, core: core({}) });
  const from = network([spikes('x', [4]), spikes('z', [4]), neurons('y', [4])], [
    sparse('x', 'y', 4, 4, [[0, 0, 1], [1, 0, 1], [3, 2, -1]], { bias: Float32Array.of(1, 0, 0, 2) }), sparse('z', 'y', 4, 4, [[2, 2, 1]], { delay: 1 }),
  ], { timesteps: 1 });
  const { configuration } = lower(from, target);

  test('lists of two projections in one column, a bias a neuron; a neuron that hears nothing has no rows', () => {
    const { blocks, units, applications, addresses, populations } = configuration;
    expect(blocks.map(({ name, lists, levels, rowsPerGroup }) => [name, [...lists!], [...levels.data], rowsPerGroup])).toEqual([['x-y', [0, 2, 2, 3, 3], [127, 127, -127], 2], ['z-y', [0, 0, 0, 1, 1], [127], 1]]);
    expect(units.map(({ synapses }) => synapses && [synapses.rows, synapses.also])).toEqual([[{ start: 0, end: 2 }, [1]], null]);
    expect([[...applications.unit], [...applications.position], [...applications.rowOffsets], [...applications.rows]]).toEqual([[0, 0, 1, 1], [0, 2, 1, 3], [0, 2, 4, 4, 4], [0, 1, 2, 3]]);
    expect([[...addresses.axons], [...addresses.delays]]).toEqual([[0, 1, 3, 6], [0, 0, 0, 1]]);
    expect(populations[2]).toMatchObject({ features: 1, positions: 4, bias: Float32Array.of(127, 0, 0, 2) });
  });

  test.each([
    ['a list that ends too early', ({ blocks }: Configuration) => { blocks[0]!.lists![4] = 2; }, 'parts that do not exist'],
    ['rows beyond a list', ({ blocks }: Configuration) => { blocks[0]!.lists![1] = 1; }, 'application 0 has rows that no list holds'],
    ['a position that is not there', ({ applications }: Configuration) => { applications.position[0] = 4; }, 'application 0 has rows that no list holds'],
    ['a block that is not there', ({ units }: Configuration) => { Object.assign(units[0]!.synapses!, { also: [7] }); }, 'application 0 has rows that no list holds'],
    ['a list of blocks that is none', ({ units }: Configuration) => { Object.assign(units[0]!.synapses!, { also: 1 }); }, 'application 0 has rows that no list holds'],
  ])('S707: %s', (_what, change, message) => {
    const copy = parseStage(printStage(configuration), 'x.tile') as Configuration;
    expect(copy).toEqual(configuration);
    change(copy);
    const found = verifyConfiguration(copy, target);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['S707']));
    expect(found.some((one) => one.message.includes(message)), found.map((one) => one.message).join('; ')).toBe(true);
  });
});

test('generated networks: every configuration verified, and every address is used', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { configuration } = lower(drawNetwork(seed), target);
    expect(verifyConfiguration(configuration, target)).toEqual([]);
    const { applications: { unit, core: coreOf, rowOffsets, rows }, addresses } = configuration;
    const used = new Uint8Array(addresses.delays.length);
    unit.forEach((_, application) => {
      for (const address of rows.subarray(rowOffsets[application], rowOffsets[application + 1])) if (address >= 0) used[addresses.coreOffsets[coreOf[application]!]! + address] = 1;
    });
    expect(used.every((one) => one === 1)).toBe(true);
  }), { seed: 19, numRuns: 40 });
});
