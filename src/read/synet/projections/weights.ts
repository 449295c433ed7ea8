import { LEVEL_BITS, type LevelRise, type WeightLevels } from '../../../ir/levels.ts';
import type { WeightGrid } from '../../../ir/network.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import type { Arguments } from '../arguments.ts';
import { call, calls, callOf, type Call } from '../calls.ts';
import type { Codec } from '../codec.ts';
import { fixed, orAbsent, orNone, required, type Field } from '../fields.ts';
import { ANY, POSITIVE, whole } from '../quantities.ts';
import { exactly, weightTensor, type ShapeRule } from '../tensors.ts';
import { number, vector } from '../values.ts';

/** No extents: nothing is checked against it. */
const NONE: Tensor = { shape: [], data: new Float32Array(0) };

const WEIGHTS: Codec<Tensor> = {
  type: { kind: 'tensor', allowed: 'a list of lists, f32 [shape] [values], or file "name.npz" "tensor"; whole numbers at stage quantised', dimension: 'none', bounds: ANY.bounds },
  blank: NONE,
  read: (value, what, rule, context) => weightTensor(value, what, rule, ANY, context) ?? NONE,
  print: (value, place) => place.tensor(value),
};

/** @param shape as the reference shows it, such as "[out, in]" */
export function weights(shape: string): Field<Tensor> {
  return required('weights', WEIGHTS, `${shape}`);
}

export function bias(shape: string): Field<Float32Array | null> {
  return orNone('bias', vector(ANY), `${shape}, added in every timestep`);
}

const LEVELS = callOf<WeightGrid>('levels', 'the weights are whole multiples of a scale', {
  scale: required('scale', vector(POSITIVE), 'value of one level, for each row of the weights'),
  bits: required('bits', number(whole(1, 32)), 'of a level, with its sign'),
});

/** `grid = levels(scale = [0.1, 0.2], bits = 4)` */
export const grid: Field<WeightGrid | undefined> = orAbsent('grid', call(LEVELS, { scale: new Float32Array(0), bits: 8 }), 'levels that the weights had in the file; quantisation keeps them');

const KINDS: Readonly<Record<string, Call<WeightLevels>>> = {
  mid_tread: kindOfLevels('mid_tread', 'mid-tread', 'whole numbers from -n to n, n = 2^(bits - 1) - 1'),
  mid_rise: kindOfLevels('mid_rise', 'mid-rise', 'odd numbers from -n to n, n = 2^bits - 1'),
};

function kindOfLevels(word: string, rise: LevelRise, help: string): Call<WeightLevels> {
  const { least, most } = LEVEL_BITS[rise];
  return callOf<WeightLevels>(word, help, { bits: required('bits', number(whole(least, most)), 'of a weight'), rise: fixed(rise) });
}

/** `levels = mid_rise(bits = 2)` */
export const levels: Field<WeightLevels | undefined> = orAbsent(
  'levels', calls(KINDS, ({ rise }) => rise.replace('-', '_'), { bits: 2, rise: 'mid-tread' }),
  'at stage quantised: which levels the weights have, unless they are mid-tread and have the bits of the network',
);

/** Arguments by whose light weights are read: levels of their own may need another type than those of the network. */
export function withBitsOf(args: Arguments, own: WeightLevels | undefined): Arguments {
  if (!own) return args;
  // Mid-rise levels go as far as the mid-tread ones of one bit more.
  return { ...args, context: { ...args.context, bits: own.rise === 'mid-rise' ? own.bits + 1 : own.bits } };
}

/** One value for each row of the weights; any number when the weights are wrong. */
export function eachRow({ shape }: Tensor): ShapeRule {
  return exactly(shape.slice(0, 1));
}
