import type { WeightGrid } from '../../../ir/network.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import { call, callOf } from '../calls.ts';
import type { Codec } from '../codec.ts';
import { orAbsent, orNone, required, type Field } from '../fields.ts';
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

/** One value for each row of the weights; any number when the weights are wrong. */
export function eachRow({ shape }: Tensor): ShapeRule {
  return exactly(shape.slice(0, 1));
}
