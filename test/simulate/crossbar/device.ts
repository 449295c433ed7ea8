import { IDEAL } from '../../../src/ir/non-idealities.ts';
import type { Constant, Device } from '../../../src/ir/target.ts';
import type { Conductances, CrossbarAddress } from '../../../src/simulate/crossbar/conductances.ts';

/** G_off 10 uS, G_on 110 uS: a level of 100 is 1 uS. */
export const DEVICE: Device = {
  name: 'test', summary: 'round numbers', conductanceOff_S: constant(10e-6), conductanceOn_S: constant(110e-6), readVoltage_V: constant(0.1),
  levels: constant(128), nonIdealities: IDEAL,
};

function constant(value: number): Constant {
  return { value, source: 'test', scope: 'term', evidence: 'assumed' };
}

export const ADDRESS: CrossbarAddress = { seed: 1, core: 3, crossbar: 2 };

/** Pairs of devices that are all at one conductance, S. */
export function devicesAt(conductance_S: number, rows = 200, columns = 200): Conductances {
  return { rows, columns, positive: new Float64Array(rows * columns).fill(conductance_S), negative: new Float64Array(rows * columns).fill(conductance_S) };
}
