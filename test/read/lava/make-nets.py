"""Writes nets/*.net as lava-dl exports them (h5py) and expected.json: inputs, and what an integer simulation of Loihi's neurons sends, written here
after the published rules: u 24 bits wrapping, v 24 bits saturating, decays in 1/4096, drives and thresholds 6 bits up, every synapse a timestep late.
Run: python3 test/read/lava/make-nets.py"""
import json
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261121)
expected = {}


class Neurons:
    def __init__(self, shape, i_decay, v_decay, threshold, bias=0):
        column = lambda values: np.asarray(values).reshape(-1, *[1] * (len(shape) - 1)) if np.ndim(values) == 1 else np.asarray(values)
        self.i_decay, self.v_decay, self.threshold, self.bias = column(i_decay), column(v_decay), column(threshold), column(bias)
        self.u, self.v = np.zeros(shape, np.int64), np.zeros(shape, np.int64)

    def step(self, drive):
        shifted = lambda state, decay: np.sign(state) * (np.abs(state) * (4096 - decay) >> 12)
        u = shifted(self.u, self.i_decay) + np.trunc(drive * 64).astype(np.int64)
        u = np.where(u > 2**23, u - 2**24, u)
        self.u = np.where(u <= -(2**23), u + 2**24, u)
        self.v = np.clip(shifted(self.v, self.v_decay) + self.u + (self.bias << 6), 1 - 2**23, 2**23 - 1)
        fired = self.v > self.threshold << 6
        self.v = np.where(fired, 0, self.v)
        return fired.astype(np.int64)


def conv(x, weight, stride, padding, dilation, groups):
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    out, per, ky, kx = weight.shape
    ry, rx = (ky - 1) * dilation[0] + 1, (kx - 1) * dilation[1] + 1
    rows, columns = range(0, x.shape[1] - ry + 1, stride[0]), range(0, x.shape[2] - rx + 1, stride[1])
    made = np.zeros((out, len(rows), len(columns)), np.int64)
    for o in range(out):
        first = o // (out // groups) * per
        for a, y in enumerate(rows):
            for b, z in enumerate(columns):
                made[o, a, b] = (x[first : first + per, y : y + ry : dilation[0], z : z + rx : dilation[1]] * weight[o]).sum()
    return made


def late(history, delay):
    return history[-1 - delay] if len(history) > delay else np.zeros_like(history[0])


def even(*shape, most=20):
    return 2 * rng.integers(-most, most + 1, shape)


def cuba(i_decay, v_decay, threshold, kind="CUBA"):
    return dict(type=kind, iDecay=i_decay, vDecay=v_decay, vThMant=threshold, refDelay=1, gradedSpike=False)


def write(name, layers, sample=None):
    with h5py.File(os.path.join(HERE, "nets", f"{name}.net"), "w") as file:
        for index, layer in enumerate(layers):
            group = file.create_group(f"layer/{index}")
            group.create_dataset("type", (1,), "S10", [layer["type"].encode()])
            for key, value in layer.items():
                if key == "neuron":
                    for member, parameter in value.items():
                        group[f"neuron/{member}"] = parameter
                elif key != "type":
                    group[key] = value
        if sample:
            file["simulation/Ts"] = 1
            file["simulation/tSample"] = sample


def keep(name, data, sent):
    sent = np.array(sent)
    assert np.any(sent), name
    expected[name] = {"steps": len(data), "input": np.reshape(data, (len(data), -1)).tolist(), "output": sent.reshape(len(sent), -1).tolist()}


# Dense layers behind spikes: delays of the neurons that receive, biases, decays of each neuron.
def dense_delays():
    w1, w2, w3 = even(6, 5), even(4, 6), even(3, 4)
    d1, d2 = np.array([0.0, 1.0, 3.0, 0.0, 5.0, 2.0]), rng.integers(0, 3, (4, 6)).astype(float)
    i1, v1, b1 = np.array([1024, 2048, 4096, 512, 1, 3000]), np.array([128, 256, 512, 0, 4096, 1024]), np.array([0, 3, -2, 1, 0, 5])
    write("dense-delays", [
        dict(type="input", shape=[5, 1, 1]),
        dict(type="dense", shape=[6, 1, 1], inFeatures=5, outFeatures=6, weight=w1.astype(np.float32), delay=d1, bias=b1.astype(np.float32), neuron=cuba(i1, v1, 40)),
        dict(type="dense", shape=[4], weight=w2.astype(np.float32).reshape(-1), delay=d2, neuron=cuba(1024, 256, 30, "LOIHI")),
        dict(type="dense", shape=[3], weight=w3.astype(np.float32), delay=2.0, neuron=cuba(2048, 256, 20)),
    ], sample=40)
    a, b, c = Neurons((6,), i1, v1, 40, b1), Neurons((4,), 1024, 256, 30), Neurons((3,), 2048, 256, 20)
    data = (rng.random((40, 5)) < 0.4).astype(np.int64)
    x, sa, sb, out = [np.zeros(5, np.int64)], [np.zeros(6, np.int64)], [np.zeros(4, np.int64)], []
    for row in data:
        za = a.step(np.array([w1[n] @ late(x, int(d1[n])) for n in range(6)]))
        zb = b.step(np.array([sum(w2[n, m] * late(sa, int(d2[n, m]))[m] for m in range(6)) for n in range(4)]))
        out.append(c.step(w3 @ late(sb, 2)))
        x.append(row), sa.append(za), sb.append(zb)
    keep("dense-delays", data, out)


