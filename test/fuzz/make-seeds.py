"""
Writes the binary seeds of the fuzzer to seeds/: small models in ONNX (as exporters leave them), NIR, Lava and NIR data files.
Run from this folder: python3 make-seeds.py (onnx, nir, h5py, numpy).
"""
import os

import h5py
import nir
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(1)


def floats(*shape):
    return (rng.integers(-8, 8, shape) / 4).astype(np.float32)


def tensor(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, nodes, inputs, outputs, tensors, metadata=None):
    graph = helper.make_graph(nodes, 'graph', inputs, outputs, [tensor(key, array) for key, array in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=7)
    helper.set_model_props(model, metadata or {})
    onnx.checker.check_model(model)
    onnx.save(model, f'seeds/{name}.onnx')


def node(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs.split(), outputs.split(), name=f'/{outputs.split()[0]}/{kind}', **attributes)


def mlp():
    save('mlp', [
        node('Flatten', 'x', 'f'), node('Gemm', 'f w1 b1', 'g', transB=1), node('Relu', 'g', 'h'),
        node('MatMul', 'h w2', 'm'), node('Add', 'm b2', 'a'), node('Clip', 'a low high', 'y'),
    ], [value('x', ['N', 1, 2, 3])], [value('y', ['N', 2])],
        {'w1': floats(4, 6), 'b1': floats(4), 'w2': floats(4, 2), 'b2': floats(2), 'low': np.float32(0), 'high': np.float32(6)}, {'preprocess': 'x = pixel/255'})


def cnn():
    norm = {'g': floats(3) + 3, 'b': floats(3), 'm': floats(3), 'v': abs(floats(3)) + 1}
    save('cnn', [
        node('Constant', '', 'pads', value=tensor('', np.array([0, 0, 1, 1, 0, 0, 1, 1]))),
        node('Pad', 'x pads', 'p'), node('Conv', 'p w1', 'c', kernel_shape=[3, 3]), node('BatchNormalization', 'c g b m v', 'n', epsilon=1e-5), node('Relu', 'n', 'r'),
        node('MaxPool', 'r', 'q', kernel_shape=[2, 2], strides=[2, 2]), node('Conv', 'q w2', 'd', group=3, pads=[1, 1, 1, 1]), node('Relu', 'd', 'e'),
        node('Conv', 'q w3', 'u'), node('Add', 'e u', 's'), node('AveragePool', 's', 'o', kernel_shape=[2, 2]), node('GlobalAveragePool', 'o', 'z'),
        node('Reshape', 'z shape', 'f'), node('Gemm', 'f w4', 'y', alpha=1.0, transB=1),
    ], [value('x', [1, 1, 6, 6])], [value('y', [1, 2])], {
        'w1': floats(3, 1, 3, 3), 'w2': floats(3, 1, 3, 3), 'w3': floats(3, 3, 1, 1), 'shape': np.array([-1, 3]), 'w4': floats(2, 3), **norm})


def quantised():
    def scales(name, zero):
        return {f'{name}.scale': np.float32(0.0625), f'{name}.zero': np.uint8(zero)}

    def both(source, name):
        return [node('QuantizeLinear', f'{source} {name}.scale {name}.zero', f'{name}.q'), node('DequantizeLinear', f'{name}.q {name}.scale {name}.zero', f'{name}.d')]

    weights = {'w.q': rng.integers(-7, 8, (3, 4)).astype(np.int8), 'w.scale': np.full(3, 0.25, np.float32), 'w.zero': np.zeros(3, np.int8)}
    save('qdq', [
        *both('x', 'a'), node('DequantizeLinear', 'w.q w.scale w.zero', 'w', axis=0), node('Gemm', 'a.d w', 'g', transB=1), node('Relu', 'g', 'h'), *both('h', 'b'),
        node('Gemm', 'b.d w2', 'y', transB=1),
    ], [value('x', ['N', 4])], [value('y', ['N', 2])], {**scales('a', 0), **scales('b', 0), **weights, 'w2': floats(2, 3)})


def leaky(source, memory, at, reset):
    """One step of snnTorch's Leaky as torch.onnx exports it."""
    name = f'l{at}'
    decayed = [node('Mul', f'{name}.beta {memory}', f'{name}.m'), node('Add', f'{name}.m {source}', f'{name}.a'), node('Mul', f'{name}.r threshold', f'{name}.t'), node('Sub', f'{name}.a {name}.t', f'{name}.out')]
    zeroed = [node('Sub', f'one {name}.r', f'{name}.k'), node('Mul', f'{name}.k {memory}', f'{name}.m'), node('Mul', f'{name}.beta {name}.m', f'{name}.n'), node('Add', f'{name}.n {source}', f'{name}.out')]
    return [
        node('Clip', 'beta zero one', f'{name}.beta'), node('Sub', f'{memory} threshold', f'{name}.s'), node('Greater', f'{name}.s zero', f'{name}.g'), node('Cast', f'{name}.g', f'{name}.r', to=1),
        *(decayed if reset == 'subtract' else zeroed),
        node('Sub', f'{name}.out threshold', f'{name}.o'), node('Greater', f'{name}.o zero', f'{name}.f'), node('Cast', f'{name}.f', f'{name}.spk', to=1),
    ]


CONSTANTS = {'beta': np.float32(0.9), 'threshold': np.float32(1), 'zero': np.float32(0), 'one': np.float32(1)}


def spiking(reset):
    save(f'leaky-{reset}', [
        node('Gemm', 'x w1 b1', 'g1', transB=1), *leaky('g1', 'mem1_in', 1, reset), node('Gemm', 'l1.spk w2 b2', 'g2', transB=1), *leaky('g2', 'mem2_in', 2, reset),
        node('Identity', 'l1.spk', 'spk1'), node('Identity', 'l2.spk', 'spk2'), node('Identity', 'l1.out', 'mem1_out'), node('Identity', 'l2.out', 'mem2_out'),
    ], [value('x', ['N', 4]), value('mem1_in', ['N', 3]), value('mem2_in', ['N', 2])],
        [value('spk1', ['N', 3]), value('spk2', ['N', 2]), value('mem1_out', ['N', 3]), value('mem2_out', ['N', 2])],
        {'w1': floats(3, 4), 'b1': floats(3), 'w2': floats(2, 3), 'b2': floats(2), **CONSTANTS},
        {'form': 'single step, explicit state', 'timesteps': '5', 'neuron': 'snnTorch Leaky', 'reset_mechanism': reset})


def unrolled():
    nodes, memory = [node('Gemm', 'x w1', 'g', transB=1)], 'start'
    for step in range(3):
        nodes += leaky('g', memory, step, 'subtract')
        nodes.append(node('Unsqueeze', f'l{step}.spk axes', f'u{step}'))
        memory = f'l{step}.out'
    nodes.append(node('Concat', 'u0 u1 u2', 'spk_rec', axis=0))
    save('unrolled', nodes, [value('x', [1, 4])], [value('spk_rec', [3, 1, 2])], {'w1': floats(2, 4), 'start': np.zeros((1, 2), np.float32), 'axes': np.array([0]), **CONSTANTS})


def nir_graphs():
    def lif(n):
        return dict(tau=np.full(n, 1e-3), r=np.full(n, 10.0), v_leak=np.zeros(n), v_threshold=np.ones(n))

    nir.write('seeds/lif.nir', nir.NIRGraph.from_list(
        nir.Input(input_type={'input': np.array([4])}), nir.Affine(floats(3, 4), floats(3)), nir.LIF(**lif(3)), nir.Linear(floats(2, 3)), nir.IF(r=np.ones(2), v_threshold=np.ones(2)),
        nir.Output(output_type={'output': np.array([2])})))
    nir.write('seeds/recurrent.nir', nir.NIRGraph(
        nodes={'input': nir.Input({'input': np.array([2])}), 'w': nir.Linear(floats(3, 2)), 'lif': nir.CubaLIF(tau_mem=np.full(3, 1e-2), tau_syn=np.full(3, 5e-3), r=np.ones(3), v_leak=np.zeros(3), v_threshold=np.ones(3), v_reset=np.zeros(3), w_in=np.ones(3)),
               'back': nir.Linear(floats(3, 3)), 'delay': nir.Delay(np.full(3, 1e-3)), 'output': nir.Output({'output': np.array([3])})},
        edges=[('input', 'w'), ('w', 'lif'), ('lif', 'back'), ('back', 'delay'), ('delay', 'lif'), ('lif', 'output')], metadata={'dt': 1e-4}))
    shape = (3, 4, 4)
    nir.write('seeds/cnn.nir', nir.NIRGraph.from_list(
        nir.Input({'input': np.array([1, 8, 8])}), nir.Conv2d((8, 8), floats(3, 1, 3, 3), 1, 1, 1, 1, floats(3)), nir.AvgPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 0])),
        nir.LIF(tau=np.full(shape, 1e-3), r=np.ones(shape), v_leak=np.zeros(shape), v_threshold=np.ones(shape)), nir.SumPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 0])),
        nir.Flatten(start_dim=0, end_dim=-1, input_type={'input': np.array([3, 2, 2])}), nir.Affine(floats(2, 12), floats(2)), nir.LI(tau=np.full(2, 1e-3), r=np.ones(2), v_leak=np.zeros(2)), nir.Output({'output': np.array([2])})))


