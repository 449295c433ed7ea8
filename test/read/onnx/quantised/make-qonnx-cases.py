"""Writes qonnx-cases.json: small models with the quantisers of QONNX and what the reference of QONNX makes of a few samples.

    python3 make-qonnx-cases.py        needs onnx, onnxruntime, numpy and qonnx 1.0.0
"""
import base64
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx

# QONNX runs node by node in models of the newest IR version, which the onnxruntime beside it may not know yet.
onnx.IR_VERSION = 10

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240612)
CASES = []


def tensor(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def shortest(values):
    return [float(str(np.float32(value))) for value in values]


def case(name, nodes, tensors, shape, samples, version=1, written='qonnx.custom_op.general', kind='exact'):
    """Run in the domain that QONNX knows, stored in `written`."""
    samples = np.asarray(samples, np.float32).reshape(-1, *shape)
    out_shape = None
    for stored in (False, True):
        domain = written if stored else 'qonnx.custom_op.general'
        made = [h.make_node(*node[:3], **{**node[3], **({'domain': domain} if node[0] in CUSTOM else {})}) for node in nodes]
        graph = h.make_graph(
            made, 'g', [h.make_tensor_value_info('x', T.FLOAT, [1, *shape])], [h.make_tensor_value_info('y', T.FLOAT, out_shape)], list(tensors))
        model = h.make_model(graph, opset_imports=[h.make_opsetid('', 13), h.make_opsetid(domain, version)])
        model.ir_version = 8
        if not stored:
            outputs = run(model, samples)
            out_shape = outputs[0].shape
    CASES.append({
        'name': name, 'kind': kind, 'model': base64.b64encode(model.SerializeToString()).decode(), 'shape': list(shape),
        'inputs': [shortest(sample.flatten()) for sample in samples], 'outputs': [shortest(row.flatten()) for row in outputs],
    })


CUSTOM = ('Quant', 'IntQuant', 'BipolarQuant', 'Trunc')


def run(model, samples):
    from qonnx.transformation.infer_shapes import InferShapes
    wrapped = ModelWrapper(model).transform(InferShapes())
    return [execute_onnx(wrapped, {'x': sample[None]})['y'] for sample in samples]


def spread(count, width, step=0.125, rows=6):
    """Multiples of `step`, many of them ties between levels."""
    return random.integers(-count, count, size=(rows, width)) * step


def quant(source, target, name, operator='IntQuant', **attributes):
    return [(operator, [source, f'{name}.s', f'{name}.z', f'{name}.b'], [target], {'signed': 1, 'narrow': 0, 'rounding_mode': 'ROUND', **attributes})]


def operands(name, scale, zero, bits):
    return [tensor(f'{name}.s', scale), tensor(f'{name}.z', zero), tensor(f'{name}.b', bits)]


for mode in ('ROUND', 'CEIL', 'FLOOR', 'UP', 'DOWN', 'HALF_UP', 'HALF_DOWN', 'half_even'):
    for zero in (0, 3):
        case(f'{mode}, zero point {zero}', quant('x', 'y', 'q', rounding_mode=mode), operands('q', 0.5, zero, 4), [6], spread(40, 6))
case('even zero point', quant('x', 'y', 'q', signed=0), operands('q', 0.5, 2, 4), [6], spread(60, 6))
for signed, narrow in ((1, 0), (1, 1), (0, 0), (0, 1)):
    case(f'3 bits, signed {signed}, narrow {narrow}', quant('x', 'y', 'q', signed=signed, narrow=narrow), operands('q', 0.5, 0, 3), [6], spread(60, 6))
case('one signed bit', quant('x', 'y', 'q'), operands('q', 0.5, 0, 1), [6], spread(10, 6))
case('one signed bit, zero point 1', quant('x', 'y', 'q'), operands('q', 0.5, 1, 1), [6], spread(10, 6))
case('one unsigned bit', quant('x', 'y', 'q', signed=0), operands('q', 0.5, 0, 1), [6], spread(10, 6))
for domain in ('onnx.brevitas', 'finn.custom_op.general'):
    case(f'Quant of {domain}', quant('x', 'y', 'q', 'Quant'), operands('q', 0.5, 0, 4), [6], spread(60, 6), written=domain)
case('one scale a channel', quant('x', 'y', 'q', signed=0), operands('q', [[[[0.5]], [[2]]]], 0, 4), [2, 1, 3], spread(60, 6))
case('one scale a channel, odd zero point', quant('x', 'y', 'q', signed=0), operands('q', [[[[0.5]], [[2]]]], 5, 4), [2, 1, 3], spread(60, 6))
case('one scale a position', quant('x', 'y', 'q'), operands('q', [[[[0.5, 1, 0.25]]]], 0, 4), [2, 1, 3], spread(60, 6))
case('one scale a value', quant('x', 'y', 'q'), operands('q', [[0.5, 1, 0.25]], 0, 4), [3], spread(60, 3))
case('ReLU before', [('Relu', ['x'], ['r'], {}), *quant('r', 'y', 'q')], operands('q', 0.5, 0, 4), [6], spread(60, 6))
case('bit width of int32', quant('x', 'y', 'q'), [tensor('q.s', 0.5), tensor('q.z', 0), tensor('q.b', 5, np.int32)], [6], spread(200, 6))
case('odd scale', quant('x', 'y', 'q'), operands('q', 0.0317, 0, 6), [6], random.normal(0, 1, (6, 6)), kind='near')
case('BipolarQuant', [('BipolarQuant', ['x', 's'], ['y'], {})], [tensor('s', 0.5)], [6], spread(4, 6))
case('BipolarQuant behind a ReLU', [('Relu', ['x'], ['r'], {}), ('BipolarQuant', ['r', 's'], ['y'], {})], [tensor('s', 0.5)], [6], spread(4, 6))

# Weights and biases.
act = operands('q', 0.25, 0, 8)
inputs = quant('x', 'a', 'q')
floats = random.integers(-60, 60, (3, 5)) / 32
case('weights of 4 bits, one scale an output, bias of 16', [*inputs, *quant('w', 'W', 'w_', narrow=1), *quant('b', 'B', 'b_'), ('Gemm', ['a', 'W', 'B'], ['y'], {'transB': 1})],
     [*act, tensor('w', floats), *operands('w_', [[0.25], [0.5], [0.125]], 0, 4), tensor('b', [0.3, -1.2, 7.7]), *operands('b_', 0.0625, 0, 16)], [5], spread(60, 5))
for mode in ('CEIL', 'HALF_DOWN'):
    case(f'weights, {mode}, zero point 1', [*inputs, *quant('w', 'W', 'w_', rounding_mode=mode), ('Gemm', ['a', 'W'], ['y'], {'transB': 1})],
         [*act, tensor('w', floats), *operands('w_', 0.25, 1, 4)], [5], spread(60, 5))
case('weights transposed behind the quantiser', [*inputs, *quant('w', 'W', 'w_', narrow=1), ('Transpose', ['W'], ['V'], {'perm': [1, 0]}), ('MatMul', ['a', 'V'], ['m'], {}), ('Add', ['m', 'c'], ['y'], {})],
     [*act, tensor('w', floats), *operands('w_', [[0.25], [0.5], [0.125]], 0, 3), tensor('c', [1, 2, 3])], [5], spread(60, 5))
case('weights with one scale each', [*inputs, *quant('w', 'W', 'w_'), ('Gemm', ['a', 'W'], ['y'], {'transB': 1})],
     [*act, tensor('w', floats), *operands('w_', 2.0 ** random.integers(-3, 1, (3, 5)), 0, 4)], [5], spread(60, 5))
case('convolution, one scale an output', [*inputs, *quant('w', 'W', 'w_', narrow=1), ('Conv', ['a', 'W'], ['m'], {'pads': [1, 1, 0, 0]}), ('Relu', ['m'], ['r'], {}), *quant('r', 'y', 'o', signed=0)],
     [*act, tensor('w', random.integers(-60, 60, (2, 2, 2, 2)) / 32), *operands('w_', [[[[0.25]]], [[[0.5]]]], 0, 4), *operands('o', 1, 0, 4)], [2, 3, 3], spread(60, 18))
case('bipolar weights', [*inputs, ('BipolarQuant', ['w', 's'], ['W'], {}), ('Gemm', ['a', 'W'], ['y'], {'transB': 1})],
     [*act, tensor('w', floats), tensor('s', [[0.25], [0.5], [2]])], [5], spread(60, 5))
case('bipolar weights by IntQuant', [*inputs, *quant('w', 'W', 'w_'), ('Gemm', ['a', 'W'], ['y'], {'transB': 1})],
     [*act, tensor('w', floats), *operands('w_', 0.25, 0, 1)], [5], spread(60, 5))

# Trunc behind a sum over windows, as an average pool of integers is exported.
pool = [*quant('x', 'a', 'q', signed=0), ('AveragePool', ['a'], ['p'], {'kernel_shape': [2, 2], 'strides': [2, 2]}), ('Mul', ['p', 'four'], ['s'], {})]
pooled = [*operands('q', 0.25, 0, 4), tensor('four', 4.0)]
for mode in ('FLOOR', 'CEIL', 'ROUND', 'DOWN', 'HALF_UP'):
    case(f'Trunc 1, {mode}', [*pool, ('Trunc', ['s', 't.s', 't.z', 't.i', 't.o'], ['y'], {'rounding_mode': mode})],
         [*pooled, tensor('t.s', 0.25), tensor('t.z', 0.0), tensor('t.i', 6.0), tensor('t.o', 4.0)], [1, 4, 4], spread(120, 16, 0.03125))
    case(f'Trunc 2, {mode}', [*pool, ('Trunc', ['s', 't.s', 't.z', 't.i', 't.os', 't.o'], ['y'], {'rounding_mode': mode, 'signed': 0})],
         [*pooled, tensor('t.s', 0.25), tensor('t.z', 0.0), tensor('t.i', 6.0), tensor('t.os', 1.0), tensor('t.o', 3.0)], [1, 4, 4], spread(120, 16, 0.03125), version=2)
case('Trunc 1, zero point', [('Trunc', ['x', 't.s', 't.z', 't.i', 't.o'], ['y'], {'rounding_mode': 'FLOOR'})],
     [tensor('t.s', 0.25), tensor('t.z', 5.0), tensor('t.i', 8.0), tensor('t.o', 5.0)], [6], spread(100, 6, 0.25))
case('Trunc 2, zero point, signed, narrow', [('Trunc', ['x', 't.s', 't.z', 't.i', 't.os', 't.o'], ['y'], {'rounding_mode': 'ROUND', 'signed': 1, 'narrow': 1})],
     [tensor('t.s', 0.25), tensor('t.z', 4.0), tensor('t.i', 9.0), tensor('t.os', 0.5), tensor('t.o', 5.0)], [6], spread(100, 6, 0.25), version=2)
case('Trunc 2, out scale that is no power of two away', [('Trunc', ['x', 't.s', 't.z', 't.i', 't.os', 't.o'], ['y'], {'rounding_mode': 'FLOOR', 'signed': 1})],
     [tensor('t.s', 0.25), tensor('t.z', 0.0), tensor('t.i', 9.0), tensor('t.os', 0.625), tensor('t.o', 6.0)], [6], spread(100, 6, 0.25), version=2)

(HERE / 'qonnx-cases.json').write_text('[\n' + ',\n'.join(json.dumps(one, separators=(',', ':')) for one in CASES) + '\n]\n')
print(len(CASES), 'cases')
