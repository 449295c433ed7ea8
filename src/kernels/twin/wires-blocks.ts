/** Rows of a panel that are eliminated together; twin of finishOne, finishTwo and finishFour in assembly/wires.ts. `end` is that of the first row. */

export function finishOne(f64: Float64Array, row: number, end: number): void {
  const scale = inverseRoot(sumFrom(f64, row + 1, end));
  for (let at = row + 1; at < end; at++) f64[at] = f64[at]! * scale;
}

export function finishTwo(f64: Float64Array, row: number, stride: number, end: number): void {
  const a = sumFrom(f64, row + 2, end), c = sumFrom(f64, row + stride + 2, end + stride);
  const first = inverseRoot(f64[row + 1]! + a);
  const factor = f64[row + 1]! * first;
  const second = inverseRoot(c + factor * (a * first));
  for (let at = row + 2; at < end; at++) {
    const x = f64[at]! * first;
    f64[at] = x;
    f64[at + stride] = (f64[at + stride]! + factor * x) * second;
  }
}

export function finishFour(f64: Float64Array, row0: number, stride: number, end: number): void {
  const row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride;
  let a = sumFrom(f64, row0 + 4, end), c = sumFrom(f64, row1 + 4, end + stride), e = sumFrom(f64, row2 + 4, end + 2 * stride), g = sumFrom(f64, row3 + 4, end + 3 * stride);
  // The block in itself: pij between rows i and j of it, a c e g what leads out of it.
  let p01 = f64[row0 + 1]!, p02 = f64[row0 + 2]!, p03 = f64[row0 + 3]!, p12 = f64[row1 + 2]!, p13 = f64[row1 + 3]!, p23 = f64[row2 + 3]!;
  const first = inverseRoot((p01 + p02) + (p03 + a));
  p01 *= first; p02 *= first; p03 *= first; a *= first;
  p12 += p01 * p02; p13 += p01 * p03; c += p01 * a;
  const second = inverseRoot((p12 + p13) + c);
  p12 *= second; p13 *= second; c *= second;
  p23 = (p23 + p02 * p03) + p12 * p13; e = (e + p02 * a) + p12 * c;
  const third = inverseRoot(p23 + e);
  p23 *= third; e *= third;
  g = ((g + p03 * a) + p13 * c) + p23 * e;
  const fourth = inverseRoot(g);
  for (let at = row0 + 4; at < end; at++) {
    const under = at + stride, below = under + stride, lowest = below + stride;
    const x = f64[at]! * first;
    f64[at] = x;
    const y = (f64[under]! + p01 * x) * second;
    f64[under] = y;
    const z = ((f64[below]! + p02 * x) + p12 * y) * third;
    f64[below] = z;
    f64[lowest] = (((f64[lowest]! + p03 * x) + p13 * y) + p23 * z) * fourth;
  }
}

/** The sum, every other term for itself. */
function sumFrom(f64: Float64Array, at: number, end: number): number {
  let even = 0, odd = 0;
  for (; at + 2 <= end; at += 2) {
    even += f64[at]!; odd += f64[at + 1]!;
  }
  if (at < end) even += f64[at]!;
  return even + odd;
}

/** 1 / sqrt(s), and 0 for a node without neighbours. */
function inverseRoot(sum: number): number {
  const root = Math.sqrt(sum);
  return root > 0 ? 1 / root : 0;
}
