/** Samples to present to a network, all of one shape. */
export interface Dataset {
  readonly file: string;
  readonly count: number;
  /** Shape of one sample: [N] or [channels, height, width]; for spike trains the shape of one timestep. */
  readonly shape: readonly number[];
  /** Timesteps of a spike train; null for samples of values. */
  readonly timesteps: number | null;
  /** Class of each sample where the data file itself carries it. */
  readonly labels: Int32Array | null;
  /** Writes sample `index` to `out`: sizeOf(shape) values, or timesteps x sizeOf(shape) spike counts. */
  read(index: number, out: Float32Array): void;
}
