import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spikesim } from '../../../src/platforms/spikesim/spikesim.ts';
import { codesOf, conv, dense, estimateOn, net, VGG9 } from '../fixture.ts';

interface Case {
  readonly name: string;
  readonly net: object;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly expected: { pes: number; tiles: number; energy_pJ: number; area_um2: number; latency_ns: number | null; latencyStops: string | null; layerEnergy_pJ: readonly number[] };
}

/** What the published script prints (make-published.py runs a checkout of it). */
const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'published.json'), 'utf8')) as Case[];

describe('mode published gives what the published script prints, digit for digit', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_, { net: list, settings, expected }) => {
    const { printed, diagnostics, energy } = estimateOn(spikesim, list, { set: Object.entries(settings).map(([key, value]) => `${key}=${value}`) });
    const { layerEnergy_pJ, latency_ns, latencyStops: _stops, ...totals } = expected;
    expect({ ...printed, layerEnergy_pJ: undefined }).toMatchObject(totals);
    expect(energy.layers.map(({ total }) => total)).toEqual(layerEnergy_pJ);
    if (latency_ns === null) expect(diagnostics.map(({ code }) => code)).toEqual(['S480']);
    else expect([printed.latency_ns, diagnostics]).toEqual([latency_ns, []]);
  });

  test('the shipped list', () => {
    expect(estimateOn(spikesim, VGG9).printed).toMatchObject({
      pes: 48, tiles: 6, energy_pJ: 15906934.026240002, area_um2: 8425528.755833998, latency_ns: 62832640,
      layerEnergy_pJ: { conv1: 4241849.073664, conv2: 1060462.268416, conv3: 2120924.536832, conv4: 1060462.268416, conv5: 2120924.536832, conv6: 4241849.073664, conv7: 1060462.268416 },
    });
  });

  test('parts and layers sum to totals', () => {
    const { energy, area } = estimateOn(spikesim, VGG9);
    const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
    expect(sum(Object.values(energy.parts)) / energy.total).toBeCloseTo(1, 12);
    expect(sum(energy.layers.map(({ total }) => total)) / energy.total).toBeCloseTo(1, 12);
    expect(sum(Object.values(area!.parts_um2)) / area!.total_um2).toBeCloseTo(1, 12);
    const shares = Object.fromEntries(Object.entries(energy.parts).map(([name, part]) => [name, Number(((100 * part) / energy.total).toFixed(2))]));
    expect(shares).toEqual({ tileBuffer: 47.92, hTree: 18.96, adc: 15.69, crossbar: 15.33, multiplexer: 0.73, neuron: 0.62, memoryFetch: 0.56, temporaryBuffer: 0.19, subtractor: 0 });
    const inArea = Object.fromEntries(Object.entries(area!.parts_um2).map(([name, part]) => [name, Number(((100 * part) / area!.total_um2).toFixed(2))]));
    expect(inArea).toMatchObject({ hTree: 30.88, inputBuffer: 30.63, neuronMemory: 26.88, subtractor: 7.64, adc: 3.16, tileBuffer: 0.43, multiplexer: 0.21, crossbar: 0.13 });
  });
});

test('what the published script cannot express is refused, in one diagnostic a layer', () => {
  const refused = (...layers: readonly object[]): readonly string[] => codesOf(() => estimateOn(spikesim, net(layers)));
  expect(refused(conv(3, 64, 8), dense(4096, 10))).toEqual(['S478']);
  expect(refused(conv(64, 64, 8, { groups: 64 }))).toEqual(['S478']);
  expect(refused(conv(3, 64, 8), conv(64, 64, 8, { residual: 'conv1' }))).toEqual(['S478']);
  expect(refused(conv(3, 64, 8), conv(64, 64, 8, { kernel: 5, padding: 2 }))).toEqual(['S478']);
  expect(refused(conv(3, 64, 8, { inWidth: 9 }))).toEqual(['S478']);
  expect(refused(conv(3, 128, 8), conv(128, 64, 8), conv(64, 64, 8))).toEqual(['S479']);
  expect(codesOf(() => estimateOn(spikesim, net([dense(2 ** 24, 2 ** 24)]), { mode: 'corrected', set: ['crossbarSize=1'] }))).toEqual(['S491']);
});
