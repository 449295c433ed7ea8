import { noSums, rangeOfSums, type SeenSums } from '../crossbar/adc-range.ts';
import { encodeInputs, sliceSamples, type Samples } from '../engine/inputs.ts';
import type { Program } from '../engine/program.ts';
import type { ColumnRun } from '../engine/read-effects.ts';
import { membersOf, runEntry } from '../engine/run-entry.ts';

/** How the converters of one population were set, over its readouts and slices of bits. */
export interface ConverterRanges {
  readonly population: string;
  /** Converter settings: one for the columns of a readout that have the same largest level. */
  readonly converters: number;
  /** Of these, those that no sample reached with a sum other than 0: they keep `adc.range`. */
  readonly unseen: number;
  readonly samples: number;
  /** Sums that were seen, and how many of them are clipped now. */
  readonly sums: number;
  readonly clipped: number;
  /** Full scale as a share of the sum that nothing can exceed: least, mean and most over the converters that were reached; null where none was. */
  readonly share: { readonly least: number; readonly mean: number; readonly most: number } | null;
}

/**
 * Sets the ranges of the column converters that the populations of one entry of the schedule are read through, by what their columns sum up to on calibration
 * samples. Entries before it must be set already: their spikes are what it hears. Reads of these samples draw other noise than those of any other.
 */
export function calibrateConverters(chip: Program, samples: Samples, entry: number, coverage: number): readonly ConverterRanges[] {
  const { runs } = chip.crossbars ?? { runs: null };
  if (!runs) return [];
  const members = membersOf(chip, entry).map(({ index, readouts }) => ({ index, runs: runs.flatMap((slice) => Array.from(readouts).flatMap((readout) => slice[readout]!)) })).filter((one) => one.runs.length > 0);
  if (members.length === 0) return [];
  const seen = new Map(members.flatMap((one) => one.runs.map((run) => [run, noSums()] as const)));
  for (let start = 0; start < samples.count; start += chip.batch) {
    const part = sliceSamples(samples, start, Math.min(chip.batch, samples.count - start));
    const first = -1 - start - part.count;
    encodeInputs(chip, part);
    for (let before = 0; before < entry; before++) runEntry(chip, before, part.count, first);
    chip.crossbars!.watch = seen;
    runEntry(chip, entry, part.count, first);
    chip.crossbars!.watch = null;
  }
  return members.map((one) => settle(chip.configuration.populations[one.index]!.name, one.runs, seen, samples.count, coverage));
}

function settle(population: string, runs: readonly ColumnRun[], seen: ReadonlyMap<ColumnRun, SeenSums>, samples: number, coverage: number): ConverterRanges {
  const shares: number[] = [];
  let [sums, clipped] = [0, 0];
  for (const run of runs) {
    const found = seen.get(run)!;
    const { fullScale, beyond } = rangeOfSums(found, coverage);
    sums += found.count;
    clipped += beyond;
    if (fullScale === 0) continue;
    run.converter!.step = fullScale / run.converter!.highest;
    shares.push(fullScale / run.largest);
  }
  const share = { least: Math.min(...shares), mean: shares.reduce((sum, one) => sum + one, 0) / shares.length, most: Math.max(...shares) };
  return { population, converters: runs.length, unseen: runs.length - shares.length, samples, sums, clipped, share: shares.length > 0 ? share : null };
}
