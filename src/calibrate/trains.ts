/** Spike trains of a population over several samples: one bit a place of the layout, timestep and sample. */
export interface SpikeTrains {
  readonly samples: number;
  readonly timesteps: number;
  /** 32-bit words of one timestep. */
  readonly words: number;
  readonly bits: Uint32Array;
}

export function emptyTrains(samples: number, timesteps: number, size: number): SpikeTrains {
  const words = Math.ceil(size / 32);
  return { samples, timesteps, words, bits: new Uint32Array(samples * timesteps * words) };
}

/** Marks the first `count` of `ids` as fired. */
export function addSpikes({ timesteps, words, bits }: SpikeTrains, sample: number, timestep: number, ids: ArrayLike<number>, count: number): void {
  const base = (sample * timesteps + timestep) * words;
  for (let i = 0; i < count; i++) bits[base + (ids[i]! >>> 5)]! |= 1 << (ids[i]! & 31);
}

/** Writes the places that fired, ascending, to `ids`. @returns how many */
export function spikesAt({ timesteps, words, bits }: SpikeTrains, sample: number, timestep: number, ids: Int32Array | Uint32Array): number {
  const base = (sample * timesteps + timestep) * words;
  let count = 0;
  for (let word = 0; word < words; word++) {
    for (let rest = bits[base + word]!; rest !== 0; rest &= rest - 1) ids[count++] = 32 * word + 31 - Math.clz32(rest & -rest);
  }
  return count;
}
