import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../src/kernels/load.ts';
import { exactly, roughF32, weightI16 } from './draws.ts';
import { IMPLEMENTATIONS, f32At, i16At, i32At, memoryComparer, place } from './arena.ts';

const eight = (value: number): number[] => new Array<number>(8).fill(value);

describe.each(IMPLEMENTATIONS)('scatter by hand, %s', (implementation) => {
  it('adds the rows of the taps of every id and counts a crossbar read once a stamp', () => {
    const kernels = loadKernels(implementation);
    const weights = place(kernels, Int16Array.from([...eight(5), ...eight(-7)]));
    // Source 0 has one tap, source 1 none, source 2 two.
    const tapOffsets = place(kernels, Int32Array.from([0, 1, 1, 3]));
    const taps = place(kernels, Int32Array.from([0, 0, 8, 1, 0, 8, 8, 1, 8, 0, 8, -1]));
    const accumulators = place(kernels, Int16Array.from([...eight(100), ...eight(0), ...eight(9)]));
    const stamps = kernels.allocate(8), reads = kernels.allocate(8);
    const ids = place(kernels, Int32Array.from([0, 1, 2, 2]));
    kernels.scatterI16(ids, 4, tapOffsets, taps, weights, accumulators, stamps, 7, reads);
    expect(i16At(kernels, accumulators, 24)).toEqual([...eight(100 + 5 - 14), ...eight(10), ...eight(9)]);
    expect(i32At(kernels, stamps, 2)).toEqual([0, 7]);
    expect(i32At(kernels, reads, 2)).toEqual([0, 1]);
    kernels.scatterI16(ids, 1, tapOffsets, taps, weights, accumulators, stamps, 8, reads);
    expect(i32At(kernels, reads, 2)).toEqual([0, 2]);
  });

  it('does nothing for an empty list', () => {
    const kernels = loadKernels(implementation);
    const accumulators = place(kernels, Int16Array.from(eight(3)));
    kernels.scatterI16(0, 0, 0, 0, 0, accumulators, 0, 1, 0);
    kernels.scatterF32(0, 0, 0, 0, 0, accumulators, 0, 1, 0);
    kernels.scatterValuesI16(0, 0, 0, 0, 0, 0, accumulators);
    kernels.scatterValuesF32(0, 0, 0, 0, 0, 0, accumulators);
    expect(i16At(kernels, accumulators, 8)).toEqual(eight(3));
  });

  it('wraps i16 sums at both ends and widens them when flushed', () => {
    const kernels = loadKernels(implementation);
    const weights = place(kernels, Int16Array.from([1, -1, 32767, -32768, 0, 2, -2, 3]));
    const tapOffsets = place(kernels, Int32Array.from([0, 1])), taps = place(kernels, Int32Array.from([0, 0, 8, -1]));
    const narrow = place(kernels, Int16Array.from([32767, -32768, 32767, -32768, 5, 0, 0, -3]));
    kernels.scatterI16(place(kernels, Int32Array.of(0)), 1, tapOffsets, taps, weights, narrow, 0, 0, 0);
    expect(i16At(kernels, narrow, 8)).toEqual([-32768, 32767, -2, 0, 5, 2, -2, 0]);
    const wide = place(kernels, Int32Array.from([100000, 0, 0, 0, 0, 0, -100000, 0]));
    kernels.flushI16(narrow, wide, 8);
    expect(i32At(kernels, wide, 8)).toEqual([67232, 32767, -2, 0, 5, 2, -100002, 0]);
    expect(i16At(kernels, narrow, 8)).toEqual(eight(0));
  });

  it('adds floats in the order of the events, rounding each time', () => {
    const kernels = loadKernels(implementation);
    // 2^24 + 1 rounds back to 2^24 in f32; 1 + 1 + 2^24 does not.
    const weights = place(kernels, Float32Array.from([16777216, 1, 0.1, -0.1, 1, 1, 0.2, 0.1]));
    const tapOffsets = place(kernels, Int32Array.from([0, 1, 2])), taps = place(kernels, Int32Array.from([0, 0, 4, -1, 0, 4, 4, -1]));
    const accumulators = kernels.allocate(16);
    kernels.scatterF32(place(kernels, Int32Array.of(0, 1, 1)), 3, tapOffsets, taps, weights, accumulators, 0, 0, 0);
    const f = Math.fround;
    expect(f32At(kernels, accumulators, 4)).toEqual([16777216, 3, f(f(f(0.1) + f(0.2)) + f(0.2)), f(0.1)]);
  });

  it('multiplies by values, to the largest product', () => {
    const kernels = loadKernels(implementation);
    const ids = place(kernels, Int32Array.of(0, 0)), tapOffsets = place(kernels, Int32Array.from([0, 1]));
    const taps = place(kernels, Int32Array.from([0, 0, 8, -1]));
    const levels = place(kernels, Int16Array.from([-32768, 32767, 1, -1, 3, 2, -2, 100])), sums = kernels.allocate(32);
    kernels.scatterValuesI16(ids, place(kernels, Int32Array.of(-32768, 3)), 2, tapOffsets, taps, levels, sums);
    expect(i32At(kernels, sums, 8)).toEqual([-32768, 32767, 1, -1, 3, 2, -2, 100].map((level) => level * -32765));
    const floats = place(kernels, Float32Array.from([0.1, -0.3, 7, 1e-40])), floatSums = kernels.allocate(32);
    kernels.scatterValuesF32(place(kernels, Int32Array.of(0)), place(kernels, Float32Array.of(0.7)), 1,
      place(kernels, Int32Array.from([0, 1])), place(kernels, Int32Array.from([0, 0, 4, -1])), floats, floatSums);
    const f = Math.fround;
    expect(f32At(kernels, floatSums, 4)).toEqual([0.1, -0.3, 7, 1e-40].map((weight) => f(f(0.7) * f(weight))));
  });
});

