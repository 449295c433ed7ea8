import { describe, expect, test } from 'vitest';
import { verifyConfiguration } from '../../../src/ir/configuration.ts';
import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { CountName } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { countLedger } from '../../../src/simulate/ledger/count.ts';
import type { Ledger } from '../../../src/simulate/ledger/ledger.ts';
import { samples } from '../../ir/build.ts';
import { runEngine, type RunOptions } from '../engine/configured.ts';
import { handMade } from './hand-made.ts';

// Input 0 spikes in steps 0 and 2, input 1 in steps 1 and 2, input 2 in step 1.
const TRAIN = samples([3], [[1, 0, 0, 0, 1, 1, 1, 1, 0]], 3);
const SPIKES = { coding: 'spikes', levels: null } as const;
const NOISELESS: Partial<NonIdealities> = { readNoise: { sigma: 0 } };
const WAYS: readonly (readonly [string, RunOptions])[] = [
  ['panels', {}], ['general path', { panels: false }], ['typescript kernels', { kernels: loadKernels('typescript') }],
  ['typescript kernels, general path', { kernels: loadKernels('typescript'), panels: false }], ['crossbars', { effects: NOISELESS }],
];

describe.each(WAYS)('three inputs, two neurons, fan-in 2: %s', (_name, options) => {
  const { configuration, target } = handMade(SPIKES);
  const { trains, outputs, counts } = runEngine(configuration, target, TRAIN, options);
  const ledger = countLedger(configuration, target, counts, 1, 3);

  test('the tables keep the rules of a configuration', () => expect(verifyConfiguration(configuration, target)).toEqual([]));

  test('spikes', () => {
    // out 0 holds 3, 2, 2 + 3 and fires in steps 0 and 2; out 1 holds 1, 1 + 1 - 1, 1 + 2 and fires in step 2; echo holds 0, 2, 4.
    expect([...trains['out']!]).toEqual([1, 0, 0, 0, 1, 1]);
    expect([...trains['echo']!]).toEqual([0, 0, 0]);
    expect(outputs).toEqual([2, 1]);
  });

  test('synaptic work, booked on the destination', () => {
    // Five spikes reach `out` (two columns each), the two of input 1 reach `echo` (one column).
    expect(of(ledger, 'out', ['rowActivations', 'synapticEvents'])).toEqual([5, 10]);
    expect(of(ledger, 'echo', ['rowActivations', 'synapticEvents'])).toEqual([2, 2]);
    // Core 1 is read in all three steps, core 5 for `out` in step 1, for `echo` in steps 1 and 2.
    expect(of(ledger, 'out', ['crossbarReads', 'adcConversions'])).toEqual([4, 8]);
    expect(of(ledger, 'echo', ['crossbarReads', 'adcConversions'])).toEqual([2, 2]);
    expect(ledger.total.dacConversions).toBe(0);
    // Each of the four reads for `out` passes on two sums.
    expect(of(ledger, 'out', ['partialSumAdditions', 'neuronUpdates', 'neuronSpikes'])).toEqual([8, 6, 3]);
    expect(of(ledger, 'echo', ['partialSumAdditions', 'neuronUpdates', 'neuronSpikes'])).toEqual([0, 3, 0]);
  });

  test('traffic, booked on the source', () => {
    // Spikes: input 0 twice one hop east; input 1 twice a tree of two hops east and one south, to two cores; input 2 once the same way.
    expect(of(ledger, 'x', ['packets', 'deliveries', 'hopsEastWest', 'hopsNorthSouth'])).toEqual([5, 7, 8, 3]);
    // Partial sums: six from core 1 one hop south, two from core 5 one hop west.
    expect(of(ledger, 'out', ['packets', 'deliveries', 'hopsEastWest', 'hopsNorthSouth'])).toEqual([8, 8, 2, 6]);
    expect(of(ledger, 'echo', ['packets', 'deliveries', 'hopsEastWest', 'hopsNorthSouth'])).toEqual([0, 0, 0, 0]);
  });

  test('links: tile 0 east, tile 1 east and south, tile 2 south, tile 5 west', () => {
    const loads = new Map([[0 * 4 + 0, 5], [1 * 4 + 0, 3], [1 * 4 + 3, 6], [2 * 4 + 3, 3], [5 * 4 + 2, 2]]);
    expect([...ledger.linkLoads]).toEqual(Array.from({ length: 24 }, (_, link) => loads.get(link) ?? 0));
  });

  test('cores', () => {
    const cores = Object.fromEntries(Object.entries(ledger.cores).map(([name, counts]) => [name, [...counts]]));
    expect(cores).toEqual({
      synapticEvents: [0, 8, 0, 0, 0, 4], denseEvents: [0, 8, 0, 0, 0, 4], sparseEvents: [0, 0, 0, 0, 0, 0], convolutionEvents: [0, 0, 0, 0, 0, 0], activeUpdates: [0, 0, 0, 0, 0, 0], rowActivations: [0, 4, 0, 0, 0, 3], crossbarReads: [0, 3, 0, 0, 0, 3], adcConversions: [0, 6, 0, 0, 0, 4],
      dacConversions: [0, 0, 0, 0, 0, 0], partialSumAdditions: [0, 0, 0, 0, 8, 0], neuronUpdates: [0, 0, 0, 0, 6, 3], neuronSpikes: [0, 0, 0, 0, 3, 0], somaSpikes: [0, 0, 0, 0, 3, 0],
      packets: [0, 6, 0, 0, 0, 2], deliveries: [0, 4, 0, 0, 8, 3],
    });
  });

  test('distances of spikes', () => expect(ledger.distances).toEqual([
    { population: 'x', eastWest: 1, northSouth: 0, deliveries: 4 }, { population: 'x', eastWest: 2, northSouth: 1, deliveries: 3 },
  ]));
});

