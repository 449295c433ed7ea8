export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

export function deviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [mean(a), mean(b)];
  return mean(Float64Array.from(a, (value, i) => (value - x) * (b[i]! - y))) / (deviation(a) * deviation(b));
}
