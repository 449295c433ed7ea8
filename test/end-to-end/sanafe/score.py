"""Scores mappings with SANA-FE: time, energy, messages and hops of a network as its simulator has them.

pip install sanafe; python3 score.py [--model simple|detailed] [--steps N] [--arch loihi.yaml] FILE.yaml ...

FILE.yaml is a network with mappings: one of SANA-FE's own, or what `synaptile compile NET.yaml --target loihi-sanafe --input NET.yaml -o FILE.yaml`
writes. Prints one line of JSON for each, with the names and units of a report of synaptile (`stepTime`, `energy`, `traffic`).
With --spikes OUT.csv the spikes of the last file are written in SANA-FE's form, for compare-spikes.py.
"""
import argparse
import json
import pathlib
import tempfile
import sanafe

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", nargs="+")
parser.add_argument("--arch", default=str(pathlib.Path(sanafe.__file__).parent / "examples" / "loihi.yaml"))
parser.add_argument("--model", default="detailed", choices=["simple", "detailed", "cycle"])
parser.add_argument("--steps", type=int, default=1000)
parser.add_argument("--spikes")
options = parser.parse_args()

for file in options.files:
    arch = sanafe.load_arch(options.arch)
    chip = sanafe.SpikingChip(arch)
    chip.load(sanafe.load_net(file, arch))
    with tempfile.TemporaryDirectory() as folder:
        perf = pathlib.Path(folder) / "perf.csv"
        traces = {"spike_trace": options.spikes} if options.spikes else {}
        result = chip.sim(options.steps, timing_model=options.model, perf_trace=str(perf), **traces)
        lines = [line.split(",") for line in perf.read_text().splitlines()]
    hops = sum(int(line[lines[0].index("hops")]) for line in lines[1:])
    energy = result["energy"]
    print(json.dumps({
        "file": file, "model": options.model, "time_ms": round(1e3 * result["sim_time"], 5),
        "energy_mJ": {part: round(1e3 * energy[part], 6) for part in ("synapse", "soma", "network", "total")},
        "spikes": result["neurons_fired"], "updates": result["neurons_updated"], "events": result["spikes"],
        "packets": result["packets_sent"], "hops": hops,
    }), flush=True)
