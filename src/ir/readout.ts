/** Index of the earliest of spike times (Infinity: none), lowest on a tie; 0 where there is none. */
export function earliest(times: Float32Array | Float64Array): number {
  let first = 0;
  for (let index = 1; index < times.length; index++) if (times[index]! < times[first]!) first = index;
  return first;
}

/** Index of the largest value, lowest on a tie. */
export function largest(values: Float32Array | Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index;
  return best;
}
