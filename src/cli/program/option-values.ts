import { InvalidArgumentError } from 'commander';

/** Parsers of the values of options: each refuses what it cannot take, in the words that follow `option ... is invalid.` */

/** Whole numbers from `lowest`. */
export function whole(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < lowest) throw new InvalidArgumentError(`must be a whole number from ${lowest}.`);
    return value;
  };
}

/** Bits of a weight. */
export function bits(text: string): number | 'mixed' {
  return text === 'mixed' ? text : whole(1)(text);
}

/** `area=40%` or `energy=0.4`. */
export function budget(text: string): { of: 'area' | 'energy'; share: number } {
  const [, of, number, unit] = /^(area|energy)=([0-9.]+)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (unit ? 100 : 1);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('must be area= or energy=, and a share above 0 % up to 100 %.');
  return { of: of as 'area' | 'energy', share };
}

/** Timesteps, or `auto`. */
export function timesteps(text: string): number | 'auto' {
  return text === 'auto' ? text : whole(1)(text);
}

/** Points of accuracy. */
export function points(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('must be from 0 to 100.');
  return value;
}

/** A percentile. */
export function percentage(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('must be above 0 and at most 100.');
  return value;
}

/** Chips across and down, such as 2x4. */
export function chips(text: string): { across: number; down: number } {
  const found = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text);
  if (!found) throw new InvalidArgumentError('must be chips across x chips down, such as 2x4.');
  return { across: Number(found[1]), down: Number(found[2]) };
}

/** Up to an hour. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 3600)) throw new InvalidArgumentError('must be from 0 to 3600 seconds.');
  return value;
}

/** Bits that levels are trained for. */
export function levelBits(text: string): number {
  if (!['8', '4', '2'].includes(text)) throw new InvalidArgumentError('must be 8, 4 or 2.');
  return Number(text);
}

/** Numbers above 0 up to `most`. */
export function positive(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value <= most)) throw new InvalidArgumentError(`must be above 0 and at most ${most}.`);
    return value;
  };
}

/** Numbers from 0 to `most`. */
export function nonNegative(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(text.trim() !== '' && value >= 0 && value <= most)) throw new InvalidArgumentError(`must be from 0 to ${most}.`);
    return value;
  };
}

/** A share that iterations can reach in doubles. */
export function tolerance(text: string): number {
  const value = Number(text);
  if (!(value >= 1e-15 && value <= 0.1)) throw new InvalidArgumentError('must be from 1e-15 to 0.1.');
  return value;
}

/** Every --option of a repeatable option. */
export function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
