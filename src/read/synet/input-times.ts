import type { InputTimes } from '../../ir/first-spike.ts';
import { callOf, calls, type Call } from './calls.ts';
import type { Codec } from './codec.ts';
import { depending, fixed, orAbsent, required } from './fields.ts';
import { ANY, POSITIVE, type Range } from './quantities.ts';
import { number } from './values.ts';

type Of<K extends InputTimes['kind']> = Extract<InputTimes, { readonly kind: K }>;

/** A spike time, in units of tau. */
const FROM_ZERO: Range = { dimension: 'none', words: 'a number from 0', bounds: { minimum: 0 }, holds: (value) => value >= 0 && Number.isFinite(value) };

const linear = callOf<Of<'linear'>>('linear', 'latest (1 - x), x clipped to 0..1: the larger the earlier', {
  kind: fixed<'linear'>('linear'),
  latest: required('latest', number(POSITIVE), 'time of the value 0; 1 is sent at time 0'),
  grid: orAbsent('grid', number(POSITIVE), 'times are rounded down to its multiples'),
  silentBelow: orAbsent('silentBelow', number(ANY), 'smaller values send nothing'),
});

const twoLevel = callOf<Of<'two-level'>>('two_level', 'early where x > above, else late', {
  kind: fixed<'two-level'>('two-level'),
  above: required('above', number(ANY), 'larger values are early'),
  early: depending('early', number(FROM_ZERO), { text: '0', of: () => 0 }, 'time of larger values'),
  late: depending('late', number(FROM_ZERO), { text: 'never', of: () => Infinity }, 'time of all others'),
});

const value = callOf<Of<'value'>>('value', 'x itself is the time, from 0 on; an infinite one sends nothing', { kind: fixed<'value'>('value') });

/** How a value becomes the time of a spike: the argument of `time`. */
export const TIMES: Codec<InputTimes> = calls({ linear, two_level: twoLevel, value } as unknown as Readonly<Record<string, Call<InputTimes>>>, ({ kind }) => kind.replace('-', '_'), { kind: 'linear', latest: 1 });
