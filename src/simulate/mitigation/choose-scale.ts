import { RANGES, rangeErrors } from '../../../passes/9-mitigate/choose-range.ts';
import { chooseShare } from '../../../passes/9-mitigate/choose-share.ts';
import type { CrossbarAddress } from '../crossbar/conductances.ts';
import { healthySingles, knownStuck, REFERENCE, sharesOf, wiredCrossbarOf, type LevelsToWrite, type WritingBench } from './write-crossbar.ts';

/** Crossbars that are looked at for a share: those with the largest weights, which lose the most. */
const HEAVIEST = 2;

/**
 * What all weights of a chip are multiplied with when they are written, and its neurons undo: one factor for all crossbars, as a neuron adds up columns of several. A share
 * where conductances are compensated for wires, a range where stuck devices are to weigh less.
 * @param addressOf where a crossbar is
 */
export function chooseScale(crossbars: readonly LevelsToWrite[], bench: WritingBench, addressOf: (crossbar: number) => CrossbarAddress): number {
  const { preCompensation, range } = bench.mitigations;
  if (preCompensation) return preCompensation.share || shareOf(crossbars, bench);
  if (range) return range.factor || rangeOf(crossbars, bench, addressOf);
  return 1;
}

function shareOf(crossbars: readonly LevelsToWrite[], bench: WritingBench): number {
  const load = ({ levels, highest, columns }: LevelsToWrite): number => levels.reduce((sum, level, cell) => sum + Math.abs(level) / highest[cell % columns]!, 0);
  const heaviest = crossbars.map((one, index) => ({ one, index, load: load(one) })).sort((a, b) => b.load - a.load || a.index - b.index).slice(0, HEAVIEST);
  return chooseShare(heaviest.map(({ one }) => ({ weights: sharesOf(one, bench), stuck: bench.effects.offsetColumns ? healthySingles(one.levels.length) : null, crossbar: wiredCrossbarOf(one.rows, one.columns, bench) })));
}

function rangeOf(crossbars: readonly LevelsToWrite[], bench: WritingBench, addressOf: (crossbar: number) => CrossbarAddress): number {
  const sums = new Float64Array(RANGES.length);
  const single = bench.effects.offsetColumns !== null;
  crossbars.forEach((one, index) => {
    const stuck = knownStuck(one.rows, one.columns, bench, addressOf(index));
    rangeErrors(sharesOf(one, bench), one.importance, stuck, single ? REFERENCE : 1, single || bench.mitigations.pairs !== null).forEach((error, i) => { sums[i]! += error; });
  });
  return RANGES[sums.indexOf(Math.min(...sums))]!;
}
