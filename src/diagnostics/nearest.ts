/** Names beyond this many are not compared, and words longer than this have no neighbours: a suggestion is not worth seconds. */
const COMPARED_NAMES = 2000;
const LONGEST_WORD = 100;

/** The name that was probably meant: at most a third of its letters wrong, doubled, missing or in the other case; null when there is none. */
export function nearest(word: string, names: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null;
  let best: string | null = null;
  let least = Math.floor(word.length / 3) + 1;
  let compared = 0;
  for (const name of names) {
    if (++compared > COMPARED_NAMES) break;
    if (Math.abs(name.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Levenshtein's: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
