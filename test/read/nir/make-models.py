"""Writes models/*.nir (with the nir package, or with h5py where a file shall be older or odder than that writes) and expected.json with inputs and
what an independent simulation (simulate.py) sends. Run: python3 test/read/nir/make-models.py"""
import json
import os

import h5py
import nir
import numpy as np

from simulate import DT, run

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261121)
expected = {}


def grid(*shape, scale=1.0):
    """Multiples of 1/16: sums are exact in any order."""
    return (rng.integers(-16, 17, shape) / 16 * scale).astype(np.float32)


def keep(name, nodes, edges, order, shape, steps=24, gain=2.0):
    data = np.round(rng.random((steps, *shape)) * gain * 8) / 8
    sent = run(nodes, edges, order, data)
    expected[name] = {"steps": steps, "input": data.reshape(steps, -1).tolist(), "output": [[float(f"{value:.12g}") for value in row] for row in sent]}
    if not np.any(sent):
        raise SystemExit(f"{name} sends nothing")


def chain(name, shape, out, *parts, package=False, **options):
    """Input -> the parts one after the other -> Output; by the nir package, or by h5py in the newer form of HDF5, which is much smaller."""
    plain = {"input": ("Input", {}), **{part: (kind, parameters) for part, kind, parameters in parts}, "output": ("Output", {})}
    order = list(plain)
    edges = list(zip(order, order[1:]))
    if package:
        ends = {"input": nir.Input(input_type={"input": np.array(shape)}), "output": nir.Output(output_type={"output": np.array(out)})}
        nodes = {key: ends[key] if key in ends else getattr(nir, plain[key][0])(**plain[key][1]) for key in order}
        nir.write(os.path.join(HERE, "models", f"{name}.nir"), nir.NIRGraph(nodes=nodes, edges=edges))
    else:
        by_hand(name, {key: dict(type=kind, **(parameters or {"shape": shape if kind == "Input" else out})) for key, (kind, parameters) in plain.items()}, edges, "1.0")
    keep(name, plain, edges, order, shape, **options)


def by_hand(name, nodes, edges, version=None, strings=None):
    """A file by h5py alone: nodes as dictionaries of what stands in their groups."""
    with h5py.File(os.path.join(HERE, "models", f"{name}.nir"), "w", libver="latest" if version == "1.0" else "earliest") as file:
        if version:
            file["version"] = version
        graph = file.create_group("node")
        graph["type"] = "NIRGraph"
        for node, members in nodes.items():
            group = graph.create_group(f"nodes/{node}")
            for key, value in members.items():
                group[key] = value
        graph.create_dataset("edges", data=[[a.encode(), b.encode()] for a, b in edges], dtype=strings or h5py.string_dtype())


def full(shape, *choices):
    return rng.choice(np.array(choices), size=shape)


N = 4
W = {"weight": grid(N, 3)}
chain("lif", [3], [N], ("w", "Affine", {**W, "bias": grid(N)}), ("lif", "LIF", dict(tau=full(N, 4e-4, 8e-4), r=full(N, 2.0, 3.0), v_leak=full(N, 0.0, 0.25), v_threshold=full(N, 0.5, 0.71), v_reset=full(N, 0.0, -0.25))), package=True)
chain("if", [3], [N], ("w", "Linear", W), ("n", "IF", dict(r=full(N, 5e3, 1e4), v_threshold=full(N, 0.51, 1.03), v_reset=full(N, 0.0, 0.125))))
chain("li", [3], [N], ("w", "Linear", W), ("n", "LI", dict(tau=full(N, 4e-4, 8e-4), r=full(N, 1.0, 2.0), v_leak=full(N, 0.0, 0.5))))
chain("i", [3], [N], ("w", "Linear", W), ("n", "I", dict(r=full(N, 1e3, 2e3))))
CUBA = dict(tau_syn=full(N, 2e-4, 4e-4), tau_mem=full(N, 4e-4, 8e-4), r=full(N, 2.0, 4.0), v_leak=full(N, 0.0, 0.125), w_in=full(N, 1.0, 3.0))
chain("cubalif", [3], [N], ("w", "Linear", W), ("n", "CubaLIF", dict(CUBA, v_threshold=full(N, 0.51, 1.03), v_reset=full(N, 0.0, -0.5))))
chain("cubali", [3], [N], ("w", "Linear", W), ("n", "CubaLI", CUBA))
chain("threshold", [3], [N], ("w", "Linear", W), ("n", "Threshold", dict(threshold=full(N, 0.26, 0.51))))
IF = dict(r=np.full(3, 1e4), v_threshold=np.full(3, 1.0), v_reset=np.zeros(3))
chain("delay", [3], [3], ("a", "IF", IF), ("d", "Delay", dict(delay=np.array([0.0, 1e-4, 5e-4]))), ("b", "IF", dict(IF, v_threshold=np.full(3, 1.5))))
chain("even-delay", [3], [3], ("a", "IF", IF), ("d", "Delay", dict(delay=np.full(3, 3e-4))), ("b", "IF", dict(IF, v_threshold=np.full(3, 1.5))))
chain("scale", [3], [3], ("s", "Scale", dict(scale=np.array([0.5, 1.0, -2.0]))), ("n", "LI", dict(tau=np.full(3, 4e-4), r=np.ones(3), v_leak=np.zeros(3))))


