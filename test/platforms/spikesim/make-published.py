"""Runs the published SpikeSim hardware model on layer lists and writes what it prints: published.json.

    python3 make-published.py CHECKOUT/SNN_train_infer_quantization_ela/ela_spikesim.py > published.json

The tool is read from a checkout of github.com/Intelligent-Computing-Lab-Yale/SpikeSim (commit c2627bc); nothing of it is kept here.
"""
import contextlib, importlib.util, io, json, re, signal, sys


def conv(c, k, size, kernel=3, pool=None, stride=1):
    layer = {"kind": "conv", "inChannels": c, "outChannels": k, "kernel": kernel, "padding": kernel // 2, "stride": stride, "inHeight": size, "inWidth": size}
    if pool:
        layer["pool"] = {"kind": "average", "kernel": pool}
    return layer


def plain(channels, sizes, kernel=3, timesteps=5):
    """A convolution for each step of channels; sizes are those of the inputs, and pooling or nothing leads from one to the next."""
    layers = []
    for c, k, size, after in zip(channels, channels[1:], sizes, sizes[1:]):
        layers.append(conv(c, k, size, kernel, pool=size // after if after != size else None))
    return {"name": "list", "timesteps": timesteps, "layers": layers}


VGG9 = ([3, 64, 64, 128, 128, 256, 256, 256], [32, 32, 16, 16, 8, 8, 8, 4])
VGG16 = ([3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512], [224, 224, 112, 112, 56, 56, 56, 28, 28, 28, 14, 14, 14, 7])
STRIDED = {"name": "strided", "timesteps": 8, "layers": [conv(2, 16, 34), conv(16, 48, 34, stride=2), conv(48, 100, 17, stride=2), conv(100, 130, 9, kernel=3, pool=3)]}

CASES = [
    ("shipped", plain(*VGG9), {}),
    ("one timestep", plain(*VGG9, timesteps=1), {}),
    ("one hundred timesteps", plain(*VGG9, timesteps=100), {}),
    ("crossbars of 32", plain(*VGG9), {"crossbarSize": 32}),
    ("crossbars of 128", plain(*VGG9), {"crossbarSize": 128}),
    ("crossbars of 100, which no multiplexer divides", plain(*VGG9), {"crossbarSize": 100}),
    ("crossbars no layer fills", plain(*VGG9), {"crossbarSize": 512}),
    ("SRAM", plain(*VGG9), {"device": "sram"}),
    ("SRAM of 32, other tiles and clock", plain(*VGG9, timesteps=3), {"device": "sram", "crossbarSize": 32, "pesPerTile": 12, "clock_MHz": 133.7}),
    ("tiles of 5", plain(*VGG9), {"pesPerTile": 5}),
    ("clock of 1000 MHz", plain(*VGG9), {"clock_MHz": 1000}),
    ("kernels of 5", plain([1, 32, 64, 64], [28, 28, 14, 14], kernel=5, timesteps=7), {}),
    ("kernels of 1", plain([64, 128, 192], [9, 9, 9], kernel=1, timesteps=2), {"crossbarSize": 64}),
    ("one layer", plain([3, 70], [32, 16], timesteps=4), {}),
    ("strides", STRIDED, {}),
    ("thirteen layers", plain(*VGG16), {}),
    ("PEs in order only when rounded up", plain([64, 64, 32, 64], [16, 16, 16, 16]), {}),
    ("twelve layers", plain([3] + [64] * 6 + [128] * 6, [32] * 3 + [16] * 4 + [8] * 6, timesteps=6), {"pesPerTile": 4}),
]


def run(tool, net, settings):
    size, per_tile = settings.get("crossbarSize", 64), settings.get("pesPerTile", 8)
    clock, device, steps = settings.get("clock_MHz", 250), settings.get("device", "rram"), net["timesteps"]
    layers = net["layers"]
    ins, outs = [l["inChannels"] for l in layers], [l["outChannels"] for l in layers]
    in_dims, kernel = [l["inHeight"] for l in layers], layers[0]["kernel"]
    out_dims = [out_dim(l) for l in layers]
    printed, layerwise = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        tiles = tool.pe_tile_count(ins, outs, out_dims, kernel, size, per_tile)
        tool.compute_area(ins, in_dims, outs, out_dims, size, kernel, per_tile, tiles, device)
        layerwise = tool.compute_energy(ins, in_dims, outs, out_dims, size, kernel, tiles, device, steps)
        latency = limited(lambda: tool.latency_gen(ins, outs, out_dims, kernel, size, per_tile, 26 * (1000 / clock), steps))
    text = printed.getvalue()
    number = lambda pattern: (lambda found: float(found.group(1)) if found else None)(re.search(pattern + r" (\S+)", text))
    return {
        "pes": number("No. of PEs"), "tiles": number("No. of Tiles"), "energy_pJ": number("total_energy"), "area_um2": number("total_compute_area"),
        "latency_ns": number("Final Latency"), "latencyStops": latency, "layerEnergy_pJ": [float(energy) for energy in layerwise],
    }


def out_dim(layer):
    out = (layer["inHeight"] + 2 * layer["padding"] - layer["kernel"]) // layer["stride"] + 1
    return out // layer["pool"]["kernel"] if "pool" in layer else out


def limited(work):
    """Why the latency code gives no number; None where it does."""
    def stop(*_):
        raise TimeoutError("no end")
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        work()
        return None
    except (TimeoutError, IndexError) as error:
        return type(error).__name__
    finally:
        signal.alarm(0)


spec = importlib.util.spec_from_file_location("tool", sys.argv[1])
tool = importlib.util.module_from_spec(spec)
with contextlib.redirect_stdout(io.StringIO()):
    spec.loader.exec_module(tool)
rows = [json.dumps({"name": name, "net": net, "settings": settings, "expected": run(tool, net, settings)}) for name, net, settings in CASES]
print("[\n" + ",\n".join(rows) + "\n]")
