/** Products of rows of a panel, two crossbars at once. */

/**
 * target[i][j] = from[i][j] (0 without `from`) + sum over k < depth, in that order, of a[k][i] b[k][j]; with `triangle` at least where i < j.
 * Tiles of 2 x 4 keep eight sums in registers. Strides in bytes.
 */
export function update(target: usize, targetStride: usize, from: usize, fromStride: usize, a: usize, b: usize, panelStride: usize, depth: i32, rows: i32, columns: i32, triangle: bool): void {
  let j: i32 = 0;
  for (; j + 4 <= columns; j += 4) {
    const end = triangle ? min(rows, j + 4) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    let i: i32 = 0;
    for (; i + 2 <= end; i += 2) tile24(to + <usize>i * targetStride, targetStride, from ? own + <usize>i * fromStride : 0, fromStride, a + (<usize>i << 4), right, panelStride, depth);
    if (i < end) tile14(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
  }
  if (j + 2 <= columns) {
    const end = triangle ? min(rows, j + 2) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    let i: i32 = 0;
    for (; i + 2 <= end; i += 2) tile22(to + <usize>i * targetStride, targetStride, from ? own + <usize>i * fromStride : 0, fromStride, a + (<usize>i << 4), right, panelStride, depth);
    for (; i < end; ++i) {
      tile11(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
      tile11(to + <usize>i * targetStride + 16, from ? own + <usize>i * fromStride + 16 : 0, a + (<usize>i << 4), right + 16, panelStride, depth);
    }
    j += 2;
  }
  if (j < columns) {
    const end = triangle ? min(rows, j) : rows;
    const to = target + (<usize>j << 4), own = from + (<usize>j << 4), right = b + (<usize>j << 4);
    for (let i: i32 = 0; i < end; ++i) tile11(to + <usize>i * targetStride, from ? own + <usize>i * fromStride : 0, a + (<usize>i << 4), right, panelStride, depth);
  }
}

function tile24(to: usize, toStride: usize, from: usize, fromStride: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16); a2 = v128.load(from, 32); a3 = v128.load(from, 48);
    from += fromStride;
    b0 = v128.load(from); b1 = v128.load(from, 16); b2 = v128.load(from, 32); b3 = v128.load(from, 48);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a), y = v128.load(a, 16);
    let z = v128.load(b);
    a0 = f64x2.add(a0, f64x2.mul(x, z)); b0 = f64x2.add(b0, f64x2.mul(y, z));
    z = v128.load(b, 16);
    a1 = f64x2.add(a1, f64x2.mul(x, z)); b1 = f64x2.add(b1, f64x2.mul(y, z));
    z = v128.load(b, 32);
    a2 = f64x2.add(a2, f64x2.mul(x, z)); b2 = f64x2.add(b2, f64x2.mul(y, z));
    z = v128.load(b, 48);
    a3 = f64x2.add(a3, f64x2.mul(x, z)); b3 = f64x2.add(b3, f64x2.mul(y, z));
  }
  v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32); v128.store(to, a3, 48);
  to += toStride;
  v128.store(to, b0); v128.store(to, b1, 16); v128.store(to, b2, 32); v128.store(to, b3, 48);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function tile14(to: usize, from: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16); a2 = v128.load(from, 32); a3 = v128.load(from, 48);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a);
    a0 = f64x2.add(a0, f64x2.mul(x, v128.load(b))); a1 = f64x2.add(a1, f64x2.mul(x, v128.load(b, 16)));
    a2 = f64x2.add(a2, f64x2.mul(x, v128.load(b, 32))); a3 = f64x2.add(a3, f64x2.mul(x, v128.load(b, 48)));
  }
  v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32); v128.store(to, a3, 48);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function tile22(to: usize, toStride: usize, from: usize, fromStride: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0;
  if (from) {
    a0 = v128.load(from); a1 = v128.load(from, 16);
    from += fromStride;
    b0 = v128.load(from); b1 = v128.load(from, 16);
  }
  for (; depth > 0; --depth, a += stride, b += stride) {
    const x = v128.load(a), y = v128.load(a, 16), z = v128.load(b), u = v128.load(b, 16);
    a0 = f64x2.add(a0, f64x2.mul(x, z)); a1 = f64x2.add(a1, f64x2.mul(x, u));
    b0 = f64x2.add(b0, f64x2.mul(y, z)); b1 = f64x2.add(b1, f64x2.mul(y, u));
  }
  v128.store(to, a0); v128.store(to, a1, 16);
  to += toStride;
  v128.store(to, b0); v128.store(to, b1, 16);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function tile11(to: usize, from: usize, a: usize, b: usize, stride: usize, depth: i32): void {
  let sum = from ? v128.load(from) : f64x2.splat(0);
  for (; depth > 0; --depth, a += stride, b += stride) sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
  v128.store(to, sum);
}
