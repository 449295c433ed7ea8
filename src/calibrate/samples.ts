import type { Dataset } from '../ir/dataset.ts';
import { fitInputs } from '../ir/inputs.ts';
import type { Network } from '../ir/network.ts';
import { arrange, layoutOf } from './layout.ts';
import { addSpikes, emptyTrains, type SpikeTrains } from './trains.ts';

/** Values of each input over the calibration samples: [samples x size] in the order of its layout. */
export type InputValues = ReadonlyMap<string, Float32Array>;

/** Spikes of each input over the first `count` samples of a dataset of spike trains; several in one timestep count as one. */
export function inputTrains(network: Network, dataset: Dataset, count: number): ReadonlyMap<string, { readonly means: Float32Array; readonly trains: SpikeTrains }> {
  const { neurons, slices } = fitInputs(network, dataset);
  const timesteps = dataset.timesteps!;
  const sample = new Float32Array(neurons * timesteps);
  const found = slices.map(({ name, population, offset, length }) => {
    const layout = layoutOf(population);
    return { name, offset, length, layout, means: new Float32Array(count * layout.size), trains: emptyTrains(count, timesteps, layout.size) };
  });
  for (let index = 0; index < count; index++) {
    dataset.read(index, sample);
    for (const { offset, length, layout, means, trains } of found) {
      const placed = new Float32Array(layout.size);
      for (let timestep = 0; timestep < timesteps; timestep++) {
        arrange(sample.subarray(timestep * neurons + offset, timestep * neurons + offset + length), layout, placed);
        const ids = [...placed.keys()].filter((place) => placed[place] !== 0);
        addSpikes(trains, index, timestep, ids, ids.length);
        for (const place of ids) means[index * layout.size + place]! += 1 / timesteps;
      }
    }
  }
  return new Map(found.map(({ name, means, trains }) => [name, { means, trains }]));
}

/**
 * The first `count` samples of a dataset of values, for the inputs of a network.
 * @throws DiagnosticError S561 when the samples do not fit the inputs
 */
export function inputValues(network: Network, dataset: Dataset, count: number): InputValues {
  const { neurons, slices } = fitInputs(network, dataset);
  const layouts = slices.map(({ population }) => layoutOf(population));
  const values = new Map(slices.map(({ name }, i) => [name, new Float32Array(count * layouts[i]!.size)]));
  const sample = new Float32Array(neurons);
  for (let index = 0; index < count; index++) {
    dataset.read(index, sample);
    slices.forEach(({ name, offset, length }, i) => {
      const { size } = layouts[i]!;
      arrange(sample.subarray(offset, offset + length), layouts[i]!, values.get(name)!.subarray(index * size, (index + 1) * size));
    });
  }
  return values;
}
