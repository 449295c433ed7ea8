export interface Accuracy {
  /** null without labels, like `total`, `value` and `interval95`. */
  readonly correct: number | null;
  readonly total: number | null;
  readonly value: number | null;
  /** Wilson score interval. */
  readonly interval95: readonly [number, number] | null;
  /** The float network on the same samples; null when it was not run. */
  readonly reference: { readonly value: number | null } | null;
  /** Share of samples where the chip and the float network predict the same class; null when it was not run. */
  readonly agreement: number | null;
}

/** Compares predictions with labels and with the float network's predictions, each one entry a sample. */
export function measureAccuracy(predictions: Int32Array, labels: Int32Array | null, reference: Int32Array | null): Accuracy {
  const total = predictions.length;
  const agreement = reference && countEqual(predictions, reference) / total;
  if (labels === null) {
    return { correct: null, total: null, value: null, interval95: null, reference: reference && { value: null }, agreement };
  }
  const correct = countEqual(predictions, labels);
  return {
    correct,
    total,
    value: correct / total,
    interval95: wilsonInterval(correct, total),
    reference: reference && { value: countEqual(reference, labels) / total },
    agreement,
  };
}

/**
 * 95 % score interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * J. Am. Stat. Assoc. 22, 1927, 209-212): stays inside 0..1 and is right near both ends, where the normal interval is not.
 */
export function wilsonInterval(correct: number, total: number): readonly [number, number] {
  const z = 1.959963984540054;
  const share = correct / total;
  const scale = 1 + (z * z) / total;
  const centre = (share + (z * z) / (2 * total)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))) / scale;
  return [correct === 0 ? 0 : Math.max(0, centre - half), correct === total ? 1 : Math.min(1, centre + half)];
}

/** Share of entries that are equal. */
export function shareEqual(a: Int32Array, b: Int32Array): number {
  return countEqual(a, b) / a.length;
}

function countEqual(a: Int32Array, b: Int32Array): number {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal;
}
