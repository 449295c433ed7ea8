import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { configured, runEngine, type Run } from '../engine/configured.ts';

/** Every effect with no magnitude. Converters of 50 bits are so fine that rounding to f32 gives back the exact sums of integers. */
const NOTHING: readonly (readonly [string, Partial<NonIdealities>])[] = [
  ['programming variation of sigma 0', { programmingVariation: { sigma: 0 } }],
  ['programming error without spread', { programmingError: { polynomial_uS: [0] } }],
  ['drift at its start', { drift: { time_s: 20, start_s: 20, nu: { atOn: 0.1 }, spread: { atOn: 0.1 } } }],
  ['drift with exponent 0', { drift: { time_s: 1e6, start_s: 20, nu: { atOn: 0 }, spread: { atOn: 0 } } }],
  ['no stuck cells', { stuckCells: { off: 0, on: 0 } }],
  ['read noise of sigma 0', { readNoise: { sigma: 0 } }],
  ['noise of devices without spread', { deviceNoise: { polynomial_uS: [0] } }],
  ['the exact grid of levels', { levels: 128 }],
  ['column converters of 50 bits', { adc: { bits: 50, range: 1 } }],
  ['row drivers of 8 bits', { dac: { bits: 8 } }],
];
const TARGETS_WITH_DEVICES = TARGETS.filter(({ device }) => device);

test.each(TARGETS_WITH_DEVICES.map((target) => [target.name, target] as const))('an effect of no magnitude changes nothing, bit for bit, on %s', (_name, target) => {
  fc.assert(fc.property(fc.nat(1e6), (seed) => {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, 2);
    const { configuration } = configured(network, target, data);
    const ideal = runEngine(configuration, target, data);
    for (const [what, effects] of NOTHING) {
      expect(runEngine(configuration, target, data, { effects }), what).toEqual(ideal);
      // The panels of a population differ from its crossbars in the order of their sums only, and these are exact.
      expect(runEngine(configuration, target, data, { effects, panels: false }), `${what}, without panels`).toEqual(ideal);
    }
  }), { seed: 11, numRuns: 3 });
});

test('converters of 24 bits, as those of a very good chip, keep every spike', () => {
  const target = TARGETS_WITH_DEVICES[0]!;
  const spikes = ({ trains }: Run): Run['trains'] => trains;
  for (const seed of [1, 2, 3, 4, 5]) {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, 2);
    const { configuration } = configured(network, target, data);
    expect(spikes(runEngine(configuration, target, data, { effects: { adc: { bits: 24, range: 1 } } }))).toEqual(spikes(runEngine(configuration, target, data)));
  }
});
