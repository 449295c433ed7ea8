/** What was added up over the driven rows for the columns of one read, by place; and what is the same in every read, by column of the crossbar. */
export interface SagSums {
  /** Both currents of a column together, levels. */
  readonly current: Float32Array;
  /** `SagVariances` of both arrays. */
  readonly linear: { readonly positive: Float32Array; readonly negative: Float32Array };
  readonly square: { readonly positive: Float64Array; readonly negative: Float64Array };
  /** 1 where a column is written with the opposite sign. */
  readonly turned: Uint8Array;
}

/**
 * Every read: takes from the variances of columns what rows that are driven together take from each other's cells, V^2 own - 2 I V linear + I^2 square for
 * each array. The currents of the two arrays are the half of their sum and difference; the difference is what the column is.
 * @param own variances of the columns, levels squared; of both arrays where there is no `reference`
 * @param reference variances of the reference column in the levels of each column; null for pairs
 * @param columns before any noise, levels
 * @param column the first one in the tables by column
 */
export function lowerVariances(own: Float32Array, reference: Float32Array | null, columns: Float32Array, sums: SagSums, start: number, length: number, column: number): void {
  const { current, linear, square, turned } = sums;
  for (let i = 0; i < length; i++) {
    const at = start + i;
    const difference = turned[column + i] ? -columns[at]! : columns[at]!;
    const [positive, negative] = [0.5 * (current[at]! + difference), 0.5 * (current[at]! - difference)];
    const lessPositive = positive * (positive * square.positive[column + i]! - 2 * linear.positive[at]!);
    const lessNegative = negative * (negative * square.negative[column + i]! - 2 * linear.negative[at]!);
    own[at] = Math.max(0, own[at]! + lessPositive + (reference ? 0 : lessNegative));
    if (reference) reference[at] = Math.max(0, reference[at]! + lessNegative);
  }
}
