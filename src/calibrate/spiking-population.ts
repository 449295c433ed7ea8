import { loadKernels } from '../kernels/load.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { nextFloat } from '../ir/next-float.ts';
import type { IntegrateAndFire, Parameter, Population } from '../ir/network.ts';
import { spread, type Layout } from './layout.ts';
import { addSpikes, emptyTrains, spikesAt, type SpikeTrains } from './trains.ts';
import type { Taps } from './taps.ts';

/** Plain neurons (`isPlain` of `src/ir/neuron.ts`), one value a place of the layout. */
export interface PlainNeurons {
  readonly decays: Float32Array;
  /** Added in every timestep. */
  readonly biases: Float32Array;
  readonly initials: Float32Array;
  readonly thresholds: Float32Array;
  /** Smallest potential that fires; Infinity where there is no neuron. */
  readonly fires: Float32Array;
  /** Potential after a spike; null where the threshold is subtracted. */
  readonly resetValue: number | null;
}

/** Plain neurons with their parameters at the places of the layout. @param biases one a place */
export function plainNeurons(population: Population, { decay, threshold, initial, compare, reset, resetValue }: IntegrateAndFire, biases: Float32Array, layout: Layout): PlainNeurons {
  const fires = spread(threshold, population, layout, Infinity);
  return {
    decays: spread(decay as Parameter, population, layout), biases, initials: spread(initial, population, layout), thresholds: spread(threshold, population, layout),
    fires: compare === '>=' ? fires : fires.map((value) => nextFloat(value)), resetValue: reset === 'hard' ? (resetValue as number) : null,
  };
}

/** What drives a population: values that stay, and spikes. */
export interface PopulationDrive {
  readonly values: readonly SteadyDrive[];
  readonly spikes: readonly SpikeSource[];
}

/** Values that stay from the timestep on in which they arrive first. */
export interface SteadyDrive {
  /** [samples x size] without biases. */
  readonly drive: Float32Array;
  readonly delay: number;
}

export interface SpikeSource {
  /** `self`: what the population itself fired, with a delay of 1 at least. */
  readonly trains: SpikeTrains | 'self';
  readonly taps: Taps;
  /** Timesteps between a spike and its arrival. */
  readonly delay: number;
}

export interface SpikingRun {
  readonly trains: SpikeTrains;
  /** [samples x size] spikes a timestep. */
  readonly rates: Float32Array;
}

/** Runs a population over many samples; its neurons may change from run to run, what drives it stays. */
export interface SpikingPopulation {
  /** @param first only so many samples; all without it */
  readonly run: (neurons: PlainNeurons, first?: number) => SpikingRun;
}

/**
 * A population ready to be simulated with the kernels of the engine, in f32.
 * @param size places of its layout, a multiple of 4
 */
export function spikingPopulation(drive: PopulationDrive, size: number, samples: number, timesteps: number): SpikingPopulation {
  const kernels = loadKernels('wasm', bytesFor(drive, size));
  const sources = drive.spikes.map((source) => ({ ...source, ...placed(kernels, source.taps), room: kernels.allocate(4 * source.taps.offsets.length), places: source.taps.offsets.length }));
  const vector = (): number => kernels.allocate(4 * size + 64);
  const [sums, constants, biases, potentials, decays, fires, thresholds, spikes, counts] = Array.from({ length: 9 }, vector) as [number, number, number, number, number, number, number, number, number];
  const floats = (pointer: number, values?: Float32Array): Float32Array => {
    const view = new Float32Array(kernels.buffer(), pointer, size);
    if (values) view.set(values);
    return view;
  };
  return {
    run: (neurons, first = samples) => {
      const [trains, rates] = [emptyTrains(first, timesteps, size), new Float32Array(first * size)];
      floats(biases, neurons.biases);
      floats(decays, neurons.decays);
      floats(fires, neurons.fires);
      floats(thresholds, neurons.thresholds);
      const fired = new Uint32Array(kernels.buffer(), counts, size);
      const ids = new Int32Array(kernels.buffer(), spikes, size);
      const arriving = sources.map((source) => ({ ...source, from: source.trains === 'self' ? trains : source.trains, heard: new Int32Array(kernels.buffer(), source.room, source.places) }));
      for (let sample = 0; sample < first; sample++) {
        floats(potentials, neurons.initials);
        const steady = floats(constants).fill(0);
        fired.fill(0);
        for (let timestep = 0; timestep < timesteps; timestep++) {
          for (const values of drive.values) if (values.delay === timestep) addTo(steady, values.drive, sample * size);
          for (const { from, heard, delay, room, offsets, taps, weights } of arriving) {
            if (timestep < delay) continue;
            kernels.scatterF32(room, spikesAt(from, sample, timestep - delay, heard), offsets, taps, weights, sums, 0, 0, 0);
          }
          const found = kernels.updateF32(sums, constants, biases, potentials, decays, fires, thresholds,
            Number(neurons.resetValue !== null), neurons.resetValue ?? 0, size, 0, spikes, counts);
          addSpikes(trains, sample, timestep, ids, found);
        }
        for (let place = 0; place < size; place++) rates[sample * size + place] = fired[place]! / timesteps;
      }
      return { trains, rates };
    },
  };
}

function addTo(sums: Float32Array, from: Float32Array, first: number): void {
  for (let place = 0; place < sums.length; place++) sums[place]! += from[first + place]!;
}

/** Every array with a cache line before and after it. */
function bytesFor({ spikes }: PopulationDrive, size: number): number {
  const lists = spikes.reduce((sum, { taps: { offsets, taps, weights } }) => sum + 2 * offsets.byteLength + taps.byteLength + weights.byteLength + 4 * 128, 0);
  return lists + 9 * (4 * size + 128);
}

function placed(kernels: Kernels, { offsets, taps, weights }: Taps): { offsets: number; taps: number; weights: number } {
  const put = (values: Int32Array | Float32Array): number => {
    const pointer = kernels.allocate(values.byteLength + 64);
    new Uint8Array(kernels.buffer(), pointer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return pointer;
  };
  return { offsets: put(offsets), taps: put(taps), weights: put(weights) };
}
