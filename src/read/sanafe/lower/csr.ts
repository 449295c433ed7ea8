import type { SparseProjection } from '../../../ir/network.ts';

/** Synapses listed in any order. */
export interface Listed {
  readonly sources: Int32Array;
  readonly destinations: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Sorts synapses by source neuron, those of one source in the order of the list.
 * @param takes which of them to take; all without it
 */
export function bySource({ sources, destinations, weights }: Listed, neurons: number, takes?: (index: number) => boolean): Pick<SparseProjection, 'offsets' | 'destinations' | 'values'> {
  const offsets = new Int32Array(neurons + 1);
  for (let i = 0; i < sources.length; i++) if (!takes || takes(i)) offsets[sources[i]! + 1]!++;
  for (let neuron = 0; neuron < neurons; neuron++) offsets[neuron + 1]! += offsets[neuron]!;
  const next = offsets.slice(0, neurons);
  const sorted = new Int32Array(offsets[neurons]!);
  const values = new Float32Array(offsets[neurons]!);
  for (let i = 0; i < sources.length; i++) {
    if (takes && !takes(i)) continue;
    const place = next[sources[i]!]!++;
    sorted[place] = destinations[i]!;
    values[place] = weights[i]!;
  }
  return { offsets, destinations: sorted, values };
}
