/** The linear memory, by element type. Element index = pointer >>> 1 (i16), >>> 2 (i32, u32, f32) or >>> 3 (f64). */
export interface Views {
  readonly u8: Uint8Array;
  readonly i16: Int16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Views of the memory as it is now; made anew only after it has grown. */
export function followMemory(memory: WebAssembly.Memory): () => Views {
  let views = viewsOf(memory.buffer);
  return () => {
    if (views.u8.buffer !== memory.buffer) views = viewsOf(memory.buffer);
    return views;
  };
}

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    u8: new Uint8Array(buffer), i16: new Int16Array(buffer), i32: new Int32Array(buffer), u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer), f64: new Float64Array(buffer),
  };
}
