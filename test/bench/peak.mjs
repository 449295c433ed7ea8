/** `bench peak`: what this machine gives WebAssembly at most, to set the other benchmarks against. One thread. */
import { compileAssembly } from '../../build/wasm.mjs';
import { interleave, table } from './measure.mjs';

const MEBIBYTE = 2 ** 20;
const READ_SIZES = { 'read 32 KiB (L1)': 2 ** 15, 'read 512 KiB (L2)': 2 ** 19, 'read 8 MiB (L3)': 8 * MEBIBYTE, 'read 256 MiB': 256 * MEBIBYTE };
const READ_BYTES = 256 * MEBIBYTE;
const TURNS = 4_000_000, ADDS_PER_TURN = 16 * 4;

const SOURCE = `
/** 16 independent vector additions a turn. */
export function add(turns: i32, value: f32): f32 {
  const one = f32x4.splat(value);
  let a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one;
  for (let i: i32 = 0; i < turns; ++i) {
    a = f32x4.add(a, one); b = f32x4.add(b, one); c = f32x4.add(c, one); d = f32x4.add(d, one);
    e = f32x4.add(e, one); f = f32x4.add(f, one); g = f32x4.add(g, one); h = f32x4.add(h, one);
    a = f32x4.add(a, one); b = f32x4.add(b, one); c = f32x4.add(c, one); d = f32x4.add(d, one);
    e = f32x4.add(e, one); f = f32x4.add(f, one); g = f32x4.add(g, one); h = f32x4.add(h, one);
  }
  return sum(v128.xor(v128.xor(v128.xor(a, b), v128.xor(c, d)), v128.xor(v128.xor(e, f), v128.xor(g, h))));
}

/** Reads all of [from, end) as vectors; the length is a multiple of 128. */
export function read(from: usize, end: usize): f32 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; from < end; from += 128) {
    a = v128.or(v128.or(a, v128.load(from)), v128.load(from, 64));
    b = v128.or(v128.or(b, v128.load(from, 16)), v128.load(from, 80));
    c = v128.or(v128.or(c, v128.load(from, 32)), v128.load(from, 96));
    d = v128.or(v128.or(d, v128.load(from, 48)), v128.load(from, 112));
  }
  return sum(v128.or(v128.or(a, b), v128.or(c, d)));
}

function sum(lanes: v128): f32 {
  return f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
}
`;

export async function benchPeak() {
  const memory = new WebAssembly.Memory({ initial: 256 * 16 + 1, maximum: 65536 });
  new Uint8Array(memory.buffer).fill(1); // untouched pages would all be the same page of zeros
  const module = new WebAssembly.Module(await compileAssembly({ 'index.ts': SOURCE }, 'index.ts'));
  const { add, read } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const reads = Object.entries(READ_SIZES).map(([name, bytes]) => [name, () => {
    for (let done = 0; done < READ_BYTES; done += bytes) read(0, bytes);
  }]);
  const times = interleave({ 'f32x4.add': () => add(TURNS, 1), ...Object.fromEntries(reads) }, { seconds: 3 });
  const rate = (name, time_ms) => name === 'f32x4.add'
    ? `${(TURNS * ADDS_PER_TURN / time_ms / 1e6).toFixed(1)} Gadd/s` : `${(READ_BYTES / time_ms / 1e6).toFixed(1)} GB/s`;
  console.log(table([
    ['wasm, 128 bits', 'best', 'median'],
    ...Object.entries(times).map(([name, time]) => [name, rate(name, time.best_ms), rate(name, time.median_ms)]),
  ]));
  return [];
}
