const ZERO = [245, 245, 243] as const;
const POSITIVE = [0, 90, 150] as const;
const NEGATIVE = [213, 94, 0] as const;

/** Colour of a level from -1 to 1: from white to blue, or to orange below 0; the same on light and dark pages. */
export function colourOfLevel(level: number): string {
  const end = level < 0 ? NEGATIVE : POSITIVE;
  return `rgb(${ZERO.map((from, i) => Math.round(from + (end[i]! - from) * Math.abs(level))).join(',')})`;
}
