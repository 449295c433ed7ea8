import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { columnConverter, type ColumnConverter } from '../crossbar/adc.ts';
import { drawConverterErrors, type ConverterErrors } from '../crossbar/adc-errors.ts';
import { normalQuantiles } from '../crossbar/normal-quantiles.ts';
import { solvesReads } from '../crossbar/nonlinearity.ts';
import { OFFSET_SHARE } from '../crossbar/offset-columns.ts';
import { variesInReads } from '../crossbar/read-variances.ts';
import { statisticalReach } from './column-statistics.ts';
import type { CrossbarConnections, ReadoutColumns } from './crossbar-connections.ts';
import { rowInputsOf, type RowInputs } from './row-inputs.ts';
import type { Wiring } from './wiring.ts';

/** Runs of one slice in a timestep are fewer. */
const SLICE_ADDRESSES = 2 ** 26;

/** What every read does to the columns of each readout; null where a read does nothing. */
export interface ReadEffects {
  /** Of each plane and readout. */
  readonly runs: readonly (readonly (readonly ColumnRun[])[])[] | null;
  /** Standard normal quantiles that noise is drawn from; null for none. */
  readonly quantiles: Float32Array | null;
}

/** Columns of one readout with the same largest level: a level is the same current in all of them. */
export interface ColumnRun {
  /** The first accumulator, and how many. */
  readonly first: number;
  readonly length: number;
  readonly converter: ColumnConverter | null;
  /** What is wrong with the converters of its crossbar; null for nothing. */
  readonly errors: ConverterErrors | null;
  /** The first column in the crossbar, and in tables by column. */
  readonly column: number;
  readonly place: number;
  /** Of the read noise of the column, in levels. */
  readonly sigma: number;
  /** Full scale that clips no sum, in levels. */
  readonly largest: number;
  /** Distinguishes the noise of this run from that of all others in one timestep, and that of the read from all other reads. */
  readonly address: number;
  readonly read: number;
}

/** Effects are relative to what the rows of a readout can carry, and to the largest level of the column. */
export function readEffectsOf(configuration: Configuration, wiring: Wiring, target: Target, connections: CrossbarConnections, effects: NonIdealities, seed: number): ReadEffects {
  if (!actsInReads(effects)) return { runs: null, quantiles: null };
  const inputs = rowInputsOf(configuration, wiring);
  const stretches = stretchesOf(configuration, wiring, connections.readouts);
  const runs = connections.planes.map((_, slice) => runsOf(stretches, inputs, target, connections, effects, seed, slice));
  return { runs, quantiles: effects.readNoise || variesInReads(effects) ? normalQuantiles(2 ** 16) : null };
}

function runsOf(
  stretches: readonly (readonly Stretch[])[], inputs: RowInputs, target: Target, connections: CrossbarConnections, effects: NonIdealities, seed: number, slice: number,
): readonly (readonly ColumnRun[])[] {
  const { adc, adcCalibration, readNoise } = effects;
  const { readouts: columns } = connections;
  const { weights, largest: ofSlice } = connections.planes[slice]!;
  const onShare = readNoise ? readNoise.sigma * fullyOnShare(target) * (effects.offsetColumns ? OFFSET_SHARE : 1) : 0;
  const errors = converterErrorsOf(connections, effects, seed, slice);
  const largestSum = (readout: number, highest: number): number => columns.rows[readout]! * inputs.largest[readout]! * highest;
  const fullScale = (readout: number, highest: number): number => {
    const largest = largestSum(readout, highest);
    // Ranges that calibration samples are to tell are set once the chip is written; converters that no sample reaches keep this one.
    if (adcCalibration?.sigmas === undefined) return adc!.range * largest;
    return statisticalReach(connections, weights, readout, inputs.largest[readout]!, { sigmas: adcCalibration.sigmas, activity: adcCalibration.activity! }) || largest;
  };
  return stretches.map((list, readout) => list.map(({ first, length: width, highest: ofWeight }, index) => {
    const highest = ofSlice ?? ofWeight;
    const column = columns.lowest[readout]! + first - columns.first[readout]!;
    return {
      first, length: width, largest: largestSum(readout, highest), column, place: connections.crossbars.firstColumn[columns.crossbar[readout]!]! + column,
      address: slice * SLICE_ADDRESSES + index * columns.rows.length + readout, read: slice * SLICE_ADDRESSES + readout,
      sigma: inputs.full[readout]! * highest * onShare, errors: errors && errors[columns.crossbar[readout]!]!,
      converter: adc && columnConverter(adc.bits, fullScale(readout, highest)),
    };
  }));
}

/** Whether the columns of a read are more than the sums over its rows. */
export function actsInReads(effects: NonIdealities): boolean {
  return effects.adc !== null || effects.readNoise !== null || variesInReads(effects) || solvesReads(effects);
}

function converterErrorsOf({ crossbars: { core, index, columns } }: CrossbarConnections, { adc, adcErrors }: NonIdealities, seed: number, slice: number): readonly ConverterErrors[] | null {
  if (!adc || !adcErrors) return null;
  return core.map((at, id) => drawConverterErrors(adcErrors, columns[id]!, { seed, core: at, crossbar: index[id]! }, slice));
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