def spiking(*shape):
    return dict(tau=np.full(shape, 4e-4), r=np.full(shape, 2.0), v_leak=np.zeros(shape), v_threshold=np.full(shape, 0.76), v_reset=np.zeros(shape))


chain("conv1d", [2, 9], [3, 4], ("c", "Conv1d", dict(input_shape=9, weight=grid(3, 2, 3), stride=2, padding=1, dilation=2, groups=1, bias=grid(3))), ("n", "LIF", spiking(3, 4)), package=True)
chain("conv2d-strides", [2, 7, 6], [3, 4, 2], ("c", "Conv2d", dict(input_shape=(7, 6), weight=grid(3, 2, 3, 3), stride=(2, 3), padding=(1, 1), dilation=(1, 1), groups=1, bias=np.zeros(3, np.float32))), ("n", "LIF", spiking(3, 4, 2)), steps=8)
chain("sumpool", [2, 4, 6], [2, 2, 3], ("p", "SumPool2d", dict(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0]))), ("n", "LIF", spiking(2, 2, 3)), steps=8)
chain("avgpool", [2, 5, 5], [2, 3, 3], ("p", "AvgPool2d", dict(kernel_size=np.array([3, 3]), stride=np.array([2, 2]), padding=np.array([1, 1]))), ("n", "LIF", spiking(2, 3, 3)), steps=8)
chain("flatten", [2, 2, 3], [4], ("a", "LIF", spiking(2, 2, 3)), ("f", "Flatten", dict(input_type={"input": np.array([2, 2, 3])}, start_dim=0, end_dim=-1)), ("w", "Linear", dict(weight=grid(4, 12))), ("n", "LIF", spiking(4)), package=True)

# A recurrent network inside a nested graph, as exporters write it.
inner_nodes = {"input": nir.Input(input_type={"input": np.array([N])}), "lif": nir.CubaLIF(**CUBA, v_threshold=np.full(N, 0.51), v_reset=np.zeros(N)), "w_rec": nir.Linear(weight=grid(N, N)), "output": nir.Output(output_type={"output": np.array([N])})}
inner = nir.NIRGraph(nodes=inner_nodes, edges=[("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")])
outer = {"input": nir.Input(input_type={"input": np.array([3])}), "w": nir.Linear(**W), "rnn": inner, "w2": nir.Linear(weight=grid(2, N)), "n": nir.LIF(**spiking(2)), "output": nir.Output(output_type={"output": np.array([2])})}
nir.write(os.path.join(HERE, "models", "nested.nir"), nir.NIRGraph(nodes=outer, edges=[("input", "w"), ("w", "rnn"), ("rnn", "w2"), ("w2", "n"), ("n", "output")]))
plain = {"input": ("Input", {}), "w": ("Linear", W), "lif": ("CubaLIF", dict(CUBA, v_threshold=np.full(N, 0.51), v_reset=np.zeros(N))), "w_rec": ("Linear", {"weight": inner_nodes["w_rec"].weight}), "w2": ("Linear", {"weight": outer["w2"].weight}), "n": ("LIF", spiking(2))}
keep("nested", plain, [("input", "w"), ("w", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "w2"), ("w2", "n")], ["input", "w", "lif", "w_rec", "w2", "n"], [3])


# No Input and Output, no v_reset and w_in, scalar parameters, an edge twice, texts of fixed length.
scalar = dict(tau_syn=4e-4, tau_mem=8e-4, r=4.0, v_leak=0.0, v_threshold=0.51)
weights = {"a": grid(N, 3), "b": grid(2, N)}
by_hand("portless", {"10": dict(type="CubaLIF", **scalar), "2": dict(type="Linear", weight=weights["a"]), "11": dict(type="Linear", weight=weights["b"]), "12": dict(type="LI", tau=8e-4, r=np.ones(2), v_leak=0.0)},
    [("10", "11"), ("2", "10"), ("11", "12"), ("2", "10")], strings="S4")
