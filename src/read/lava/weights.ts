import { diagnose } from '../../diagnostics/diagnostic.ts';
import { numbers, type Fields } from './fields.ts';

/** Whole numbers, row-major. */
export interface Weights {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights cut to whole numbers towards 0, as lava-dl does; with a warning where that changes any. @throws DiagnosticError S932 */
export function wholeWeights(fields: Fields, name: string): Weights {
  const { shape, data } = numbers(fields, name);
  const broken = data.findIndex((value: number) => !Number.isInteger(value));
  if (broken >= 0) fields.diagnostics.push(diagnose('S936', { what: `${name} ${data[broken]} at index ${broken} is no whole number`, reason: 'all are cut to whole numbers towards 0, as lava-dl does' }, fields.where));
  return { shape, data: Float32Array.from(data, Math.trunc) };
}

/** A weight has 8 bits and a sign; with both signs, steps of 2. */
const LOWEST = -256;
const HIGHEST = 255;
const HIGHEST_OF_MIXED = 254;

interface Both {
  readonly weight: Weights;
  readonly recurrent: Weights | null;
}

/** Weights of a dense layer inside the range of a synapse, those of its recurrent synapses with them; with a warning where any lay outside. */
export function cutBoth({ weight, recurrent }: Both, { diagnostics, where }: Fields): Both {
  const all = recurrent ? [weight, recurrent] : [weight];
  const mixed = all.some(({ data }) => data.some((value) => value < 0));
  const high = mixed ? HIGHEST_OF_MIXED : HIGHEST;
  // Odd weights up to 255 pass unchanged beside negative ones: only what no synapse holds is cut.
  const count = all.reduce((sum, { data }) => sum + data.reduce((some, value) => some + (value < LOWEST || value > high ? 1 : 0), 0), 0);
  if (count === 0) return { weight, recurrent };
  diagnostics.push(diagnose('S934', { what: 'weights', count, low: LOWEST, high }, where));
  const cut = ({ shape, data }: Weights): Weights => ({ shape, data: data.map((value) => Math.min(high, Math.max(LOWEST, value))) });
  return { weight: cut(weight), recurrent: recurrent && cut(recurrent) };
}
