import type { Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load.ts';

export const IMPLEMENTATIONS = ['wasm', 'typescript'] as const;

/** Copies an array into the memory of the kernels and returns its pointer. */
export function place(kernels: Kernels, array: Int16Array | Int32Array | Uint32Array | Float32Array): number {
  const pointer = kernels.allocate(array.byteLength);
  new Uint8Array(kernels.buffer(), pointer, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return pointer;
}

export const i16At = (kernels: Kernels, pointer: number, length: number): number[] => [...new Int16Array(kernels.buffer(), pointer, length)];
export const i32At = (kernels: Kernels, pointer: number, length: number): number[] => [...new Int32Array(kernels.buffer(), pointer, length)];
export const f32At = (kernels: Kernels, pointer: number, length: number): number[] => [...new Float32Array(kernels.buffer(), pointer, length)];
export const bytesAt = (kernels: Kernels, pointer: number, length: number): number[] => [...new Uint8Array(kernels.buffer(), pointer, length)];

/**
 * Does the same in both implementations and tells whether the memory allocated on the way is equal afterwards, byte for byte: results,
 * and everything that should have been left alone. The instances are shared by all calls of one comparer, their allocations are not.
 */
export function memoryComparer(): (work: (kernels: Kernels) => unknown) => boolean {
  const both = IMPLEMENTATIONS.map((implementation) => loadKernels(implementation));
  return (work) => {
    const [wasm, twin] = both.map((kernels) => {
      const first = kernels.allocate(0);
      const result = work(kernels);
      return { result, memory: Buffer.from(kernels.buffer() as ArrayBuffer, first, kernels.allocate(4096) + 4096 - first) };
    });
    return Object.is(wasm!.result, twin!.result) && wasm!.memory.equals(twin!.memory);
  };
}
