import type { PassRecord } from '../index.ts';

/** --timing: what each pass took and did, on stderr. */
export function printTiming(passes: readonly PassRecord[]): void {
  for (const { pass, time_s, statistics } of passes) {
    const figures = Object.entries(statistics).map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`);
    process.stderr.write(`${pass.padEnd(10)} ${time_s.toFixed(3).padStart(8)} s  ${figures.slice(0, 6).join(', ')}\n`);
  }
}

/** --verify-each: what was compared, on stderr. */
export function printProof(proof: string | null): void {
  if (proof !== null) process.stderr.write(`${proof}\n`);
}
