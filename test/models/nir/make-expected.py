"""Shortens spike files of the trained models (README.md) to what the tests compare. Run: python3 make-expected.py FOLDER, where snn_*.spikes20.json lie."""
import json
import os
import sys

KEPT = {"outputs": "output_spike_counts", "layers": "layer_total_spikes", "literal": "nir_literal_output_spike_counts"}
made = {}
for model in ("snn_cnn_12_32", "snn_mlp_128_zero"):
    with open(os.path.join(sys.argv[1], f"{model}.spikes20.json")) as file:
        found = json.load(file)
    made[model] = {"timesteps": found["timesteps"], "images": [{key: image[name] for key, name in KEPT.items() if name in image} for image in found["images"]]}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as file:
    json.dump(made, file)
    file.write("\n")
