import type { Operator, Step, Value } from '../step.ts';
import { relu } from './activation.ts';
import { add, batchNormalization, div, mul, sub } from './arithmetic.ts';
import { flattened, reshaped, squeezed, unsqueezed } from './extents.ts';
import { constantOfShape, sliceConstant, transposeNumbers } from './fold-moves.ts';
import { EACH_NUMBER, floatsOr } from './fold-floats.ts';
import { arithmetic, cast, concat, constant, gather, reshapeConstant, shape } from './folding.ts';
import { argMax, softmax } from './head.ts';
import { concatSignals, gatherSignal, sliceSignal, splitSignal, transposeSignal } from './moving.ts';
import { abs, clip, hardSigmoid, leakyRelu, max, min, neg, pRelu } from './rectified.ts';
import { averagePool, globalAveragePool, maxPool, reducePlanes } from './pooling.ts';
import { flatten, identity, pad, reshape, squeeze, unsqueeze } from './shape.ts';
import { conv, gemm, matMul } from './synaptic.ts';
import { clipConstant, dequantizeConstant, quantizeConstant } from '../quantised/constants.ts';
import { bipolarQuant, bipolarQuantConstant, intQuant, intQuantConstant } from '../quantised/int-quant.ts';
import { castSignal, dequantizeLinear, quantizeLinear } from '../quantised/linear.ts';
import { clipOr, onLevels } from '../quantised/pass-on.ts';
import { convInteger, matMulInteger, qLinearConv, qLinearMatMul, refuseDynamic } from '../quantised/qlinear.ts';
import { trunc } from '../quantised/trunc.ts';

/** What a domain can do: `activations` by operators on values, `constants` where all inputs are constant. */
export interface Domain {
  readonly activations: ReadonlyMap<string, Operator>;
  readonly constants: ReadonlyMap<string, Operator>;
}

/** The operators of a domain; null for one that is not known. */
export function domainNamed(name: string): Domain | null {
  return DOMAINS.get(name) ?? null;
}

/** Operators of the default domain on activations. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Abs', abs],
  ['Add', add],
  ['ArgMax', onLevels(argMax)],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', castSignal],
  ['Clip', clipOr(clip)],
  ['Concat', concatSignals],
  ['Constant', constant],
  ['Conv', conv],
  ['ConvInteger', convInteger],
  ['DequantizeLinear', dequantizeLinear],
  ['Div', div],
  ['Dropout', identity],
  ['DynamicQuantizeLinear', refuseDynamic],
  ['Flatten', onLevels(flatten)],
  ['Gather', gatherSignal],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['HardSigmoid', hardSigmoid],
  ['Identity', identity],
  ['LeakyRelu', leakyRelu],
  ['LogSoftmax', softmax],
  ['MatMul', matMul],
  ['MatMulInteger', matMulInteger],
  ['Max', max],
  ['MaxPool', onLevels(maxPool)],
  ['Min', min],
  ['Mul', mul],
  ['Neg', neg],
  ['PRelu', pRelu],
  ['Pad', pad],
  ['QLinearConv', qLinearConv],
  ['QLinearMatMul', qLinearMatMul],
  ['QuantizeLinear', quantizeLinear],
  ['ReduceMean', reducePlanes],
  ['ReduceSum', reducePlanes],
  ['Relu', relu],
  ['Reshape', onLevels(reshape)],
  ['Shape', shape],
  ['Slice', sliceSignal],
  ['Softmax', softmax],
  ['Squeeze', onLevels(squeeze)],
  ['Sub', sub],
  ['Transpose', transposeSignal],
  ['Unsqueeze', onLevels(unsqueeze)],
]);

/** Operators of the default domain whose outputs are all values, not only the first. */
export const PARTING: ReadonlyMap<string, (step: Step) => readonly Value[]> = new Map([['Split', splitSignal]]);

/** The same on integers and floats. */
function folded(use: (left: number, right: number) => number): Operator {
  return floatsOr(use, arithmetic(use));
}

/** Operators on constants alone: the computations of shapes and of parameters that exporters leave in the graph, and quantisers of weights. */
export const FOLDING: ReadonlyMap<string, Operator> = new Map([
  ...EACH_NUMBER,
  ['Add', folded((left, right) => left + right)],
  ['Cast', cast],
  ['Clip', clipConstant],
  ['Concat', concat],
  ['ConstantOfShape', constantOfShape],
  ['DequantizeLinear', dequantizeConstant],
  ['Div', floatsOr((left, right) => left / right, arithmetic((left, right) => Math.trunc(left / right)))],
  ['Flatten', reshapeConstant(flattened)],
  ['Gather', gather],
  ['Max', folded(Math.max)],
  ['Min', folded(Math.min)],
  ['Mul', folded((left, right) => left * right)],
  ['Pow', folded(Math.pow)],
  ['QuantizeLinear', quantizeConstant],
  ['Reshape', reshapeConstant(reshaped)],
  ['Slice', sliceConstant],
  ['Squeeze', reshapeConstant((step, full) => squeezed(step, full, 0))],
  ['Sub', folded((left, right) => left - right)],
  ['Transpose', transposeNumbers],
  ['Unsqueeze', reshapeConstant(unsqueezed)],
]);

const QONNX: Domain = {
  activations: new Map([['BipolarQuant', bipolarQuant], ['IntQuant', intQuant], ['Quant', intQuant], ['Trunc', trunc]]),
  constants: new Map([['BipolarQuant', bipolarQuantConstant], ['IntQuant', intQuantConstant], ['Quant', intQuantConstant]]),
};

/** ONNX Runtime has its quantisers of 4 and 16 bits in a domain of its own for models older than opset 21. */
const MICROSOFT: Domain = {
  activations: new Map([['DequantizeLinear', dequantizeLinear], ['QuantizeLinear', quantizeLinear]]),
  constants: new Map([['DequantizeLinear', dequantizeConstant], ['QuantizeLinear', quantizeConstant]]),
};

/** QONNX went by several names (its registry of domains, qonnx.custom_op.registry). */
const DOMAINS: ReadonlyMap<string, Domain> = new Map([
  ['', { activations: OPERATORS, constants: FOLDING }],
  ['com.microsoft', MICROSOFT],
  ['qonnx.custom_op.general', QONNX],
  ['onnx.brevitas', QONNX],
  ['finn.custom_op.general', QONNX],
]);
