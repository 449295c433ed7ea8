/** A job of a chip: its number among those of the chip. */
export interface NextJob {
  readonly chip: number;
  readonly job: number;
}

/**
 * Hands the jobs of several chips to lanes. Programming a chip costs time, so a lane stays with its chip, then begins one that nobody has begun,
 * and only then helps with the chip that has most jobs left. Results do not depend on who does what.
 * @param jobs of each chip
 * @returns the next job of a lane, null when there are no more
 */
export function jobQueue(jobs: readonly number[], lanes: number): (lane: number) => NextJob | null {
  const next = jobs.map(() => 0);
  const chipOf = new Array<number>(lanes).fill(-1);
  const left = (chip: number): number => (chip < 0 ? 0 : jobs[chip]! - next[chip]!);
  let begun = 0;
  const pick = (lane: number): number => {
    if (left(chipOf[lane]!) > 0) return chipOf[lane]!;
    while (begun < jobs.length && jobs[begun] === 0) begun++;
    if (begun < jobs.length) return begun++;
    return next.reduce((most, _, chip) => (left(chip) > left(most) ? chip : most), 0);
  };
  return (lane) => {
    const chip = pick(lane);
    if (!(left(chip) > 0)) return null;
    chipOf[lane] = chip;
    return { chip, job: next[chip]!++ };
  };
}