# Planes: an input with neurons, grouped and dilated convolution with a delay for each channel, pooling, flatten, average.
def planes():
    k1, k2 = even(4, 1, 3, 2), even(2, 4, 2, 2)
    pool = np.full((1, 1, 2, 2, 1), 10)
    w, delay, bias = even(6, 12, most=30), np.array([0.0, 2.0, 0.0, 1.0]), np.array([2, -4, 0, 6])
    encoder, one, two, pooled, dense = Neurons((2, 8, 8), 4096, 1024, 30), Neurons((4, 6, 6), 4096, 512, 20, bias), Neurons((2, 6, 5), 2048, 512, 25), Neurons((2, 3, 2), 4096, 1024, 12), Neurons((6,), 2048, 256, 20)
    write("planes", [
        dict(type="input", shape=[2, 8, 8], weight=np.array([36.0]), bias=np.array([-6.0]), neuron=cuba(4096, 1024, 30, "LOIHI")),
        dict(type="conv", shape=[4, 6, 6], weight=k1[..., None].astype(np.float32), stride=[1, 1], padding=[0, 0], dilation=[1, 2], groups=2, delay=delay, bias=bias.astype(float), neuron=cuba(4096, 512, 20)),
        dict(type="conv", shape=[2, 6, 5], weight=k2.astype(np.float32), stride=[1, 1], padding=[1, 0], dilation=[2, 1], groups=1, neuron=cuba(2048, 512, 25)),
        dict(type="pool", shape=[2, 3, 2], kernelSize=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1], weight=pool.astype(np.float32), neuron=cuba(4096, 1024, 12)),
        dict(type="flatten", shape=[12, 1, 1]),
        dict(type="dense", shape=[6, 1, 1], weight=w.astype(np.float32), neuron=cuba(2048, 256, 20)),
        dict(type="average", shape=[3, 1, 1]),
    ])
    data = np.round(rng.random((24, 2, 8, 8)) * 8) / 8
    zero = lambda *shape: [np.zeros(shape, np.int64)]
    s0, s1, s2, s3, means, total = zero(2, 8, 8), zero(4, 6, 6), zero(2, 6, 5), zero(2, 3, 2), [], np.zeros(3)
    for row in data:
        z0 = encoder.step(36 * row - 6)
        drives = {d: conv(late(s0, d), k1, (1, 1), (0, 0), (1, 2), 2) for d in (0, 1, 2)}
        z1 = one.step(np.stack([drives[int(delay[c])][c] for c in range(4)]))
        z2 = two.step(conv(s1[-1], k2, (1, 1), (1, 0), (2, 1), 1))
        z3 = pooled.step(np.stack([conv(s2[-1][c : c + 1], pool[..., 0], (2, 2), (0, 0), (1, 1), 1)[0] for c in range(2)]))
        z4 = dense.step(w @ s3[-1].reshape(-1))
        total = total + z4.reshape(3, 2).mean(axis=1)
        means.append(total.copy())
        s0.append(z0), s1.append(z1), s2.append(z2), s3.append(z3)
    keep("planes", data, means)


# Recurrent synapses, and a last layer without neurons of its own, which sums up.
def recurrent():
    w, r, last = even(5, 4), even(5, 5, most=8), even(2, 5)
    write("recurrent", [
        dict(type="dense_rec", shape=[5, 1, 1], weight=w.astype(np.float32), weight_rec=r.astype(np.float32), neuron=cuba(1024, 512, 30)),
        dict(type="dense", shape=[2, 1, 1], weight=last.astype(np.float32)),
    ])
    a, v, out = Neurons((5,), 1024, 512, 30), np.zeros(2, np.int64), []
    data = (rng.random((30, 4)) < 0.5).astype(np.int64)
    x, s = np.zeros(4, np.int64), np.zeros(5, np.int64)
    for row in data:
        v = v + (last @ s << 6)
        s, x = a.step(w @ x + r @ s), row
        out.append(v.copy())
    keep("recurrent", data, out)


dense_delays()
planes()
recurrent()
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump(expected, file)
    file.write("\n")
