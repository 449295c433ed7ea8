import { expect, test } from 'vitest';
import { REPAIRS } from '../../../src/platforms/sata/parameters.ts';
import { sata } from '../../../src/platforms/sata/sata.ts';
import { conv, dense, estimateOn, net, runOn, VGG16 } from '../fixture.ts';

const ALL_OFF = REPAIRS.map(({ name }) => `repair.${name}=off`);
const SYSTOLIC = {
  dramReads: { filter: 1728, ifmap: 3072, ofmap: 57600 }, sramReads: { filter: 1728, ifmap: 194400, ofmap: 57600 },
  outputStationary: { cycles: 22317, start: 26 }, weightStationary: { cycles: 14085 },
};
const ONE = net([conv(3, 64, 32, { systolic: SYSTOLIC })], 4);

function withOnly(list: object, names: readonly string[], set: readonly string[] = []): ReturnType<typeof estimateOn> {
  return estimateOn(sata, list, { mode: 'corrected', set: [...ALL_OFF, ...names.map((name) => `repair.${name}=on`), ...set] });
}

test('without any repair it is the published tool', () => {
  expect(withOnly(ONE, []).printed).toEqual(estimateOn(sata, ONE).printed);
});

test('timesteps: inputs and outputs move in each of them, weights once', () => {
  const [before, after] = [estimateOn(sata, ONE).energy.parts, withOnly(ONE, ['timesteps']).energy.parts];
  expect(after.dramInputs! / before.dramInputs!).toBeCloseTo(4, 12);
  expect(after.dramOutputs! / before.dramOutputs!).toBeCloseTo(4, 12);
  expect(after.inputBuffer! / before.inputBuffer!).toBeCloseTo(4, 12);
  expect([after.dramWeights, after.weightBuffer, after.outputBuffer]).toEqual([before.dramWeights, before.weightBuffer, before.outputBuffer]);
});

test('padding: operations and cycles with the padding of the layer', () => {
  const same = withOnly(net([conv(3, 64, 32)], 1), ['padding']);
  expect(same.utilisation).toMatchObject({ lifs: 64 * 32 * 32, macs: 64 * 1024 * 27, cycles: 64 * 8 * (27 + 22) - 1 + (16 - 1) * (16 + 1024 + 22) + 15 });
  const valid = withOnly(net([conv(3, 64, 32, { padding: 0 })], 1), ['padding']);
  expect(valid.utilisation).toMatchObject({ lifs: 64 * 30 * 30, macs: 64 * 900 * 27, cycles: 22343 + 14085 });
});

test('leakageBanks, lifLeak and circuitWidths', () => {
  const printed = (names: readonly string[], set: readonly string[] = []) => withOnly(ONE, names, set).printed as Record<string, Record<string, number>>;
  const plain = printed([]);
  expect(printed(['leakageBanks'])['GLB-weight']!.leakage_nJ! / plain['GLB-weight']!.leakage_nJ!).toBeCloseTo(2, 12);
  expect(printed(['lifLeak']).lif!['energy-ungated_nJ']! / plain.lif!['energy-ungated_nJ']!).toBeCloseTo(0.09295 / 0.05625, 12);
  expect(printed(['circuitWidths'], ['weightBits=4'])['spike-mac']!['energy-ungated_nJ']!).toBeLessThan(plain['spike-mac']!['energy-ungated_nJ']!);
  expect(printed(['circuitWidths'])).toEqual(plain);
});

test('bufferArea: CACTI on the tool\'s own configuration', () => {
  const [array, whole] = [withOnly(ONE, []).area!, withOnly(ONE, ['bufferArea']).area!];
  expect((whole.total_um2 - array.total_um2) * 1e-6).toBeCloseTo(2 * 0.411099 * 0.3005 + 0.9024 * 0.582666, 12);
  expect(withOnly(ONE, ['bufferArea'], ['weightBufferArea_mm2=1']).area!.parts_um2.weightBuffer).toBe(1e6);
});

test('layers that the published tool cannot say', () => {
  const depthwise = withOnly(net([conv(64, 64, 8, { groups: 64 })], 1), ['layerShapes', 'padding']);
  expect(depthwise.utilisation).toMatchObject({ macs: 64 * 64 * 9, lifs: 64 * 64 });
  const [plain, residual] = [net([conv(64, 64, 8), conv(64, 64, 8)], 3), net([conv(64, 64, 8), conv(64, 64, 8, { residual: 'conv1' })], 3)];
  expect(withOnly(residual, ['residualLayers']).energy.parts.dramInputs! - withOnly(plain, []).energy.parts.dramInputs!).toBeCloseTo((64 * 64 * 3 * 0.468762) / 8, 6);
});

test('memory sizes and energies are the user\'s to set', () => {
  const list = net([conv(64, 64, 32)], 1);
  const reads = (set: readonly string[]): number => withOnly(list, ['padding'], set).energy.parts.dramInputs!;
  expect(reads(['inputBuffer_KiB=256'])).toBeCloseTo((64 * 1024 * 0.468762) / 8, 9);
  expect(reads([])).toBeGreaterThan(reads(['inputBuffer_KiB=256']));
  expect(reads(['dramAccess_nJ=0.937524']) / reads([])).toBeCloseTo(2, 12);
});

test('repairs of the training script', () => {
  const vgg5 = net([conv(3, 64, 32, { pool: { kind: 'max', kernel: 2 } }), conv(64, 128, 16), conv(128, 128, 16, { pool: { kind: 'max', kernel: 2 } }), dense(8192, 1024), dense(1024, 10)], 4);
  const total = (names: readonly string[]): number => withOnly(vgg5, names, ['tool=training', 'spikeSparsity=0.9']).printed.total_mac as number;
  expect(total([])).toBe(4798986139.142863);
  expect(total(['macSum'])).toBeGreaterThan(total([]));
  expect(total(['denseSparsity'])).toBeLessThan(total([]));
  expect(total(['readout'])).toBeGreaterThan(total([]));
  expect(total(['surrogate'])).toBeLessThan(total([]));
  const { effects } = runOn(sata, vgg5, { mode: 'corrected', set: ['tool=training'] });
  expect(effects.map(({ name }) => name)).toEqual(['layerShapes', 'macSum', 'denseSparsity', 'readout', 'surrogate']);
});

test('VGG-16 on 224 x 224 pixels, T = 5: well under two seconds', () => {
  const started = process.cpuUsage();
  const { estimate } = runOn(sata, VGG16, { mode: 'corrected', set: ['spikeSparsity=0.9'] });
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
  expect(estimate.utilisation.macs).toBeGreaterThan(1e9);
});
