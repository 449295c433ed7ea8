import type { ListedProjection } from '../../../ir/network.ts';
import { sizeOf, tensor } from '../../../ir/tensor.ts';
import { reportMissing, type Arguments } from '../arguments.ts';
import type { ValueType } from '../codec.ts';
import { entriesOf, printFields, type Field, type Fields } from '../fields.ts';
import type { Placer } from '../place.ts';
import { ANY, whole } from '../quantities.ts';
import { ANY_LENGTH, ANY_SHAPE, exactly, indices, weightTensor } from '../tensors.ts';
import type { ValueSyntax } from '../../../../grammar/syntax.ts';
import type { Body, ProjectionModel } from './model.ts';
import { bias, levels, withBitsOf } from './weights.ts';

type Lists = Pick<ListedProjection, 'offsets' | 'sources' | 'weights'>;
type Parts = Omit<Body<ListedProjection>, keyof Lists | 'window' | 'grid'> & { readonly lists: Lists };

const INDICES: ValueType = { kind: 'tensor', allowed: 'whole numbers from 0, as a list or file "name.npz" "tensor"', dimension: 'none', bounds: whole(0).bounds };
const WEIGHTS: ValueType = { kind: 'tensor', allowed: 'a list, f32 [shape] [values], or file "name.npz" "tensor"; whole numbers at stage quantised', dimension: 'none', bounds: ANY.bounds };
const ARRAYS = ['offsets', 'sources', 'weights'] as const;

/** How large the two ends are; null where that is not known. */
interface Sizes {
  readonly inputs: number | null;
  readonly neurons: number | null;
}

const LISTS: Field<Lists> = {
  entries: [
    { name: 'offsets', type: INDICES, fallback: null, help: 'synapses into neuron n are entries offsets[n] .. offsets[n + 1] of the two others' },
    { name: 'sources', type: INDICES, fallback: null, help: 'source neuron of every synapse, ascending for each neuron' },
    { name: 'weights', type: WEIGHTS, fallback: null, help: '[synapses]' },
  ],
  read: (args, _rule, before) => readLists(args, before as Sizes),
  print: ({ offsets, sources, weights }: Lists, place: Placer): Readonly<Record<string, ValueSyntax | null>> => ({
    offsets: place.inside('offsets').tensor(tensor([offsets.length], offsets)),
    sources: place.inside('sources').tensor(tensor([sources.length], sources)),
    weights: place.inside('weights').tensor(weights),
  }),
};

function readLists(args: Arguments, { inputs, neurons }: Sizes): Lists {
  const none: Lists = { offsets: new Int32Array((neurons ?? 0) + 1), sources: new Int32Array(0), weights: tensor([0], new Float32Array(0)) };
  const [offsets, sources, weights] = ARRAYS.map(args.given);
  ARRAYS.forEach((name) => { if (!args.given(name)) reportMissing(args, name); });
  if (!offsets || !sources || !weights) return none;
  const starts = indices(offsets.value, 'offsets', neurons === null ? ANY_LENGTH : exactly([neurons + 1]), whole(0), args.context);
  const from = indices(sources.value, 'sources', ANY_LENGTH, whole(0, (inputs ?? 2 ** 31) - 1), args.context);
  if (!starts || !from) return none;
  const values = weightTensor(weights.value, 'weights', exactly([from.length]), ANY, args.context);
  return values ? { offsets: starts, sources: from, weights: values } : none;
}

const FIELDS: Fields<Parts> = { lists: LISTS, bias: bias('[neurons of the destination]'), levels };

export const listed: ProjectionModel<ListedProjection> = {
  word: 'listed', kind: 'listed', help: 'synapses listed by the neuron they end at, as sparse ones are from stage folded on', equation: 'X_j = sum of weight x_i over the synapses i to j, + bias[j]',
  example: 'listed(offsets = [0, 1, 2], sources = [1, 0], weights = [-0.25, 0.5])',
  entries: entriesOf(FIELDS),
  read: (args, { source, destination }) => {
    const [inputs, neurons] = [source, destination].map((shape) => (shape.length === 0 ? null : sizeOf(shape))) as [number | null, number | null];
    const own = FIELDS.levels.read(args, ANY_SHAPE, {});
    const lists = LISTS.read(withBitsOf(args, own), ANY_SHAPE, { inputs, neurons });
    return { ...lists, bias: FIELDS.bias.read(args, exactly(neurons === null ? [] : [neurons]), {}), window: null, ...(own && { levels: own }) };
  },
  print: (projection, place) => printFields<Parts>(FIELDS, { ...projection, lists: projection }, place),
};
