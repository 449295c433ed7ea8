/** Who hears whom, and nothing of how they compute: what hypergraph files and SpiNeMap files tell. */
export interface Connectivity {
  readonly neurons: number;
  /** Neuron i reaches targets[offsets[i] .. offsets[i + 1]); one that is listed twice has two synapses there. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/** Most synapses that are read: more have no place in one typed array of each stage. */
export const MOST_SYNAPSES = 2 ** 30;

/** Synapses into each neuron. */
export function fanIns({ neurons, targets }: Connectivity): Int32Array {
  const counts = new Int32Array(neurons);
  for (let i = 0; i < targets.length; i++) counts[targets[i]!]!++;
  return counts;
}

/** Neurons that no spike of a neuron without inputs can reach, though others reach them: loops that nothing starts. */
export function countUnreached(connectivity: Connectivity): number {
  const { neurons, offsets, targets } = connectivity;
  const counts = fanIns(connectivity);
  const reached = new Uint8Array(neurons);
  const queue = new Int32Array(neurons);
  let queued = 0;
  const reach = (neuron: number): void => {
    reached[neuron] = 1;
    queue[queued++] = neuron;
  };
  for (let neuron = 0; neuron < neurons; neuron++) if (counts[neuron] === 0) reach(neuron);
  for (let at = 0; at < queued; at++) {
    const source = queue[at]!;
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) if (reached[targets[i]!] === 0) reach(targets[i]!);
  }
  return neurons - queued;
}

/**
 * Weights with which integrate-and-fire neurons of threshold 1 that reset by subtraction fire as often as they are said to: all synapses into a
 * neuron have its own activity over the sum of the activities of its sources. Where a neuron or all its sources have none stated, they have one over
 * their number: the mean of what they hear.
 * @param activity spikes of each neuron in any unit; NaN where nothing is known
 * @returns the weight into each neuron
 */
export function weightsFromActivity(connectivity: Connectivity, activity: Float64Array): Float32Array {
  const { neurons, offsets, targets } = connectivity;
  const heard = new Float64Array(neurons);
  for (let source = 0; source < neurons; source++) {
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) heard[targets[i]!]! += activity[source]!;
  }
  const counts = fanIns(connectivity);
  return Float32Array.from(activity, (own, neuron) => (counts[neuron] === 0 ? 0 : heard[neuron]! > 0 && own >= 0 ? own / heard[neuron]! : 1 / counts[neuron]!));
}
