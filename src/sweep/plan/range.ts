import type { RangeAxis } from './plan.ts';

/** A range as a plan has it. */
export interface WrittenRange {
  readonly from: number;
  readonly to: number;
  readonly step?: number | undefined;
  readonly count?: number | undefined;
  readonly scale: 'linear' | 'log';
  readonly whole: boolean;
}

/**
 * A range as an axis; with a step its last value is the last that the steps reach.
 * @param countable whether every value is to be visited, as in a grid
 */
export function rangeOf(name: string, { from, to, step, count, scale, whole }: WrittenRange, countable: boolean): RangeAxis | { readonly wrong: string } {
  if (!(from < to)) return { wrong: `goes from ${from} to ${to}: the lower end comes first` };
  if (scale === 'log' && !(from > 0)) return { wrong: `has a logarithmic scale and begins at ${from}: both ends must be above 0` };
  if (step !== undefined && (scale === 'log' || count !== undefined)) return { wrong: scale === 'log' ? 'has a step on a logarithmic scale: give count' : 'has step and count: one of them is enough' };
  if (whole && !(Number.isInteger(from) && Number.isInteger(to))) return { wrong: 'has whole: true, and an end that is no whole number' };
  if (step === undefined) {
    if (countable && count === undefined) return { wrong: 'has no step and no count, which a grid needs' };
    if (whole && count !== undefined && count > to - from + 1) return { wrong: `has ${count} values, and there are ${to - from + 1} whole numbers in it` };
    return { name, from, to, scale, count: count ?? null, whole };
  }
  const steps = Math.floor((to - from) / step + 1e-9);
  const isWhole = Number.isInteger(from) && Number.isInteger(step);
  if (whole && !isWhole) return { wrong: 'has whole: true, and a step that is no whole number' };
  return { name, from, to: Number((from + steps * step).toPrecision(12)), scale, count: steps + 1, whole: isWhole };
}