describe('current-coded inputs', () => {
  const levels = { scale: 1, low: 0, high: 255 };
  // Input 1 is silent: `echo` is never read.
  const values = samples([3], [[1, 0, 2]]);
  const ledgerOf = (delay: number, options: RunOptions): Ledger => {
    const { configuration, target } = handMade({ coding: 'current', levels }, delay);
    return countLedger(configuration, target, runEngine(configuration, target, values, options).counts, 1, 3);
  };

  test.each(WAYS)('drive their rows in every step and are sent once: %s', (_name, options) => {
    const ledger = ledgerOf(0, options);
    expect(of(ledger, 'out', ['rowActivations', 'dacConversions', 'synapticEvents', 'crossbarReads', 'adcConversions', 'partialSumAdditions'])).toEqual([6, 6, 12, 6, 12, 12]);
    expect(of(ledger, 'echo', ['rowActivations', 'crossbarReads'])).toEqual([0, 0]);
    expect(of(ledger, 'x', ['packets', 'deliveries', 'hopsEastWest', 'hopsNorthSouth', 'neuronSpikes'])).toEqual([2, 2, 3, 1, 0]);
  });

  test.each(WAYS)('with a delay of one step drive them in one step less: %s', (_name, options) => {
    const ledger = ledgerOf(1, options);
    expect(of(ledger, 'out', ['rowActivations', 'dacConversions', 'synapticEvents', 'crossbarReads', 'adcConversions', 'partialSumAdditions'])).toEqual([4, 4, 8, 4, 8, 8]);
    expect(of(ledger, 'x', ['packets', 'deliveries'])).toEqual([2, 2]);
  });

  test('with a delay longer than the run drive none', () => {
    expect(of(ledgerOf(9, {}), 'out', ['rowActivations', 'dacConversions', 'synapticEvents', 'crossbarReads'])).toEqual([0, 0, 0, 0]);
  });
});

test('one packet a destination core without multicast: the tree of input 1 becomes two routes', () => {
  const { configuration, target } = handMade(SPIKES);
  const { counts } = runEngine(configuration, target, TRAIN);
  const ints = (...list: readonly number[]): Int32Array => Int32Array.from(list);
  const single = {
    ...configuration,
    // Route 1 goes to core 1 only; to core 5 input 1 takes the route of input 2.
    routes: {
      ...configuration.routes, offsets: ints(0, 1, 2, 3, 4, 5), cores: ints(1, 1, 5, 4, 4), tileOffsets: ints(0, 3, 7, 8, 8, 10, 12),
      entryRoute: ints(0, 1, 2, 0, 1, 2, 3, 2, 3, 4, 2, 4), entryPorts: ints(1, 1, 1, 16, 16, 1, 8, 8, 16, 16, 16, 4),
    },
    axonRoutes: { offsets: ints(0, 1, 3, 4, 4, 4, 4), routes: ints(0, 1, 2, 2) },
  };
  const ledger = countLedger(single, { ...target, mesh: { ...target.mesh, multicast: false } }, counts, 1, 3);
  expect(of(ledger, 'x', ['packets', 'deliveries', 'hopsEastWest', 'hopsNorthSouth'])).toEqual([7, 7, 10, 3]);
});

function of({ populations }: Ledger, name: string, counts: readonly CountName[]): number[] {
  const found = populations.find((population) => population.name === name)!;
  return counts.map((count) => found.counts[count]);
}
