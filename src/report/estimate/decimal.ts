/** `value` x 10^exponent with the digits that `value` has: the decimal point moves, nothing is rounded a second time. */
export function shifted(value: number, exponent: number): number {
  const [mantissa, power = '0'] = String(value).split('e') as [string, string?];
  return Number(`${mantissa}e${Number(power) + exponent}`);
}
