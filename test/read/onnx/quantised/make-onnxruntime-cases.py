"""Writes onnxruntime-cases.json: small quantised models and what ONNX Runtime makes of a few samples.

    python3 make-onnxruntime-cases.py        needs onnx, onnxruntime, numpy
"""
import base64
import json
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T, helper as h, numpy_helper

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240611)
CASES = []


def tensor(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def packed(name, values, data_type):
    """int4 and uint4, or any type in typed fields instead of raw bytes."""
    values = np.asarray(values)
    return h.make_tensor(name, data_type, list(values.shape), values.flatten().tolist())


def case(name, nodes, tensors, shape, samples, opset=13, domains=(), kind='exact', output_type=T.FLOAT):
    """`kind`: exact where every sum is exact in float32 (scales are powers of two), near otherwise."""
    graph = h.make_graph(
        [h.make_node(*node[:3], **(node[3] if len(node) > 3 else {})) for node in nodes], 'g',
        [h.make_tensor_value_info('x', T.FLOAT, ['N', *shape])], [h.make_tensor_value_info('y', output_type, None)], list(tensors))
    model = h.make_model(graph, opset_imports=[h.make_opsetid('', opset), *[h.make_opsetid(d, 1) for d in domains]])
    model.ir_version = 10 if opset >= 21 else 8
    data = model.SerializeToString()
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(data, options, providers=['CPUExecutionProvider'])
    samples = np.asarray(samples, np.float32).reshape(-1, *shape)
    outputs = session.run(None, {'x': samples})[0].reshape(len(samples), -1)
    CASES.append({
        'name': name, 'kind': kind, 'model': base64.b64encode(data).decode(), 'shape': list(shape),
        'inputs': [shortest(sample.flatten()) for sample in samples], 'outputs': [shortest(row) for row in outputs],
    })


def shortest(values):
    return [float(str(value)) for value in values]


def spread(count, width, step=0.125):
    """Multiples of `step`, many of them ties between levels."""
    return random.integers(-count, count, size=(6, width)) * step


def qdq(source, target, name, axis=None):
    attributes = {} if axis is None else {'axis': axis}
    return [('QuantizeLinear', [source, f'{name}.s', f'{name}.z'], [f'{target}_q'], attributes),
            ('DequantizeLinear', [f'{target}_q', f'{name}.s', f'{name}.z'], [target], attributes)]


def steps(name, scale, zero, dtype):
    return [tensor(f'{name}.s', scale), tensor(f'{name}.z', zero, dtype)]


# Activations: types, zero points, opsets, ties.
for opset in (10, 13, 19, 21):
    case(f'uint8, opset {opset}', qdq('x', 'y', 'q'), steps('q', 0.5, 0, np.uint8), [4], spread(40, 4), opset)
case('uint8, zero point 129', qdq('x', 'y', 'q'), steps('q', 0.25, 129, np.uint8), [4], spread(400, 4), 13)
case('int8, zero point -3', qdq('x', 'y', 'q'), steps('q', 0.5, -3, np.int8), [4], spread(800, 4), 13)
case('int8, scale 0.3', qdq('x', 'y', 'q'), steps('q', 0.3, 0, np.int8), [4], random.normal(0, 12, (6, 4)), 13, kind='near')
case('int16', qdq('x', 'y', 'q'), steps('q', 0.25, 7, np.int16), [3], spread(90000, 3), 21)
case('uint16', qdq('x', 'y', 'q'), steps('q', 0.25, 1000, np.uint16), [3], spread(90000, 3), 21)
case('int16 in the domain of ONNX Runtime', [('QuantizeLinear', ['x', 'q.s', 'q.z'], ['i'], {'domain': 'com.microsoft'}), ('DequantizeLinear', ['i', 'q.s', 'q.z'], ['y'], {'domain': 'com.microsoft'})],
     steps('q', 0.25, 7, np.int16), [3], spread(90000, 3), 17, ['com.microsoft'])
case('int4', qdq('x', 'y', 'q'), [tensor('q.s', 0.5), packed('q.z', -2, T.INT4)], [4], spread(60, 4), 21)
case('uint4', qdq('x', 'y', 'q'), [tensor('q.s', 0.5), packed('q.z', 3, T.UINT4)], [4], spread(60, 4), 21)
case('no zero point', [('QuantizeLinear', ['x', 's'], ['i']), ('DequantizeLinear', ['i', 's'], ['y'])], [tensor('s', 0.5)], [4], spread(60, 4))
case('output_dtype', [('QuantizeLinear', ['x', 's'], ['i'], {'output_dtype': T.INT8}), ('DequantizeLinear', ['i', 's'], ['y'])], [tensor('s', 0.5)], [4], spread(800, 4), 21)
case('per axis of a vector', qdq('x', 'y', 'q', 1), steps('q', [0.5, 0.25, 1], [2, 2, 2], np.int8), [3], spread(900, 3))
case('per axis of planes', qdq('x', 'y', 'q', -3), steps('q', [0.5, 2], [0, 0], np.uint8), [2, 1, 2], spread(60, 4))
case('per column of planes', qdq('x', 'y', 'q', 3), steps('q', [0.5, 2], [0, 0], np.uint8), [2, 1, 2], spread(60, 4))
case('other scale and zero point behind', [('QuantizeLinear', ['x', 'q.s', 'q.z'], ['i']), ('DequantizeLinear', ['i', 'r.s', 'r.z'], ['y'])],
     [*steps('q', 0.5, 3, np.uint8), *steps('r', 2, 10, np.uint8)], [4], spread(60, 4))

# ReLU before a quantiser, alone and shared; QCDQ; pools and reshapes on integers.
relu = [('Relu', ['x'], ['r'])]
case('ReLU before int8', [*relu, *qdq('r', 'y', 'q')], steps('q', 0.5, -3, np.int8), [4], spread(200, 4))
case('ReLU with a ceiling before uint8', [('Clip', ['x', 'lo', 'hi'], ['r']), *qdq('r', 'y', 'q')], [*steps('q', 0.5, 3, np.uint8), tensor('lo', 0.0), tensor('hi', 6.3)], [4], spread(100, 4))
case('ReLU that somebody else reads', [*relu, *qdq('r', 'd', 'q'), ('Add', ['r', 'd'], ['y'])], steps('q', 0.5, 0, np.int8), [4], spread(200, 4))
for low, high, dtype, zero in ((0, 15, np.uint8, 0), (-7, 7, np.int8, 0), (2, 9, np.uint8, 4)):
    case(f'QCDQ {low}..{high}', [('QuantizeLinear', ['x', 'q.s', 'q.z'], ['i']), ('Clip', ['i', 'lo', 'hi'], ['c']), ('DequantizeLinear', ['c', 'q.s', 'q.z'], ['y'])],
         [*steps('q', 0.5, zero, dtype), tensor('lo', low, dtype), tensor('hi', high, dtype)], [4], spread(200, 4))
case('QCDQ without min', [*relu, ('QuantizeLinear', ['r', 'q.s', 'q.z'], ['i']), ('Clip', ['i', '', 'hi'], ['c']), ('DequantizeLinear', ['c', 'q.s', 'q.z'], ['y'])],
     [*steps('q', 0.5, 0, np.int8), tensor('hi', 3, np.int8)], [4], spread(200, 4))
case('MaxPool, Reshape and Clip on integers', [('QuantizeLinear', ['x', 'q.s', 'q.z'], ['i']), ('MaxPool', ['i'], ['p'], {'kernel_shape': [2, 2], 'strides': [2, 2]}),
     ('Reshape', ['p', 'shape'], ['f']), ('Clip', ['f', 'lo'], ['c']), ('DequantizeLinear', ['c', 'q.s', 'q.z'], ['y'])],
     [*steps('q', 0.5, 5, np.uint8), tensor('shape', [0, -1], np.int64), tensor('lo', 4, np.uint8)], [1, 2, 4], spread(100, 8))
case('quantised again after a pool', [*qdq('x', 'a', 'q'), ('MaxPool', ['a'], ['p'], {'kernel_shape': [1, 2], 'strides': [1, 2]}), *qdq('p', 'b', 'q'), ('Flatten', ['b'], ['f']), *qdq('f', 'y', 'q')],
     steps('q', 0.5, 5, np.uint8), [1, 2, 4], spread(100, 8))
case('sum of two, quantised', [*qdq('x', 'a', 'q'), ('Add', ['a', 'x'], ['s']), *qdq('s', 'y', 'r')], [*steps('q', 0.5, 5, np.uint8), *steps('r', 1, -128, np.int8)], [4], spread(100, 4))

# Weights.
def matrix(rows, columns, most, dtype=np.int8, least=None):
    return random.integers(-most if least is None else least, most + 1, size=(rows, columns)).astype(dtype)


gemm = {'transB': 1}
inputs = qdq('x', 'a', 'q')
act = steps('q', 0.25, 128, np.uint8)
case('int8 weights, one scale an output, bias int32', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 0}), ('DequantizeLinear', ['b', 'b.s', 'b.z'], ['B'], {'axis': 0}), ('Gemm', ['a', 'W', 'B'], ['y'], gemm)],
     [*act, tensor('w', matrix(3, 5, 7), np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8), tensor('b', [40, -3, 7], np.int32), *steps('b', [0.125, 0.0625, 0.5], [0, 0, 0], np.int32)], [5], spread(100, 5))
