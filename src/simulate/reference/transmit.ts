import { windowedShape } from '../../ir/geometry.ts';
import { planeShape, type ConvolutionProjection, type DenseProjection, type Padding4, type Pair, type PoolingProjection, type Projection } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';

/** Adds to `to` (shape `destination`) what a projection makes of `from` (shape `source`), by its definition; without bias (see `biasOf`). */
export function transmit(projection: Projection, source: readonly number[], from: Float64Array, destination: readonly number[], to: Float64Array): void {
  switch (projection.kind) {
    case 'dense':
      return transmitDense(projection, throughWindow(projection, source, from), to);
    case 'convolution':
      return transmitConvolution(projection, windowedShape(source, projection.window), throughWindow(projection, source, from), destination, to);
    case 'pooling':
      return underWindows(projection, source, destination, from, (index, inside) => { to[index]! += poolOf(projection, inside); });
    case 'padding':
      return underWindows({ kernel: [1, 1], stride: [1, 1], padding: projection.padding }, source, destination, from, (index, inside) => { to[index]! += sumOf(inside); });
    case 'one-to-one':
      return from.forEach((value, index) => { to[index]! += value; });
    case 'batch-norm': {
      const { gamma, variance, epsilon } = projection;
      const plane = from.length / gamma.length;
      return from.forEach((value, index) => {
        const channel = Math.floor(index / plane);
        to[index]! += (gamma[channel]! * value) / Math.sqrt(variance[channel]! + epsilon);
      });
    }
  }
}

function throughWindow({ window }: DenseProjection | ConvolutionProjection, source: readonly number[], from: Float64Array): Float64Array {
  if (!window) return from;
  const shape = windowedShape(source, window);
  const sums = new Float64Array(sizeOf(shape));
  underWindows(window, source, shape, from, (index, inside) => { sums[index] = sumOf(inside); });
  return sums;
}

function transmitDense({ weights }: DenseProjection, from: Float64Array, to: Float64Array): void {
  const active: number[] = [];
  from.forEach((value, index) => { if (value !== 0) active.push(index); });
  const inputs = from.length;
  for (let output = 0; output < to.length; output++) {
    let sum = 0;
    for (const input of active) sum += weights.data[output * inputs + input]! * from[input]!;
    to[output]! += sum;
  }
}

function transmitConvolution(projection: ConvolutionProjection, source: readonly number[], from: Float64Array, destination: readonly number[], to: Float64Array): void {
  const [, height, width] = planeShape(source);
  const [outChannels, outHeight, outWidth] = planeShape(destination);
  const { weights, stride, padding, dilation, groups } = projection;
  const [, channels, kernelHeight, kernelWidth] = weights.shape as [number, number, number, number];
  for (let out = 0; out < outChannels; out++) {
    const firstChannel = Math.floor(out / (outChannels / groups)) * channels;
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) {
          for (let tapY = 0; tapY < kernelHeight; tapY++) {
            const y = outY * stride[0] - padding[0] + tapY * dilation[0];
            if (y < 0 || y >= height) continue;
            for (let tapX = 0; tapX < kernelWidth; tapX++) {
              const x = outX * stride[1] - padding[1] + tapX * dilation[1];
              if (x < 0 || x >= width) continue;
              const value = from[((firstChannel + channel) * height + y) * width + x]!;
              if (value !== 0) sum += value * weights.data[((out * channels + channel) * kernelHeight + tapY) * kernelWidth + tapX]!;
            }
          }
        }
        to[(out * outHeight + outY) * outWidth + outX]! += sum;
      }
    }
  }
}

/** Calls `use` for every window with its index and the values inside the plane. */
function underWindows(
  { kernel, stride, padding }: { readonly kernel: Pair; readonly stride: Pair; readonly padding: Padding4 },
  source: readonly number[], destination: readonly number[], from: Float64Array, use: (index: number, inside: readonly number[]) => void,
): void {
  const [, height, width] = planeShape(source);
  const [channels, outHeight, outWidth] = planeShape(destination);
  for (let index = 0; index < channels * outHeight * outWidth; index++) {
    const channel = Math.floor(index / (outHeight * outWidth));
    const top = (Math.floor(index / outWidth) % outHeight) * stride[0] - padding[0];
    const left = (index % outWidth) * stride[1] - padding[1];
    const inside: number[] = [];
    for (let y = Math.max(0, top); y < Math.min(height, top + kernel[0]); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + kernel[1]); x++) inside.push(from[(channel * height + y) * width + x]!);
    }
    use(index, inside);
  }
}

function poolOf({ method, kernel, countPadding }: PoolingProjection, inside: readonly number[]): number {
  if (method === 'maximum') return Math.max(...inside);
  if (method === 'sum') return sumOf(inside);
  return sumOf(inside) / (countPadding ? kernel[0] * kernel[1] : inside.length);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
