/**
 * Share of a standard normal distribution below x, within 1e-14 between -6 and 6: by the series Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...),
 * G. Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004. 0 and 1 further out, where less than 1e-9 is left.
 */
export function normalProbability(x: number): number {
  if (Math.abs(x) > 6) return x < 0 ? 0 : 1;
  let [sum, term] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}
