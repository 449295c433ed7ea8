import { describe, expect, test } from 'vitest';
import { REPAIRS } from '../../../src/platforms/spikesim/parameters.ts';
import { spikesim } from '../../../src/platforms/spikesim/spikesim.ts';
import { conv, dense, estimateOn, net, runOn, VGG16, VGG9 } from '../fixture.ts';

const ALL_OFF = REPAIRS.map(({ name }) => `repair.${name}=off`);

/** With these repairs alone. */
function withOnly(list: object, names: readonly string[], set: readonly string[] = []): ReturnType<typeof estimateOn> {
  return estimateOn(spikesim, list, { mode: 'corrected', set: [...ALL_OFF, ...names.map((name) => `repair.${name}=on`), ...set] });
}

test('without any repair it is the published tool', () => {
  expect(withOnly(VGG9, []).printed).toEqual(estimateOn(spikesim, VGG9).printed);
});

describe('each repair alone', () => {
  test('pooledLayers: 6144 PE cycles, not 3840', () => {
    expect(withOnly(VGG9, ['pooledLayers']).energy.total / estimateOn(spikesim, VGG9).energy.total).toBeCloseTo(6144 / 3840, 12);
  });

  test('neuronMemories: the potentials of conv6 and conv7 too', () => {
    const [published, repaired] = [estimateOn(spikesim, VGG9), withOnly(VGG9, ['neuronMemories'])];
    expect(repaired.area!.parts_um2.neuronMemory! - published.area!.parts_um2.neuronMemory!).toBeCloseTo((256 * 64 + 256 * 16) * 0.7391 * 22, 6);
    expect(repaired.energy.total).toBe(published.energy.total);
  });

  test('arrayScaling: nothing at 64 rows; at 32 the conversions of a PE cycle are its columns', () => {
    expect(withOnly(VGG9, ['arrayScaling']).printed).toEqual(estimateOn(spikesim, VGG9).printed);
    const { energy } = withOnly(net([conv(32, 32, 8)], 1), ['arrayScaling'], ['crossbarSize=32']);
    expect(energy.parts.adc).toBeCloseTo(64 * 32 * 2.03084, 6);
    expect(energy.parts.crossbar).toBeCloseTo(64 * 8 * 9 * (1.76423 / 4), 6);
    expect(withOnly(VGG9, ['arrayScaling'], ['crossbarSize=32']).energy.total).toBeLessThan(estimateOn(spikesim, VGG9, { set: ['crossbarSize=32'] }).energy.total);
  });

  test('latency: PE cycles of 104 ns, the next layer after three quarters', () => {
    const { latency } = withOnly(net([conv(3, 64, 8), conv(64, 64, 8)], 2), ['latency']);
    expect(latency!.total).toBeCloseTo(104 * 2 * (0.75 * 64 + 64), 9);
    expect(withOnly(net([conv(3, 64, 8), conv(64, 64, 8)], 2), ['latency'], ['clock_MHz=500']).latency!.total).toBeCloseTo(latency!.total / 2, 9);
  });

  test('tilesPerLayer: a tile for each layer at least', () => {
    expect(withOnly(VGG9, ['tilesPerLayer']).utilisation).toMatchObject({ pes: 48, tiles: 9 });
  });

  test('denseLayers: nine row blocks to a PE', () => {
    const { utilisation, energy } = withOnly(net([dense(4096, 100)], 1), ['denseLayers']);
    expect(utilisation).toMatchObject({ pes: Math.ceil(64 / 9) * 2, crossbars: 64 * 2 });
    expect(energy.parts.crossbar).toBeCloseTo(8 * 128 * 1.76423, 6);
  });

  test('layerShapes: small groups share a crossbar, kernels of other sizes fill PEs of nine crossbars', () => {
    const of = (layer: object): unknown => withOnly(net([layer]), ['layerShapes']).utilisation.pes;
    expect(of(conv(128, 128, 8, { groups: 128 }))).toBe(2);
    expect(of(conv(128, 128, 8, { groups: 2 }))).toBe(2);
    expect(of(conv(128, 128, 8))).toBe(4);
    expect(of(conv(64, 64, 8, { kernel: 5, padding: 2 }))).toBe(3);
    expect(of(conv(64, 64, 8, { kernel: 1, padding: 0 }))).toBe(1);
  });

  test('residualLayers: one fetch for each output and timestep', () => {
    const [plain, residual] = [net([conv(64, 64, 8), conv(64, 64, 8)], 3), net([conv(64, 64, 8), conv(64, 64, 8, { residual: 'conv1' })], 3)];
    expect(withOnly(residual, ['residualLayers']).energy.total - withOnly(plain, []).energy.total).toBeCloseTo(64 * 64 * 3 * 4.64, 6);
  });

  test('spikes: crossbars are paid for by their share of spikes, converters are not', () => {
    const [dense_, sparse] = [withOnly(VGG9, ['spikes']), withOnly(VGG9, ['spikes'], ['spikeSparsity=0.9'])];
    expect(sparse.energy.parts.crossbar! / dense_.energy.parts.crossbar!).toBeCloseTo(0.1, 12);
    expect(sparse.energy.parts.adc).toBe(dense_.energy.parts.adc);
    expect(estimateOn(spikesim, VGG9, { set: ['spikeSparsity=0.9'] }).printed).toEqual(estimateOn(spikesim, VGG9).printed);
  });

  test('network: two tiles side by side, one hop', () => {
    const list = net([conv(64, 512, 2), conv(512, 64, 2)], 1);
    const { energy } = withOnly(list, ['network', 'layerOrder'], []);
    // 2048 spikes in flits of 32 to the one tile that hears them.
    expect(energy.parts.router).toBeCloseTo(2 * 64 * 1.627, 9);
    expect(energy.parts.link).toBeCloseTo(64 * 0.8, 9);
  });
});

test('a table of what each repair changes', () => {
  const { effects, estimate } = runOn(spikesim, net([...VGG9.layers, dense(4096, 10)]), { mode: 'corrected' });
  expect(effects.map(({ name }) => name)).toEqual(REPAIRS.map(({ name }) => name));
  const of = (name: string) => effects.find((effect) => effect.name === name)!;
  expect(of('denseLayers')).toMatchObject({ isOn: true, otherwise: null });
  expect(of('pooledLayers').otherwise!.energy.total).toBeLessThan(estimate.energy.total);
  expect(of('latency').otherwise!.latency!.total).toBeGreaterThan(estimate.latency!.total);
});

test('VGG-16 with its dense layers takes a moment', () => {
  const started = process.cpuUsage();
  const { estimate } = runOn(spikesim, VGG16, { mode: 'corrected' });
  const { user } = process.cpuUsage(started);
  expect(user / 1e6).toBeLessThan(1);
  const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
  expect(sum(Object.values(estimate.energy.parts)) / estimate.energy.total).toBeCloseTo(1, 12);
});
