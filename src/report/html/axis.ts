/** Values that differ by less of their size would have ticks whose six digits are alike. */
const LEAST_SPREAD = 1e-4;

/**
 * Round numbers from `least` or below to `most` or beyond: steps of 1, 2 or 5 times a power of ten, at most `count` of them and the ends. Values that are all alike are shown from 0.
 */
export function axisTicks(least: number, most: number, count: number): readonly number[] {
  const [range, size] = [most - least, Math.max(Math.abs(least), Math.abs(most))];
  if (!Number.isFinite(range) || size < 1e-300) return [0, 1];
  if (range < size * LEAST_SPREAD) return axisTicks(Math.min(0, least), Math.max(0, most), count);
  const decade = 10 ** Math.floor(Math.log10(range / count));
  const step = [1, 2, 5, 10].map((one) => one * decade).find((one) => range / one <= count * (1 + 1e-9))!;
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Round numbers of a logarithmic axis from `least` (> 0) or below to `most` or beyond, about `count` at most: 1, 2 and 5 of every decade, else decades, else every second, fifth, ... decade. */
export function logarithmicTicks(least: number, most: number, count: number): readonly number[] {
  const fine = between(least, most, [1, 2, 5], 1);
  if (fine.length <= count) return fine;
  const decades = Math.log10(most / least);
  return between(least, most, [1], wholeStep(decades, count - 1));
}

/** The mantissas of every `step`-th decade, from the last at or below `least` to the first at or above `most`. */
function between(least: number, most: number, mantissas: readonly number[], step: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(least) / step + 1e-9) * step, Math.ceil(Math.log10(most) / step - 1e-9) * step];
  const all = Array.from({ length: (last - first) / step + 1 }, (_, i) => first + i * step).flatMap((decade) => mantissas.map((one) => Number(`${one}e${decade}`)));
  const [low, high] = [least * (1 + 1e-9), most * (1 - 1e-9)];
  return all.filter((_, i) => !(all[i + 1]! <= low) && !(all[i - 1]! >= high));
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
