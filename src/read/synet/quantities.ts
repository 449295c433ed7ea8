import type { NumberSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { toNumber } from '../../../grammar/numbers.ts';
import { MOST_TIMESTEPS } from '../../ir/verify-network.ts';
import { report, type Context } from './context.ts';
import { kindOf } from './kinds.ts';

/** Which units a number may have and which values. */
export interface Range {
  readonly dimension: 'none' | 'time' | 'potential';
  readonly holds: (value: number) => boolean;
  readonly words: string;
  /** What `holds` says of single numbers, for editors. */
  readonly bounds: Bounds;
}

/** In s, V or without unit; numbers are finite in any case. */
export interface Bounds {
  readonly integer?: true;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

export const ANY: Range = { dimension: 'none', words: 'a number', bounds: {}, holds: Number.isFinite };
export const POSITIVE: Range = { dimension: 'none', words: 'a number above 0', bounds: { exclusiveMinimum: 0 }, holds: (value) => value > 0 && Number.isFinite(value) };
export const DECAY: Range = { dimension: 'none', words: 'a number within 0..1', bounds: { minimum: 0, maximum: 1 }, holds: (value) => value >= 0 && value <= 1 };
export const NO_LEAK: Range = { dimension: 'none', words: '1 (a neuron that leaks is a lif)', bounds: { minimum: 1, maximum: 1 }, holds: (value) => value === 1 };
export const POTENTIAL: Range = { ...ANY, dimension: 'potential', words: 'a potential such as 1 or 20 mV' };
export const TIME: Range = { ...POSITIVE, dimension: 'time', words: 'a time above 0 such as 10 ms' };

/** Bounds that only keep numbers within 32 bits are not worth a word. */
const INT32 = 2 ** 31 - 1;
export const LOWEST = -INT32;

/** Whole numbers of 32 bits within low..high. */
export function whole(low: number = LOWEST, high = INT32): Range {
  const holds = (value: number): boolean => Number.isInteger(value) && value >= low && value <= high;
  const [from, to] = [low > -INT32 ? ` from ${low}` : '', high < INT32 ? ` up to ${high}` : ''];
  return { dimension: 'none', words: `a whole number${from}${to}`, bounds: { integer: true, minimum: low, maximum: high }, holds };
}

/** Numbers of timesteps. */
export const TIMESTEPS: Range = {
  dimension: 'none', words: 'a whole number of timesteps from 0', bounds: { integer: true, minimum: 0 }, holds: (value) => Number.isInteger(value) && value >= 0,
};

/** Whole numbers of any size: levels of a quantiser have up to 32 bits without sign. */
export const WHOLE: Range = {
  dimension: 'none', words: 'a whole number', bounds: { integer: true, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, holds: Number.isSafeInteger,
};

/** Of the numbers that stand behind a word, not in an argument. */
export const NUMBERS_OF = { bits: whole(1, 16), timesteps: whole(1, MOST_TIMESTEPS), dt: TIME, time_constant: TIME, delay: TIMESTEPS, scale: POSITIVE } as const satisfies Record<string, Range>;

/** Power of ten of every unit, by dimension. */
export const UNITS: Readonly<Record<Range['dimension'], Readonly<Record<string, number>>>> = {
  none: {},
  time: { s: 0, ms: -3, us: -6, ns: -9 },
  potential: { V: 0, mV: -3, uV: -6 },
};

/** One number, in s, V or without unit; a value of the range's dimension is reported when it is anything else, and 1 returned. */
export function scalar(value: ValueSyntax, what: string, range: Range, context: Context): number {
  if (value.kind !== 'number') {
    report(context, 'S417', { what, expected: range.words, found: kindOf(value) }, value.span);
    return 1;
  }
  const number = withUnit(value, what, range, context);
  if (number === null) return 1;
  if (range.holds(number)) return number;
  report(context, 'S418', { what, value: value.unit ? `${value.text} ${value.unit.text}` : value.text, expected: range.words }, value.span);
  return 1;
}

/** The number in s or V; null when it has a wrong unit, or none where it needs one, which is reported. */
export function withUnit({ text, unit, span }: NumberSyntax, what: string, range: Range, context: Context): number | null {
  const powers = UNITS[range.dimension];
  if (unit === null) return range.dimension === 'time' ? withoutUnit(what, span, context) : toNumber(text);
  if (Object.hasOwn(powers, unit.text)) return shifted(text, powers[unit.text]!);
  const known = Object.keys(powers);
  report(context, 'S416', { what, unit: unit.text, expected: known.length === 0 ? `${range.words} without a unit` : `one of the units ${known.join(', ')}` }, unit.span);
  return null;
}

/** Reports a time that is written as a plain number. */
export function withoutUnit(what: string, span: NumberSyntax['span'], context: Context): null {
  report(context, 'S416', { what, unit: null, expected: `a time with one of the units ${Object.keys(UNITS.time).join(', ')}` }, span);
  return null;
}

/** text x 10^power, rounded once: 1 ms is the double 0.001. */
export function shifted(text: string, power: number): number {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e');
  return power === 0 || /[a-z]/.test(mantissa!) ? toNumber(text) : Number(`${mantissa}e${Number(exponent) + power}`);
}
