"""What the nir package reads from written-*.nir: type and shapes of every node, and the sum of every parameter. Checks types on the way."""
import json
import os

import nir
import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))


def described(node):
    arrays = {key: value for key, value in vars(node).items() if isinstance(value, np.ndarray) and value.dtype.kind in "fi" and key not in ("input_type", "output_type")}
    return {
        "type": type(node).__name__,
        "output": [int(extent) for extent in node.output_type["output"]],
        "sums": {key: round(float(value.sum()), 6) for key, value in sorted(arrays.items())},
    }


def read(name):
    graph = nir.read(os.path.join(FOLDER, f"written-{name}.nir"))
    nodes = {key: described(node) for key, node in sorted(graph.nodes.items())}
    return {"nodes": nodes, "edges": sorted(list(edge) for edge in graph.edges), "metadata": {key: float(value) if isinstance(value, np.floating) else value for key, value in graph.metadata.items()}}


with open(os.path.join(FOLDER, "readback.json"), "w") as file:
    json.dump({name: read(name) for name in ("every", "rows")}, file, indent=1)
    file.write("\n")
