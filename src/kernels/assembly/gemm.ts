/**
 * Matrix products of packed panels. A tile of 4 x 8 (f32) or 4 x 4 (f64) keeps eight sums in registers; measured, tiles of twelve
 * make V8 spill and lose a third, and left panels of eight rows read in halves lose a fifth. Rate: `npm run bench linear`.
 */

const TILE_BYTES: usize = 128;

export function multiplyPanelsF32(left: usize, right: usize, depth: i32, leftPanels: i32, rightPanels: i32, tiles: usize): void {
  const leftBytes = <usize>depth << 4, rightBytes = <usize>depth << 5;
  for (let j: i32 = 0; j < rightPanels; ++j, right += rightBytes) {
    let panel = left;
    for (let i: i32 = 0; i < leftPanels; ++i, panel += leftBytes, tiles += TILE_BYTES) tileF32(panel, right, right + rightBytes, tiles);
  }
}

function tileF32(left: usize, right: usize, end: usize, tile: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (; right < end; left += 16, right += 32) {
    const low = v128.load(right), high = v128.load(right, 16);
    const a = v128.load32_splat(left);
    a0 = f32x4.add(a0, f32x4.mul(a, low)); a1 = f32x4.add(a1, f32x4.mul(a, high));
    const b = v128.load32_splat(left, 4);
    b0 = f32x4.add(b0, f32x4.mul(b, low)); b1 = f32x4.add(b1, f32x4.mul(b, high));
    const c = v128.load32_splat(left, 8);
    c0 = f32x4.add(c0, f32x4.mul(c, low)); c1 = f32x4.add(c1, f32x4.mul(c, high));
    const d = v128.load32_splat(left, 12);
    d0 = f32x4.add(d0, f32x4.mul(d, low)); d1 = f32x4.add(d1, f32x4.mul(d, high));
  }
  storeTile(tile, a0, a1, b0, b1, c0, c1, d0, d1);
}

export function multiplyPanelsF64(left: usize, right: usize, depth: i32, leftPanels: i32, rightPanels: i32, tiles: usize): void {
  const bytes = <usize>depth << 5;
  for (let j: i32 = 0; j < rightPanels; ++j, right += bytes) {
    let panel = left;
    for (let i: i32 = 0; i < leftPanels; ++i, panel += bytes, tiles += TILE_BYTES) tileF64(panel, right, right + bytes, tiles);
  }
}

function tileF64(left: usize, right: usize, end: usize, tile: usize): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (; right < end; left += 32, right += 32) {
    const low = v128.load(right), high = v128.load(right, 16);
    const a = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(a, low)); a1 = f64x2.add(a1, f64x2.mul(a, high));
    const b = v128.load64_splat(left, 8);
    b0 = f64x2.add(b0, f64x2.mul(b, low)); b1 = f64x2.add(b1, f64x2.mul(b, high));
    const c = v128.load64_splat(left, 16);
    c0 = f64x2.add(c0, f64x2.mul(c, low)); c1 = f64x2.add(c1, f64x2.mul(c, high));
    const d = v128.load64_splat(left, 24);
    d0 = f64x2.add(d0, f64x2.mul(d, low)); d1 = f64x2.add(d1, f64x2.mul(d, high));
  }
  storeTile(tile, a0, a1, b0, b1, c0, c1, d0, d1);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function storeTile(tile: usize, a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128): void {
  v128.store(tile, a0);
  v128.store(tile, a1, 16);
  v128.store(tile, b0, 32);
  v128.store(tile, b1, 48);
  v128.store(tile, c0, 64);
  v128.store(tile, c1, 80);
  v128.store(tile, d0, 96);
  v128.store(tile, d1, 112);
}
