import type { ProjectionQuantisation } from '../ir/calibration.ts';

/** Neighbouring levels and how many weights have one of them. */
export interface LevelBin {
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

/**
 * The levels of a projection in at most `most` bins of as many levels each, the outermost perhaps of fewer. Level 0 is the middle of its bin;
 * mid-rise levels, which have none, are parted there.
 */
export function binLevels({ histogram, rise }: Pick<ProjectionQuantisation, 'histogram' | 'rise'>, most: number): readonly LevelBin[] {
  const { lowest, counts } = histogram;
  const spacing = rise === 'mid-rise' ? 2 : 1;
  // Levels as whole numbers without gaps: odd level 2 k + 1 has the number k.
  const numberOf = (level: number): number => Math.floor(level / spacing);
  const levelOf = (number: number): number => (rise === 'mid-rise' ? 2 * number + 1 : number);
  const width = widthOf(numberOf(lowest + counts.length - 1) - numberOf(lowest) + 1, most, rise);
  const binOf = (level: number): number => Math.floor((numberOf(level) + (rise === 'mid-rise' ? 0 : (width - 1) / 2)) / width);
  const bins = new Map<number, LevelBin>();
  counts.forEach((count, i) => {
    const level = lowest + i;
    if (count === 0 && levelOf(numberOf(level)) !== level) return;
    const bin = bins.get(binOf(level));
    bins.set(binOf(level), { lowest: bin?.lowest ?? level, highest: level, count: (bin?.count ?? 0) + count });
  });
  return [...bins.values()];
}

/** Levels in a bin: an odd number where there is a level 0 to lie in the middle; one bin more than fits may begin before the first level. */
function widthOf(levels: number, most: number, rise: ProjectionQuantisation['rise']): number {
  if (levels <= most) return 1;
  const width = Math.ceil(levels / (most - 1));
  return rise === 'mid-tread' && width % 2 === 0 ? width + 1 : width;
}
