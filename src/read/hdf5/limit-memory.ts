const PAGE_bytes = 2 ** 16;

/** What the library needs beside the values of a file. */
const OWN_bytes = 2 ** 26;

/**
 * Keeps WebAssembly in this thread from growing beyond what the library needs for a file of so many bytes of values: a damaged file may make it
 * ask for gigabytes. It takes a refusal as the end of memory, and reports an error. For threads that do nothing else.
 */
export function limitMemory(values_bytes: number): void {
  const limit_bytes = OWN_bytes + 2 * values_bytes;
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function limited(this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE_bytes > limit_bytes) throw new RangeError('no more memory');
    return grow.call(this, pages);
  };
}
