import type { Plan } from './plan.ts';

/**
 * What all lanes see. Weights of the parameters are written by the lane that owns the rows, between two batches; gradients and statistics of a shard by the
 * lane that has it. Nothing is written by one lane while another may read it: the main thread waits for all lanes between any two kinds of work.
 */
export interface Board {
  readonly plan: Plan;
  /** z = e^t of every sample, input neuron by input neuron; Infinity is silent. */
  readonly samples: Float32Array;
  readonly labels: Int32Array;
  /** Those that accuracy is validated on; empty where there are none. */
  readonly validation: { readonly samples: Float32Array; readonly labels: Int32Array };
  /** Sample numbers in the order of the epoch. */
  readonly order: Int32Array;
  /** The weights that spikes meet: rounded to levels and disturbed where that is asked for. */
  readonly shown: Float32Array;
  /** The weights that are trained, and Adam's means and mean squares of their gradients; true after `collect`. */
  readonly weights: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
  /** Value of one level, column by column of every projection; 1 for padding. All 0 where weights are not quantised. */
  readonly scales: Float32Array;
  /** [shards][parameters]. */
  readonly gradients: Float32Array;
  /** [parts][STATISTICS]: of shards, or of the parts of an evaluation. */
  readonly statistics: Float64Array;
}

/** Numbers of a part: sum of losses, right decisions, samples without any output spike, samples whose own output neuron is silent. */
export const STATISTICS = 4;

/** Samples of a shard: a batch is cut into shards whatever the number of workers, and their gradients are added in this order. */
export const SHARD_SAMPLES = 16;
/** Most shards of a batch, so that their gradients fit the memory; a batch larger than 1024 has larger shards. */
export const MOST_SHARDS = 64;

/** Samples of a part of an evaluation. */
export const PART_SAMPLES = 250;

/** Sizes of the shards of a batch. */
export function shardsOf(batch: number): readonly { readonly first: number; readonly count: number }[] {
  const size = Math.max(SHARD_SAMPLES, Math.ceil(batch / MOST_SHARDS));
  return Array.from({ length: Math.ceil(batch / size) }, (_, i) => ({ first: i * size, count: Math.min(size, batch - i * size) }));
}

/** First scale of each projection in `scales`; the last entry is their number. */
export function columnBases({ projections }: Plan): readonly number[] {
  return projections.reduce<number[]>((bases, { columns }) => [...bases, bases[bases.length - 1]! + columns], [0]);
}

/** Room that threads share. @throws RangeError where the machine has no more memory */
export function sharedF32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

export function sharedI32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

export function sharedF64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
