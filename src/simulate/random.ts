/**
 * Seeded numbers that depend only on what they are for: every draw is addressed by a list of integers (seed, crossbar, row, ...), so
 * that the order of work and the number of workers never change a result.
 */
export function hash(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state = Math.imul((state ^ (state >>> 13)) + 0x7f4a7c15, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** Uniform in (0, 1), with 32 bits. */
export function uniform(...parts: readonly number[]): number {
  return (hash(...parts) + 0.5) / 2 ** 32;
}

/** Standard normal, by Box and Muller (1958) from two addressed uniforms. */
export function normal(...parts: readonly number[]): number {
  return Math.sqrt(-2 * Math.log(uniform(...parts, 1))) * Math.cos(2 * Math.PI * uniform(...parts, 2));
}
