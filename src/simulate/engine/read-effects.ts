import type { Configuration } from '../../ir/configuration.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { columnConverter, type ColumnConverter } from '../crossbar/adc.ts';
import type { ReadoutColumns } from './crossbar-connections.ts';
import { rowInputsOf } from './row-inputs.ts';
import type { Wiring } from './wiring.ts';

/** What every read does to the columns of each readout. */
export interface ReadEffects {
  readonly converters: readonly ColumnConverter[] | null;
  /** Sigma of the read noise, in levels; null for none. */
  readonly noise: Float64Array | null;
}

/** Both effects are relative to what the rows of a readout can carry. */
export function readEffectsOf(configuration: Configuration, wiring: Wiring, target: Target, { rows }: ReadoutColumns, { adc, readNoise }: NonIdealities): ReadEffects {
  const inputs = rowInputsOf(configuration, wiring);
  const highest = 2 ** (configuration.bits - 1) - 1;
  return {
    converters: adc && Array.from(rows, (count, readout) => columnConverter(adc, count * inputs.largest[readout]! * highest)),
    noise: readNoise && inputs.full.map((full) => readNoise.sigma * full * highest * fullyOnShare(target)),
  };
}

/** Current of one fully-on device in units of the full differential range: G_on / (G_on - G_off). */
function fullyOnShare(target: Target): number {
  const { conductanceOn_S: on, conductanceOff_S: off } = target.device!;
  return on.value / (on.value - off.value);
}
