/** A claim for far more memory than the input has bytes. */
export class Allocation extends Error {}

const ARRAYS = ['Float32Array', 'Float64Array', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array'] as const;

/**
 * Makes the claims for memory of this thread fail with an Allocation above `limit_bytes` at once, or in all since the last call of what is
 * returned. Zeroed memory that is never touched takes no room, so the size of the process would not show such a claim.
 */
export function watchAllocations(limit_bytes: number): () => void {
  let claimed_bytes = 0;
  const claim = (length: unknown, size: number): void => {
    const bytes = typeof length === 'number' && length > 0 ? length * size : 0;
    claimed_bytes += bytes;
    if (claimed_bytes > limit_bytes) throw new Allocation(`${bytes} bytes claimed at once, ${claimed_bytes} in all`);
  };
  const rooms = globalThis as unknown as Record<string, { new (...args: unknown[]): object; readonly BYTES_PER_ELEMENT?: number; readonly prototype: object }>;
  for (const name of [...ARRAYS, 'ArrayBuffer', 'SharedArrayBuffer'] as const) {
    const original = rooms[name]!;
    const size = original.BYTES_PER_ELEMENT ?? 1;
    const watched: typeof original = new Proxy(original, {
      construct: (target, args: unknown[], newTarget): object => {
        claim(args[0], size);
        return Reflect.construct(target, args, newTarget === watched ? target : newTarget);
      },
    });
    rooms[name] = watched;
    (original.prototype as { constructor: unknown }).constructor = watched;
  }
  return () => { claimed_bytes = 0; };
}
