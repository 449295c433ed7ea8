import { describe, expect, it } from 'vitest';
import { isSpiking, type Network } from '../../src/ir/network.ts';
import { assumer } from '../../src/read/assumptions.ts';
import { readNir } from '../../src/read/nir/read-nir.ts';
import { readOnnx } from '../../src/read/onnx/read-onnx.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { mnist, modelFile } from '../models/mnist.ts';

const IMAGES = 5;

/** Spike trains [timestep, neuron] of every population of neurons, in the order of the file, image after image. */
function trainsOf(network: Network, timesteps: number): Uint8Array[] {
  const names = network.populations.filter(({ neuron }) => isSpiking(neuron)).map(({ name }) => name);
  const trains: Uint8Array[] = [];
  interpret(network, mnist('t10k'), { limit: IMAGES, timesteps, onSample: (_, activity) => names.forEach((name) => trains.push(Uint8Array.from(activity.get(name)!))) });
  return trains;
}

describe('one network in three files', () => {
  it.each([['snn_cnn_12_32', 8, 3, { reset: 'subtract-delayed' }], ['snn_mlp_128_zero', 10, 2, {}]] as const)('%s: the same spike trains from one step, unrolled and NIR', async (name, timesteps, populations, settings) => {
    const [step, unrolled] = ['step', `unrolled_T${timesteps}`].map((form) => trainsOf(readOnnx(modelFile(`snn/${name}_${form}.onnx`)).network, timesteps));
    const nir = trainsOf((await readNir(modelFile(`nir/${name}.nir`), assumer(settings))).network, timesteps);
    expect(step).toHaveLength(IMAGES * populations);
    expect(step!.every((train) => train.includes(1))).toBe(true);
    expect(unrolled).toEqual(step);
    expect(nir).toEqual(step);
  });
});
