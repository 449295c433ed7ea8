import { expect, it } from 'vitest';
import { limitMemory } from '../../../src/read/hdf5/limit-memory.ts';

/** Alone in its file: the limit holds for the whole thread. */
it('WebAssembly may grow by what the library needs and twice the values, not beyond', () => {
  limitMemory(2 ** 20);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  expect(memory.grow(1000)).toBe(1);
  expect(() => memory.grow(100)).toThrow(RangeError);
  expect(memory.grow(50)).toBe(1001);
});
