"""Makes small networks with mappings of their own, and what SANA-FE says of them: `mapped-*.yaml`, and counts, energy, time and spikes in `mapped.json`.

pip install sanafe; python3 make-mapped.py
"""
import json
import pathlib
import random
import tempfile
import sanafe

STEPS = 60
here = pathlib.Path(__file__).parent
loihi = pathlib.Path(sanafe.__file__).parent / "examples" / "loihi.yaml"


def group(name, neurons, threshold, synapse):
    attributes = f"soma_hw_name: loihi_lif, synapse_hw_name: {synapse}, threshold: {threshold}, reset: 0, leak_decay: 0.999755859375, log_spikes: true"
    lines = [f"  - name: {name}", f"    attributes: {{{attributes}}}", "    neurons:"]
    return lines + (neurons if isinstance(neurons, list) else [f"    - 0..{neurons - 1}: {{}}"])


def kernel(chance, count):
    return ", ".join(str(chance.randint(-60, 80)) for _ in range(count))


def conv(source, target, height, width, channels, kernels, stride, chance):
    weights = kernel(chance, 9 * channels * kernels)
    return [f"  - {source} -> {target}:", "      type: conv2d", f"      input_height: {height}", f"      input_width: {width}", f"      input_channels: {channels}",
            "      kernel_width: 3", "      kernel_height: 3", f"      kernel_count: {kernels}", f"      stride_width: {stride}", f"      stride_height: {stride}",
            f"      weight: [{weights}]"]


def dense(source, target, count, chance):
    return [f"  - {source} -> {target}:", "      type: dense", f"      weight: [{kernel(chance, count)}]"]


def mapped(sizes, cores, chance):
    """Runs of neurons in a shuffled order, each on a random one of the cores."""
    entries = []
    for name, size in sizes.items():
        first = 0
        while first < size:
            stop = min(size, first + chance.randint(1, 12))
            entries.append(f"- {name}.{first}..{stop - 1}: {{core: {chance.choice(cores)}}}")
            first = stop
    chance.shuffle(entries)
    return ["mappings:"] + entries


def convolutions(cores, seed):
    """As the DVS network in small: biases drive the first group, three kinds of hyperedges."""
    chance = random.Random(seed)
    biases = [f"    - {i}: {{bias: {chance.choice([0, 0, 6, 11, 17])}}}" for i in range(144)]
    lines = ["network:", "  name: small", "  groups:"]
    lines += group("0", biases, 60, "loihi_conv_synapse") + group("1", 100, 110, "loihi_conv_synapse")
    lines += group("2", 54, 130, "loihi_conv_synapse") + group("3", 5, 150, "loihi_dense_synapse")
    lines += ["  edges:"] + conv("0", "1", 12, 12, 1, 4, 2, chance) + conv("1", "2", 5, 5, 4, 6, 1, chance) + dense("2", "3", 270, chance)
    return lines + mapped({"0": 144, "1": 100, "2": 54, "3": 5}, cores, chance)


def inputs(cores, seed):
    """Inputs on cores, a list of synapses, neurons that hear themselves."""
    chance = random.Random(seed)
    trains = [f"    - {i}: {{spikes: [{', '.join(str(chance.randint(0, 1)) for _ in range(STEPS))}]}}" for i in range(20)]
    lines = ["network:", "  name: driven", "  groups:", "  - name: x", "    attributes: {log_spikes: true}", "    neurons:", *trains]
    lines += group("a", 30, 100, "loihi_dense_synapse") + group("b", 25, 90, "loihi_sparse_synapse")
    lines += ["  edges:"] + dense("x", "a", 600, chance)
    pairs = {(source, chance.randrange(25)) for source in range(30) for _ in range(6)}
    lines += [f"  - a.{source} -> b.{target}: {{weight: {chance.choice([-30, 20, 40, 70])}}}" for source, target in sorted(pairs)]
    lines += [f"  - b.{neuron} -> b.{(neuron + 1) % 25}: {{weight: 15}}" for neuron in range(25)]
    own = [f"- x.{i}: {{core: {chance.choice(cores)}, soma: 'loihi_inputs[{i}]'}}" for i in range(20)]
    return lines + mapped({"a": 30, "b": 25}, cores, chance) + own


cases = {
    "one-core": convolutions(["3.2"], 1),
    "few-cores": convolutions(["0.0", "0.3", "9.1"], 2),
    "many-cores": convolutions([f"{tile}.{core}" for tile in range(32) for core in range(4)], 3),
    "inputs": inputs(["0.0", "0.1", "5.2", "17.3", "31.0"], 4),
}
told = {}
for name, lines in cases.items():
    written = here / f"mapped-{name}.yaml"
    written.write_text("\n".join(lines) + "\n")
    arch = sanafe.load_arch(str(loihi))
    chip = sanafe.SpikingChip(arch)
    chip.load(sanafe.load_net(str(written), arch))
    with tempfile.TemporaryDirectory() as folder:
        perf, spikes = pathlib.Path(folder) / "perf.csv", pathlib.Path(folder) / "spikes.csv"
        result = chip.sim(STEPS, timing_model="simple", perf_trace=str(perf), spike_trace=str(spikes))
        table = [line.split(",") for line in perf.read_text().splitlines()]
        fired = sorted(line for line in spikes.read_text().splitlines()[1:])
    hops = sum(int(line[table[0].index("hops")]) for line in table[1:])
    told[name] = {"time_s": result["sim_time"], "energy_J": result["energy"], "packets": result["packets_sent"], "hops": hops, "events": result["spikes"],
                  "updates": result["neurons_updated"], "spikes": fired}
    print(name, len(fired), "spikes", result["packets_sent"], "messages", hops, "hops", result["sim_time"])
(here / "mapped.json").write_text(json.dumps(told, indent=0) + "\n")
