/**
 * Seeded numbers that depend only on what they are for: every draw is addressed by a list of integers (seed, crossbar, row, ...), so
 * that the order of work and the number of workers never change a result.
 */
export function hash(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) state = extendHash(state, part);
  return state >>> 0;
}

/** hash(...parts, part) from hash(...parts), so that a loop over the last part hashes the others once. */
export function extendHash(state: number, part: number): number {
  state = Math.imul(state ^ (part | 0), 0x85ebca6b);
  state = Math.imul((state ^ (state >>> 13)) + 0x7f4a7c15, 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Uniform in (0, 1), with 32 bits. */
export function uniform(...parts: readonly number[]): number {
  return uniformAt(hash(...parts));
}

/** The uniform number at a hashed address. */
export function uniformAt(address: number): number {
  return (address + 0.5) / 2 ** 32;
}

/** Standard normal. */
export function normal(...parts: readonly number[]): number {
  return normalAt(hash(...parts));
}

/** The standard normal number at a hashed address, by Box and Muller (1958) from two uniform ones. */
export function normalAt(address: number): number {
  return Math.sqrt(-2 * Math.log(uniformAt(extendHash(address, 1)))) * Math.cos(2 * Math.PI * uniformAt(extendHash(address, 2)));
}

/** A stream of uniform numbers in [0, 1) with 32 bits, for searches that draw one after the other: Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8(14), 2003). */
export function randomStream(...parts: readonly number[]): () => number {
  let state = hash(...parts) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
