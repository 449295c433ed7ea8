import { expect, test } from 'vitest';
import { interpretTemporal } from '../../../src/simulate/reference/temporal/interpret-temporal.ts';
import { noise, noiseSamples, population } from '../../ir/build.ts';
import { LINEAR_TIMES, temporalNetwork, timeInput } from '../../ir/temporal-networks.ts';
import { targetWith } from '../../passes/lower.ts';
import { configured } from '../engine/configured.ts';
import { denseLevels, levels, quantised } from './networks.ts';
import { runTemporal } from './temporal-run.ts';

/** y hears what h hears, and h itself: without h it would fire at the very time at which the spike of h comes. */
test('an input that comes with the spike decides as the reference says', () => {
  const same = levels(20 * 30, 3, 0.2);
  const across = Int8Array.from(noise(400, 9), (value, i) => (i % 21 === 0 ? Math.round(60 * value) : 0));
  const network = temporalNetwork([population('x', [30], timeInput(LINEAR_TIMES)), quantised('h', [20], 'exponential', 31.4), quantised('y', [20], 'exponential', 31.4)], [
    { ...denseLevels('x', 'h', 20, 30, 1, 0), weights: { shape: [20, 30], data: same } },
    { ...denseLevels('x', 'y', 20, 30, 1, 0), weights: { shape: [20, 30], data: same } },
    { ...denseLevels('h', 'y', 20, 20, 1, 0), weights: { shape: [20, 20], data: across } },
  ], { stage: 'quantised', bits: 8 });
  const data = noiseSamples([30], 40, 3);
  const { configuration } = configured(network, targetWith());
  const { times } = runTemporal(configuration, targetWith(), data);
  const differing: string[] = [];
  interpretTemporal(network, data, { onSample: (sample, expected) => expected.get('y')!.forEach((time, i) => {
    const found = times.y![sample]![i]!;
    if (found !== time) differing.push(`${sample} ${i}: ${found} for ${time}`);
  }) });
  expect([differing.length, ...differing.slice(0, 5)]).toEqual([0]);
});