keep("portless", {"2": ("Linear", {"weight": weights["a"]}), "10": ("CubaLIF", scalar), "11": ("Linear", {"weight": weights["b"]}), "12": ("LI", dict(tau=8e-4, r=1.0, v_leak=0.0))}, [("2", "10"), ("10", "11"), ("11", "12")], ["2", "10", "11", "12"], [3])

# Groups and dilation, padding by a word: the nir package does not infer types through groups.
GROUPED = dict(input_shape=(5, 6), weight=grid(4, 2, 3, 2), stride=(1, 1), padding="same", dilation=(1, 2), groups=2, bias=grid(4))
by_hand("conv2d", {"input": dict(type="Input", shape=[4, 5, 6]), "c": dict(type="Conv2d", **GROUPED), "n": dict(type="LIF", **spiking(4, 5, 6)), "output": dict(type="Output", shape=[4, 5, 6])}, [("input", "c"), ("c", "n"), ("n", "output")], version="1.0")
keep("conv2d", {"input": ("Input", {}), "c": ("Conv2d", GROUPED), "n": ("LIF", spiking(4, 5, 6))}, [("input", "c"), ("c", "n")], ["input", "c", "n"], [4, 5, 6], steps=8)

# Batch axes, a Flatten that counts the batch and does not know its input, integers of 64 bits and half precision, conv2d of scalar strides.
kernel = grid(2, 1, 2, 2)
dense = grid(3, 8)
by_hand("batched", {
    "in": dict(type="Input", shape=np.array([1, 1, 3, 3])),
    "conv": dict(type="Conv2d", weight=kernel.astype(np.float16), bias=np.zeros(2, np.float16), stride=np.int64(1), padding=np.int64(0), dilation=np.int64(1), groups=np.int64(1)),
    "lif": dict(type="LIF", tau=np.full((1, 2, 2, 2), 4e-4), r=np.full((1, 2, 2, 2), 2, np.int64), v_leak=np.zeros((1, 2, 2, 2)), v_threshold=np.full((1, 2, 2, 2), 0.51)),
    "flat": dict(type="Flatten", start_dim=np.int64(1), end_dim=np.int64(-1), input_type=np.zeros(4, np.int64)),
    "fc": dict(type="Affine", weight=dense, bias=np.zeros(3)),
    "out": dict(type="LIF", tau=np.full((1, 3), 4e-4), r=np.full((1, 3), 2, np.int64), v_leak=np.zeros((1, 3), np.int64), v_threshold=np.full((1, 3), 1, np.int64)),
}, [("in", "conv"), ("conv", "lif"), ("lif", "flat"), ("flat", "fc"), ("fc", "out")], version="0.1.1")
lif = dict(tau=4e-4, r=2.0, v_leak=0.0)
keep("batched", {"in": ("Input", {}), "conv": ("Conv2d", dict(weight=kernel, bias=np.zeros(2), stride=1, padding=0, dilation=1, groups=1)), "lif": ("LIF", dict(lif, v_threshold=0.51)), "flat": ("Flatten", {}), "fc": ("Affine", dict(weight=dense, bias=np.zeros(3))), "out": ("LIF", dict(lif, v_threshold=1.0))},
     [("in", "conv"), ("conv", "lif"), ("lif", "flat"), ("flat", "fc"), ("fc", "out")], ["in", "conv", "lif", "flat", "fc", "out"], [1, 3, 3])

# Recurrence by a matrix beside the neurons, with a second input to them.
rec = {"w": grid(N, 3), "w_rec": grid(N, N), "skip": grid(N, 3)}
by_hand("recurrent", {"input": dict(type="Input", shape=[3]), "w": dict(type="Linear", weight=rec["w"]), "skip": dict(type="Linear", weight=rec["skip"]), "w_rec": dict(type="Linear", weight=rec["w_rec"]), "n": dict(type="LIF", **spiking(N)), "output": dict(type="Output", shape=[N])},
    [("input", "w"), ("input", "skip"), ("w", "n"), ("skip", "n"), ("n", "w_rec"), ("w_rec", "n"), ("n", "output")], version="1.0")
keep("recurrent", {"input": ("Input", {}), **{key: ("Linear", {"weight": value}) for key, value in rec.items()}, "n": ("LIF", spiking(N))}, [("input", "w"), ("input", "skip"), ("w", "n"), ("skip", "n"), ("n", "w_rec"), ("w_rec", "n")], ["input", "w", "skip", "w_rec", "n"], [3])

with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump(expected, file)
    file.write("\n")
