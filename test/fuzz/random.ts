/** Seeded random numbers: the same seed, format and index give the same input, on any machine and in any order. */
export interface Random {
  /** 0 .. below - 1. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(choices: ArrayLike<T>) => T;
  readonly chance: (probability: number) => boolean;
}

/** mulberry32 over a hash (FNV-1a) of the words. */
export function randomOf(...words: readonly (string | number)[]): Random {
  let state = hash(words.join('/'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (choices) => choices[below(choices.length)]!, chance: (probability) => next() < probability };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
