/** Interval of 95 % for a share, after Wilson 1927. */
export function wilson(correct, total) {
  const z = 1.959964;
  const share = correct / total;
  const centre = (share + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half = (z / (1 + (z * z) / total)) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return [centre - half, centre + half];
}
