import { planeShape, populationNamed, type Network, type Projection } from '../../../src/ir/network.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';

/** Activations of the output for one sample, straight from the definitions and in double precision: slow, and shares nothing with the product. */
export function evaluate(network: Network, inputs: Readonly<Record<string, readonly number[]>>): number[] {
  const values = new Map<string, number[]>();
  for (const population of network.populations) {
    if (population.neuron.kind === 'input') {
      values.set(population.name, [...inputs[population.name]!]);
      continue;
    }
    const drive = new Array<number>(sizeOf(population.shape)).fill(0);
    for (const projection of network.projections) {
      if (projection.destination === population.name) project(network, projection, values.get(projection.source)!, drive);
    }
    const neuron = population.neuron;
    const ceiling = neuron.kind === 'relu' ? neuron.ceiling ?? Infinity : Infinity;
    values.set(population.name, neuron.kind === 'relu' ? drive.map((value) => Math.min(Math.max(value, 0), ceiling)) : drive);
  }
  return values.get(network.output.population)!;
}

function project(network: Network, projection: Projection, source: readonly number[], drive: number[]): void {
  const from = planeShape(populationNamed(network, projection.source).shape);
  const to = planeShape(populationNamed(network, projection.destination).shape);
  switch (projection.kind) {
    case 'one-to-one': drive.forEach((_, index) => { drive[index]! += source[index]!; }); return;
    case 'dense': drive.forEach((_, out) => {
      for (let index = 0; index < source.length; index++) drive[out]! += projection.weights.data[out * source.length + index]! * source[index]!;
      drive[out]! += projection.bias?.[out] ?? 0;
    }); return;
    case 'batch-norm': drive.forEach((_, index) => {
      const channel = Math.floor(index / (drive.length / projection.gamma.length));
      const scale = projection.gamma[channel]! / Math.sqrt(projection.variance[channel]! + projection.epsilon);
      drive[index]! += scale * (source[index]! - projection.mean[channel]!) + projection.beta[channel]!;
    }); return;
    case 'listed': throw new Error('no reader makes listed synapses');
    case 'sparse': source.forEach((value, index) => {
      for (let i = projection.offsets[index]!; i < projection.offsets[index + 1]!; i++) drive[projection.destinations[i]!]! += value * projection.values[i]!;
    }); drive.forEach((_, out) => { drive[out]! += projection.bias?.[out] ?? 0; }); return;
  }
  const at = (channel: number, y: number, x: number): number | null =>
    (y >= 0 && y < from[1] && x >= 0 && x < from[2] ? source[(channel * from[1] + y) * from[2] + x]! : null);
  for (let index = 0; index < drive.length; index++) {
    const [channel, y, x] = [Math.floor(index / (to[1] * to[2])), Math.floor(index / to[2]) % to[1], index % to[2]];
    const [top, left] = projection.padding;
    if (projection.kind === 'padding') drive[index]! += at(channel, y - top, x - left) ?? 0;
    else if (projection.kind === 'convolution') drive[index]! += convolved(projection, at, channel, y, x, from[0]);
    else drive[index]! += pooled(projection, at, channel, y, x);
  }
}

type Kind<K extends Projection['kind']> = Extract<Projection, { kind: K }>;
type Plane = (channel: number, y: number, x: number) => number | null;

function convolved(projection: Kind<'convolution'>, at: Plane, out: number, y: number, x: number, channels: number): number {
  const [outputs, inputs, height, width] = projection.weights.shape as [number, number, number, number];
  const first = Math.floor(out / (outputs / projection.groups)) * (channels / projection.groups);
  let sum = projection.bias?.[out] ?? 0;
  for (let c = 0; c < inputs; c++) for (let ky = 0; ky < height; ky++) for (let kx = 0; kx < width; kx++) {
    const value = at(first + c, y * projection.stride[0] + ky * projection.dilation[0] - projection.padding[0], x * projection.stride[1] + kx * projection.dilation[1] - projection.padding[1]);
    sum += (value ?? 0) * projection.weights.data[((out * inputs + c) * height + ky) * width + kx]!;
  }
  return sum;
}

function pooled(projection: Kind<'pooling'>, at: Plane, channel: number, y: number, x: number): number {
  const window: number[] = [];
  for (let ky = 0; ky < projection.kernel[0]; ky++) for (let kx = 0; kx < projection.kernel[1]; kx++) {
    const value = at(channel, y * projection.stride[0] + ky - projection.padding[0], x * projection.stride[1] + kx - projection.padding[1]);
    if (value !== null) window.push(value);
  }
  if (projection.method === 'maximum') return Math.max(...window);
  const sum = window.reduce((total, value) => total + value, 0);
  return sum / (projection.countPadding ? projection.kernel[0] * projection.kernel[1] : window.length);
}