/** A random tap structure over 96 accumulators and 96 weights. */
const scene = fc.record({
  taps: fc.array(fc.array(fc.record({ to: fc.nat(11), from: fc.nat(11), columns: fc.nat(12), slot: fc.integer({ min: -1, max: 3 }) }),
    { maxLength: 4 }), { minLength: 1, maxLength: 6 }),
  ids: fc.array(fc.nat(5), { maxLength: 12 }),
  levels: exactly(weightI16, 96),
  weights: exactly(roughF32, 96),
  accumulators: exactly(roughF32, 96),
  values: exactly(fc.integer({ min: -32768, max: 32767 }), 12),
  floatValues: exactly(roughF32, 12),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** Taps in units of eight columns, cut at the end of the arrays. */
function structure({ taps, ids }: Scene) {
  const flat = taps.flat().flatMap(({ to, from, columns, slot }) => [8 * to, 8 * from, 8 * Math.min(columns, 12 - to, 12 - from), slot]);
  const offsets = [0];
  for (const list of taps) offsets.push(offsets.at(-1)! + list.length);
  return { taps: Int32Array.from(flat), offsets: Int32Array.from(offsets), ids: Int32Array.from(ids.map((id) => id % taps.length)) };
}

describe('scatter, generated', () => {
  it('wasm and twin leave the same bytes', () => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(scene, (drawn) => {
      const { taps, offsets, ids } = structure(drawn);
      expect(leavesEqualMemory((kernels) => {
        const [idList, tapOffsets, tapList] = [place(kernels, ids), place(kernels, offsets), place(kernels, taps)];
        const levels = place(kernels, Int16Array.from(drawn.levels)), weights = place(kernels, Float32Array.from(drawn.weights));
        const narrow = place(kernels, Int16Array.from(drawn.levels)), wide = kernels.allocate(4 * 96), products = kernels.allocate(4 * 96);
        const floats = place(kernels, Float32Array.from(drawn.accumulators)), scaled = place(kernels, Float32Array.from(drawn.accumulators));
        const stamps = kernels.allocate(16), reads = kernels.allocate(16);
        for (const stamp of [1, 2]) {
          kernels.scatterI16(idList, ids.length, tapOffsets, tapList, levels, narrow, stamps, stamp, reads);
          kernels.flushI16(narrow, wide, 48);
          kernels.scatterF32(idList, ids.length, tapOffsets, tapList, weights, floats, stamps, stamp, reads);
        }
        const values = place(kernels, Int32Array.from(drawn.values)), floatValues = place(kernels, Float32Array.from(drawn.floatValues));
        kernels.scatterValuesI16(idList, values, ids.length, tapOffsets, tapList, levels, products);
        kernels.scatterValuesF32(idList, floatValues, ids.length, tapOffsets, tapList, weights, scaled);
      })).toBe(true);
    }), { seed: 1, numRuns: 200 });
  });

  it('agrees with the sum written out', () => {
    const kernels = loadKernels();
    fc.assert(fc.property(scene, (drawn) => {
      const { taps, offsets, ids } = structure(drawn);
      const expected = new Float64Array(96);
      for (const id of ids) {
        for (let tap = offsets[id]!; tap < offsets[id + 1]!; ++tap) {
          for (let i = 0; i < taps[4 * tap + 2]!; ++i) expected[taps[4 * tap]! + i]! += drawn.levels[taps[4 * tap + 1]! + i]!;
        }
      }
      const pointers = [place(kernels, offsets), place(kernels, taps), place(kernels, Int16Array.from(drawn.levels))] as const;
      const accumulators = kernels.allocate(2 * 96), slots = kernels.allocate(32);
      kernels.scatterI16(place(kernels, ids), ids.length, ...pointers, accumulators, slots, 1, slots + 16);
      expect(i16At(kernels, accumulators, 96)).toEqual([...Int16Array.from(expected)]);
    }), { seed: 2, numRuns: 100 });
  });
});
