/**
 * Rows of a panel that are eliminated together. The loops that scale them run at least once and say so: from others V8 does not take the roots and quotients
 * out, but makes them anew in every turn.
 */

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
export function finishOne(row: usize, end: usize): void {
  let even = f64x2.splat(0), odd = even, at = row + 16;
  for (; at + 32 <= end; at += 32) {
    even = f64x2.add(even, v128.load(at)); odd = f64x2.add(odd, v128.load(at, 16));
  }
  if (at < end) even = f64x2.add(even, v128.load(at));
  const scale = inverse(f64x2.sqrt(f64x2.add(even, odd)));
  at = row + 16;
  do {
    v128.store(at, f64x2.mul(v128.load(at), scale));
    at += 16;
  } while (at < end);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
export function finishTwo(row: usize, stride: usize, end: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a, at = row + 32;
  for (; at + 32 <= end; at += 32) {
    const below = at + stride;
    a = f64x2.add(a, v128.load(at)); b = f64x2.add(b, v128.load(at, 16));
    c = f64x2.add(c, v128.load(below)); d = f64x2.add(d, v128.load(below, 16));
  }
  if (at < end) {
    a = f64x2.add(a, v128.load(at)); c = f64x2.add(c, v128.load(at + stride));
  }
  a = f64x2.add(a, b); c = f64x2.add(c, d);
  const first = inverse(f64x2.sqrt(f64x2.add(v128.load(row, 16), a)));
  const factor = f64x2.mul(v128.load(row, 16), first);
  const second = inverse(f64x2.sqrt(f64x2.add(c, f64x2.mul(factor, f64x2.mul(a, first)))));
  at = row + 32;
  do {
    const x = f64x2.mul(v128.load(at), first);
    v128.store(at, x);
    v128.store(at + stride, f64x2.mul(f64x2.add(v128.load(at + stride), f64x2.mul(factor, x)), second));
    at += 16;
  } while (at < end);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
export function finishFour(row0: usize, stride: usize, end: usize): void {
  const row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride, ahead = row1 - row0, twice = row2 - row0, thrice = row3 - row0;
  let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a, at = row0 + 64;
  for (; at + 32 <= end; at += 32) {
    a = f64x2.add(a, v128.load(at)); b = f64x2.add(b, v128.load(at, 16));
    c = f64x2.add(c, v128.load(at + ahead)); d = f64x2.add(d, v128.load(at + ahead, 16));
    e = f64x2.add(e, v128.load(at + twice)); f = f64x2.add(f, v128.load(at + twice, 16));
    g = f64x2.add(g, v128.load(at + thrice)); h = f64x2.add(h, v128.load(at + thrice, 16));
  }
  if (at < end) {
    a = f64x2.add(a, v128.load(at)); c = f64x2.add(c, v128.load(at + ahead));
    e = f64x2.add(e, v128.load(at + twice)); g = f64x2.add(g, v128.load(at + thrice));
  }
  a = f64x2.add(a, b); c = f64x2.add(c, d); e = f64x2.add(e, f); g = f64x2.add(g, h);
  // The block in itself: pij between rows i and j of it, a c e g what leads out of it.
  let p01 = v128.load(row0, 16), p02 = v128.load(row0, 32), p03 = v128.load(row0, 48), p12 = v128.load(row1, 32), p13 = v128.load(row1, 48), p23 = v128.load(row2, 48);
  const first = inverse(f64x2.sqrt(f64x2.add(f64x2.add(p01, p02), f64x2.add(p03, a))));
  p01 = f64x2.mul(p01, first); p02 = f64x2.mul(p02, first); p03 = f64x2.mul(p03, first); a = f64x2.mul(a, first);
  p12 = f64x2.add(p12, f64x2.mul(p01, p02)); p13 = f64x2.add(p13, f64x2.mul(p01, p03)); c = f64x2.add(c, f64x2.mul(p01, a));
  const second = inverse(f64x2.sqrt(f64x2.add(f64x2.add(p12, p13), c)));
  p12 = f64x2.mul(p12, second); p13 = f64x2.mul(p13, second); c = f64x2.mul(c, second);
  p23 = f64x2.add(f64x2.add(p23, f64x2.mul(p02, p03)), f64x2.mul(p12, p13)); e = f64x2.add(f64x2.add(e, f64x2.mul(p02, a)), f64x2.mul(p12, c));
  const third = inverse(f64x2.sqrt(f64x2.add(p23, e)));
  p23 = f64x2.mul(p23, third); e = f64x2.mul(e, third);
  g = f64x2.add(f64x2.add(f64x2.add(g, f64x2.mul(p03, a)), f64x2.mul(p13, c)), f64x2.mul(p23, e));
  const fourth = inverse(f64x2.sqrt(g));
  at = row0 + 64;
  do {
    const x = f64x2.mul(v128.load(at), first);
    v128.store(at, x);
    const y = f64x2.mul(f64x2.add(v128.load(at + ahead), f64x2.mul(p01, x)), second);
    v128.store(at + ahead, y);
    const z = f64x2.mul(f64x2.add(f64x2.add(v128.load(at + twice), f64x2.mul(p02, x)), f64x2.mul(p12, y)), third);
    v128.store(at + twice, z);
    v128.store(at + thrice, f64x2.mul(f64x2.add(f64x2.add(f64x2.add(v128.load(at + thrice), f64x2.mul(p03, x)), f64x2.mul(p13, y)), f64x2.mul(p23, z)), fourth));
    at += 16;
  } while (at < end);
}

/** 1 / s, and 0 for a node without neighbours. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
export function inverse(s: v128): v128 {
  return v128.and(f64x2.div(f64x2.splat(1), s), f64x2.gt(s, f64x2.splat(0)));
}
