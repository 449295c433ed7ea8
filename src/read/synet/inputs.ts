import type { CallSyntax } from '../../../grammar/syntax.ts';
import type { InputCoding, InputLevels, InputNeuron } from '../../ir/network.ts';
import { knownWord } from './arguments.ts';
import { call, callOf } from './calls.ts';
import { TIMES } from './input-times.ts';
import { misplaced, type Clause } from './clauses.ts';
import type { Context } from './context.ts';
import { optional, orAbsent, printFields, readFields, required, type Field, type Fields } from './fields.ts';
import type { Placer } from './place.ts';
import { LOWEST, POSITIVE, whole } from './quantities.ts';
import { callSyntax } from './syntax-of.ts';
import { ANY_SHAPE } from './tensors.ts';
import { number } from './values.ts';

/** What becomes of the values of a sample, and the arguments of the word. */
export const CODINGS: Readonly<Record<InputCoding, { readonly help: string; readonly fields: Fields<Chosen> }>> = {
  current: { help: 'the value drives its synapses in every timestep', fields: { amplitude: nowhere(), times: nowhere() } },
  rate: {
    help: 'the value is turned into spikes by a non-leaky neuron of threshold `amplitude` that is half charged at first',
    fields: { amplitude: amplitude('the value that sends a spike in every timestep; larger ones send no more'), times: nowhere() },
  },
  latency: {
    help: 'the value x sends one spike, the earlier the larger: of T timesteps, counted from 0, in number T - round(x T / `amplitude`), and none where that is T',
    fields: { amplitude: amplitude('the value that sends its spike in the first timestep, as larger ones do'), times: nowhere() },
  },
  spikes: { help: 'the data are spike trains', fields: { amplitude: nowhere(), times: nowhere() } },
  time: {
    help: 'temporal coding: the value x says when the one spike is sent, in units of tau',
    fields: { amplitude: nowhere(), times: required('when', TIMES, 'which time a value is') as Field<Chosen['times']> },
  },
};

type Chosen = Pick<InputNeuron, 'amplitude' | 'times'>;


/** 1 where it is not given; a network need not say so either. */
function amplitude(help: string): Field<number | undefined> {
  const { entries } = optional('amplitude', number(POSITIVE), 1, help);
  return { ...orAbsent('amplitude', number(POSITIVE), help), entries };
}

/** A property that this coding does not have. */
function nowhere(): Field<undefined> {
  return { entries: [], read: () => undefined, print: () => ({}) };
}

/** The clause `levels(scale = .., low = .., high = ..)` of an input at stage quantised. */
export const LEVELS = callOf<InputLevels>('levels', 'values are round(x / scale), clipped to low..high', {
  scale: required('scale', number(POSITIVE), 'value of one level'),
  low: required('low', number(whole(LOWEST, 0)), 'lowest level'),
  high: required('high', number(whole(1)), 'highest level'),
});

export const levelsCodec = call(LEVELS, { scale: 1, low: 0, high: 1 });

/** The coding of an `input` statement. */
export function lowerInput(model: CallSyntax, levels: Clause<'levels'> | null, context: Context): InputNeuron {
  const coding = knownWord(model.word, 'input coding', Object.keys(CODINGS) as InputCoding[], context);
  const { fields } = CODINGS[coding];
  const { amplitude: most, times } = readFields<Chosen>(fields, model, ANY_SHAPE, context);
  if (levels && (coding === 'spikes' || coding === 'time')) misplaced(levels, 'spikes have no levels', context);
  return {
    kind: 'input', coding, ...(levels ? { levels: levelsCodec.read(levels.value, 'levels', ANY_SHAPE, context) } : {}), ...(most === undefined ? {} : { amplitude: most }), ...(times && { times }),
  };
}

/** The coding as it is written. */
export function inputSyntax(neuron: InputNeuron, place: Placer): CallSyntax {
  return callSyntax(neuron.coding, printFields<Chosen>(CODINGS[neuron.coding].fields, neuron, place));
}
