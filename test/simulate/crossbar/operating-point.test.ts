import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/ir/network.ts';
import { applyNonlinearity, distortInput, relativeCurrent } from '../../../src/simulate/crossbar/nonlinearity.ts';
import { applyTemperature, wiresAt } from '../../../src/simulate/crossbar/temperature.ts';
import { loadNonIdealities, loadTarget } from '../../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, population, samples, SPIKES } from '../../ir/build.ts';
import { configured, runEngine } from '../engine/configured.ts';
import { DEVICE, devicesAt } from './device.ts';

describe('temperature', () => {
  test('devices follow their activation energy, and 300 K is where they are described', () => {
    const gain = (temperature_K: number, activation_eV?: number): number => {
      const made = devicesAt(50e-6, 1, 1);
      applyTemperature(made, { temperature_K, ...(activation_eV === undefined ? {} : { activation_eV }) });
      expect(made.negative[0]).toBe(made.positive[0]);
      return made.positive[0]! / 50e-6;
    };
    // exp(-0.1 / 8.617333e-5 (1/350 - 1/300)) = exp(0.552605).
    expect(gain(350, 0.1)).toBeCloseTo(1.73777, 4);
    expect([gain(300, 0.1), gain(350), gain(350, 0)]).toEqual([1, 1, 1]);
  });

  test('wires have 0.451 % more resistance each kelvin, drivers and sense circuits stay', () => {
    const wires = { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 };
    const warm = wiresAt(wires, { temperature_K: 320 });
    expect([warm.driver_ohm, warm.wireRow_ohm, warm.wireCol_ohm, warm.sense_ohm]).toEqual([1000, 5 * 1.0902, 10 * 1.0902, 1000]);
    expect(wiresAt(wires, { temperature_K: 300 })).toEqual(wires);
    expect(wiresAt(wires, null)).toBe(wires);
  });
});

describe('current-voltage curves', () => {
  const SINH = { sinh_V: 0.25 };

  test('sinh and cubic, relative to a conductor', () => {
    expect(relativeCurrent(SINH, 0.5) * 0.5).toBeCloseTo(0.25 * Math.sinh(2), 12);
    expect(relativeCurrent(SINH, 0)).toBe(1);
    // I = G (V - 0.25 V^3) at 0.1 V.
    expect(relativeCurrent({ cubic_perV2: -0.25 }, 0.1)).toBeCloseTo(0.9975, 12);
  });

  test('conductances meant at the read voltage stay; those of small signals gain', () => {
    const gain = (reference_V?: number): number => {
      const made = devicesAt(50e-6, 1, 1);
      applyNonlinearity(made, { ...SINH, ...(reference_V === undefined ? {} : { reference_V }) }, DEVICE);
      return made.positive[0]! / 50e-6;
    };
    expect(gain()).toBe(1);
    expect(gain(0)).toBeCloseTo(2.5 * Math.sinh(0.4), 10);
  });

  test('values are distorted, the full one is not, and the sign stays', () => {
    expect(distortInput(255, 255, SINH, DEVICE)).toBeCloseTo(255, 10);
    expect(distortInput(-100, 200, SINH, DEVICE)).toBeCloseTo(-200 * Math.sinh(0.2) / Math.sinh(0.4), 10);
  });

  const single = (coding: Network['populations'][number]['neuron']): Network => ({
    ...network([population('x', [2], coding), population('y', [1], integrateAndFire({ threshold: 1e6 }))], [dense('x', 'y', [[1, -0.5]])], { timesteps: 1 }),
    stage: 'spiking', output: { population: 'y', readout: 'membrane' },
  });
  const { target } = loadTarget('rram-128');

  test('in a read: spikes are exact, values go through the curve one by one', () => {
    const spikes = samples([2], [[1, 1]], 1);
    const { configuration: spiking } = configured(single(SPIKES), target, spikes);
    expect(runEngine(spiking, target, spikes, { effects: { nonlinearity: SINH } }).outputs).toEqual(runEngine(spiking, target, spikes).outputs);
    const values = samples([2], [[1, 0.4]]);
    const { configuration } = configured(single(CURRENT), target, values);
    const [a, b] = [...configuration.blocks[0]!.levels.data];
    const expected = a! * 255 + b! * 255 * Math.sinh(0.4 * 0.4) / Math.sinh(0.4);
    expect(runEngine(configuration, target, values, { effects: { nonlinearity: SINH } }).outputs[0]! / expected).toBeCloseTo(1, 5);
  });

  const refused = (text: string): string => {
    try {
      loadNonIdealities(text, target);
    } catch (error) {
      return (error as { diagnostics: readonly { code: string; message: string }[] }).diagnostics.map(({ code, message }) => `${code} ${message.slice(0, 60)}`).join();
    }
    return '';
  };
  test('S870: a cubic curve beyond its turning point', () => expect(refused('nonlinearity.cubic_perV2=-100')).toContain('S870 spikesim-rram is used at a voltage of 0.1 V'));
});
