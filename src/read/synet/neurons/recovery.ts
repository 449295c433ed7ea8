import type { Recovery } from '../../../ir/neuron.ts';
import { entriesOf, following, optional, printFields, readArguments, type Field, type Fields } from '../fields.ts';
import { ANY } from '../quantities.ts';
import { parameter, words } from '../values.ts';

const NUMBERS = parameter(ANY);

/** `step` is that of the neuron, which is read before. */
const FIELDS: Fields<Recovery> = {
  rate: optional('rate', NUMBERS, 0.02, 'how fast u recovers, the published a'),
  coupling: optional('coupling', NUMBERS, 0.2, 'how much u follows v, the published b'),
  rest: optional('rest', NUMBERS, 0, 'potential that u follows from'),
  jump: optional('jump', NUMBERS, 8, 'what a spike adds to u, the published d'),
  step: following('recoveryStep', NUMBERS, 'step', 'length of a timestep for u'),
  initial: optional('recoveryInitial', NUMBERS, -13, 'u before the first timestep'),
  order: optional('order', words(['new', 'old']), 'new', 'u follows the potential of after or before its update'),
};

/** The arguments of the recovery variable u stand among those of its neuron. */
export const recovery: Field<Recovery> = {
  entries: entriesOf(FIELDS),
  read: (args, rule, before) => readArguments(FIELDS, args, rule, before),
  print: (value, place, whole) => printFields(FIELDS, value, place, whole),
};
