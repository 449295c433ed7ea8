import { neuronCount, planeShape, type Population } from '../ir/network.ts';

/**
 * Order of the neurons of a population while it is calibrated: position after position, the channels of one position side by side, so that
 * a row of weights (all output channels of one tap) is added in one go. `stride` channels a position, a multiple of 4 where spikes are
 * counted up in vectors; what is beyond the last channel stays 0.
 */
export interface Layout {
  readonly channels: number;
  readonly positions: number;
  readonly stride: number;
  /** positions x stride. */
  readonly size: number;
}

const VECTOR_F32 = 4;

/** Inputs are only read, so they are not padded. */
export function layoutOf(population: Population): Layout {
  const [channels, height, width] = planeShape(population.shape);
  const stride = population.neuron.kind === 'input' ? channels : Math.ceil(channels / VECTOR_F32) * VECTOR_F32;
  return { channels, positions: height * width, stride, size: height * width * stride };
}

/** Writes values in the order of the network (row-major [channels, height, width]) to `to` in the order of the layout. */
export function arrange(values: ArrayLike<number>, { channels, positions, stride }: Layout, to: Float32Array): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let position = 0; position < positions; position++) to[position * stride + channel] = values[channel * positions + position]!;
  }
}

/** The values of one sample in the order of the network. */
export function rearranged(values: Float32Array, { channels, positions, stride }: Layout): Float32Array {
  const result = new Float32Array(channels * positions);
  for (let channel = 0; channel < channels; channel++) {
    for (let position = 0; position < positions; position++) result[channel * positions + position] = values[position * stride + channel]!;
  }
  return result;
}

/** A parameter for every place of the layout; `beyond` where there is no neuron. */
export function spread(parameter: number | ArrayLike<number>, population: Population, layout: Layout, beyond = 0): Float32Array {
  const { channels, positions, stride, size } = layout;
  const result = new Float32Array(size).fill(beyond);
  const perNeuron = typeof parameter !== 'number' && parameter.length === neuronCount(population);
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < channels; channel++) {
      result[position * stride + channel] = typeof parameter === 'number' ? parameter : perNeuron ? parameter[channel * positions + position]! : parameter[channel]!;
    }
  }
  return result;
}
