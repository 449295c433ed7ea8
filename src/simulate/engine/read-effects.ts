import type { Configuration } from '../../ir/configuration.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { columnConverter, type ColumnConverter } from '../crossbar/adc.ts';
import { normalQuantiles } from '../crossbar/normal-quantiles.ts';
import type { ReadoutColumns } from './crossbar-connections.ts';
import { rowInputsOf } from './row-inputs.ts';
import type { Wiring } from './wiring.ts';

/** What every read does to the columns of each readout. */
export interface ReadEffects {
  readonly converters: readonly ColumnConverter[] | null;
  /** Sigma of the read noise of each readout, in levels, and the quantiles it is drawn from; null for none. */
  readonly noise: { readonly sigmas: Float64Array; readonly quantiles: Float32Array } | null;
}

/** Both effects are relative to what the rows of a readout can carry. */
export function readEffectsOf(configuration: Configuration, wiring: Wiring, target: Target, { rows }: ReadoutColumns, { adc, readNoise }: NonIdealities): ReadEffects {
  const inputs = rowInputsOf(configuration, wiring);
  const highest = 2 ** (configuration.bits - 1) - 1;
  return {
    converters: adc && Array.from(rows, (count, readout) => columnConverter(adc, count * inputs.largest[readout]! * highest)),
    noise: readNoise && {
      sigmas: inputs.full.map((full) => readNoise.sigma * full * highest * fullyOnShare(target)),
      quantiles: normalQuantiles(2 ** 16),
    },
  };
}

/** Current of one fully-on device in units of the full differential range: G_on / (G_on - G_off). */
function fullyOnShare(target: Target): number {
  const { conductanceOn_S: on, conductanceOff_S: off } = target.device!;
  return on.value / (on.value - off.value);
}
