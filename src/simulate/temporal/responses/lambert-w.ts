/** Halley steps that reach the last bits from any of the starts below; fewer are taken where they stop moving. */
const MOST_STEPS = 8;

/**
 * Principal branch of Lambert's function: the w >= -1 with w e^w = x, for x from -1/e on; NaN below. Starts from the series at the branch point, or from that at 0, and goes on by
 * Halley's method (Corless et al., "On the Lambert W function", 1996, equations 4.22 and 5.9).
 */
export function lambertW(x: number): number {
  // e x + 1, with the rounding error of e made up for: the distance from the branch point decides how near -1 the result is.
  const distance = Math.E * x + 1 + 1.4456468917292502e-16 * x;
  if (!(distance > 0)) return distance > -1e-15 ? -1 : NaN;
  const p = Math.sqrt(2 * distance);
  let w = p < 1.2 ? -1 + p * (1 + p * (-1 / 3 + p * (11 / 72 - (43 / 540) * p))) : Math.log1p(x);
  // Nearer than this the series is exact, and what Halley divides by is not.
  if (p < 1e-3) return w;
  for (let step = 0; step < MOST_STEPS; step++) {
    const e = Math.exp(w), f = w * e - x;
    const next = w - f / (e * (w + 1) - ((w + 2) * f) / (2 * w + 2));
    if (Math.abs(next - w) <= 2e-16 * Math.abs(next)) return next;
    w = next;
  }
  return w;
}
