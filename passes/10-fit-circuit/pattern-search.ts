/** Numbers to be chosen, with the first step of the search and the range of each. */
export interface Unknown {
  readonly start: number;
  readonly step: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The smallest value that a search along the coordinates finds (Hooke & Jeeves 1961, exploratory moves): each number is moved up and down by its step and stays where that is
 * better; once no move is, all steps are halved. Deterministic.
 * @param halvings how often steps are halved before the search ends
 */
export function patternSearch(unknowns: readonly Unknown[], evaluate: (values: readonly number[]) => number, halvings: number): { readonly values: readonly number[]; readonly cost: number } {
  let values = unknowns.map(({ start }) => start);
  let cost = evaluate(values);
  const steps = unknowns.map(({ step }) => step);
  for (let halved = 0; halved <= halvings;) {
    let moved = false;
    unknowns.forEach(({ least, most }, i) => {
      for (const direction of [1, -1]) {
        const next = Math.min(most, Math.max(least, values[i]! + direction * steps[i]!));
        if (next === values[i]) continue;
        const tried = values.with(i, next);
        const found = evaluate(tried);
        if (found >= cost) continue;
        [values, cost, moved] = [tried, found, true];
        break;
      }
    });
    if (moved) continue;
    halved++;
    steps.forEach((step, i) => { steps[i] = step / 2; });
  }
  return { values, cost };
}
