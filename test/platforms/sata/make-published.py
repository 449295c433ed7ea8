"""Runs the two published SATA tools on layer lists and writes what they give: published.json.

    python3 make-published.py CHECKOUT > published.json

CHECKOUT is one of github.com/RuokaiYin/SATA_Sim (commit d447058); nothing of it is kept here. Cycle statistics are given, so that SCALE-Sim does not
run; powers and memories are those of its shipped results.
"""
import argparse, contextlib, importlib.util, io, json, os, random, shutil, sys, tempfile
import yaml

CHECKOUT = os.path.abspath(sys.argv[1])
sys.argv = sys.argv[:1]


def conv(c, k, size, stats=None, kernel=3, stride=1, pool=None):
    layer = {"kind": "conv", "inChannels": c, "outChannels": k, "kernel": kernel, "stride": stride, "padding": 1, "inHeight": size, "inWidth": size}
    return with_stats({**layer, **({"pool": {"kind": "average", "kernel": pool}} if pool else {})}, stats)


def dense(n, k, stats=None):
    return with_stats({"kind": "dense", "inFeatures": n, "outFeatures": k}, stats)


def with_stats(layer, stats):
    if stats:
        (df, di, do), (sf, si, so), (cycles, start), weights = stats
        layer["systolic"] = {"dramReads": {"filter": df, "ifmap": di, "ofmap": do}, "sramReads": {"filter": sf, "ifmap": si, "ofmap": so},
                             "outputStationary": {"cycles": cycles, "start": start}, "weightStationary": {"cycles": weights}}
    return layer


# Statistics that the tool's own SCALE-Sim gave for these three layers.
THREE = [
    conv(3, 64, 32, ((1728, 3072, 57607), (1728, 194400, 68544), (22317, 26), 14085), pool=2),
    conv(64, 128, 16, ((73728, 276832, 25095), (73728, 1806336, 30080), (123808, 575), 134565)),
    conv(128, 128, 16, ((147456, 608955, 25095), (147456, 3612672, 30080), (243040, 1151), 269349)),
]


def drawn(rng, layer):
    some = lambda: rng.randrange(1, 5_000_000)
    return with_stats(layer, ((some(), some(), some()), (some(), some(), some()), (some(), some()), some()))


def random_list(seed):
    rng = random.Random(seed)
    layers = [drawn(rng, conv(3, 20, 17, stride=2)), drawn(rng, conv(20, 33, 9, kernel=1 if seed % 2 else 3)), ]
    size = 9 + 2 if seed % 2 else 9
    layers.append(drawn(rng, dense(33 * size * size, 77)))
    layers.append(drawn(rng, dense(77, 10)))
    return layers


INFERENCE = [(f"three convolutions, T = {T}, s = {s}", T, THREE, {"spikeSparsity": s}) for T in (1, 4, 8) for s in (0, 0.5, 0.9, 0.99)] + [
    ("another array and clock", 4, THREE, {"spikeSparsity": 0.9, "peRows": 32, "peCols": 12, "clock_MHz": 312.5}),
    ("other precisions", 3, THREE, {"spikeSparsity": 0.37, "weightBits": 4, "activationBits": 2, "outputBits": 3}),
    ("drawn statistics, dense layers, kernel 1", 7, random_list(1), {"spikeSparsity": 0.83}),
    ("drawn statistics, dense layers, stride 2", 5, random_list(2), {"spikeSparsity": 0.61}),
]

VGG5 = [conv(3, 64, 32, pool=2), conv(64, 128, 16), conv(128, 128, 16, pool=2), dense(8192, 1024), dense(1024, 10)]
TRAINING = [
    ("shipped: VGG-5", 4, VGG5, {"spikeSparsity": 0.9}),
    ("more bits", 4, VGG5, {"spikeSparsity": 0.9, "forwardBits": 8}),
    ("three bits, seven timesteps, other sparsities", 7, VGG5, {"spikeSparsity": 0.77, "forwardBits": 3, "gradientSparsity": 0.33}),
    ("convolutions alone", 6, [conv(2, 12, 21, kernel=3), conv(12, 30, 21, stride=2)], {"spikeSparsity": 0.95, "forwardBits": 5}),
    ("three dense layers", 2, [dense(700, 100), dense(100, 50), dense(50, 20)], {"spikeSparsity": 0.5, "forwardBits": 6}),
]


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def out(layer):
    size = (layer["inHeight"] + 2 * layer["padding"] - layer["kernel"]) // layer["stride"] + 1
    return size // layer["pool"]["kernel"] if "pool" in layer else size


