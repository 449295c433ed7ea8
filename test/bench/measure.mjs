/**
 * Times several functions against each other on a machine that others use too: in every round each runs once, so that all meet the
 * same disturbances; the best time of each is the one that was disturbed least.
 * @param {Readonly<Record<string, () => void>>} variants
 * @param {{ seconds: number, leastRounds?: number, mostRounds?: number }} budget
 * @returns {Record<string, { best_ms: number, median_ms: number, rounds: number }>} by name of the variant
 */
export function interleave(variants, { seconds, leastRounds = 3, mostRounds = 60 }) {
  const entries = Object.entries(variants);
  const times = new Map(entries.map(([name]) => [name, []]));
  for (const [, run] of entries) run(); // compiles
  const deadline = performance.now() + seconds * 1000;
  for (let round = 0; round < leastRounds || (round < mostRounds && performance.now() < deadline); ++round) {
    for (const [name, run] of entries) times.get(name).push(timeOf(run));
  }
  return Object.fromEntries(entries.map(([name]) => [name, summary(times.get(name))]));
}

/** The statement `name = 7.1x (wanted at least 6x)`; `wanted` is { atLeast } or { atMost }. */
export function statement(name, ratio, wanted) {
  const [bound, holds] = wanted.atLeast === undefined
    ? [`at most ${wanted.atMost}x`, ratio <= wanted.atMost] : [`at least ${wanted.atLeast}x`, ratio >= wanted.atLeast];
  return { text: `${name} = ${ratio.toFixed(2)}x (wanted ${bound})`, holds };
}

/** What a function returns, and the CPU time it took: the machine has other work. */
export function timed(work) {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return { result, cpu_s: (user + system) / 1e6 };
}

/** Rows of cells as lines, the first column to the left and the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => row.map((cell, column) =>
    column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column])).join('  ')).join('\n');
}

/** The middle of a list; the upper one of two. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Numbers in 0..1, the same at every run (mulberry32). */
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function timeOf(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function summary(times) {
  return { best_ms: Math.min(...times), median_ms: median(times), rounds: times.length };
}
