"""What other programs need for crossbars with wires: reads a case, prints one JSON line, writes numbers as f64 beside the case.

usage: peers.py splu|badcrossbar|crosssim FOLDER
FOLDER/case.json: {"rows", "cols", "wires": [driver, row, column, sense], "vectors", "rounds"}; FOLDER/cells.f64: rows x cols, S;
FOLDER/inputs.f64: vectors x rows, V. Result: FOLDER/result.f64, times of the best round in ms.
"""
import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def splu(case, cells, inputs):
    """Effective matrix with one factorisation and one solve a row: build, factor and solve are all timed."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu as factorise

    rows, columns = cells.shape
    driver, wire_row, wire_column, sense = (1.0 / ohm for ohm in case["wires"])
    row_node = np.arange(rows * columns).reshape(rows, columns)
    column_node = row_node + rows * columns

    def work():
        pairs = [
            (row_node.ravel(), column_node.ravel(), cells.ravel()),
            (row_node[:, :-1].ravel(), row_node[:, 1:].ravel(), np.full(rows * (columns - 1), wire_row)),
            (column_node[:-1].ravel(), column_node[1:].ravel(), np.full((rows - 1) * columns, wire_column)),
        ]
        one = np.concatenate([pair[0] for pair in pairs])
        other = np.concatenate([pair[1] for pair in pairs])
        siemens = np.concatenate([pair[2] for pair in pairs])
        ends = np.concatenate([row_node[:, 0], column_node[-1]])
        held = np.concatenate([np.full(rows, driver), np.full(columns, sense)])
        i = np.concatenate([one, other, one, other, ends])
        j = np.concatenate([one, other, other, one, ends])
        values = np.concatenate([siemens, siemens, -siemens, -siemens, held])
        nodes = 2 * rows * columns
        lu = factorise(coo_matrix((values, (i, j)), shape=(nodes, nodes)).tocsc())
        sources = np.zeros((nodes, rows))
        sources[row_node[:, 0], np.arange(rows)] = driver
        return sense * lu.solve(sources)[column_node[-1]].T

    return work


def badcrossbar(case, cells, inputs):
    """Currents of all input vectors in one call. Its driver and sense resistances are those of the wires."""
    import logging

    import badcrossbar as tool

    logging.disable(logging.CRITICAL)
    return lambda: np.asarray(tool.compute(inputs.T.copy(), 1.0 / cells, r_i=case["wires"][1]).currents.output)


def crosssim(case, cells, inputs):
    """Currents of one input vector after the other, to 2e-4 of the input voltage. Its first segments are those of the wires."""
    from simulator.backend import ComputeBackend

    ComputeBackend(use_gpu=False)
    from simulator import CrossSimParameters
    from simulator.circuits.array import NoninterleavedInputSourceArray

    largest = cells.max()
    params = CrossSimParameters()
    params.xbar.device.Rmin = 1.0 / largest
    params.xbar.device.Rmax = 1.0 / cells.min()
    params.xbar.array.parasitics.enable = True
    params.xbar.array.parasitics.Rp_row = case["wires"][1]
    params.xbar.array.parasitics.Rp_col = case["wires"][2]
    params.simulation.Verr_th_mvm = 2e-4
    params.simulation.Niters_max_parasitics = 10000
    params.simulation.hide_convergence_msg = True
    array = NoninterleavedInputSourceArray(params)
    matrix = (cells / largest).T.copy()
    scale = inputs.max()
    return lambda: np.array([array.solve_mvm(vector / scale, matrix) for vector in inputs]) * (largest * scale)


def main(tool, folder):
    with open(f"{folder}/case.json") as file:
        case = json.load(file)
    cells = np.fromfile(f"{folder}/cells.f64").reshape(case["rows"], case["cols"])
    inputs = np.fromfile(f"{folder}/inputs.f64").reshape(case["vectors"], case["rows"])
    work = {"splu": splu, "badcrossbar": badcrossbar, "crosssim": crosssim}[tool](case, cells, inputs)
    wall, cpu = [], []
    for _ in range(case["rounds"]):
        wall_began, cpu_began = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - wall_began)
        cpu.append(time.process_time() - cpu_began)
    np.ascontiguousarray(result, dtype=np.float64).tofile(f"{folder}/result.f64")
    print(json.dumps({"wall_ms": 1000 * min(wall), "cpu_ms": 1000 * min(cpu)}))


try:
    main(*sys.argv[1:])
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
