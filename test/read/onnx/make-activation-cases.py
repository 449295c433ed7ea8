"""Makes activation-cases.json: activations as people write them in torch, as both of its exporters write them to ONNX, and what ONNX Runtime gives.

    python3 test/read/onnx/make-activation-cases.py

Names that end in _graph are those of the exporter by torch.export (dynamo=True), the others those of TorchScript. Needs torch, onnx, onnxscript,
onnxruntime. Cases that begin with qcfs hold quantised clip-floor-shift activations (Bu et al., ICLR 2022), written in many ways.
"""
import base64, io, json, os, warnings
warnings.filterwarnings("ignore")
import numpy as np, onnx, onnxruntime as ort, torch
from torch import nn
import torch.nn.functional as F


class Floor(torch.autograd.Function):
    @staticmethod
    def forward(_, x):
        return x.floor()

    @staticmethod
    def backward(_, gradient):
        return gradient


class Activation(nn.Module):
    def __init__(self, run, ceiling):
        super().__init__()
        self.run, self.up = run, nn.Parameter(torch.as_tensor(ceiling, dtype=torch.float32))

    def forward(self, x):
        return self.run(self.up, x)


def clipped_first(up, x):
    x = torch.clamp(x / up, 0, 1)
    return Floor.apply(x * 4 + 0.5) / 4 * up


def floored_first(up, x):
    return torch.clamp(Floor.apply(x * 4 / up + 0.5) / 4, 0, 1) * up


def rectified(up, x):
    return torch.floor(torch.minimum(F.relu(x / up), torch.tensor(1.0)) * 8 + 0.5) * (up / 8)


def led_around(up, x):
    x = F.relu(x / up).clamp(max=1) * 4
    return (x + (torch.floor(x + 0.5) - x).detach()) / 4 * up


def positive_ceiling(up, x):
    ceiling = F.softplus(up)
    return ceiling * torch.clamp((x * (4 / ceiling) + 0.5).floor() / 4, 0, 1)


def shifted_before(up, x):
    return torch.clamp(torch.div(x + up / 8, up / 4, rounding_mode="floor"), 0, 4) * (up / 4)


def truncated(up, x):
    return (torch.clamp(x / up, 0, 1) * 4 + 0.5).int().float() / 4 * up


def rounded(up, x):
    return torch.round(torch.minimum(F.relu(x), up) * 4 / up) / 4 * up


def without_shift(up, x):
    return torch.floor(torch.clamp(x / up, 0, 1) * 4) / 4 * up


def from_above(up, x):
    return torch.ceil(torch.clamp(x / up, 0, 1) * 4) / 4 * up


def signed(up, x):
    return torch.floor(torch.clamp(x / up, -1, 1) * 4 + 0.5) / 4 * up


def zero_point(up, x):
    return (torch.clamp(torch.round(x / up) + 6, 0, 15) - 6) * up


def odd_shift(up, x):
    return torch.floor(torch.clamp(x / up, 0, 1) * 4 + 0.25) / 4 * up


def twice(up, x):
    return clipped_first(up, clipped_first(up, x) * 1.3)


QCFS = {one.__name__: one for one in (clipped_first, floored_first, rectified, led_around, positive_ceiling, shifted_before, truncated, rounded, without_shift,
                                      from_above, signed, zero_point, odd_shift, twice)}
