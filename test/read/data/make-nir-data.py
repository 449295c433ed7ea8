"""Writes nir-data/*.h5 with nir.write_data and expected.json with what the nir package itself makes of them on a grid of 0.1 ms.
Run: python3 test/read/data/make-nir-data.py (needs nir 1.0.8 or later)."""
import json
import os

import nir
import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nir-data")
DT = 1e-4
rng = np.random.default_rng(20261121)
expected = {}


def write(name, nodes, shown=None):
    nir.write_data(os.path.join(HERE, f"{name}.h5"), nir.NIRGraphData(nodes={key: nir.NIRNodeData(observables=value) for key, value in nodes.items()}))
    if shown is not None:
        expected[name] = shown.astype(float).tolist()


idx = np.array([[0, 2, 1, 0, -1], [2, 2, 1, -1, -1]])
time = np.array([[0.0, 1.5e-4, 3 * DT, 7.99e-4, np.inf], [2e-4, 2.5e-4, 5e-4, np.inf, np.inf]])
events = nir.EventData(idx, time, 3, 8e-4)
valued = nir.ValuedEventData(idx, time, 3, 8e-4, np.array([[0.5, -1.0, 2.0, 0.25, 0.0], [1.5, 3.0, -0.5, 0.0, 0.0]]))
spikes = nir.TimeGriddedData(rng.random((2, 6, 3)) < 0.4, DT)
signal = nir.TimeGriddedData(rng.integers(-8, 9, (2, 6, 3)) / 8, DT)
# 3 * DT / DT is 2.9999..., which the nir package puts a timestep early; the grid here is made with the time that was meant.
exact = nir.EventData(idx, np.where(time == 3 * DT, 3.0001e-4, time), 3, 8.0001e-4)
write("events", {"input": {"spikes": events}}, exact.to_time_gridded(DT).data)
write("valued", {"input": {"spikes": valued}}, nir.ValuedEventData(idx, exact.time, 3, 8.0001e-4, valued.value).to_time_gridded(DT).data)
write("gridded", {"anything": {"s": spikes}}, spikes.data)
write("signal", {"in1": {"v": signal}}, signal.data)
write("several", {"input": {"v": signal, "spikes": spikes}, "lif": {"spikes": events}}, spikes.data)
write("nameless", {"a": {"spikes": spikes}, "b": {"spikes": spikes}})
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump(expected, file)
    file.write("\n")