case('uint8 weights, zero point 128', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W']), ('MatMul', ['a', 'W'], ['y'])],
     [*act, tensor('w', matrix(5, 3, 255, np.uint8, 0), np.uint8), *steps('w', 0.5, 128, np.uint8)], [5], spread(100, 5))
case('MatMul, one scale a column, zero points', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 1}), ('MatMul', ['a', 'W'], ['m']), ('Add', ['m', 'c'], ['y'])],
     [*act, tensor('w', matrix(5, 3, 100), np.int8), *steps('w', [0.5, 0.25, 2], [3, 0, -4], np.int8), tensor('c', [1, 2, 3])], [5], spread(100, 5))
case('Transpose behind the weights', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 0}), ('Transpose', ['W'], ['V'], {'perm': [1, 0]}), ('MatMul', ['a', 'V'], ['y'])],
     [*act, tensor('w', matrix(3, 5, 1), np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8)], [5], spread(100, 5))
case('alpha -2', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 1}), ('Gemm', ['a', 'W', 'c'], ['y'], {'alpha': -2.0, 'beta': 0.5})],
     [*act, tensor('w', matrix(5, 3, 3), np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8), tensor('c', [1, 2, 3])], [5], spread(100, 5))
case('int4 weights', [*inputs, ('DequantizeLinear', ['w', 'w.s'], ['W'], {'axis': 0}), ('Gemm', ['a', 'W'], ['y'], gemm)],
     [*act, packed('w', matrix(3, 5, 7), T.INT4), tensor('w.s', [0.5, 0.25, 2])], [5], spread(100, 5), 21)
