import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyConfiguration } from '../../../src/ir/configuration.ts';
import { widened } from '../../../src/simulate/engine/widen.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { convolution, integrateAndFire, network, noise, population, samples, SPIKES } from '../../ir/build.ts';
import { runEngine } from './configured.ts';
import { FREE, mappedAtRandom } from './mapped-networks.ts';

test('wider units have the same spikes, whatever the mapping', () => {
  fc.assert(fc.property(fc.nat(1e6), (seed) => {
    const model = drawNetwork(seed);
    const data = drawSamples(model, seed, 2);
    const configuration = mappedAtRandom(model, data, seed);
    const wide = widened(configuration);
    expect(verifyConfiguration(wide, FREE)).toEqual([]);
    expect(runEngine(wide, FREE, data).trains).toEqual(runEngine(configuration, FREE, data).trains);
  }), { seed: 3, numRuns: 12 });
});

const planes = network(
  [population('x', [2, 6, 6], SPIKES), population('y', [5, 4, 4], integrateAndFire({ threshold: 30 }))],
  [convolution('x', 'y', [5, 2, 3, 3], noise(90, 1))], { timesteps: 6 },
);
const trains = samples([2, 6, 6], [noise(432, 7).map((value) => Number(value > 0.3))], 6);

test('channels on cores of their own become one unit again', () => {
  const configuration = mappedAtRandom(planes, trains, 4);
  expect(configuration.units.map(({ columns }) => `${columns.start}..${columns.end}`)).toEqual(['0..1', '1..2', '2..3', '3..4', '4..5']);
  const wide = widened(configuration);
  expect([wide.units[0]!.columns, wide.applications.unit.length]).toEqual([{ start: 0, end: 5 }, 16]);
});

test('tables that do not agree are left as they are', () => {
  const configuration = mappedAtRandom(planes, trains, 4);
  const axons = configuration.addresses.axons.slice();
  const last = configuration.addresses.coreOffsets.findIndex((offset) => offset > 0);
  const at = configuration.addresses.axonOffsets[configuration.addresses.coreOffsets[last - 1]!]!;
  axons[at] = (axons[at]! + 1) % 72;
  const broken = { ...configuration, addresses: { ...configuration.addresses, axons } };
  expect(widened(broken).units.some(({ columns }) => columns.end - columns.start === 5)).toBe(false);
});
