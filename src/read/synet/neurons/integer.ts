import type { IntegerPotential } from '../../../ir/neuron.ts';
import { call, callOf } from '../calls.ts';
import type { Codec } from '../codec.ts';
import { required } from '../fields.ts';
import { whole } from '../quantities.ts';
import { number } from '../values.ts';

const INTEGER = callOf<IntegerPotential>('integer', 'v = clip(sign(v) floor(|v| decay) + X), in whole multiples of 2^-fraction of a weight level', {
  bits: required('bits', number(whole(2, 24)), 'bits of the potential, sign included, at which it saturates'),
  fraction: required('fraction', number(whole(0, 23)), 'a level is 2^fraction units of the potential'),
  decayBits: required('decayBits', number(whole(0, 16)), 'the decay is a multiple of 2^-decayBits'),
});

/** `integer(bits = 24, fraction = 6, decayBits = 12)` */
export const integer: Codec<IntegerPotential> = call(INTEGER, { bits: 24, fraction: 0, decayBits: 12 });
