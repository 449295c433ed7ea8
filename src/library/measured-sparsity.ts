import type { Dataset } from '../ir/dataset.ts';
import { neuronCount, planeShape, populationNamed, type Network } from '../ir/network.ts';
import type { Heard } from '../platforms/from-network.ts';
import { windowOutput } from '../platforms/layer-list.ts';
import { interpret } from '../simulate/reference/interpret.ts';

/**
 * Share of (input, timestep) pairs without a spike that every layer hears on the first samples of a dataset, by the reference interpreter.
 * Behind a sum window an input is one window: silent where nothing in it spikes.
 */
export function measureSparsity(network: Network, heard: readonly Heard[], dataset: Dataset, samples: number, timesteps: number): number[] {
  const counted = heard.map(() => ({ inputs: 0, silent: 0 }));
  interpret(network, dataset, {
    limit: samples, timesteps,
    onSample: (_, activity) => heard.forEach(({ population, window }, index) => {
      const { shape } = populationNamed(network, population);
      const sent = activity.get(population)!;
      const size = neuronCount(populationNamed(network, population));
      for (let step = 0; step < timesteps; step++) {
        const spikes = sent.subarray(step * size, (step + 1) * size);
        const { inputs, silent } = window ? countWindows(spikes, planeShape(shape), window) : { inputs: size, silent: countSilent(spikes) };
        counted[index]!.inputs += inputs;
        counted[index]!.silent += silent;
      }
    }),
  });
  return counted.map(({ inputs, silent }) => (inputs === 0 ? 0 : silent / inputs));
}

function countSilent(spikes: Float64Array): number {
  let silent = 0;
  for (const spike of spikes) if (spike === 0) silent++;
  return silent;
}

function countWindows(spikes: Float64Array, [channels, height, width]: readonly [number, number, number], { kernel, stride, padding }: NonNullable<Heard['window']>): { inputs: number; silent: number } {
  const [rows, columns] = windowOutput([height, width], kernel, stride, padding);
  let silent = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [top, left] = [row * stride[0] - padding[0], column * stride[1] - padding[1]];
        if (isSilent(spikes, channel * height * width, height, width, top, left, kernel)) silent++;
      }
    }
  }
  return { inputs: channels * rows * columns, silent };
}

function isSilent(spikes: Float64Array, first: number, height: number, width: number, top: number, left: number, kernel: readonly [number, number]): boolean {
  for (let y = Math.max(0, top); y < Math.min(height, top + kernel[0]); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + kernel[1]); x++) if (spikes[first + y * width + x] !== 0) return false;
  }
  return true;
}
