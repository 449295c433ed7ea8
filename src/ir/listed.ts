import type { ListedProjection, SparseProjection } from './network.ts';
import { tensor } from './tensor.ts';

/** The lists of a projection by the neurons they start at. */
export type SynapseLists = Pick<SparseProjection, 'offsets' | 'destinations' | 'values' | 'size'>;

/** Synapses by the neuron they end at, sources ascending; several between one pair are added up (f64, rounded once), as one axon drives one device of a column. */
export function listedSynapses({ offsets, destinations, values, size }: SynapseLists): Pick<ListedProjection, 'offsets' | 'sources' | 'weights'> {
  const ends = new Int32Array(size + 1);
  const lastSource = new Int32Array(size).fill(-1);
  forEachPair((source, destination) => { if (lastSource[destination] !== source) { lastSource[destination] = source; ends[destination + 1]!++; } });
  for (let neuron = 0; neuron < size; neuron++) ends[neuron + 1]! += ends[neuron]!;
  const next = ends.slice(0, size);
  const sources = new Int32Array(ends[size]!);
  const sums = new Float64Array(sources.length);
  lastSource.fill(-1);
  forEachPair((source, destination, value) => {
    if (lastSource[destination] !== source) {
      lastSource[destination] = source;
      sources[next[destination]!++] = source;
    }
    sums[next[destination]! - 1]! += value;
  });
  return { offsets: ends, sources, weights: tensor([sums.length], Float32Array.from(sums)) };

  function forEachPair(visit: (source: number, destination: number, value: number) => void): void {
    for (let source = 0; source + 1 < offsets.length; source++) {
      for (let i = offsets[source]!; i < offsets[source + 1]!; i++) visit(source, destinations[i]!, values[i]!);
    }
  }
}

/** The same synapses by the neuron they start at. @param inputs neurons of the source */
export function sparseSynapses({ offsets, sources, weights: { data } }: Pick<ListedProjection, 'offsets' | 'sources' | 'weights'>, inputs: number): SynapseLists {
  const size = offsets.length - 1;
  const starts = new Int32Array(inputs + 1);
  for (const source of sources) starts[source + 1]!++;
  for (let source = 0; source < inputs; source++) starts[source + 1]! += starts[source]!;
  const next = starts.slice(0, inputs);
  const destinations = new Int32Array(sources.length);
  const values = new Float32Array(sources.length);
  for (let neuron = 0; neuron < size; neuron++) {
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
      const at = next[sources[i]!]!++;
      destinations[at] = neuron;
      values[at] = data[i]!;
    }
  }
  return { offsets: starts, destinations, values, size };
}
