import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { COUNT_NAMES, type Target } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { countLedger } from '../../../src/simulate/ledger/count.ts';
import { CORE_COUNT_NAMES, type Ledger } from '../../../src/simulate/ledger/ledger.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { expectSame } from '../../ir/same.ts';
import { configured, runEngine, type RunOptions } from '../engine/configured.ts';

const SAMPLES = 2;

test.each(TARGETS.map((target) => [target.name, target] as const))('on %s', (_name, target) => {
  fc.assert(fc.property(fc.nat(1e6), (seed) => {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, SAMPLES);
    const { configuration } = configured(network, target, data);
    const ledger = ledgerOf(configuration, target, data);
    partsMakeTheWhole(ledger);
    everyMessageTravels(ledger, configuration);
    nothingIsReadWithoutARow(ledger, target);
    expectSame(ledgerOf(configuration, target, data, { panels: false }), ledger);
    expectSame(ledgerOf(configuration, target, data, { kernels: loadKernels('typescript') }), ledger);
    expectSame(ledgerOf(configuration, target, twice(data)), doubled(ledger));
  }), { seed: 5, numRuns: 8 });
});

function ledgerOf(configuration: Configuration, target: Target, data: Dataset, options: RunOptions = {}): Ledger {
  return countLedger(configuration, target, runEngine(configuration, target, data, options).counts, data.count, configuration.timesteps);
}

function partsMakeTheWhole({ total, populations, cores }: Ledger): void {
  for (const name of COUNT_NAMES) {
    expect(populations.reduce((sum, { counts }) => sum + counts[name], 0)).toBe(total[name]);
  }
  for (const name of CORE_COUNT_NAMES) expect(sumOf(cores[name])).toBeLessThanOrEqual(total[name]);
  expect(total.denseEvents + total.sparseEvents + total.convolutionEvents).toBe(total.synapticEvents);
  // All but what inputs do happens in a core.
  for (const name of ['synapticEvents', 'rowActivations', 'crossbarReads', 'adcConversions', 'dacConversions', 'partialSumAdditions', 'neuronUpdates', 'deliveries'] as const) {
    expect(sumOf(cores[name])).toBe(total[name]);
  }
}

function everyMessageTravels(ledger: Ledger, { applications, units, axonRoutes, routes, populations }: Configuration): void {
  expect(sumOf(ledger.linkLoads)).toBe(ledger.total.hopsEastWest + ledger.total.hopsNorthSouth);
  // Partial sums go to one core each; all other deliveries are spikes and values, which stand in the distances.
  const spikes = ledger.distances.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const travelling = applications.sumRoute.some((route) => route >= 0);
  expect(ledger.total.deliveries).toBeGreaterThanOrEqual(spikes);
  if (!travelling) expect(ledger.total.deliveries).toBe(spikes);
  // With one destination core a packet is one delivery.
  const single = axonRoutes.routes.every((route) => routes.offsets[route + 1]! - routes.offsets[route]! === 1);
  if (single) expect(ledger.total.deliveries).toBe(ledger.total.packets);
  const neurons = populations.reduce((sum, { kind, features, positions }) => sum + (kind === 'neurons' ? features * positions : 0), 0);
  expect(ledger.total.neuronUpdates).toBe(neurons * ledger.timesteps * ledger.samples);
  if (units.every(({ soma }) => soma)) expect(ledger.total.partialSumAdditions).toBe(0);
}

function nothingIsReadWithoutARow({ total }: Ledger, target: Target): void {
  expect(total.synapticEvents).toBeGreaterThanOrEqual(total.rowActivations);
  expect(total.rowActivations).toBeGreaterThanOrEqual(total.dacConversions);
  if (!target.core.crossbars) return void expect([total.crossbarReads, total.adcConversions]).toEqual([0, 0]);
  expect(total.adcConversions).toBeGreaterThanOrEqual(total.crossbarReads);
  expect(total.crossbarReads > 0).toBe(total.rowActivations > 0);
}

function twice(data: Dataset): Dataset {
  return { ...data, count: 2 * data.count, read: (index, out) => data.read(index % data.count, out) };
}

function doubled({ samples, timesteps, populations, total, cores, linkLoads, distances, slices, writes }: Ledger): Ledger {
  const double = <T extends object>(counts: T): T => Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? 2 * value : (value as Float64Array).map((one) => 2 * one)])) as T;
  return {
    samples: 2 * samples, timesteps, populations: populations.map((population) => ({ ...population, counts: double(population.counts) })), total: double(total),
    cores: double(cores), steps: null, linkLoads: linkLoads.map((load) => 2 * load), distances: distances.map((one) => ({ ...one, deliveries: 2 * one.deliveries })),
    // Once for a chip.
    slices: slices!, writes: writes!,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
