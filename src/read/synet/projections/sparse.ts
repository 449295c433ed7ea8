import type { ValueSyntax } from '../../../../grammar/syntax.ts';
import type { SparseProjection } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { entriesOf, following, printFields, type Fields } from '../fields.ts';
import { whole } from '../quantities.ts';
import { ANY_SHAPE, exactly } from '../tensors.ts';
import { number } from '../values.ts';
import { synapses, type SynapseLists } from './synapses.ts';
import type { Body, ProjectionModel } from './model.ts';
import { bias } from './weights.ts';

type Parts = Omit<Body<SparseProjection>, keyof SynapseLists> & { readonly synapses: SynapseLists };

const FIELDS: Fields<Parts> = {
  size: following('size', number(whole(1)), 'neurons', 'neurons of the destination', 'those of the destination'),
  synapses,
  bias: bias('[size]'),
};

export const sparse: ProjectionModel<SparseProjection> = {
  word: 'sparse', kind: 'sparse', help: 'synapses listed one by one; several between one pair add up', equation: 'X_j = sum of weight x_i over the synapses i to j, + bias[j]',
  example: 'sparse(synapses = [[0, 1, 0.5], [1, 0, -0.25]])',
  entries: entriesOf(FIELDS),
  read: (args, { source, destination }) => {
    const size = FIELDS.size.read(args, ANY_SHAPE, { neurons: destination.length === 0 ? Infinity : sizeOf(destination) });
    const lists = FIELDS.synapses.read(args, ANY_SHAPE, { size, sources: source.length === 0 ? null : sizeOf(source) });
    return { size, ...lists, bias: FIELDS.bias.read(args, exactly(size === Infinity ? [] : [size]), {}) };
  },
  print: (projection, place, neurons): Readonly<Record<string, ValueSyntax | null>> =>
    printFields<Parts>(FIELDS, { ...projection, synapses: projection }, place, { neurons }),
};
