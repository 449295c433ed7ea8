import { printable } from '../../../diagnostics/printable.ts';
import type { Listed } from './csr.ts';
import type { DraftGroup, Hyperedge } from '../draft/draft.ts';
import type { Findings } from '../draft/findings.ts';
import { EXTENTS, type Extent } from '../draft/hyperedges.ts';

/** Geometry of a conv2d edge: no padding, source and destination row-major [channels, height, width]. */
export interface Geometry {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly kernels: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** The geometry that an edge states; null, and reported, when it does not fit its groups or its lists. */
export function geometryOf(edge: Hyperedge, source: DraftGroup, destination: DraftGroup, findings: Findings): Geometry | null {
  const refuse = (reason: string): null => {
    findings.report('S949', { edge: edge.text, reason }, { span: edge.span });
    return null;
  };
  const missing = EXTENTS.filter((extent) => !edge.extents.has(extent));
  if (missing.length > 0) return refuse(`it does not state ${missing.join(', ')}`);
  const of = (extent: Extent): number => edge.extents.get(extent)!;
  const [height, width, channels] = [of('input_height'), of('input_width'), of('input_channels')];
  const [kernelHeight, kernelWidth, kernels, strideY, strideX] = [of('kernel_height'), of('kernel_width'), of('kernel_count'), of('stride_height'), of('stride_width')];
  if (kernelHeight > height || kernelWidth > width) return refuse(`a kernel of ${kernelHeight} x ${kernelWidth} does not fit into ${height} x ${width}`);
  const [outHeight, outWidth] = [Math.floor((height - kernelHeight) / strideY) + 1, Math.floor((width - kernelWidth) / strideX) + 1];
  const [inputs, outputs, needed] = [channels * height * width, kernels * outHeight * outWidth, kernelHeight * kernelWidth * channels * kernels];
  if (inputs !== source.neurons) return refuse(`input ${channels} x ${height} x ${width} is ${inputs} neurons, group '${printable(source.name)}' has ${source.neurons}`);
  if (outputs !== destination.neurons) return refuse(`output ${kernels} x ${outHeight} x ${outWidth} is ${outputs} neurons, group '${printable(destination.name)}' has ${destination.neurons}`);
  for (const list of [edge.weights, edge.delays]) if (list && list.length < needed) return refuse(`it needs ${needed} values in each list and has ${list.length}`);
  if (!edge.weights && needed > MOST_UNSTATED) return refuse(`it needs ${needed} weights and states none`);
  return { channels, height, width, kernelHeight, kernelWidth, kernels, strideY, strideX, outHeight, outWidth };
}

/** Most weights of an edge that states none: they are 0, as in SANA-FE, and a short text may ask for many of them. */
export const MOST_UNSTATED = 2 ** 24;

/** Weights from the order of the file, [y, x, channel, kernel], to [kernel, channel, y, x]. */
export function kernelWeights({ channels, kernelHeight, kernelWidth, kernels }: Geometry, listed: Float32Array | null): Float32Array {
  const taps = kernelHeight * kernelWidth;
  const weights = new Float32Array(kernels * channels * taps);
  if (!listed) return weights;
  for (let tap = 0, at = 0; tap < taps; tap++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let kernel = 0; kernel < kernels; kernel++) weights[(kernel * channels + channel) * taps + tap] = listed[at++]!;
    }
  }
  return weights;
}

/** Synapses that a convolution is when every one is listed. */
export function synapseCount({ kernels, outHeight, outWidth, channels, kernelHeight, kernelWidth }: Geometry): number {
  return kernels * outHeight * outWidth * channels * kernelHeight * kernelWidth;
}

/** Every synapse of a convolution, with its place in the lists of the file. */
export function listSynapses(geometry: Geometry, weights: Float32Array | null): Listed & { readonly places: Int32Array } {
  const { channels, height, width, kernelHeight, kernelWidth, kernels, strideY, strideX, outHeight, outWidth } = geometry;
  const count = synapseCount(geometry);
  const [sources, destinations, places, values] = [new Int32Array(count), new Int32Array(count), new Int32Array(count), new Float32Array(count)];
  let at = 0;
  for (let neuron = 0; neuron < kernels * outHeight * outWidth; neuron++) {
    const kernel = Math.floor(neuron / (outHeight * outWidth));
    const y = Math.floor((neuron % (outHeight * outWidth)) / outWidth) * strideY, x = (neuron % outWidth) * strideX;
    for (let channel = 0; channel < channels; channel++) {
      for (let tapY = 0; tapY < kernelHeight; tapY++) {
        for (let tapX = 0; tapX < kernelWidth; tapX++) {
          const place = ((tapY * kernelWidth + tapX) * channels + channel) * kernels + kernel;
          sources[at] = (channel * height + y + tapY) * width + x + tapX;
          destinations[at] = neuron;
          places[at] = place;
          values[at++] = weights ? weights[place]! : 0;
        }
      }
    }
  }
  return { sources, destinations, weights: values, places };
}
