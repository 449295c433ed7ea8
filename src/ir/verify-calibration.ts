import { diagnose, type Diagnostic, type Where } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import { badLevels, isLevel, largestLevel, type WeightLevels } from './levels.ts';

/** What the record may name. */
interface Named {
  readonly populations: readonly string[];
  /** Null where projections have no names any more: in a configuration. */
  readonly projections: readonly string[] | null;
}

/** S710 where the record of calibration that a stage carries is damaged, or names what the stage does not have. */
export function verifyCalibration(record: unknown, named: Named, where: Where): readonly Diagnostic[] {
  const reason = damageOf(record) ?? strangerIn(record as Sound, named);
  return reason === null ? [] : [diagnose('S710', { reason: `its record of the calibration ${reason}` }, where)];
}

/** What is wrong with the form of a record, as the end of a sentence; null for a sound one, and where there is none. */
export function damageOf(record: unknown): string | null {
  if (record === undefined || record === null) return null;
  if (!isObject(record)) return 'is no object';
  const { data, conversion, quantisation } = record;
  if (data !== null && !(isObject(data) && isText(data.file) && isCount(data.samples) && data.samples > 0)) return 'does not say its data and their samples';
  return damageOfList(conversion, 'conversion', 'population', damageOfConversion) ?? damageOfList(quantisation, 'quantisation', 'projection', damageOfQuantisation);
}

type Fields = Readonly<Record<string, unknown>>;

/** Entries are told apart by the population or projection they are about. */
function damageOfList(list: unknown, name: string, key: string, damageOfEntry: (entry: Fields) => string | null): string | null {
  if (!Array.isArray(list)) return `has no list "${name}"`;
  const seen = new Set<unknown>();
  for (const [index, entry] of list.entries()) {
    if (!isObject(entry) || !isText(entry.population) || !isText(entry[key])) return `does not say whose entry ${index} of "${name}" is`;
    if (seen.has(entry[key])) return `has two entries of ${key} "${printable(entry[key])}" in "${name}"`;
    seen.add(entry[key]);
    const damage = damageOfEntry(entry);
    if (damage !== null) return `has no sound ${damage} of ${key} "${printable(entry[key])}"`;
  }
  return null;
}

function damageOfConversion({ smallestThreshold, largestThreshold, signalToNoise_dB, silentShare, meanRate }: Fields): string | null {
  if (!isNumber(smallestThreshold) || !isNumber(largestThreshold) || smallestThreshold > largestThreshold) return 'thresholds';
  if (!isRatioOrNull(signalToNoise_dB)) return 'signal to noise';
  if (!isShare(silentShare)) return 'share of silent neurons';
  return isNumber(meanRate) && meanRate >= 0 ? null : 'rate';
}

function damageOfQuantisation(entry: Fields): string | null {
  const { method, histogram, changedPredictions } = entry;
  const levels = { bits: entry.bits, rise: entry.rise } as WeightLevels;
  if (!isText(levels.rise) || badLevels(levels) !== null) return 'bits';
  if (method !== 'levels-of-file' && method !== 'nearest' && method !== 'error-feedback') return 'method';
  if (!isRatioOrNull(entry.weightSignalToNoise_dB) || !isRatioOrNull(entry.driveSignalToNoise_dB)) return 'signal to noise';
  if (!isHistogram(histogram, levels)) return 'histogram of levels';
  return changedPredictions === null || isShare(changedPredictions) ? null : 'share of changed predictions';
}

/** Counts of whole numbers between the outermost levels. */
function isHistogram(histogram: unknown, { bits, rise }: WeightLevels): boolean {
  if (!isObject(histogram) || !Array.isArray(histogram.counts)) return false;
  const { lowest, counts } = histogram;
  const most = largestLevel(bits, rise);
  return Number.isInteger(lowest) && isLevel(lowest as number, rise) && (lowest as number) >= -most && (lowest as number) + counts.length - 1 <= most && counts.length > 0 && counts.every(isCount);
}

/** What the names of a record are looked up by, once its form is known to be sound. */
interface Sound {
  readonly conversion: readonly { readonly population: string }[];
  readonly quantisation: readonly { readonly population: string; readonly projection: string }[];
}

function strangerIn(record: Sound | null | undefined, { populations, projections }: Named): string | null {
  if (!record) return null;
  const stranger = [...record.conversion, ...record.quantisation].find(({ population }) => !populations.includes(population));
  if (stranger) return `names population "${printable(stranger.population)}", which does not exist`;
  const other = projections && record.quantisation.find(({ projection }) => !projections.includes(projection));
  return other ? `names projection "${printable(other.projection)}", which does not exist` : null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A ratio in dB; -Infinity where there was noise alone. */
function isRatioOrNull(value: unknown): boolean {
  return value === null || value === -Infinity || isNumber(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isShare(value: unknown): boolean {
  return isNumber(value) && value >= 0 && value <= 1;
}
