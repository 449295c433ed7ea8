/** Mean of some values and how sure it is. */
export interface MeanInterval {
  readonly mean: number;
  /** With Bessel's correction; null for one value alone. */
  readonly standardDeviation: number | null;
  /** mean +- t s / sqrt(n), t of n - 1 degrees of freedom (Student, "The probable error of a mean", Biometrika 6, 1908, 1-25); null for one value alone. */
  readonly interval95: readonly [number, number] | null;
}

export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, standardDeviation: null, interval95: null };
  const standardDeviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const half = (tQuantile975(count - 1) * standardDeviation) / Math.sqrt(count);
  return { mean, standardDeviation, interval95: [mean - half, mean + half] };
}

/** The value that Student's t stays below with probability 0.975, for a whole number of degrees of freedom; by bisection. */
export function tQuantile975(degrees: number): number {
  let [low, high] = [1, 13];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t): the finite series of Abramowitz and Stegun, "Handbook of mathematical functions", 26.7.3 and 26.7.4. */
function probabilityWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
