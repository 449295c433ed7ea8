/**
 * The principal branch of Lambert's function: w e^w = x with w >= -1; NaN below the branch point -1/e. Halley's method from the series around the branch
 * point or the logarithm (Corless et al. 1996), to the last digits of f64; next to the branch point the series alone, where w e^w hardly depends on w.
 */
export function lambertW0(x: number): number {
  const toBranch = Math.E * x + 1;
  if (Number.isNaN(toBranch) || toBranch < 0) return NaN;
  if (x === Infinity) return Infinity;
  const root = Math.sqrt(2 * toBranch);
  const series = -1 + root * (1 - root * (1 / 3 - root * (11 / 72 - root * (43 / 540 - (root * 769) / 17280))));
  if (root < 1e-3) return series;
  let w = root < 1 ? series : x < Math.E ? Math.log1p(x) * 0.8 : Math.log(x) - Math.log(Math.log(x));
  for (let round = 0; round < 30; round++) {
    const power = Math.exp(w);
    const miss = w * power - x;
    const next = w - miss / (power * (w + 1) - ((w + 2) * miss) / (2 * w + 2));
    if (Math.abs(next - w) <= 2e-16 * Math.abs(next)) return next;
    w = next;
  }
  return w;
}
