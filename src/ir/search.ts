/**
 * A search in short steps. After each it yields how far it is, 0..1, and is told whether to end with the best it has found. What it finds otherwise must not
 * depend on when it is resumed.
 */
export type Search<Result> = Generator<number, Result, boolean>;

/** What is asked between two steps, with how far the search is: whether it should end. */
export type Asked<Answer> = (fraction: number) => Answer;

/** Runs a search to its end, or to where `stop` says so. */
export function finish<Result>(search: Search<Result>, stop: Asked<boolean> = () => false): Result {
  let step = search.next(false);
  while (!step.done) step = search.next(stop(step.value));
  return step.value;
}

/** The same with a `stop` that takes its time, so that other things can happen between two steps. */
export async function finishInTurns<Result>(search: Search<Result>, stop: Asked<boolean | Promise<boolean>>): Promise<Result> {
  let step = search.next(false);
  while (!step.done) step = search.next(await stop(step.value));
  return step.value;
}

/** A search that is the part of a longer one from `low` to `high`. */
export function* partOf<Result>(search: Search<Result>, low: number, high: number): Search<Result> {
  let step = search.next(false);
  while (!step.done) step = search.next(yield low + (high - low) * step.value);
  return step.value;
}
