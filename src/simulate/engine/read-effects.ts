import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { columnConverter, type ColumnConverter } from '../crossbar/adc.ts';
import { normalQuantiles } from '../crossbar/normal-quantiles.ts';
import { variesInReads } from '../crossbar/read-variances.ts';
import type { ReadoutColumns } from './crossbar-connections.ts';
import { rowInputsOf } from './row-inputs.ts';
import type { Wiring } from './wiring.ts';

/** What every read does to the columns of each readout; null where a read does nothing. */
export interface ReadEffects {
  readonly runs: readonly (readonly ColumnRun[])[] | null;
  /** Standard normal quantiles that noise is drawn from; null for none. */
  readonly quantiles: Float32Array | null;
}

/** Columns of one readout with the same largest level: a level is the same current in all of them. */
export interface ColumnRun {
  /** The first accumulator, and how many. */
  readonly first: number;
  readonly length: number;
  readonly converter: ColumnConverter | null;
  /** Of the read noise of the column, in levels. */
  readonly sigma: number;
  /** Distinguishes the noise of this run from that of all others in one timestep. */
  readonly address: number;
}

/** Effects are relative to what the rows of a readout can carry, and to the largest level of the column. */
export function readEffectsOf(configuration: Configuration, wiring: Wiring, target: Target, columns: ReadoutColumns, effects: NonIdealities): ReadEffects {
  if (!actsInReads(effects)) return { runs: null, quantiles: null };
  const { adc, readNoise } = effects;
  const inputs = rowInputsOf(configuration, wiring);
  const onShare = readNoise ? readNoise.sigma * fullyOnShare(target) : 0;
  const runs = stretchesOf(configuration, wiring, columns).map((stretches, readout) => stretches.map(({ first, length: width, highest }, index) => ({
    first, length: width, address: readout + index * columns.rows.length, sigma: inputs.full[readout]! * highest * onShare,
    converter: adc && columnConverter(adc, columns.rows[readout]! * inputs.largest[readout]! * highest),
  })));
  return { runs, quantiles: readNoise || variesInReads(effects) ? normalQuantiles(2 ** 16) : null };
}

/** Whether the columns of a read are more than the sums over its rows. */
export function actsInReads(effects: NonIdealities): boolean {
  return effects.adc !== null || effects.readNoise !== null || variesInReads(effects);
}

interface Stretch {
  readonly first: number;
  readonly length: number;
  readonly highest: number;
}

/** A whole readout where its columns agree; else the columns of one application after the other. */
function stretchesOf(configuration: Configuration, { readouts }: Wiring, columns: ReadoutColumns): readonly (readonly Stretch[])[] {
  const { applications, units } = configuration;
  const largest = largestLevels(configuration);
  const found = Array.from({ length: readouts.count }, (): Stretch[] => []);
  readouts.of.forEach((readout, application) => {
    if (readout < 0) return;
    const unit = units[applications.unit[application]!]!;
    const first = columns.first[readout]! + applications.column[application]! - columns.lowest[readout]!;
    found[readout]!.push({ first, length: length(unit.columns), highest: largest[unit.synapses!.block]! });
  });
  return found.map((stretches, readout) => {
    const { highest } = stretches[0]!;
    if (stretches.some((stretch) => stretch.highest !== highest)) return stretches;
    return [{ first: columns.first[readout]!, length: columns.columns[readout]!, highest }];
  });
}

/** Current of one fully-on device in units of the full differential range: G_on / (G_on - G_off). */
function fullyOnShare(target: Target): number {
  const { conductanceOn_S: on, conductanceOff_S: off } = target.device!;
  return on.value / (on.value - off.value);
}