EXACT = {
    "leaky": nn.LeakyReLU(0.1), "prelu": nn.PReLU(6), "prelu_scalar": nn.PReLU(), "hardtanh": nn.Hardtanh(), "relu6": nn.ReLU6(), "hardsigmoid": nn.Hardsigmoid(),
    "abs": Activation(lambda up, x: x.abs(), 1), "neg": Activation(lambda up, x: F.relu(-x), 1), "max_constant": Activation(lambda up, x: torch.maximum(x, up), 0.25),
    "min_channels": Activation(lambda up, x: torch.minimum(F.relu(x), up), np.arange(1, 7) / 4), "clip_above": Activation(lambda up, x: x.clamp(max=0.5), 1),
    "clip_positive": Activation(lambda up, x: x.clamp(0.25, 1.0), 1), "clip_below": Activation(lambda up, x: x.clamp(min=-0.5), 1),
    "max_of_two": Activation(lambda up, x: torch.maximum(x, -2 * x), 1), "min_of_two": Activation(lambda up, x: torch.minimum(x * 3, x + 1), 1),
}


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1), nn.Linear(16, 3)
        self.norm = nn.BatchNorm2d(4)
        self.norm.running_mean.uniform_(-0.3, 0.3), self.norm.running_var.uniform_(0.5, 2)
        self.first = Activation(clipped_first, 1.5)
        self.second = Activation(clipped_first, np.linspace(0.5, 2, 4).reshape(1, 4, 1, 1))

    def forward(self, x):
        skip = self.first(self.norm(self.a(x)))
        return self.c(F.avg_pool2d(self.second(self.b(skip) + skip), 2).flatten(1))


def dense(activation):
    return nn.Sequential(nn.Linear(6, 6), activation, nn.Linear(6, 3))


def planes(activation):
    return nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), activation, nn.Conv2d(6, 2, 3, padding=1))


VECTOR, PLANES = (6,), (3, 4, 4)
CASES = {
    **{f"qcfs_{name}": (VECTOR, lambda run=run: dense(Activation(run, [1.7])), True) for name, run in QCFS.items()},
    "qcfs_channels": (PLANES, lambda: planes(Activation(floored_first, np.linspace(0.3, 1.2, 6).reshape(6, 1, 1))), True),
    "qcfs_neurons": (VECTOR, lambda: dense(Activation(clipped_first, np.linspace(0.3, 1.2, 6).reshape(1, 6))), False),
    "qcfs_residual": (PLANES, Residual, True),
    **{name: (VECTOR, lambda part=part: dense(part), True) for name, part in EXACT.items()},
    **{f"{name}_planes": (PLANES, lambda name=name: planes(nn.PReLU(6) if name == "prelu" else EXACT[name]), False)
       for name in ("leaky", "prelu", "hardtanh", "clip_above", "clip_below", "abs", "max_of_two")},
}


def exported(net, x, graph):
    buffer = io.BytesIO()
    if graph:
        torch.onnx.export(net, (x,), buffer, input_names=["x"], output_names=["y"], dynamo=True, verbose=False, external_data=False)
    else:
        torch.onnx.export(net, (x,), buffer, input_names=["x"], output_names=["y"], opset_version=13, dynamo=False, dynamic_axes={"x": {0: "N"}})
    model = onnx.load_from_string(buffer.getvalue())
    del model.graph.value_info[:], model.graph.metadata_props[:], model.metadata_props[:], model.functions[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in [*model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
    return model.SerializeToString()


def build(name, shape, make, seed, graph):
    torch.manual_seed(seed)
    net = make().eval()
    for part in net.modules():
        if isinstance(part, nn.PReLU):
            nn.init.uniform_(part.weight, -0.5, 0.5)
    x = 3 * torch.randn(3, *shape)
    data = exported(net, x, graph)
    y = ort.InferenceSession(data, providers=["CPUExecutionProvider"]).run(None, {"x": x.numpy()})[0]
    lists = lambda array: [[float(f"{v:.9g}") for v in row.ravel()] for row in array]
    return {"name": name, "kind": "near", "model": base64.b64encode(data).decode(), "shape": list(shape), "inputs": lists(x.numpy()), "outputs": lists(y)}


if __name__ == "__main__":
    cases = []
    for seed, (name, (shape, make, both)) in enumerate(CASES.items()):
        cases.append(build(name, shape, make, seed, False))
        if both:
            cases.append(build(f"{name}_graph", shape, make, seed, True))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "activation-cases.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