case('int16 weights', [*inputs, ('DequantizeLinear', ['w', 'w.s'], ['W'], {'axis': 0}), ('Gemm', ['a', 'W'], ['y'], gemm)],
     [*act, packed('w', matrix(3, 5, 300, np.int16), T.INT16), tensor('w.s', [0.5, 0.25, 2])], [5], spread(100, 5), 21)
case('float16 scale and Cast', [('DequantizeLinear', ['w', 'w.s'], ['W16'], {'axis': 0}), ('Cast', ['W16'], ['W'], {'to': T.FLOAT}), ('Gemm', ['x', 'W'], ['y'], gemm)],
     [packed('w', matrix(3, 5, 100), T.INT8), tensor('w.s', [0.5, 0.25, 2], np.float16)], [5], spread(100, 5), 21)
case('float weights, quantised and clipped', [*inputs, ('QuantizeLinear', ['w', 'w.s', 'w.z'], ['i'], {'axis': 0}), ('Clip', ['i', 'lo', 'hi'], ['c']), ('DequantizeLinear', ['c', 'w.s', 'w.z'], ['W'], {'axis': 0}), ('Gemm', ['a', 'W'], ['y'], gemm)],
     [*act, tensor('w', random.integers(-40, 40, (3, 5)) / 16), *steps('w', [0.5, 0.25, 0.125], [0, 0, 0], np.int8), tensor('lo', -7, np.int8), tensor('hi', 7, np.int8)], [5], spread(100, 5))
