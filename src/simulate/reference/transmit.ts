import { windowedShape } from '../../ir/geometry.ts';
import {
  planeShape, type BatchNormProjection, type ConvolutionProjection, type DenseProjection, type Padding4, type Pair, type PoolingProjection, type Projection,
  type SparseProjection,
} from '../../ir/network.ts';
import { sparseSynapses } from '../../ir/listed.ts';
import { allocate, elementType, sizeOf } from '../../ir/tensor.ts';

/** Adds what a projection makes of the values of its source to the drive of its destination; without bias (see `biasOf`). Values of 0 cost nothing. */
export type Transmitter = (from: Float64Array, to: Float64Array) => void;

/** Prepares a projection from a population of shape `source` into one of shape `destination`. */
export function transmitterOf(projection: Projection, source: readonly number[], destination: readonly number[]): Transmitter {
  switch (projection.kind) {
    case 'dense':
      return throughWindow(projection, source, denseTransmitter(projection));
    case 'convolution':
      return throughWindow(projection, source, convolutionTransmitter(projection, windowedShape(source, projection.window), destination));
    case 'listed':
      return sparseTransmitter(sparseSynapses(projection, sizeOf(source)));
    case 'sparse':
      return sparseTransmitter(projection);
    case 'pooling':
      return poolingTransmitter(projection, source, destination);
    case 'padding':
      return windowTransmitter({ kernel: [1, 1], stride: [1, 1], padding: projection.padding }, source, destination);
    case 'one-to-one':
      return (from, to) => { for (let index = 0; index < from.length; index++) to[index]! += from[index]!; };
    case 'batch-norm':
      return batchNormTransmitter(projection, sizeOf(source));
  }
}

function throughWindow({ window }: DenseProjection | ConvolutionProjection, source: readonly number[], transmit: Transmitter): Transmitter {
  if (!window) return transmit;
  const shape = windowedShape(source, window);
  const sums = new Float64Array(sizeOf(shape));
  const sum = windowTransmitter(window, source, shape);
  return (from, to) => {
    sum(from, sums.fill(0));
    transmit(sums, to);
  };
}

/** Weights stand input by input, so that a spike adds one row. */
function denseTransmitter({ weights: { shape, data } }: DenseProjection): Transmitter {
  const [outputs, inputs] = shape as [number, number];
  const byInput = allocate(elementType(data), data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) byInput[input * outputs + output] = data[output * inputs + input]!;
  }
  return (from, to) => {
    for (let input = 0; input < inputs; input++) {
      const value = from[input]!;
      if (value === 0) continue;
      const row = input * outputs;
      for (let output = 0; output < outputs; output++) to[output]! += value * byInput[row + output]!;
    }
  };
}

/** Weights stand tap by tap; a spike adds the output channels of every position whose kernel it lies under. */
function convolutionTransmitter({ weights: { shape, data }, stride, padding, dilation, groups }: ConvolutionProjection, source: readonly number[], destination: readonly number[]): Transmitter {
  const [channels, height, width] = planeShape(source);
  const [, outHeight, outWidth] = planeShape(destination);
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = shape as [number, number, number, number];
  const perGroup = outChannels / groups;
  const taps = kernelHeight * kernelWidth;
  const byTap = allocate(elementType(data), data.length);
  for (let out = 0; out < outChannels; out++) {
    for (let channel = 0; channel < groupChannels; channel++) {
      const first = (Math.floor(out / perGroup) * groupChannels + channel) * taps;
      for (let tap = 0; tap < taps; tap++) byTap[(first + tap) * perGroup + (out % perGroup)] = data[(out * groupChannels + channel) * taps + tap]!;
    }
  }
  const plane = outHeight * outWidth;
  const spread = (value: number, channel: number, y: number, x: number, to: Float64Array): void => {
    const firstOut = Math.floor(channel / groupChannels) * perGroup;
    for (let tapY = 0; tapY < kernelHeight; tapY++) {
      const outY = (y + padding[0] - tapY * dilation[0]) / stride[0];
      if (!(outY >= 0 && outY < outHeight && Number.isInteger(outY))) continue;
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const outX = (x + padding[1] - tapX * dilation[1]) / stride[1];
        if (!(outX >= 0 && outX < outWidth && Number.isInteger(outX))) continue;
        const row = (channel * taps + tapY * kernelWidth + tapX) * perGroup;
        let at = firstOut * plane + outY * outWidth + outX;
        for (let column = 0; column < perGroup; column++, at += plane) to[at]! += value * byTap[row + column]!;
      }
    }
  };
  return (from, to) => {
    for (let channel = 0, index = 0; channel < channels; channel++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, index++) if (from[index] !== 0) spread(from[index]!, channel, y, x, to);
      }
    }
  };
}

function sparseTransmitter({ offsets, destinations, values }: Pick<SparseProjection, 'offsets' | 'destinations' | 'values'>): Transmitter {
  return (from, to) => {
    for (let source = 0; source < from.length; source++) {
      const value = from[source]!;
      if (value === 0) continue;
      for (let i = offsets[source]!; i < offsets[source + 1]!; i++) to[destinations[i]!]! += value * values[i]!;
    }
  };
}

function batchNormTransmitter({ gamma, variance, epsilon }: BatchNormProjection, neurons: number): Transmitter {
  const plane = neurons / gamma.length;
  return (from, to) => {
    for (let index = 0; index < neurons; index++) {
      const channel = Math.floor(index / plane);
      to[index]! += (gamma[channel]! * from[index]!) / Math.sqrt(variance[channel]! + epsilon);
    }
  };
}

interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding4;
}

/** Sums over windows of each plane. */
function windowTransmitter(window: Window, source: readonly number[], destination: readonly number[]): Transmitter {
  const visit = windowVisitor(window, source, destination);
  return (from, to) => visit((index, input) => { to[index]! += from[input]!; });
}

function poolingTransmitter(pooling: PoolingProjection, source: readonly number[], destination: readonly number[]): Transmitter {
  const visit = windowVisitor(pooling, source, destination);
  const pooled = new Float64Array(sizeOf(destination));
  const divisors = new Float64Array(pooled.length);
  if (pooling.method === 'average' && !pooling.countPadding) visit((index) => { divisors[index]! += 1; });
  else divisors.fill(pooling.method === 'average' ? pooling.kernel[0] * pooling.kernel[1] : 1);
  const maximum = pooling.method === 'maximum';
  return (from, to) => {
    pooled.fill(maximum ? -Infinity : 0);
    visit((index, input) => { pooled[index] = maximum ? Math.max(pooled[index]!, from[input]!) : pooled[index]! + from[input]!; });
    for (let index = 0; index < pooled.length; index++) to[index]! += maximum ? pooled[index]! : pooled[index]! / divisors[index]!;
  };
}

/** Calls `use` with every window and each neuron inside the plane that lies under it. */
function windowVisitor({ kernel, stride, padding }: Window, source: readonly number[], destination: readonly number[]): (use: (index: number, input: number) => void) => void {
  const [, height, width] = planeShape(source);
  const [channels, outHeight, outWidth] = planeShape(destination);
  return (use) => {
    for (let channel = 0, index = 0; channel < channels; channel++) {
      for (let top = -padding[0], outY = 0; outY < outHeight; outY++, top += stride[0]) {
        for (let left = -padding[1], outX = 0; outX < outWidth; outX++, left += stride[1], index++) {
          for (let y = Math.max(0, top); y < Math.min(height, top + kernel[0]); y++) {
            for (let x = Math.max(0, left); x < Math.min(width, left + kernel[1]); x++) use(index, (channel * height + y) * width + x);
          }
        }
      }
    }
  };
}
