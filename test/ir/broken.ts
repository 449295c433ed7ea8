import type { TensorData } from '../../src/ir/tensor.ts';

type Writable<T> = T extends TensorData ? T : T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** A copy of a stage, broken by `change`. */
export function broken<T>(stage: T, change: (copy: Writable<T>) => void): T {
  const copy = structuredClone(stage);
  change(copy as Writable<T>);
  return copy;
}
