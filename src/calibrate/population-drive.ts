import { isSynaptic, populationNamed, projectionsInto, type Network, type Population, type SynapticProjection } from '../ir/network.ts';
import { addDrive, biasOf } from './drives.ts';
import { layoutOf, type Layout } from './layout.ts';
import type { Products } from './linear/product.ts';
import { patchesOf, type Patches } from './patches.ts';
import type { PopulationDrive } from './spiking-population.ts';
import { tapsOf } from './taps.ts';
import type { SpikeTrains } from './trains.ts';

/** What a population sends over the calibration samples. */
export interface Sent {
  readonly layout: Layout;
  /** [samples x size] its value, or its spikes a timestep. */
  readonly means: Float32Array;
  /** Null for an input that drives its synapses with its value, unchanged in every timestep. */
  readonly trains: SpikeTrains | null;
}

/** A projection into the population under calibration. */
export interface Incoming {
  readonly projection: SynapticProjection;
  readonly patches: Patches;
  /** In the order of the network; may differ from those of the projection. */
  readonly weights: Float32Array;
}

/** The dense and convolution projections into a population, with the weights that `weightsOf` makes of theirs. */
export function incomingOf(network: Network, population: Population, weightsOf: (projection: SynapticProjection) => Float32Array): readonly Incoming[] {
  return projectionsInto(network, population.name).filter(isSynaptic).map((projection) => ({
    projection, weights: weightsOf(projection), patches: patchesOf(projection, populationNamed(network, projection.source), population),
  }));
}

/** [samples x size] mean drive of a population without biases. @param add what it is added to; zeros without it */
export function meanDrive(products: Products, population: Population, incoming: readonly Incoming[], sent: ReadonlyMap<string, Sent>, samples: number): Float32Array {
  const layout = layoutOf(population);
  const drive = new Float32Array(samples * layout.size);
  for (const { projection, patches, weights } of incoming) {
    const source = sent.get(projection.source)!;
    addDrive(products, patches, weights, source.means, source.layout, drive, layout);
  }
  return drive;
}

/** The same drive timestep by timestep: what stays, and spikes, those of the population itself too. */
export function spikingDrive(products: Products, population: Population, incoming: readonly Incoming[], sent: ReadonlyMap<string, Sent>, samples: number): PopulationDrive {
  const { name } = population;
  const steady = incoming.filter(({ projection: { source } }) => source !== name && !sent.get(source)!.trains);
  const spiking = incoming.filter((one) => !steady.includes(one));
  const layout = layoutOf(population);
  return {
    values: [...new Set(steady.map(({ projection }) => projection.delay))].map((delay) =>
      ({ delay, drive: meanDrive(products, population, steady.filter(({ projection }) => projection.delay === delay), sent, samples) })),
    spikes: spiking.map(({ projection, patches, weights }) => {
      const own = projection.source === name;
      const from = own ? layout : sent.get(projection.source)!.layout;
      return { trains: own ? 'self' : sent.get(projection.source)!.trains!, taps: tapsOf(patches, weights, from, layout), delay: projection.delay };
    }),
  };
}

/** The biases of all projections into a population, added up: one value a place of its layout. */
export function biasInto(population: Population, incoming: readonly Incoming[]): Float32Array {
  const sum = new Float32Array(layoutOf(population).size);
  for (const { projection } of incoming) biasOf(projection, population).forEach((value, place) => { sum[place]! += value; });
  return sum;
}

/** Mean over samples and positions of each channel. @param values [samples x size] */
export function channelMeans(values: Float32Array, { channels, positions, stride, size }: Layout): Float64Array {
  const sums = new Float64Array(channels);
  for (let base = 0; base < values.length; base += size) {
    for (let position = 0; position < positions; position++) {
      for (let channel = 0; channel < channels; channel++) sums[channel]! += values[base + position * stride + channel]!;
    }
  }
  const count = (values.length / size) * positions;
  return sums.map((sum) => sum / count);
}

/** Mean over samples of each place of the layout. @param values [samples x size] */
export function placeMeans(values: Float32Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let base = 0; base < values.length; base += size) {
    for (let place = 0; place < size; place++) sums[place]! += values[base + place]!;
  }
  return sums.map((sum) => (sum * size) / values.length);
}
