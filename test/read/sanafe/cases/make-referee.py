"""Runs the cases of this folder, and what Synaptile writes of them, through SANA-FE (PyPI: sanafe) and keeps its spikes.

pip install sanafe; python3 make-referee.py"""
import json
import pathlib
import sanafe

STEPS = 40
here = pathlib.Path(__file__).parent
spikes = {}
cases = ["resets.yaml", "leaky.yaml", "truenorth.yaml", "synapses.yaml", "legacy.net"]
for case in cases + sorted(f"written/{path.name}" for path in here.glob("written/*.yaml")):
    arch = sanafe.load_arch(str(here / "architecture.yaml"))
    chip = sanafe.SpikingChip(arch)
    chip.load(sanafe.load_net(str(here / case), arch, use_netlist_format=case.endswith(".net")))
    trace = chip.sim(STEPS, spike_trace=True)["spike_trace"]
    spikes[case] = [sorted(str(neuron) for neuron in fired) for fired in trace]
    print(case, sum(map(len, spikes[case])), "spikes")
(here / "referee-spikes.json").write_text(json.dumps(spikes, indent=0) + "\n")
