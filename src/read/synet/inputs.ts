import type { CallSyntax } from '../../../grammar/syntax.ts';
import type { InputLevels, InputNeuron } from '../../ir/network.ts';
import { argumentsOf, knownWord } from './arguments.ts';
import { call, callOf } from './calls.ts';
import { misplaced, type Clause } from './clauses.ts';
import type { Context } from './context.ts';
import { required } from './fields.ts';
import { LOWEST, POSITIVE, whole } from './quantities.ts';
import { ANY_SHAPE } from './tensors.ts';
import { number } from './values.ts';

/** What becomes of the values of a sample. */
export const CODINGS: Readonly<Record<InputNeuron['coding'], string>> = {
  current: 'the value drives its synapses in every timestep',
  rate: 'the value is turned into spikes by a non-leaky neuron of threshold 1 that is half charged at first',
  spikes: 'the data are spike trains',
};

/** The clause `levels(scale = .., low = .., high = ..)` of an input at stage quantised. */
export const LEVELS = callOf<InputLevels>('levels', 'values are round(x / scale), clipped to low..high', {
  scale: required('scale', number(POSITIVE), 'value of one level'),
  low: required('low', number(whole(LOWEST, 0)), 'lowest level'),
  high: required('high', number(whole(1)), 'highest level'),
});

export const levelsCodec = call(LEVELS, { scale: 1, low: 0, high: 1 });

/** The coding of an `input` statement. */
export function lowerInput(model: CallSyntax, levels: Clause<'levels'> | null, context: Context): InputNeuron {
  const coding = knownWord(model.word, 'input coding', Object.keys(CODINGS) as InputNeuron['coding'][], context);
  argumentsOf(model, [], context);
  if (levels && coding === 'spikes') misplaced(levels, 'spikes have no levels', context);
  return { kind: 'input', coding, ...(levels ? { levels: levelsCodec.read(levels.value, 'levels', ANY_SHAPE, context) } : {}) };
}
