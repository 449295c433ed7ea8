import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MNIST = ['--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--labels', 'test/models/data/t10k-labels-idx1-ubyte.gz', '--calibrate', 'test/models/data/calib1k-images-idx3-ubyte.gz'];
const tiles = (targets) => ['--targets', targets, '--non-idealities', 'typical'];

/** Trained networks, whose spikes are measured. The folder is the one that --cifar names. */
export function measuredCases({ images, cifarImages, cifar, targets = 'spikeflow-64,rram-128,loihi', calibrationSamples }) {
  const fewer = calibrationSamples === undefined ? [] : ['--calibration-samples', calibrationSamples];
  const mnist = [2, 4, 8, 16].map((timesteps) => ({ network: 'MNIST CNN', timesteps, model: 'test/models/mnist_cnn_bn.onnx', flags: [...MNIST, ...fewer, ...tiles(targets), '--limit', images] }));
  if (cifar === undefined) return mnist;
  const folder = resolve(cifar);
  const normalise = ['--normalise', '0.4914:0.2470,0.4822:0.2435,0.4465:0.2616'];
  const data = ['--input', join(folder, 'test2k.bin.gz'), '--calibrate', join(folder, 'calib500.bin.gz'), '--calibration-samples', calibrationSamples ?? '64', ...normalise];
  return [...mnist, ...[4, 8].map((timesteps) => ({ network: 'CIFAR VGG-8', timesteps, model: join(folder, 'cifar10_vgg8_bn.onnx'), flags: [...data, ...tiles('spikeflow-64'), '--limit', cifarImages] }))];
}

/**
 * Shapes with the timesteps and the sparsity that the six workloads of the study state (General/timestep and General/sparsity of the files
 * inference-energy-cal/workloads/icassp of SATA_Sim, commit d447058): one number for all layers. The shapes here are those of the networks' papers.
 */
export const STATED_CASES = [
  { workload: 'BNTT', net: 'vgg9', timesteps: 20, sparsity: 0.91 },
  { workload: 'SBP', net: 'vgg9', timesteps: 50, sparsity: 0.9 },
  { workload: 'Direct', net: 'cifarnet', timesteps: 10, sparsity: 0.9 },
  { workload: 'TSSL', net: 'cifarnet', timesteps: 5, sparsity: 0.9 },
  { workload: 'LTH', net: 'resnet19', timesteps: 5, sparsity: 0.98 },
  { workload: 'TDBN', net: 'resnet19', timesteps: 4, sparsity: 0.85 },
];

/** mJ per inference in the result files that SATA_Sim ships for these workloads (its own layer lists). */
export const SHIPPED_mJ = { BNTT: 5.795, SBP: 10.724, Direct: 38.314, TSSL: 31.059, LTH: 56.88, TDBN: 54.405 };

export function readNet(name) {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8'));
}

/** Without identity connections and shortcuts, which the published tools cannot say: as the shipped workloads list the network. */
export function withoutResiduals(net) {
  const main = net.layers.filter(({ neurons }) => neurons !== false);
  return { ...net, layers: main.map(({ residual: _, input: _input, ...layer }) => layer) };
}

/** Convolutions alone, of those that the published SpikeSim can say. */
export function convolutionsOf(net) {
  return { ...net, layers: withoutResiduals(net).layers.filter(({ kind }) => kind === 'conv') };
}