weights4 = random.integers(-7, 8, (3, 2, 2, 2)).astype(np.int8)
case('convolution, one scale an output', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 0}), ('Conv', ['a', 'W'], ['m'], {'pads': [1, 0, 0, 1]}), ('Relu', ['m'], ['r']), *qdq('r', 'y', 'o')],
     [*act, *steps('o', 2, 0, np.uint8), tensor('w', weights4, np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8)], [2, 3, 3], spread(100, 18))
case('scales along the inputs', [*inputs, ('DequantizeLinear', ['w', 'w.s', 'w.z'], ['W'], {'axis': 1}), ('Gemm', ['a', 'W'], ['y'], gemm)],
     [*act, tensor('w', matrix(3, 2, 7), np.int8), *steps('w', [0.5, 0.25], [0, 0], np.int8)], [2], spread(100, 2))

# Operators on integers.
x_in = [('QuantizeLinear', ['x', 'q.s', 'q.z'], ['i'])]
act3 = steps('q', 0.25, 3, np.uint8)
out = [('DequantizeLinear', ['o', 'o.s', 'o.z'], ['y'])]
conv_inputs = ['i', 'q.s', 'q.z', 'w', 'w.s', 'w.z', 'o.s', 'o.z']
for name, w, s, z, dtype, group, bias in (
        ('one scale', weights4, 0.5, 0, np.int8, 1, True), ('one scale an output', weights4, [0.5, 0.25, 2], [0, 0, 0], np.int8, 1, True),
        ('unsigned weights, zero point', random.integers(0, 255, (2, 1, 2, 2)), 0.5, 120, np.uint8, 2, False)):
    outputs = len(w)
    case(f'QLinearConv, {name}', [*x_in, ('QLinearConv', [*conv_inputs, *(['b'] if bias else [])], ['o'], {'pads': [1, 1, 0, 0], 'group': group, 'strides': [1, 1]}), *out],
         [*act3, *steps('o', 4, 100, np.uint8), tensor('w', w, dtype), *steps('w', s, z, dtype), *([tensor('b', random.integers(-200, 200, outputs), np.int32)] if bias else [])], [2, 3, 3], spread(100, 18))
case('QLinearMatMul', [*x_in, ('QLinearMatMul', conv_inputs, ['o']), *out],
     [*act3, *steps('o', 2, 130, np.uint8), tensor('w', matrix(5, 3, 100), np.int8), *steps('w', 0.5, 2, np.int8)], [5], spread(100, 5))
case('QLinearMatMul, all int8', [*x_in, ('QLinearMatMul', conv_inputs, ['o']), *out],
     [*steps('q', 0.25, -100, np.int8), *steps('o', 2, -5, np.int8), tensor('w', matrix(5, 3, 100), np.int8), *steps('w', 0.5, 0, np.int8)], [5], spread(100, 5))
case('QLinearMatMul, one scale a column', [*x_in, ('QLinearMatMul', conv_inputs, ['o']), *out],
     [*act3, *steps('o', 2, 100, np.uint8), tensor('w', matrix(5, 3, 100), np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8)], [5], spread(100, 5))
case('QLinearMatMul, odd scales', [*x_in, ('QLinearMatMul', conv_inputs, ['o']), *out],
     [*steps('q', 0.0317, 121, np.uint8), *steps('o', 0.211, 100, np.uint8), tensor('w', matrix(40, 3, 100), np.int8), *steps('w', 0.00371, 0, np.int8)], [40], random.normal(0, 2, (6, 40)), kind='near')
