/** Two-sided 95 % quantiles of Student's t by degrees of freedom, from 1 on (Abramowitz and Stegun, table 26.10); 1.96 beyond. */
const T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086];

export function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 95 % interval of the mean over chips; null for one chip. */
export function intervalOfMean(values) {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const half = ((T95[values.length - 2] ?? 1.96) * deviation) / Math.sqrt(values.length);
  return [mean - half, mean + half];
}
