import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { IMAGES, LABELS, MODELS, synaptile } from './synaptile.ts';

const MODEL = join(MODELS, 'mnist_mlp_qcfs.onnx');
const DATA = ['--input', IMAGES, '--coding', 'rate', '--timesteps', '16'];

function unrollingOf(mode: string): NonNullable<Report['unrolling']> {
  const { status, stdout, stderr } = synaptile('run', MODEL, '--target', 'rram-128', '--unroll', mode, ...DATA, '--labels', LABELS, '--limit', '60', '--json');
  expect(status, stderr).toBe(0);
  return (JSON.parse(stdout) as Report).unrolling!;
}

test('run: units, depth, added traffic, and what was lost against the quantised network', () => {
  const synapses = 784 * 96 + 96 * 64 + 64 * 10;
  expect(unrollingOf('exact')).toEqual({ mode: 'exact', units: 9, sumUnits: 1, relays: 0, depth: 2, synapses, droppedSynapses: 0, addedAxons: 672, addedPackets: null, loss: null });
  const spiking = unrollingOf('spiking');
  expect(spiking).toMatchObject({ mode: 'spiking', relays: 576, depth: 7, synapses: synapses + 576, droppedSynapses: 0, addedAxons: 576, loss: { samples: 60 } });
  expect(spiking.addedPackets).toBeGreaterThan(576);
  const prune = unrollingOf('prune');
  expect(prune).toMatchObject({ mode: 'prune', relays: 0, synapses: synapses - 656 * 96, droppedSynapses: 656 * 96, addedAxons: 0, loss: { samples: 60 } });
  expect(spiking.loss!.quantised).toBe(prune.loss!.quantised);
  expect(prune.loss!.unrolled).toBeLessThan(prune.loss!.quantised!);
  expect(prune.loss!.agreement).toBeLessThan(1);
});

test('map says it too', () => {
  const { status, stdout, stderr } = synaptile('map', MODEL, '--target', 'rram-128', '--unroll', 'prune', ...DATA, '--limit', '8', '--mappers', 'sequential');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/\nunrolled prune: 62,976 of 82,048 synapses dropped\n {2}\d+\.\d\d % of predictions equal those of the quantised network \(8 samples, both without hardware\)\n/);
});

test('S719: a network whose chains need more crossbars than there are is refused before it is mapped', () => {
  const { status, stderr } = synaptile('map', join(MODELS, 'mnist_cnn_bn.onnx'), '--target', 'rram-128', '--unroll', 'spiking', '--coding', 'rate', '--timesteps', '8');
  expect(status).toBe(1);
  expect(stderr).toMatch(/error S719: --unroll spiking: population ".*" does not fit: crossbars needed at least \d+ in all, rram-128 has 1024 \(\d+ too many\); its 3200 neurons become 41600 units\n {2}help: use --unroll exact/);
});
