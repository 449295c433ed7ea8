/** Round numbers from 0 or below to `most` or beyond: steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function axisTicks(least: number, most: number, count: number): readonly number[] {
  const range = Math.max(most - least, Number.MIN_VALUE);
  if (!Number.isFinite(range) || range < 1e-12) return [Math.min(0, least), Math.min(0, least) + 1];
  const decade = 10 ** Math.floor(Math.log10(range / count));
  const step = [1, 2, 5, 10].map((one) => one * decade).find((one) => range / one <= count)!;
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest of 1, 2, 5, 10, 20, 50, ... that gives at most `most` ticks. */
export function wholeStep(length: number, most: number): number {
  for (let decade = 1; ; decade *= 10) {
    const step = [1, 2, 5].map((one) => one * decade).find((one) => length / one <= most);
    if (step !== undefined) return step;
  }
}

/** A coordinate with one digit behind the point. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
