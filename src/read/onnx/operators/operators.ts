import type { Operator } from '../step.ts';
import { clip, relu } from './activation.ts';
import { add, batchNormalization, div, mul, sub } from './arithmetic.ts';
import { flattened, reshaped, squeezed, unsqueezed } from './extents.ts';
import { arithmetic, cast, concat, constant, gather, reshapeConstant, shape, slice } from './folding.ts';
import { argMax, softmax } from './head.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { flatten, identity, pad, reshape, squeeze, unsqueeze } from './shape.ts';
import { conv, gemm, matMul } from './synaptic.ts';

/** Operators of the default domain on activations. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Add', add],
  ['ArgMax', argMax],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Clip', clip],
  ['Constant', constant],
  ['Conv', conv],
  ['Div', div],
  ['Dropout', identity],
  ['Flatten', flatten],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['Identity', identity],
  ['LogSoftmax', softmax],
  ['MatMul', matMul],
  ['MaxPool', maxPool],
  ['Mul', mul],
  ['Pad', pad],
  ['Relu', relu],
  ['Reshape', reshape],
  ['Shape', shape],
  ['Softmax', softmax],
  ['Squeeze', squeeze],
  ['Sub', sub],
  ['Unsqueeze', unsqueeze],
]);

/** Operators on constants alone: the computations of shapes that exporters leave in the graph. */
export const FOLDING: ReadonlyMap<string, Operator> = new Map([
  ['Add', arithmetic((left, right) => left + right)],
  ['Cast', cast],
  ['Concat', concat],
  ['Div', arithmetic((left, right) => Math.trunc(left / right))],
  ['Flatten', reshapeConstant(flattened)],
  ['Gather', gather],
  ['Mul', arithmetic((left, right) => left * right)],
  ['Reshape', reshapeConstant(reshaped)],
  ['Slice', slice],
  ['Squeeze', reshapeConstant((step, full) => squeezed(step, full, 0))],
  ['Sub', arithmetic((left, right) => left - right)],
  ['Unsqueeze', reshapeConstant(unsqueezed)],
]);
