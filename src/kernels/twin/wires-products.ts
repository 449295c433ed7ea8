/**
 * target[i][j] = from[i][j] (0 if `from` < 0) + sum over k < depth, in that order, of a[k][i] b[k][j]; with `triangle` at least where i < j.
 * Tiles of 2 x 4, as in assembly/wires.ts; the order of each sum is what makes the bits equal, not the tiles.
 */
export function addTo(f64: Float64Array, target: number, targetStride: number, from: number, fromStride: number, a: number, b: number, panelStride: number,
  depth: number, rows: number, columns: number, triangle: boolean): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const end = triangle ? Math.min(rows, j + 4) : rows;
    let i = 0;
    for (; i + 2 <= end; i += 2) {
      const to = target + i * targetStride + j;
      tile(f64, to, to + targetStride, from < 0 ? -1 : from + i * fromStride + j, fromStride, a + i, b + j, panelStride, depth);
    }
    if (i < end) for (let k = j; k < j + 4; k++) single(f64, target + i * targetStride + k, from < 0 ? -1 : from + i * fromStride + k, a + i, b + k, panelStride, depth);
  }
  for (; j < columns; j++) {
    const end = triangle ? Math.min(rows, j) : rows;
    for (let i = 0; i < end; i++) single(f64, target + i * targetStride + j, from < 0 ? -1 : from + i * fromStride + j, a + i, b + j, panelStride, depth);
  }
}

function tile(f64: Float64Array, to: number, next: number, from: number, fromStride: number, a: number, b: number, stride: number, depth: number): void {
  let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
  if (from >= 0) {
    const below = from + fromStride;
    a0 = f64[from]!; a1 = f64[from + 1]!; a2 = f64[from + 2]!; a3 = f64[from + 3]!;
    b0 = f64[below]!; b1 = f64[below + 1]!; b2 = f64[below + 2]!; b3 = f64[below + 3]!;
  }
  for (let k = 0; k < depth; k++, a += stride, b += stride) {
    const x = f64[a]!, y = f64[a + 1]!, z0 = f64[b]!, z1 = f64[b + 1]!, z2 = f64[b + 2]!, z3 = f64[b + 3]!;
    a0 += x * z0; a1 += x * z1; a2 += x * z2; a3 += x * z3;
    b0 += y * z0; b1 += y * z1; b2 += y * z2; b3 += y * z3;
  }
  f64[to] = a0; f64[to + 1] = a1; f64[to + 2] = a2; f64[to + 3] = a3;
  f64[next] = b0; f64[next + 1] = b1; f64[next + 2] = b2; f64[next + 3] = b3;
}

function single(f64: Float64Array, to: number, from: number, a: number, b: number, stride: number, depth: number): void {
  let sum = from < 0 ? 0 : f64[from]!;
  for (let k = 0; k < depth; k++, a += stride, b += stride) sum += f64[a]! * f64[b]!;
  f64[to] = sum;
}
