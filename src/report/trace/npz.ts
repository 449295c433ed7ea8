import { tensor, type Tensor } from '../../ir/tensor.ts';
import { encodeNpz } from '../../read/tensors/npz.ts';
import { nameInFile } from './file-names.ts';
import type { Trace } from './trace.ts';

/**
 * Arrays for NumPy, by population: `NAME.spikes.neurons` and `NAME.spikes.timesteps` (`.times_s` of temporal networks), `NAME.potentials` [timesteps, neurons] with `.neurons` and
 * `.thresholds`; `timesteps_s` is when each timestep begins, and the end, and `dt_s` how long it is in the network (0: it does not say).
 */
export function renderNpz({ raster, potentials, clock, dt_s }: Trace): Uint8Array {
  const arrays = new Map<string, Tensor>([['timesteps_s', vector(clock.starts_s)], ['dt_s', tensor([], Float64Array.of(dt_s ?? 0))]]);
  for (const { population, neurons, timesteps, indices } of raster) {
    const name = nameInFile(population);
    arrays.set(`${name}.size`, tensor([], Int32Array.of(neurons)));
    arrays.set(`${name}.spikes.neurons`, vector(indices));
    if (clock.unit_s === null) arrays.set(`${name}.spikes.timesteps`, vector(timesteps));
    else arrays.set(`${name}.spikes.times_s`, vector(Float64Array.from(timesteps, (time) => time * clock.unit_s!)));
  }
  for (const { population, neurons, timesteps, values, thresholds } of potentials) {
    const name = nameInFile(population);
    arrays.set(`${name}.potentials`, tensor([timesteps, neurons.length], values));
    arrays.set(`${name}.potentials.neurons`, vector(Int32Array.from(neurons)));
    arrays.set(`${name}.potentials.thresholds`, vector(thresholds));
  }
  return encodeNpz(arrays);
}

function vector(data: Tensor['data']): Tensor {
  return tensor([data.length], data);
}
