import { positions, slidShape, UNIT, windowedShape, type Sliding } from '../ir/geometry.ts';
import { planeShape, type BatchNormProjection, type ConvolutionProjection, type DenseProjection, type PoolingProjection, type Projection, type SparseProjection } from '../ir/network.ts';
import { sparseSynapses } from '../ir/listed.ts';
import { sizeOf } from '../ir/tensor.ts';

/** Adds what a projection makes of the values of its source to the values of its destination. */
export type Accumulator = (source: Float64Array, destination: Float64Array) => void;

/** The projection as a loop. Zero inputs are skipped; inner loops run over adjacent outputs. */
export function accumulatorOf(projection: Projection, source: readonly number[], destination: readonly number[]): Accumulator {
  switch (projection.kind) {
    case 'dense':
      return windowed(projection, source, denseAccumulator(projection));
    case 'convolution':
      return windowed(projection, source, convolutionAccumulator(projection, windowedShape(source, projection.window), destination));
    case 'listed':
      return sparseAccumulator({ ...sparseSynapses(projection, sizeOf(source)), bias: projection.bias });
    case 'sparse':
      return sparseAccumulator(projection);
    case 'pooling':
      return projection.method === 'maximum' ? maximumAccumulator(projection, source) : averageAccumulator(projection, source);
    case 'padding':
      return sumAccumulator({ kernel: UNIT, stride: UNIT, padding: projection.padding }, source);
    case 'batch-norm':
      return batchNormAccumulator(projection, source);
    case 'one-to-one':
      return (from, to) => {
        for (let index = 0; index < from.length; index++) to[index]! += from[index]!;
      };
  }
}

function sparseAccumulator({ offsets, destinations, values, bias }: Pick<SparseProjection, 'offsets' | 'destinations' | 'values' | 'bias'>): Accumulator {
  return (from, to) => {
    for (let source = 0; source < from.length; source++) {
      const value = from[source]!;
      if (value === 0) continue;
      for (let i = offsets[source]!; i < offsets[source + 1]!; i++) to[destinations[i]!]! += value * values[i]!;
    }
    if (bias) for (let index = 0; index < to.length; index++) to[index]! += bias[index]!;
  };
}

function windowed({ window }: DenseProjection | ConvolutionProjection, source: readonly number[], accumulate: Accumulator): Accumulator {
  if (!window) return accumulate;
  const sum = sumAccumulator(window, source);
  const sums = new Float64Array(sizeOf(windowedShape(source, window)));
  return (from, to) => {
    sum(from, sums.fill(0));
    accumulate(sums, to);
  };
}

function denseAccumulator({ weights, bias }: DenseProjection): Accumulator {
  const [outputs, inputs] = weights.shape as [number, number];
  const byInput = new Float32Array(weights.data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) byInput[input * outputs + output] = weights.data[output * inputs + input]!;
  }
  const rows = new Int32Array(inputs);
  const values = new Float64Array(inputs);
  return (from, to) => {
    let active = 0;
    for (let input = 0; input < inputs; input++) {
      if (from[input] === 0) continue;
      rows[active] = input * outputs;
      values[active++] = from[input]!;
    }
    addRows(byInput, rows, values, active, to, 0, outputs);
    if (bias) for (let output = 0; output < outputs; output++) to[output]! += bias[output]!;
  };
}

/** to[at + i] += sum over k < count of values[k] * weights[rows[k] + i], four rows at a time. */
function addRows(weights: Float32Array, rows: Int32Array, values: Float64Array, count: number, to: Float64Array, at: number, length: number): void {
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const [a, b, c, d] = [rows[k]!, rows[k + 1]!, rows[k + 2]!, rows[k + 3]!];
    const [x, y, z, w] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
    for (let i = 0; i < length; i++) to[at + i]! += x * weights[a + i]! + y * weights[b + i]! + z * weights[c + i]! + w * weights[d + i]!;
  }
  for (; k < count; k++) {
    const row = rows[k]!;
    const value = values[k]!;
    for (let i = 0; i < length; i++) to[at + i]! += value * weights[row + i]!;
  }
}

