import { diagnose, fail, type Where } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { FIRING, type LoihiNeuron, type Parameter } from '../../ir/neuron.ts';
import { groupIn, numberOf, textOf, type NumberArray } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';
import { compact, optionalNumbers, wholes, type Fields } from './fields.ts';

/** The neurons of a layer as the file states them: one value for all, one a channel or one a neuron. */
export interface Cell {
  readonly currentDecay: readonly number[];
  readonly potentialDecay: readonly number[];
  readonly threshold: readonly number[];
  /** Mantissa; its exponent is 6. */
  readonly bias: readonly number[];
}

/** Decays are in 1/4096 a timestep; the threshold has 17 bits. */
const UNITY = 4096;
const HIGHEST_THRESHOLD = 2 ** 17 - 1;
const HIGHEST_STATED = 2 ** 31 - 1;
const BIAS_EXPONENT = 6;
const LARGEST_BIAS = 2 ** (23 - BIAS_EXPONENT) - 1;

/** What lava-dl takes for a layer without neurons of its own: it sums up what arrives, and never fires. */
export const INTEGRATOR: Cell = { currentDecay: [UNITY - 1], potentialDecay: [0], threshold: [HIGHEST_THRESHOLD], bias: [0] };

/**
 * The neurons of a layer, group `neuron`.
 * @param bias name of the member of the layer that is the bias of its neurons; null where there is none
 * @throws DiagnosticError S932, S933
 */
export function decodeNeuron(layer: Fields, bias: string | null): Cell {
  const group = groupIn(layer.group, 'neuron');
  if (!group) return fail('S932', { what: 'neuron', found: 'no group', wanted: 'a group' }, layer.where);
  const fields: Fields = { ...layer, group };
  const type = textOf(group.members.get('type'))?.replace(/\0+$/, '') ?? '';
  if (type !== 'CUBA' && type !== 'LOIHI') fail('S933', { type: type === '' ? 'unknown' : printable(type), reason: REASONS[Object.keys(REASONS).find((one) => type.includes(one)) ?? ''] ?? 'they are not known' }, layer.where);
  if (numberOf(group.members.get('gradedSpike')) === 1) fail('S933', { type: `${type} with graded spikes`, reason: 'spikes carry no values here' }, layer.where);
  warnOfUnused(fields);
  const stated = wholes(fields, 'iDecay', 0, UNITY);
  const potentialDecay = wholes(fields, 'vDecay', 0, UNITY);
  const threshold = wholes(fields, 'vThMant', 0, HIGHEST_STATED).map((value) => Math.min(value, HIGHEST_THRESHOLD));
  return { ...decays(stated, potentialDecay, layer.where), threshold, bias: biasesIn(layer, bias) };
}

const REASONS: Readonly<Record<string, string>> = {
  ALIF: 'their thresholds and refractory states move in whole numbers of 24 bits, which no neuron of this program does',
  SDNN: 'sigma-delta neurons send differences of values, not spikes', RF: 'resonate-and-fire neurons have a complex state',
};

/** A current that never decays (0) under a potential that keeps nothing (4096) is the sum of all that arrived; so is the potential the other way round. */
function decays(stated: readonly number[], potentialDecay: readonly number[], where: Where): Pick<Cell, 'currentDecay' | 'potentialDecay'> {
  if (stated.every((value) => value > 0)) return { currentDecay: stated.map((value) => value - 1), potentialDecay };
  if (stated.every((value) => value === 0) && potentialDecay.every((value) => value === UNITY)) return { currentDecay: [UNITY - 1], potentialDecay: [0] };
  return fail('S932', { what: 'iDecay', found: '0', wanted: `a whole number from 1 to ${UNITY}: a current that never decays is read only where vDecay is ${UNITY}` }, where);
}

function biasesIn(layer: Fields, name: string | null): readonly number[] {
  const array = name === null ? null : optionalNumbers(layer, name);
  if (!array) return [0];
  const mantissas = compact(array.data.map(Math.trunc), name!, layer);
  const bad = mantissas.find((value) => Math.abs(value) > LARGEST_BIAS);
  return bad === undefined ? mantissas : fail('S932', { what: name!, found: `${bad}`, wanted: `numbers from ${-LARGEST_BIAS} to ${LARGEST_BIAS}` }, layer.where);
}

function warnOfUnused({ group, where, diagnostics }: Fields): void {
  const refractory = numberOf(group.members.get('refDelay'));
  if (refractory !== null && refractory > 1) diagnostics.push(diagnose('S936', { what: `refDelay is ${refractory}`, reason: 'it is read as 1, as lava-dl does: the LIF neuron of Lava has no refractory period' }, where));
  for (const name of ['weight_exp', 'wgtExp']) {
    const member = group.members.get(name);
    const values: NumberArray | null = member?.kind === 'array' ? member.data : null;
    const exponent = values?.find((value: number) => value !== 0);
    if (exponent !== undefined) diagnostics.push(diagnose('S936', { what: `${name} is ${exponent}`, reason: 'it is read as 0, as lava-dl does when it runs the file' }, where));
  }
}

/** The canonical neuron of a population of that shape. @throws DiagnosticError S932 for parameters of another length */
export function neuronOf(cell: Cell, shape: readonly number[], where: Where): LoihiNeuron {
  const parameter = (values: readonly number[], what: string): Parameter => parameterOf(values, shape, what, where);
  return {
    kind: 'loihi-lif', ...FIRING, compare: '>', reset: 'hard',
    currentDecay: parameter(cell.currentDecay, 'iDecay'), potentialDecay: parameter(cell.potentialDecay, 'vDecay'), threshold: parameter(cell.threshold, 'vThMant'),
    bias: parameter(cell.bias.map((mantissa) => mantissa * 2 ** BIAS_EXPONENT), 'bias'),
  };
}

function parameterOf(values: readonly number[], shape: readonly number[], what: string, where: Where): Parameter {
  const size = sizeOf(shape);
  if (values.length !== 1 && values.length !== shape[0] && values.length !== size) return fail('S932', { what, found: `${values.length} numbers`, wanted: `one, one a channel (${shape[0]}) or one a neuron (${size})` }, where);
  return values.every((value) => value === values[0]) ? values[0]! : Float32Array.from(values);
}

/** Whether neurons can never fire: the potential alone is read from them. */
export function neverFires({ threshold }: Cell): boolean {
  return threshold.every((value) => value === HIGHEST_THRESHOLD);
}