def nir_data():
    gridded = nir.TimeGriddedData(rng.random((2, 5, 4)) < 0.3, 1e-3)
    events = nir.EventData(np.array([[0, 3, 1, -1], [2, 2, 0, 1]]), np.array([[1e-3, 2e-3, 4.5e-3, np.inf], [0.0, 1e-3, 2e-3, 3e-3]]), 4, 5e-3)
    nir.write_data('seeds/gridded.h5', nir.NIRGraphData({'input': nir.NIRNodeData({'spikes': gridded})}))
    nir.write_data('seeds/events.h5', nir.NIRGraphData({'input': nir.NIRNodeData({'spikes': events}), 'lif': nir.NIRNodeData({'spikes': gridded})}))


def lava(name, libver):
    with h5py.File(f'seeds/{name}.net', 'w', libver=libver) as file:
        def layer(at, **fields):
            group = file.create_group(f'layer/{at}')
            for key, field in fields.items():
                if isinstance(field, dict):
                    for inner, number in field.items():
                        group.create_dataset(f'{key}/{inner}', data=np.bytes_(number) if isinstance(number, str) else number)
                else:
                    group.create_dataset(key, data=np.bytes_(field) if isinstance(field, str) else field)

        neuron = {'type': 'LOIHI', 'iDecay': 1024, 'vDecay': 128, 'vThMant': 64, 'refDelay': 1, 'gradedSpike': 0}
        layer(0, type='input', shape=np.array([1, 4, 4]), neuron=neuron)
        layer(1, type='conv', shape=np.array([2, 4, 4]), neuron=neuron, inChannels=1, outChannels=2, kernelSize=np.array([3, 3]), stride=np.array([1, 1]), padding=np.array([1, 1]), dilation=np.array([1, 1]), groups=1, weight=rng.integers(-8, 8, (2, 1, 3, 3)))
        layer(2, type='flatten', shape=np.array([32]))
        layer(3, type='dense', shape=np.array([3]), inFeatures=32, outFeatures=3, neuron=neuron, weight=rng.integers(-8, 8, (3, 32)), delay=rng.integers(0, 3, 32))


os.makedirs('seeds', exist_ok=True)
mlp()
cnn()
quantised()
spiking('subtract')
spiking('zero')
unrolled()
nir_graphs()
nir_data()
lava('dense-conv', 'earliest')
lava('dense-conv-latest', 'latest')
