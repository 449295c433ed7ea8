import { describe, expect, it } from 'vitest';
import { kernelsWasmBase64 } from '../../src/kernels/generated/kernels-wasm.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { IMPLEMENTATIONS, f32At, place } from './arena.ts';

/** More than the memory has at first. */
const BIG = 300_000_001;

describe.each(IMPLEMENTATIONS)('memory, %s', (implementation) => {
  it('hands out zeroed, aligned, disjoint pieces and grows without losing what is there', () => {
    const kernels = loadKernels(implementation);
    expect(kernels.implementation).toBe(implementation);
    const first = place(kernels, Float32Array.of(1, 2, 3));
    const buffer = kernels.buffer();
    const big = kernels.allocate(BIG), next = kernels.allocate(8);
    expect([first, big, next].map((pointer) => pointer % 64)).toEqual([0, 0, 0]);
    expect(first).toBeGreaterThan(0);
    expect(big).toBeGreaterThanOrEqual(first + 12);
    expect(next).toBeGreaterThanOrEqual(big + BIG);
    expect(kernels.buffer()).not.toBe(buffer);
    expect(f32At(kernels, first, 3)).toEqual([1, 2, 3]);
    expect(Buffer.alloc(BIG).equals(new Uint8Array(kernels.buffer(), big, BIG))).toBe(true);
  });

  it('works on memory that has grown since the kernels were loaded', () => {
    const kernels = loadKernels(implementation);
    kernels.allocate(BIG);
    const narrow = place(kernels, Int16Array.from([1, 2, 3, 4, 5, 6, 7, 8])), wide = kernels.allocate(32);
    kernels.flushI16(narrow, wide, 8);
    expect([...new Int32Array(kernels.buffer(), wide, 8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses what passes 4 GiB or is no size, and goes on working', () => {
    const kernels = loadKernels(implementation);
    expect(() => kernels.allocate(2 ** 32)).toThrow(new RangeError('kernel memory: 4294967296 more bytes would pass the limit of 4 GiB (2048 bytes are in use)'));
    expect(() => kernels.allocate(2 ** 40)).toThrow(RangeError);
    expect(() => kernels.allocate(-1)).toThrow(RangeError);
    expect(() => kernels.allocate(1.5)).toThrow(RangeError);
    expect(kernels.allocate(64)).toBe(2048);
  });
});

it('the embedded module is what the sources compile to, byte for byte', async () => {
  const { compileKernels } = await import(new URL('../../build/wasm.mjs', import.meta.url).href);
  expect((await compileKernels()).toString('base64')).toBe(kernelsWasmBase64);
}, 60_000);
