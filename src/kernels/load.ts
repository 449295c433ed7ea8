import { kernelsWasmBase64 } from './generated/kernels-wasm.ts';
import type { Kernels } from './kernels.ts';
import { createTwin } from './twin.ts';

/** The functions of Kernels that compute, without the memory they work on. */
export type KernelFunctions = Omit<Kernels, 'implementation' | 'buffer' | 'allocate'>;

const PAGE_BYTES = 65536;
/** 4 GiB: all that a 32-bit pointer reaches. */
const MAXIMUM_PAGES = 65536;
/**
 * Addresses from the start; the machine gives real memory only where it is touched. Worth it because growing replaces the
 * buffer, and from the first replaced buffer on V8 runs every typed-array loop of the thread about 20 % slower (it must check for more).
 */
const INITIAL_BYTES = 2 ** 28;
/** Beyond that the memory is extended by at least this much, so that many small pieces do not each replace the buffer. */
const GROWTH_PAGES = 256;
/** Cache line, and a multiple of every vector width. */
const ALIGNMENT = 64;
/** The first bytes belong to the kernels themselves (assembly/scratch.ts); no allocation returns 0. */
const FIRST_FREE = 2048;

/**
 * A new instance of the kernels with a memory of its own, which is released when the instance is. Synchronous; about 1 ms.
 * @throws RangeError when the machine does not give the address space; `allocate` when the memory would pass 4 GiB or there is no more
 * @param implementation 'typescript' for the twin, which gives the same bits several times slower
 * @param bytes what will be allocated, where that is known: the garbage collector counts all of a memory as garbage to be, touched or not,
 * and runs over the whole heap for every few large ones
 */
export function loadKernels(implementation: Kernels['implementation'] = 'wasm', bytes = INITIAL_BYTES): Kernels {
  const memory = createMemory(Math.ceil((FIRST_FREE + bytes) / PAGE_BYTES));
  const functions = implementation === 'wasm' ? instantiate(memory) : createTwin(memory);
  return { ...functions, implementation, buffer: () => memory.buffer, allocate: bumpAllocator(memory) };
}

function createMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.min(MAXIMUM_PAGES, pages), maximum: MAXIMUM_PAGES });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError('kernel memory: the machine has no address space for another 4 GiB (ulimit -v, or too many workers)', { cause: error });
  }
}

function instantiate(memory: WebAssembly.Memory): KernelFunctions {
  const module = new WebAssembly.Module(Buffer.from(kernelsWasmBase64, 'base64'));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelFunctions;
}

/** Pages come zeroed and are handed out once, so every allocation is zeroed. */
function bumpAllocator(memory: WebAssembly.Memory): Kernels['allocate'] {
  let free = FIRST_FREE;
  return (bytes) => {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`cannot allocate ${bytes} bytes: not a whole number of bytes`);
    const pointer = free;
    const end = Math.ceil((pointer + bytes) / ALIGNMENT) * ALIGNMENT;
    reserve(memory, end, bytes);
    free = end;
    return pointer;
  };
}

function reserve(memory: WebAssembly.Memory, end: number, requested: number): void {
  const pages = memory.buffer.byteLength / PAGE_BYTES;
  const needed = Math.ceil(end / PAGE_BYTES);
  if (needed <= pages && end < MAXIMUM_PAGES * PAGE_BYTES) return;
  // The very last byte stays free: the end of any array is then a pointer too.
  if (end >= MAXIMUM_PAGES * PAGE_BYTES) {
    throw new RangeError(`kernel memory: ${requested} more bytes would pass the limit of 4 GiB (${end - requested} bytes are in use)`);
  }
  const target = Math.min(MAXIMUM_PAGES, Math.max(needed, pages + GROWTH_PAGES, Math.floor(pages * 1.25)));
  if (!grow(memory, target - pages) && !grow(memory, needed - pages)) {
    throw new RangeError(`kernel memory: the machine has no ${requested} more bytes (${end - requested} bytes are in use)`);
  }
}

function grow(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
