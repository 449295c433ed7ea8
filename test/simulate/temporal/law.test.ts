import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RESPONSES, type Response } from '../../../src/ir/first-spike.ts';
import type { Network, Population, Projection } from '../../../src/ir/network.ts';
import type { Activity } from '../../../src/simulate/reference/interpret.ts';
import { interpretTemporal } from '../../../src/simulate/reference/temporal/interpret-temporal.ts';
import { interpretUnrolledTemporal } from '../../../src/simulate/reference/temporal/interpret-unrolled.ts';
import { noiseSamples, population } from '../../ir/build.ts';
import { LINEAR_TIMES, temporalNetwork, timeInput } from '../../ir/temporal-networks.ts';
import { targetWith } from '../../passes/lower.ts';
import { configured } from '../engine/configured.ts';
import { convolutionLevels, denseLevels, levels, quantised, wholes } from './networks.ts';
import { runTemporal } from './temporal-run.ts';
import { loadTarget } from '../../../targets/load.ts';

const { core } = loadTarget('rram-128').target;
const TARGETS = [targetWith(), targetWith({ fanIn: 20, core: { ...core, crossbars: { ...core.crossbars!, rows: 20, columns: 12 } } })];

/** Two ways from the input to the output, one of them a convolution; inputs on a grid of time coincide. */
function drawn(response: Response, seed: number, grid: number | null, stride: 1 | 2, groups: 1 | 2): Network {
  const threshold = response === 'step' ? 60.25 : 31.4;
  const side = stride === 1 ? 5 : 3;
  const populations: readonly Population[] = [
    population('x', [2, 5, 5], timeInput({ ...LINEAR_TIMES, kind: 'linear', latest: 3, ...(grid !== null && { grid }) })),
    quantised('c', [4, side, side], response, threshold), quantised('h', [9], response, threshold), quantised('y', [5], response, threshold),
  ];
  const inputs = 4 * side * side;
  const projections: readonly Projection[] = [
    convolutionLevels('x', 'c', [4, 2 / groups, 3, 3], levels(72 / groups, seed, 0.3), { padding: [1, 1, 1, 1], stride: [stride, stride], groups, bias: wholes(4, seed + 1) }),
    denseLevels('x', 'h', 9, 50, seed + 2, 0.2), denseLevels('c', 'y', 5, inputs, seed + 3, 0.1), denseLevels('h', 'y', 5, 9, seed + 4, 0.2),
  ];
  return temporalNetwork(populations, projections, { stage: 'quantised', bits: 8 });
}

test('reference(quantised) = reference(unrolled) = simulate(configuration), spike time for spike time', () => {
  fc.assert(fc.property(
    fc.constantFrom(...RESPONSES), fc.nat(1e4), fc.constantFrom(null, 0.25, 1), fc.constantFrom(1 as const, 2 as const), fc.constantFrom(1 as const, 2 as const), fc.constantFrom(...TARGETS),
    (response, seed, grid, stride, groups, target) => {
      const network = drawn(response, seed, grid, stride, groups);
      const data = noiseSamples([2, 5, 5], 3, seed);
      const { configuration, unrolled } = configured(network, target);
      const { times } = runTemporal(configuration, target, data);
      const exact = response === 'exponential' || response === 'step';
      const compare = (sample: number, expected: Activity): void => expected.forEach((own, name) => own.forEach((time, i) => {
        const found = times[name]![sample]![i]!;
        if (exact || time === Infinity) expect(found).toBe(time);
        else expect(Math.abs(found - time)).toBeLessThanOrEqual(1e-9 * Math.max(1, time));
      }));
      interpretTemporal(network, data, { onSample: compare });
      interpretUnrolledTemporal(unrolled, data, { onSample: compare });
    }), { seed: 11, numRuns: 9 });
});
