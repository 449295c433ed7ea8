"""Exports models, runs them with ONNX Runtime, and keeps what they gave: used by make-fixtures.py."""
import io, json, os, warnings
warnings.filterwarnings("ignore")
import numpy as np, onnx, onnxruntime as ort, torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
T, BATCH, IN, HIDDEN, OUT = 6, 4, 6, 8, 4
expected = {}


def fire(x):
    return (x > 0).float()


def slim(model):
    """Without what the exporter adds for people."""
    del model.graph.value_info[:]
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for tensor in model.graph.initializer:
        del tensor.metadata_props[:]
    return model


def save(name, model):
    onnx.save(slim(model), os.path.join(HERE, name + ".onnx"))


def export(name, module, args, inputs, outputs, axes, opset=13, dynamo=False):
    module.eval()
    if dynamo:
        program = torch.onnx.export(module, args, dynamo=True, input_names=inputs, output_names=outputs, opset_version=18, verbose=False)
        model = program.model_proto
    else:
        buffer = io.BytesIO()
        torch.onnx.export(module, args, buffer, input_names=inputs, output_names=outputs, opset_version=opset, dynamo=False, dynamic_axes=axes)
        model = onnx.load_from_string(buffer.getvalue())
    model = slim(model)
    save(name, model)
    return model.SerializeToString()


def run(model, feeds):
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs()]
    return dict(zip(names, session.run(None, feeds)))


def tell(name, x, values, series, readout="count", steps=T):
    """values: [T, N, ...] spikes, or [N, ...] potentials."""
    values = np.asarray(values)
    spikes = values.reshape(values.shape[0], BATCH, -1).transpose(1, 0, 2) if readout == "count" else values.reshape(BATCH, -1)
    flat = x.reshape(steps, BATCH, -1).transpose(1, 0, 2) if series else x.reshape(BATCH, -1)
    expected[name] = {"timesteps": steps, "series": series, "readout": readout,
                      "inputs": [[round(float(v), 6) for v in np.asarray(sample).ravel()] for sample in flat],
                      "values": [[int(v) for v in sample.ravel()] if readout == "count" else [float(v) for v in sample.ravel()] for sample in spikes]}


def case_input(series, seed=0, shape=(IN,), steps=T):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 64, (steps, BATCH, *shape) if series else (BATCH, *shape)) / 32
    return x.astype(np.float32)


def step_case(name, module, states, outputs, x, series, spikes, **options):
    """A graph of one timestep; states: shapes by input name, in the order of the inputs; outputs tell which state each updates."""
    args = (torch.tensor(x[0] if series else x), *[torch.zeros(BATCH, *shape) for shape in states.values()])
    names = ["x", *states]
    dynamic = None if options.get("dynamo") else {n: {0: "N"} for n in [*names, *outputs]}
    model = export(name, module, args, names, list(outputs), dynamic, **options)
    held = {n: np.zeros((BATCH, *shape), np.float32) for n, shape in states.items()}
    seen = []
    for t in range(T):
        out = run(model, {"x": x[t] if series else x, **held})
        seen.append(out[spikes])
        held = {n: out[o] for o, n in outputs.items() if n}
    tell(name, x, np.stack(seen), series)
    expected[name]["states"] = [{"input": n, "output": o, "shape": states[n]} for o, n in outputs.items() if n]
    expected[name]["spikes"] = spikes


def unrolled_case(name, module, x, series, axes=None, outputs=("spikes",), readout="count", spikes=None, **options):
    dynamic = None if options.get("dynamo") else {"x": {1 if series else 0: "N"}} if axes is None else axes
    model = export(name, module, (torch.tensor(x),), ["x"], list(outputs), dynamic, **options)
    tell(name, x, run(model, {"x": x})[spikes or outputs[0]], series, readout)


def write_expected():
    with open(os.path.join(HERE, "expected.json"), "w") as file:
        file.write("{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(case, separators=(',', ':'))}" for name, case in expected.items()) + "\n}\n")
    for name, case in expected.items():
        values = np.asarray(case["values"])
        print(f"{name:36} {case['readout']:6} mean {values.mean():.3f} max {values.max():.2f}")
