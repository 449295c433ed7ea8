import type { Hdf5Group, Hdf5Node, NumberArray } from '../../read/hdf5/tree.ts';
import type { PopulationPotentials, PopulationRaster } from '../../simulate/result.ts';
import { nameInFile } from './file-names.ts';
import type { Trace } from './trace.ts';

/** How long a timestep counts that nobody has said the length of. */
export const NOMINAL_DT_s = 1e-3;

/**
 * A trace as NIRGraphData (NIR pull request 175): a node a population, its `spikes` as EventData, its `potentials` as TimeGriddedData where those of all neurons are
 * there (the format has no place for which ones they are). Times are those of the network, not of the chip, so that spikes can be played in again.
 */
export function nirGraphData({ raster, potentials, timesteps, dt_s, clock }: Trace): Hdf5Group {
  const step_s = clock.unit_s ?? dt_s ?? NOMINAL_DT_s;
  const end_s = clock.unit_s === null ? timesteps * step_s : clock.starts_s[1]! + clock.unit_s;
  const nodes = new Map<string, Hdf5Group>();
  const sizes = new Map(raster.map(({ population, neurons }) => [population, neurons]));
  const complete = new Map(potentials.filter(({ population, neurons }) => (sizes.get(population) ?? neurons.length) === neurons.length).map((one) => [one.population, one]));
  for (const one of raster) {
    const whole = complete.get(one.population);
    nodes.set(nameInFile(one.population), nodeOf([['spikes', events(one, step_s, end_s)], ...(whole ? [['potentials', gridded(whole, step_s)] as const] : [])]));
  }
  for (const [population, whole] of complete) if (!sizes.has(population)) nodes.set(nameInFile(population), nodeOf([['potentials', gridded(whole, step_s)]]));
  return group([['nodes', group(nodes)]], [['__type__', text('NIRGraphData')]]);
}

function nodeOf(observables: readonly (readonly [string, Hdf5Group])[]): Hdf5Group {
  return group([['observables', group(observables)]], [['__type__', text('NIRNodeData')]]);
}

function events({ timesteps, indices, neurons }: PopulationRaster, step_s: number, end_s: number): Hdf5Group {
  // No event is one of neuron -1, at no time: arrays of no length cannot be deflated.
  const none = indices.length === 0;
  const index = none ? Int32Array.of(-1) : indices;
  const time = none ? Float64Array.of(Infinity) : Float64Array.from(timesteps, (when) => when * step_s);
  return group([['idx', array([1, index.length], index)], ['time', array([1, time.length], time)]], [
    ['__type__', text('EventData')], ['n_neurons', array([], Int32Array.of(neurons))], ['t_max', array([], Float64Array.of(end_s))],
  ]);
}

function gridded({ timesteps, neurons, values }: PopulationPotentials, step_s: number): Hdf5Group {
  return group([['data', array([1, timesteps, neurons.length], values)]], [['__type__', text('TimeGriddedData')], ['dt', array([], Float64Array.of(step_s))]]);
}

function group(members: Iterable<readonly [string, Hdf5Node]>, attributes: Iterable<readonly [string, Hdf5Node]> = []): Hdf5Group {
  return { kind: 'group', members: new Map(members), attributes: new Map(attributes) };
}

function text(value: string): Hdf5Node {
  return { kind: 'text', shape: [], texts: [value] };
}

function array(shape: readonly number[], data: NumberArray): Hdf5Node {
  return { kind: 'array', shape, data };
}
