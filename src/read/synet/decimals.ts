/**
 * A double with few digits that rounds to this f32 value: 0.1 rather than 0.10000000149011612. 9 significant digits tell all f32
 * values apart, and 6 already end in zeros where fewer would do.
 */
export function shortest(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(decimal), value)) return decimal;
  }
  return value; // -0, which toPrecision writes as 0
}

const UNITS = [['s', 0], ['ms', -3], ['us', -6], ['ns', -9]] as const;

/** A time in the largest unit in which it is at least 1, as text that reads back as the same double. */
export function timeText(time_s: number): { readonly text: string; readonly unit: string } {
  const [mantissa, exponent] = time_s.toExponential().split('e') as [string, string];
  const [unit, power] = UNITS.find(([, lowest]) => Number(exponent) >= lowest) ?? UNITS[3];
  const exact = `${mantissa}e${Number(exponent) - power}`;
  const plain = String(Number(exact));
  return { text: Number(`${plain}e${power}`) === time_s ? plain : exact, unit };
}
