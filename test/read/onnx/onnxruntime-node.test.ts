import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { forward } from '../../../src/forward/forward.ts';
import { neuronCount } from '../../../src/ir/network.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { mnist, modelFile } from '../../models/mnist.ts';
import { casesOf, datasetOf, readCase } from './quantised/cases.ts';
import { writeModel } from './build-model.ts';
import { CASES, fixture, played } from './spiking/cases.ts';

/**
 * Every ONNX network of the tests against ONNX Runtime as it is installed here: ANN outputs within 1e-4, spikes equal. The package is no
 * dependency of ours; the folder it lies in is told by ONNXRUNTIME_NODE (a node_modules folder):
 *
 *     ONNXRUNTIME_NODE=/path/to/node_modules npx vitest run test/read/onnx/onnxruntime-node.test.ts
 *
 * What it gave once is stored beside the models, and compared in the other tests always.
 */
const ort = runtime();

interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

interface Runtime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: { create(file: string, options: object): Promise<Session> };
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

function runtime(): Runtime | null {
  const folder = process.env.ONNXRUNTIME_NODE;
  try {
    return createRequire(folder ? path.join(folder, 'here.js') : import.meta.url)('onnxruntime-node') as Runtime;
  } catch {
    console.log('skipped: onnxruntime-node is not installed here; ONNXRUNTIME_NODE tells where it lies');
    return null;
  }
}

async function session(file: string): Promise<Session> {
  return ort!.InferenceSession.create(file, { logSeverityLevel: 3 });
}

function tensor(data: readonly number[] | Float32Array, dims: readonly number[]): Tensor {
  return new ort!.Tensor('float32', Float32Array.from(data), dims);
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  const scale = Math.max(...Array.from(wanted, Math.abs));
  expect(found).toHaveLength(wanted.length);
  expect(Math.max(...Array.from(wanted, (value, index) => Math.abs(value - found[index]!)))).toBeLessThanOrEqual(1e-4 * scale);
}

describe.skipIf(ort === null)('networks of activations', () => {
  it.each([['mnist_mlp_1200', [20, 784]], ['mnist_cnn_bn', [20, 1, 28, 28]]] as const)('%s: logits of 20 images', async (name, dims) => {
    const file = modelFile(`${name}.onnx`);
    const images = new Float32Array(20 * 784);
    const data = mnist('t10k');
    for (let index = 0; index < 20; index++) data.read(index, images.subarray(index * 784, (index + 1) * 784));
    const run = await session(file);
    const result = await run.run({ [run.inputNames[0]!]: tensor(images, dims) });
    const { outputs } = forward(readOnnx(file).network, { ...data, count: 20 });
    expectClose(outputs, result[run.outputNames[0]!]!.data);
  });

  it('mnist_mlp_qcfs: logits of 1,000 images', async () => {
    const file = modelFile('mnist_mlp_qcfs.onnx');
    const data = { ...mnist('t10k', 10), count: 1000 };
    const images = new Float32Array(1000 * 784);
    for (let index = 0; index < 1000; index++) data.read(index, images.subarray(index * 784, (index + 1) * 784));
    const run = await session(file);
    const result = await run.run({ [run.inputNames[0]!]: tensor(images, [1000, 784]) });
    expectClose(forward(readOnnx(file).network, data).outputs, result[run.outputNames[0]!]!.data);
  });

  it.each(['branch-cases.json', 'activation-cases.json'].flatMap((list) => casesOf(new URL(list, import.meta.url).href)).map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const run = await session(writeModel(Buffer.from(one.model, 'base64')));
    const result = await run.run({ [run.inputNames[0]!]: tensor(one.inputs.flat(), [one.inputs.length, ...one.shape]) });
    const { outputs } = forward(readCase(one).network, datasetOf(one.shape, one.inputs));
    expectClose(outputs, result[run.outputNames[0]!]!.data);
  });
});

