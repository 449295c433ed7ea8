"""Writes models/norse-lif.nir and norse-lif.json: what Norse itself makes of the file. One leaky neuron behind one weight, 34 input spikes in 0.1 s:
the experiment of Pedersen et al., "Neuromorphic intermediate representation" (2024), whose lif_norse.csv has these spikes. Needs nir, norse, torch.
Run: python3 test/read/nir/make-norse.py"""
import json
import os

import nir
import norse.torch as norse
import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
DT = 1e-4
STEPS = 1000
SPIKES = [60, 220, 270, *range(310, 321, 10), 350, 370, *range(400, 411, 10), *range(430, 531, 10), *range(670, 781, 10), 840, 850]

one = np.ones(1, dtype=np.float32)
graph = nir.NIRGraph(
    nodes={
        "input": nir.Input(input_type={"input": np.array([1])}), "w": nir.Affine(weight=one.reshape(1, 1), bias=0 * one),
        "lif": nir.LIF(tau=2.5e-3 * one, r=one, v_leak=0 * one, v_threshold=0.1 * one, v_reset=0 * one), "output": nir.Output(output_type={"output": np.array([1])}),
    },
    edges=[("input", "w"), ("w", "lif"), ("lif", "output")],
)
path = os.path.join(HERE, "models", "norse-lif.nir")
nir.write(path, graph)
lif = nir.read(path).nodes["lif"]
cell = norse.LIFBoxCell(norse.LIFBoxParameters(tau_mem_inv=torch.as_tensor(1 / lif.tau, dtype=torch.float64), v_leak=torch.as_tensor(lif.v_leak), v_th=torch.as_tensor(lif.v_threshold), v_reset=torch.as_tensor(lif.v_reset)), dt=DT)
state, spikes, potentials = None, [], []
for step in range(STEPS):
    z, state = cell(torch.full((1,), 1.0 if step in SPIKES else 0.0, dtype=torch.float64), state)
    if z.item() > 0:
        spikes.append(step)
    potentials.append(float(f"{state.v.item():.9g}"))
with open(os.path.join(HERE, "norse-lif.json"), "w") as file:
    json.dump({"steps": STEPS, "input": SPIKES, "spikes": spikes, "potentials": potentials}, file)
    file.write("\n")
print(len(SPIKES), spikes)
