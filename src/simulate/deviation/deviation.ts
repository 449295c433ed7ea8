/**
 * How far a chip is from the ideal one, timestep by timestep; sums over samples, neurons and chips, so that parts just add up. The ideal chip is the
 * same configuration with every non-ideality off.
 */
export interface Deviation {
  /** Samples that both ran, counted once a chip. */
  readonly samples: number;
  readonly populations: readonly PopulationDeviation[];
}

export interface PopulationDeviation {
  readonly name: string;
  readonly neurons: number;
  /** Sums that a step forms, one a neuron and drive. */
  readonly sums: number;
  /** Each population hears the spikes of the chip: what it inherits is in it. [timestep][MEASURES]. */
  readonly running: Float64Array;
  /** Each population hears the spikes of the ideal chip: what it does wrong itself, its own membrane included. [timestep][MEASURES]. */
  readonly fresh: Float64Array;
}

/** What is summed up in each timestep, by place: i is a value of the ideal chip, d the chip's minus that. */
export const MEASURES = {
  /** Sums of the crossbars, in levels: i^2, d^2, d, d x i. */
  sums: 0,
  /** Membrane potentials at the end of the step, after the reset, in levels: the same four. */
  potentials: 4,
  /** Spikes of the ideal chip, of the chip, and of one of them alone. */
  spikes: 8,
  /** What the spikes of this step add to the van Rossum distances; below 0 where they make up for earlier ones. */
  vanRossum: 11,
} as const;
export const MEASURE_COUNT = 12;

/**
 * Time constant of the van Rossum distance, in timesteps. D^2 = 1/tau times the integral of (f - g)^2 over time, f and g the spike trains with
 * each spike an exponential exp(-t / tau): 1/2 for one spike more, about 1 for a spike far too late (M. C. W. van Rossum, "A novel spike
 * distance", Neural Computation 13, 2001, 751-763).
 */
export const VAN_ROSSUM_TAU_STEPS = 5;

/** Sums of other samples, or of another chip, together. */
export function addDeviations(a: Deviation, b: Deviation): Deviation {
  const add = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!);
  return {
    samples: a.samples + b.samples,
    populations: a.populations.map((one, i) => ({ ...one, running: add(one.running, b.populations[i]!.running), fresh: add(one.fresh, b.populations[i]!.fresh) })),
  };
}
