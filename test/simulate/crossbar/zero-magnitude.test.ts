import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { configured, runEngine, type Run } from '../engine/configured.ts';

const NO_OHM = { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 };

/** Every effect with no magnitude. Converters of 50 bits are so fine that rounding to f32 gives back the exact sums of integers. */
const NOTHING: readonly (readonly [string, Partial<NonIdealities>])[] = [
  ['programming variation of sigma 0', { programmingVariation: { sigma: 0 } }],
  ['programming error without spread', { programmingError: { polynomial_uS: [0] } }],
  ['drift at its start', { drift: { time_s: 20, start_s: 20, nu: { atOn: 0.1 }, spread: { atOn: 0.1 } } }],
  ['drift with exponent 0', { drift: { time_s: 1e6, start_s: 20, nu: { atOn: 0 }, spread: { atOn: 0 } } }],
  ['1/f noise of scale 0', { flickerNoise: { scale: 0, exponent: 0.65, most: 0.2, time_s: 20, readTime_s: 1e-7, redrawn: 'once' } }],
  ['1/f noise of scale 0 in every read', { flickerNoise: { scale: 0, exponent: 0.65, most: 0.2, time_s: 20, readTime_s: 1e-7, redrawn: 'read' } }],
  ['telegraph noise of amplitude 0', { telegraphNoise: { amplitude: 0, probability: 0.5, redrawn: 'once' } }],
  ['telegraph noise of amplitude 0 in every read', { telegraphNoise: { amplitude: 0, probability: 0.5, redrawn: 'read' } }],
  ['device variation of sigma 0', { deviceVariation: { sigma: 0, distribution: 'normal' } }],
  ['correlated lognormal device variation of sigma 0', { deviceVariation: { sigma: 0, distribution: 'lognormal', width_cells: 5 } }],
  ['no clusters of stuck cells', { stuckCells: { off: 0, on: 0, cluster_cells: 4 } }],
  ['no stuck cells', { stuckCells: { off: 0, on: 0 } }],
  ['read noise of sigma 0', { readNoise: { sigma: 0 } }],
  ['noise of devices without spread', { deviceNoise: { polynomial_uS: [0] } }],
  ['300 K', { temperature: { temperature_K: 300, activation_eV: 0.2 } }],
  ['program-and-verify of writes without error', { programmingVariation: { sigma: 0 }, programAndVerify: { passes: 5, tolerance: 0.01 } }],
  ['a straight current-voltage curve', { nonlinearity: { cubic_perV2: 0 } }],
  ['slices of two bits', { bitSlicing: { bits: 2 } }],
  ['offset columns', { offsetColumns: true }],
  ['wires without resistance', { wires: NO_OHM }],
  ['offset columns behind wires without resistance, with noise of devices without spread', { offsetColumns: true, wires: NO_OHM, deviceNoise: { polynomial_uS: [0] } }],
  ['straight curves behind wires without resistance', { wires: NO_OHM, nonlinearity: { cubic_perV2: 0 } }],
  ['the exact grid of levels', { levels: 128 }],
  ['column converters of 50 bits', { adc: { bits: 50, range: 1 } }],
  ['converters of 50 bits without errors', { adc: { bits: 50, range: 1 }, adcErrors: { offset_codes: 0, gain: 0, inl_codes: 0 } }],
  ['row drivers of 8 bits', { dac: { bits: 8 } }],
];
const TARGETS_WITH_DEVICES = TARGETS.filter(({ device }) => device);

/** The grid of levels is exact for pairs that hold whole weights. */
const TOGETHER: Partial<NonIdealities> = Object.assign({}, ...NOTHING.map(([, effects]) => effects), { bitSlicing: null, offsetColumns: null });

test.each(TARGETS_WITH_DEVICES.map((target) => [target.name, target] as const))('effects of no magnitude change nothing together, bit for bit, on %s', (_name, target) => {
  fc.assert(fc.property(fc.nat(1e6), (seed) => {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, 2);
    const { configuration } = configured(network, target, data);
    const ideal = runEngine(configuration, target, data);
    const writtenOnce = { ...TOGETHER, readNoise: null, deviceNoise: null, flickerNoise: null, telegraphNoise: null, adc: null, dac: null };
    for (const effects of [TOGETHER, writtenOnce]) {
      expect(runEngine(configuration, target, data, { effects })).toEqual(ideal);
      // The panels of a population differ from its crossbars in the order of their sums only, and these are exact.
      expect(runEngine(configuration, target, data, { effects, panels: false })).toEqual(ideal);
    }
  }), { seed: 11, numRuns: 2 });
});

describe.each(TARGETS_WITH_DEVICES.filter(({ name }) => name.endsWith('tiny')).map((target) => [target.name, target] as const))('each changes nothing, bit for bit, on %s', (_name, target) => {
  const network = drawNetwork(17);
  const data = drawSamples(network, 17, 2);
  const { configuration } = configured(network, target, data);
  const ideal = runEngine(configuration, target, data);
  test.each(NOTHING)('%s', (_what, effects) => expect(runEngine(configuration, target, data, { effects })).toEqual(ideal));
});

test('behind wires with resistance, too: effects of no magnitude beside them change nothing, bit for bit', () => {
  const wires = { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 };
  for (const target of TARGETS_WITH_DEVICES.slice(0, 2)) {
    const network = drawNetwork(17);
    const data = drawSamples(network, 17, 2);
    const { configuration } = configured(network, target, data);
    for (const more of [{}, { offsetColumns: true as const }]) {
      const wired = runEngine(configuration, target, data, { effects: { ...more, wires }, panels: false });
      expect(runEngine(configuration, target, data, { effects: { ...more, wires, nonlinearity: { cubic_perV2: 0 }, deviceNoise: { polynomial_uS: [0] }, telegraphNoise: { amplitude: 0, probability: 0.5, redrawn: 'read' } } })).toEqual(wired);
    }
  }
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
