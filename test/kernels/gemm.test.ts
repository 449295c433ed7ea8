import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GEMM_COLUMNS_F32, GEMM_COLUMNS_F64, GEMM_ROWS } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { IMPLEMENTATIONS, f32At, memoryComparer, place } from './arena.ts';
import { exactly, roughF32 } from './draws.ts';

describe.each(IMPLEMENTATIONS)('panels by hand, %s', (implementation) => {
  it('two left panels times one right panel, depth 2', () => {
    const kernels = loadKernels(implementation);
    // Panel 0 has rows (1, 0), (2, 0), (3, 0), (4, 0); panel 1 rows (0, 10), ... (0, 40).
    const left = place(kernels, Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 40));
    const right = place(kernels, Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 1, 1, 1, 1, 2, 2, 2, 2));
    const tiles = place(kernels, new Float32Array(64).fill(99));
    kernels.multiplyPanelsF32(left, right, 2, 2, 1, tiles);
    expect(f32At(kernels, tiles, 64)).toEqual([1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4, 5, 6, 7].map((b) => a * b))
      .concat([10, 20, 30, 40].flatMap((a) => [1, 1, 1, 1, 2, 2, 2, 2].map((b) => a * b))));
  });
});

describe('panels, generated', () => {
  const counts = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));

  it.each([['f32', GEMM_COLUMNS_F32, Float32Array], ['f64', GEMM_COLUMNS_F64, Float64Array]] as const)('wasm and twin leave the same bytes, %s', (_, columns, Type) => {
    const leavesEqualMemory = memoryComparer();
    const draws = counts.chain(([depth, leftPanels, rightPanels]) => fc.record({
      depth: fc.constant(depth), leftPanels: fc.constant(leftPanels), rightPanels: fc.constant(rightPanels),
      left: exactly(roughF32, depth * leftPanels * GEMM_ROWS), right: exactly(roughF32, depth * rightPanels * columns),
    }));
    fc.assert(fc.property(draws, ({ depth, leftPanels, rightPanels, left, right }) => {
      expect(leavesEqualMemory((kernels) => {
        const [a, b] = [left.map((value) => value / 3), right.map((value) => value / 7)].map((values) => new Type(values)).map((array) => place(kernels, new Int32Array(array.buffer)));
        const tiles = kernels.allocate(Type.BYTES_PER_ELEMENT * leftPanels * rightPanels * GEMM_ROWS * columns + 64);
        const multiply = Type === Float32Array ? kernels.multiplyPanelsF32 : kernels.multiplyPanelsF64;
        multiply(a!, b!, depth, leftPanels, rightPanels, tiles);
      })).toBe(true);
    }), { seed: 6, numRuns: 150 });
  });
});