case('QLinearConv, MaxPool, Flatten, QLinearMatMul', [
    *x_in, ('QLinearConv', [*conv_inputs, 'b'], ['o'], {'pads': [1, 1, 1, 1]}), ('MaxPool', ['o'], ['p'], {'kernel_shape': [2, 2], 'strides': [2, 2]}), ('Flatten', ['p'], ['f']),
    ('QLinearMatMul', ['f', 'o.s', 'o.z', 'v', 'v.s', 'v.z', 'r.s', 'r.z'], ['r']), ('DequantizeLinear', ['r', 'r.s', 'r.z'], ['y'])],
     [*act3, *steps('o', 4, 10, np.uint8), tensor('w', weights4, np.int8), *steps('w', [0.5, 0.25, 2], [0, 0, 0], np.int8), tensor('b', [10, 20, -30], np.int32),
      tensor('v', matrix(12, 4, 100), np.int8), *steps('v', 0.5, 0, np.int8), *steps('r', 64, 100, np.uint8)], [2, 3, 3], spread(100, 18))
case('the integers themselves are the output', [*x_in, ('QLinearMatMul', conv_inputs, ['y'])],
     [*steps('q', 0.25, 3, np.int8), *steps('o', 1, 0, np.int8), tensor('w', matrix(5, 3, 3), np.int8), *steps('w', 0.5, 0, np.int8)], [5], spread(100, 5), output_type=T.INT8)
case('MatMulInteger with fixed scales', [*x_in, ('MatMulInteger', ['i', 'w', 'q.z', 'w.z'], ['m']), ('Cast', ['m'], ['f'], {'to': T.FLOAT}), ('Mul', ['f', 'k'], ['y'])],
     [*act3, tensor('w', matrix(5, 3, 255, np.uint8, 0), np.uint8), tensor('w.z', 130, np.uint8), tensor('k', 0.125)], [5], spread(100, 5))
case('MatMulInteger, other zero point', [*x_in, ('MatMulInteger', ['i', 'w'], ['m']), ('Cast', ['m'], ['y'], {'to': T.FLOAT})],
     [*act3, tensor('w', matrix(5, 3, 100), np.int8)], [5], spread(100, 5))
case('ConvInteger', [*x_in, ('ConvInteger', ['i', 'w', 'q.z', 'w.z'], ['m'], {'pads': [1, 1, 0, 0]}), ('Cast', ['m'], ['y'], {'to': T.FLOAT})],
     [*act3, tensor('w', weights4.astype(np.int16) + 20, np.uint8), tensor('w.z', 21, np.uint8)], [2, 3, 3], spread(100, 18))

# A chain as fine-tuning leaves it: 28x28 pixels, 4-bit weights in int8, ReLU, uint8 between.
chain, tensors = qdq('x', 'a0', 'q0'), steps('q0', 1 / 255, 0, np.uint8)
sizes = [784, 32, 10]
for index in (1, 2):
    scale = random.uniform(0.01, 0.05, sizes[index]).astype(np.float32)
    before = 1 / 255 if index == 1 else 0.0127
    tensors += [tensor(f'w{index}', matrix(sizes[index], sizes[index - 1], 7), np.int8), *steps(f'w{index}', scale, np.zeros_like(scale), np.int8),
                tensor(f'b{index}', random.integers(-900, 900, sizes[index]), np.int32), *steps(f'b{index}', scale * np.float32(before), np.zeros_like(scale), np.int32)]
    chain += [('DequantizeLinear', [f'w{index}', f'w{index}.s', f'w{index}.z'], [f'W{index}'], {'axis': 0}), ('DequantizeLinear', [f'b{index}', f'b{index}.s', f'b{index}.z'], [f'B{index}'], {'axis': 0}),
              ('Gemm', [f'a{index - 1}', f'W{index}', f'B{index}'], ['y' if index == 2 else 'h'], gemm)]
    if index == 1:
        chain += [('Relu', ['h'], ['r']), *qdq('r', 'a1', 'q1')]
        tensors += steps('q1', 0.0127, 0, np.uint8)
case('a chain of 784, 32 and 10', chain, tensors, [784], np.round(random.uniform(0, 1, (2, 784)) ** 4 * 255) / np.float32(255), kind='near')

(HERE / 'onnxruntime-cases.json').write_text('[\n' + ',\n'.join(json.dumps(one, separators=(',', ':')) for one in CASES) + '\n]\n')
print(len(CASES), 'cases,', ort.__version__)