def inference(T, layers, settings):
    shipped = f"{CHECKOUT}/inference-energy-cal"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.mkdir("results")
        arch = yaml.safe_load(open(f"{shipped}/archs/sata-config.yaml"))
        a = arch["architecture"]
        a["clock-frequency"] = settings.get("clock_MHz", 400)
        a["act-prec"], a["weight-prec"], a["output-prec"] = settings.get("activationBits", 1), settings.get("weightBits", 8), settings.get("outputBits", 1)
        array = next(tree for tree in a["subtree"] if tree["class"] == "pe-array")["attributes"]
        array["height"], array["width"] = settings.get("peRows", 16), settings.get("peCols", 8)
        yaml.dump(arch, open("arch.yaml", "w"))
        work = {"General": {"timestep": T, "sparsity": settings["spikeSparsity"]}, "Layers": [
            {"name": f"Conv{i}", "attributes": {"IFMAP Height": l["inHeight"], "IFMAP Width": l["inWidth"], "Filter Height": l["kernel"], "Filter Width": l["kernel"], "Channels": l["inChannels"], "Num Filter": l["outChannels"], "Strides": l["stride"]}}
            if l["kind"] == "conv" else {"name": f"FC{i}", "attributes": {"IFMAP Height": 1, "IFMAP Width": 1, "Filter Height": 1, "Filter Width": 1, "Channels": l["inFeatures"], "Num Filter": l["outFeatures"], "Strides": 1}}
            for i, l in enumerate(layers)]}
        yaml.dump(work, open("work.yaml", "w"))
        stats = {f"Layer {i}": {
            "DRAM Filter Reads": float(s["dramReads"]["filter"]), "DRAM IFMAP Reads": float(s["dramReads"]["ifmap"]), "DRAM OFMAP Writes": float(s["dramReads"]["ofmap"]),
            "SRAM Filter Reads": float(s["sramReads"]["filter"]), "SRAM IFMAP Reads": float(s["sramReads"]["ifmap"]), "SRAM OFMAP Writes": float(s["sramReads"]["ofmap"]),
            "SRAM Filter Cycles": float(s["weightStationary"]["cycles"]), "SRAM OFMAP Cycles": float(s["outputStationary"]["cycles"]), "SRAM OFMAP Start Cycle": float(s["outputStationary"]["start"])}
            for i, s in enumerate(l["systolic"] for l in layers)}
        yaml.dump(stats, open("cycles.yaml", "w"))
        tool = load(f"{shipped}/energy-cal.py", "energy_cal")
        cycles = tool.read_cycles("cycles.yaml", "arch.yaml", "work.yaml")
        tool.workload_dic = tool.extract_workload("work.yaml")
        memory = tool.comp_mem_energy(f"{shipped}/results/mem-stat.yaml", cycles, "arch.yaml")
        compute = tool.comp_computation_energy(f"{shipped}/results/comp-stat.yaml", cycles, "arch.yaml", tool.workload_dic)
        os.chdir("/")
        return {"compute": compute, "memory": memory, "cycles": cycles["total_cycles"]}


def training(T, layers, settings):
    path = f"{CHECKOUT}/training_energy_cal"
    sys.path[:0] = [path, f"{CHECKOUT}/SATA_mem"]
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        net = {}
        for i, l in enumerate(layers):
            last = i == len(layers) - 1
            net[f"l{i}"] = ({"type": "2dconv", "H_h": l["inHeight"], "H_w": l["inWidth"], "C": l["inChannels"], "R_h": l["kernel"], "R_w": l["kernel"], "K": l["outChannels"], "E_h": out({**l, "pool": {"kernel": 1}}), "E_w": out({**l, "pool": {"kernel": 1}})}
                            if l["kind"] == "conv" else {"type": "out_linear" if last else "linear", "in": l["inFeatures"], "out": l["outFeatures"]})
        yaml.dump(net, open("net.yaml", "w"), sort_keys=False)
        import energy_configs, mem_configs, get_workload, get_arch_energy
        bits = settings.get("forwardBits", 2)
        work = get_workload.get_workload(T, bits, "net.yaml", settings["spikeSparsity"], settings.get("gradientSparsity", 0.7), 0.6)
        arch = get_arch_energy.get_arch_energy(energy_configs.get_args(), mem_configs.get_args(), f"{CHECKOUT}/config/sata_config.yaml", bits)
        os.chdir("/")
    # The sums of energy_cal.py's main, which reads fixed numbers and prints only.
    total = compute = memory = 0
    for k in ['lif', 'mac_fwd', 'pgu', 'mac_bwd', 'mac_wup', 'dram_fwd', 'glb_fwd', 'spad_fwd', 'dram_bwd', 'glb_bwd', 'spad_bwd', 'dram_wup', 'glb_wup', 'spad_wup']:
        energy = work[k] * arch[k]
        total += energy
        if k in ('lif', 'mac_fwd'):
            compute += energy
        elif 'fwd' in k:
            memory += energy
    mac = 0.239 + 0.0389
    return {"total_mac": total / mac, "forward_mac": (compute + memory) / mac, "forwardComputation_mac": compute / mac, "forwardMemory_mac": memory / mac}


def row(name, T, layers, settings, run):
    return json.dumps({"name": name, "net": {"timesteps": T, "layers": layers}, "settings": settings, "expected": run(T, layers, settings)})


rows = [row(*case, inference) for case in INFERENCE]
trained = [row(name, T, layers, {"tool": "training", **settings}, training) for name, T, layers, settings in TRAINING]
print('{"inference": [\n' + ",\n".join(rows) + '\n], "training": [\n' + ",\n".join(trained) + "\n]}")
