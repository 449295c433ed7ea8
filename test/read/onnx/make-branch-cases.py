"""Makes branch-cases.json: graphs that branch, join, cut and reorder activations, and what ONNX Runtime gives for them.

    python3 test/read/onnx/make-branch-cases.py

Exported by torch (TorchScript) with random weights; needs torch, onnx, onnxruntime.
"""
import base64, io, json, os, warnings
warnings.filterwarnings("ignore")
import numpy as np, onnx, onnxruntime as ort, torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, forward, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self.run = forward

    def forward(self, x):
        return self.run(self, x)


def conv(*args, **settings):
    return nn.Conv2d(*args, **settings)


PLANES, VECTOR = (4, 6, 5), (12,)
CASES = {
    "skip": (PLANES, lambda: Net(lambda s, x: s.b(F.relu(s.a(x)) + x), a=conv(4, 4, 3, padding=1), b=conv(4, 2, 3))),
    "concat_channels": (PLANES, lambda: Net(lambda s, x: s.c(torch.cat([F.relu(s.a(x)), s.b(x), x], 1)), a=conv(4, 3, 1), b=conv(4, 2, 3, padding=1), c=conv(9, 3, 3))),
    "concat_rows": (PLANES, lambda: Net(lambda s, x: s.a(torch.cat([x, F.relu(x)], 2)), a=conv(4, 2, 3))),
    "concat_vectors": (VECTOR, lambda: Net(lambda s, x: s.c(torch.cat([F.relu(s.a(x)), x, s.b(x)], 1)), a=nn.Linear(12, 5), b=nn.Linear(12, 3), c=nn.Linear(20, 4))),
    "split_vectors": (VECTOR, lambda: Net(lambda s, x: s.b(F.relu(s.a(x)[:, :4]) - s.a(x)[:, 4:]), a=nn.Linear(12, 8), b=nn.Linear(4, 3))),
    "split_channels": (PLANES, lambda: Net(lambda s, x: torch.cat([s.a(p) for p in torch.split(x, [1, 3], 1)[1:]] + [x[:, :1, 2:, 2:]], 1), a=conv(3, 2, 3))),
    "slice_steps": (PLANES, lambda: Net(lambda s, x: s.a(x[:, ::2, 1::2, :]), a=conv(2, 2, 2))),
    "crop": (PLANES, lambda: Net(lambda s, x: s.a(x[:, :, 1:5, 1:]), a=conv(4, 2, 3))),
    "gather": (PLANES, lambda: Net(lambda s, x: s.a(x[:, 1].flatten(1)) + s.b(x[:, [3, 0, 0, 2]].flatten(1)), a=nn.Linear(30, 3), b=nn.Linear(120, 3))),
    "transpose": (PLANES, lambda: Net(lambda s, x: s.a(x.permute(0, 2, 3, 1).flatten(1)), a=nn.Linear(120, 4))),
    "mean_planes": (PLANES, lambda: Net(lambda s, x: s.b(F.relu(s.a(x)).mean([2, 3])), a=conv(4, 6, 3), b=nn.Linear(6, 3))),
    "mean_planes_kept": (PLANES, lambda: Net(lambda s, x: s.b(F.relu(s.a(x)).mean([2, 3], keepdim=True)), a=conv(4, 6, 3), b=conv(6, 3, 1))),
    "groups": (PLANES, lambda: Net(lambda s, x: s.b(F.relu(s.a(x))), a=conv(4, 6, 3, groups=2, padding=1), b=conv(6, 6, (3, 2), groups=6, stride=(2, 1)))),
    "dilated": (PLANES, lambda: Net(lambda s, x: s.a(x), a=conv(4, 3, 3, dilation=(2, 1), padding=(2, 0)))),
    "asymmetric": (PLANES, lambda: Net(lambda s, x: s.a(F.pad(x, (2, 0, 1, 3))), a=conv(4, 3, 3, stride=2))),
    "two_branches": (PLANES, lambda: Net(lambda s, x: s.d(torch.cat([F.max_pool2d(F.relu(s.a(x)), 2).flatten(1), F.avg_pool2d(s.b(x), 2).flatten(1)], 1)), a=conv(4, 2, 3, padding=1), b=conv(4, 3, 3, padding=1), d=nn.Linear(30, 4))),
}


def build(name, shape, make, seed):
    torch.manual_seed(seed)
    net = make().eval()
    x = torch.randn(3, *shape)
    buffer = io.BytesIO()
    torch.onnx.export(net, (x,), buffer, input_names=["x"], output_names=["y"], opset_version=13, dynamo=False, dynamic_axes={"x": {0: "N"}})
    model = onnx.load_from_string(buffer.getvalue())
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    data = model.SerializeToString()
    y = ort.InferenceSession(data, providers=["CPUExecutionProvider"]).run(None, {"x": x.numpy()})[0]
    lists = lambda array: [[float(v) for v in row.ravel()] for row in array]
    return {"name": name, "kind": "near", "model": base64.b64encode(data).decode(), "shape": list(shape), "inputs": lists(x.numpy()), "outputs": lists(y)}


if __name__ == "__main__":
    cases = [build(name, shape, make, seed) for seed, (name, (shape, make)) in enumerate(CASES.items())]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "branch-cases.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
