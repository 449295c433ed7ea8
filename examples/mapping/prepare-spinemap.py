"""The two applications of SpiNeMap's repository (github.com/drexel-DISCO/SpiNeMap), in forms that synaptile reads.

    python3 prepare-spinemap.py CHECKOUT FOLDER        (needs numpy, h5py, onnx)

FOLDER/respclass: connections and weights as they are, spikes of the first sample of log_vars/0.npz as spike_info.
FOLDER/lenet.onnx: layers of lenet.json with the weights of lenet.h5; convolutions without padding, average pooling.
"""
import json
import pathlib
import shutil
import sys

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def respclass(repository: pathlib.Path, folder: pathlib.Path) -> None:
    application = repository / 'test_apps/tensorflow/RespClass/application'
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ('connection_info', 'weight_info'):
        shutil.copy(application / f'ANNDVT.{kind}.txt', folder)
    logged = np.load(application / 'log/gui/test/log_vars/0.npz', allow_pickle=True)['spiketrains_n_b_l_t']
    trains = [np.asarray(layer[0])[0] for layer in logged]
    connections = (folder / 'ANNDVT.connection_info.txt').read_text()
    total = max(map(int, connections.split())) + 1
    # Layers in the log of SNN toolbox, [neuron, timestep], hold the times of spikes; the text files number neurons through them, after the one input.
    neuron = total - sum(len(train) for train in trains)
    lines = []
    for layer in trains:
        for train in layer:
            times = np.flatnonzero(train)
            if len(times):
                lines.append(' '.join(map(str, [neuron, *times])))
            neuron += 1
    (folder / 'ANNDVT.spike_info.txt').write_text('\n'.join(lines) + '\n')
    print(f'respclass: {total} neurons, {sum(len(line.split()) - 1 for line in lines)} spikes')


def lenet(repository: pathlib.Path, file: pathlib.Path) -> None:
    source = repository / 'test_apps/tensorflow/leNet'
    layers = json.loads((source / 'lenet.json').read_text())['config']
    layers = layers['layers'] if isinstance(layers, dict) else layers
    stored = h5py.File(source / 'lenet.h5')['model_weights']
    nodes, tensors, signal, channels = [], [], 'image', 1

    def add(kind: str, inputs: list, **attributes) -> None:
        nonlocal signal
        output = f'{kind}{len(nodes)}'
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        signal = output

    def weight(array: np.ndarray) -> str:
        name = f'w{len(tensors)}'
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(array, dtype=np.float32), name))
        return name

    planes = None
    height = 28
    for layer in layers:
        kind, config = layer['class_name'], layer['config']
        if kind == 'Conv2D':
            kernel = np.array(stored[config['name']][config['name']]['kernel:0'])
            add('Conv', [signal, weight(kernel.transpose(3, 2, 0, 1))], kernel_shape=list(kernel.shape[:2]))
            height, channels = height - kernel.shape[0] + 1, kernel.shape[3]
        elif kind == 'AveragePooling2D':
            add('AveragePool', [signal], kernel_shape=config['pool_size'], strides=config['strides'])
            height //= config['strides'][0]
        elif kind == 'Flatten':
            # Keras flattens [y, x, channel], ONNX [channel, y, x].
            planes = (channels, height, height)
            add('Flatten', [signal])
        elif kind == 'Dense':
            kernel = np.array(stored[config['name']][config['name']]['kernel:0'])
            if planes is not None:
                kernel = kernel.reshape(planes[1], planes[2], planes[0], -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
                planes = None
            add('Gemm', [signal, weight(kernel.T)], transB=1)
        elif kind == 'Activation' and config['activation'] == 'relu':
            add('Relu', [signal])
    graph = helper.make_graph(nodes, 'lenet', [helper.make_tensor_value_info('image', TensorProto.FLOAT, [1, 1, 28, 28])],
                              [helper.make_tensor_value_info(signal, TensorProto.FLOAT, [1, 10])], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, file)
    print(f'lenet: {file}')


if __name__ == '__main__':
    checkout, out = map(pathlib.Path, sys.argv[1:3])
    respclass(checkout, out / 'respclass')
    lenet(checkout, out / 'lenet.onnx')