describe.skipIf(ort === null)('spiking networks', () => {
  it.each(CASES.filter(([, { states }]) => !states))('%s', async (name, one) => {
    const run = await session(fixture(name));
    const samples = one.inputs.length;
    const { network } = readOnnx(fixture(name));
    const [input] = network.populations.filter(({ neuron }) => neuron.kind === 'input');
    const size = neuronCount(input!);
    const batchFirst = name.startsWith('sinabs');
    const silent = one.silent ?? 0;
    const steps = one.timesteps + silent;
    const data = one.series && !batchFirst ? Array.from({ length: steps }, (_, t) => one.inputs.flatMap((sample) => Array.from({ length: size }, (__, index) => sample[t * size + index] ?? 0))).flat() : one.inputs.flat();
    const dims = !one.series ? [samples, ...input!.shape] : batchFirst ? [samples, one.timesteps, ...input!.shape] : [steps, samples, ...input!.shape];
    const output = (await run.run({ [run.inputNames[0]!]: tensor(data, dims) }))[run.outputNames[0]!]!;
    const found = played(network, one).flat();
    if (one.readout === 'total') return expect(found).toEqual(Array.from(output.data));
    if (one.readout === 'last') return expectClose(found, output.data.slice(output.data.length - found.length));
    const outputs = output.dims.at(-1)!;
    const factor = name.includes('graded') ? 1.5 : 1;
    const wanted = Array.from({ length: samples }, (_, sample) => Array.from({ length: one.timesteps }, (__, t) => {
      const from = (batchFirst ? sample * one.timesteps + t : (t + silent) * samples + sample) * outputs;
      return Array.from(output.data.subarray(from, from + outputs), (value) => value / factor + 0);
    }).flat());
    expect(found).toEqual(wanted.flat());
  });

  it.each(CASES.filter(([, { states }]) => states))('%s: one timestep after the other', async (name, one) => {
    const run = await session(fixture(name));
    const samples = one.inputs.length;
    let states = Object.fromEntries(one.states!.map(({ input, shape }) => [input, tensor(new Float32Array(samples * shape.reduce((a, b) => a * b, 1)), [samples, ...shape])]));
    const wanted: number[][] = one.inputs.map(() => []);
    for (let step = 0; step < one.timesteps; step++) {
      const result = await run.run({ x: tensor(one.inputs.flat(), [samples, one.inputs[0]!.length]), ...states });
      states = Object.fromEntries(one.states!.map(({ input, output }) => [input, result[output]!]));
      const { data } = result[one.spikes!]!;
      wanted.forEach((sample, index) => sample.push(...Array.from(data.subarray((index * data.length) / samples, ((index + 1) * data.length) / samples), (spikes) => (spikes === 0 ? 0 : spikes))));
    }
    const largest = Math.max(1, ...wanted.flat());
    expect(played(readOnnx(fixture(name)).network, one)).toEqual(wanted.map((sample) => sample.map((spikes) => (name.includes('graded') ? spikes / largest : spikes))));
  });

  it.each([['snn_cnn_12_32', 8, [20, 1, 28, 28]], ['snn_mlp_128_zero', 10, [20, 784]]] as const)('%s: one timestep after the other, 20 images', async (name, timesteps, dims) => {
    const file = modelFile(`snn/${name}_step.onnx`);
    const { network } = readOnnx(file);
    const data = mnist('t10k');
    const images = new Float32Array(20 * 784);
    for (let index = 0; index < 20; index++) data.read(index, images.subarray(index * 784, (index + 1) * 784));
    const run = await session(file);
    const neurons = network.populations.filter(({ neuron }) => neuron.kind === 'lif');
    let states = neurons.map(({ shape }) => tensor(new Float32Array(20 * shape.reduce((a, b) => a * b, 1)), [20, ...shape]));
    const counts = new Float64Array(20 * 10);
    for (let step = 0; step < timesteps; step++) {
      const feeds = Object.fromEntries([['x', tensor(images, dims)], ...states.map((state, index) => [`mem${index + 1}_in`, state] as const)]);
      const result = await run.run(feeds);
      states = neurons.map((_, index) => result[`mem${index + 1}_out`]!);
      result[`spk${neurons.length}`]!.data.forEach((spikes, index) => { counts[index]! += spikes; });
    }
    expect(Array.from(interpret(network, data, { limit: 20 }).outputs)).toEqual(Array.from(counts));
  });
});