/** Per group and position: gathers the inputs under the kernel that are not zero, then adds their rows of output channels. */
function convolutionAccumulator(projection: ConvolutionProjection, source: readonly number[], destination: readonly number[]): Accumulator {
  const [, height, width] = planeShape(source);
  const [, outHeight, outWidth] = planeShape(destination);
  const { weights: { shape, data }, bias, stride, padding, dilation, groups } = projection;
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = shape as [number, number, number, number];
  const perGroup = outChannels / groups;
  const taps = groupChannels * kernelHeight * kernelWidth;
  const byTap = new Float32Array(data.length);
  for (let out = 0; out < outChannels; out++) {
    const [group, column] = [Math.floor(out / perGroup), out % perGroup];
    for (let tap = 0; tap < taps; tap++) byTap[(group * taps + tap) * perGroup + column] = data[out * taps + tap]!;
  }
  const rows = new Int32Array(taps);
  const values = new Float64Array(taps);
  const sums = new Float64Array(perGroup);
  const plane = outHeight * outWidth;
  return (from, to) => {
    for (let group = 0; group < groups; group++) {
      for (let position = 0; position < plane; position++) {
        const top = Math.floor(position / outWidth) * stride[0] - padding[0];
        const left = (position % outWidth) * stride[1] - padding[1];
        let active = 0;
        for (let channel = 0; channel < groupChannels; channel++) {
          const base = (group * groupChannels + channel) * height;
          for (let tapY = 0; tapY < kernelHeight; tapY++) {
            const y = top + tapY * dilation[0];
            if (y < 0 || y >= height) continue;
            for (let tapX = 0; tapX < kernelWidth; tapX++) {
              const x = left + tapX * dilation[1];
              if (x < 0 || x >= width) continue;
              const value = from[(base + y) * width + x]!;
              if (value === 0) continue;
              rows[active] = (group * taps + (channel * kernelHeight + tapY) * kernelWidth + tapX) * perGroup;
              values[active++] = value;
            }
          }
        }
        addRows(byTap, rows, values, active, sums.fill(0), 0, perGroup);
        for (let column = 0; column < perGroup; column++) {
          const out = group * perGroup + column;
          to[out * plane + position]! += sums[column]! + (bias ? bias[out]! : 0);
        }
      }
    }
  };
}

/** Visits what lies under every position of a kernel: index of the position and of each neuron inside the plane. */
function slide(sliding: Sliding, source: readonly number[], begin: (output: number) => void, visit: (output: number, input: number) => void): void {
  const [channels, height, width] = planeShape(source);
  const [outHeight, outWidth] = positions(height, width, sliding);
  const { kernel, stride, padding } = sliding;
  let output = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        begin(output);
        for (let y = Math.max(0, outY * stride[0] - padding[0]); y < Math.min(height, outY * stride[0] - padding[0] + kernel[0]); y++) {
          for (let x = Math.max(0, outX * stride[1] - padding[1]); x < Math.min(width, outX * stride[1] - padding[1] + kernel[1]); x++) {
            visit(output, (channel * height + y) * width + x);
          }
        }
        output++;
      }
    }
  }
}

function sumAccumulator(sliding: Sliding, source: readonly number[]): Accumulator {
  return (from, to) => slide(sliding, source, () => undefined, (output, input) => { to[output]! += from[input]!; });
}

function averageAccumulator(pooling: PoolingProjection, source: readonly number[]): Accumulator {
  const sums = new Float64Array(sizeOf(slidShape(source, pooling)));
  const inside = new Float64Array(sums.length);
  const whole = pooling.method === 'sum' ? 1 : pooling.kernel[0] * pooling.kernel[1];
  const divisor = (output: number): number => (pooling.method === 'sum' || pooling.countPadding ? whole : inside[output]!);
  slide(pooling, source, () => undefined, (output) => { inside[output]! += 1; });
  return (from, to) => {
    sums.fill(0);
    slide(pooling, source, () => undefined, (output, input) => { sums[output]! += from[input]!; });
    for (let output = 0; output < sums.length; output++) to[output]! += sums[output]! / divisor(output);
  };
}

function maximumAccumulator(pooling: PoolingProjection, source: readonly number[]): Accumulator {
  const most = new Float64Array(sizeOf(slidShape(source, pooling)));
  return (from, to) => {
    slide(pooling, source, (output) => { most[output] = -Infinity; }, (output, input) => {
      if (from[input]! > most[output]!) most[output] = from[input]!;
    });
    for (let output = 0; output < most.length; output++) to[output]! += most[output]!;
  };
}

function batchNormAccumulator({ gamma, beta, mean, variance, epsilon }: BatchNormProjection, source: readonly number[]): Accumulator {
  const channels = gamma.length;
  const plane = sizeOf(source) / channels;
  return (from, to) => {
    for (let channel = 0; channel < channels; channel++) {
      const gain = gamma[channel]! / Math.sqrt(variance[channel]! + epsilon);
      for (let index = channel * plane; index < (channel + 1) * plane; index++) to[index]! += (from[index]! - mean[channel]!) * gain + beta[channel]!;
    }
  };
}
