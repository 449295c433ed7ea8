const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p'], [1e-15, 'f'], [1e-18, 'a'],
];

/** A value in an SI unit with three significant digits and the prefix that fits: `1.23 µJ`; `unknown` when there is none. */
export function formatQuantity(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return 'unknown';
  if (value === 0) return `0 ${unit}`.trimEnd();
  const [factor, prefix] = prefixFor(value);
  return `${threeDigits(value / factor)} ${prefix}${unit}`.trimEnd();
}

/** The prefix that keeps `value` between 1 and 1000, as [factor, letter]. */
export function prefixFor(value: number): readonly [number, string] {
  const size = Math.abs(Number(value.toPrecision(3)));
  if (size === 0) return [1, ''];
  return PREFIXES.find(([factor]) => size >= factor) ?? PREFIXES[PREFIXES.length - 1]!;
}

/** A count: all digits in groups of three below ten million (`9,883`), three significant digits and a prefix above. */
export function formatCount(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'unknown';
  if (Math.abs(value) >= 1e7) return formatQuantity(value, '');
  const rounded = Number.isInteger(value) || Math.abs(value) >= 1000 ? String(Math.round(value)) : threeDigits(value);
  const [whole, fraction] = rounded.split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A share of one in percent with the digits asked for: `98.83 %`. */
export function formatPercent(share: number | null, digits: number): string {
  return share === null || !Number.isFinite(share) ? 'unknown' : `${(100 * share).toFixed(digits)} %`;
}

/** A constant as it was written down: six significant digits at most, exponent only where it is shorter. */
export function formatConstant(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** `1 sample`, `2 samples`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function threeDigits(value: number): string {
  const text = value.toPrecision(3);
  return text.includes('e') ? String(Number(text)) : text;
}

/** Bits of weights: one number, or from the least of any projection to the most. */
export function printBits(bits: number, projections: readonly { readonly bits: number }[]): string {
  const least = projections.reduce((smallest, projection) => Math.min(smallest, projection.bits), bits);
  return least === bits ? plural(bits, 'bit') : `${least} to ${plural(bits, 'bit')}`;
}
