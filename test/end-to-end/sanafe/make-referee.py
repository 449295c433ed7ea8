"""Runs what `synaptile compile ... --target loihi -o FILE.yaml` writes through SANA-FE, on the loihi.yaml that its package holds, and keeps the spikes.

pip install sanafe; npm run build; python3 make-referee.py
"""
import json
import pathlib
import subprocess
import sanafe

STEPS = 24
here = pathlib.Path(__file__).parent
root = here.parents[2]
loihi = pathlib.Path(sanafe.__file__).parent / "examples" / "loihi.yaml"
cases = {
    "edges": ["examples/edges.synet", "--input", "examples/edges.csv"],
    "pairs": ["test/end-to-end/sanafe/pairs.synet", "--input", "test/end-to-end/sanafe/pairs.csv"],
}
spikes = {}
for name, parameters in cases.items():
    written = here / f"{name}-loihi.yaml"
    subprocess.run(["node", "dist/cli.js", "compile", *parameters, "--target", "loihi", "-o", str(written)], cwd=root, check=True)
    arch = sanafe.load_arch(str(loihi))
    chip = sanafe.SpikingChip(arch)
    chip.load(sanafe.load_net(str(written), arch))
    trace = chip.sim(STEPS, spike_trace=True)["spike_trace"]
    spikes[name] = [sorted(str(neuron) for neuron in fired) for fired in trace]
    print(name, sum(map(len, spikes[name])), "spikes")
(here / "referee-spikes.json").write_text(json.dumps(spikes, indent=0) + "\n")
