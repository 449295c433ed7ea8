"""Runs SCALE-Sim (PyPI scalesim 3.0.0) on ten layer shapes, both dataflows, and writes its cycles and accesses: scalesim.json.

    python3 make-scalesim.py > scalesim.json
"""
import contextlib, csv, io, json, os, tempfile
from scalesim.scale_sim import scalesim

# name, height and width of the padded plane, kernel, channels, filters, stride, rows and columns of the array
SHAPES = [
    ("conv 3x3, first layer", 34, 34, 3, 3, 3, 64, 1, 16, 8),
    ("conv 3x3, 32 channels", 18, 18, 3, 3, 32, 64, 1, 16, 8),
    ("conv 3x3, input larger than the buffer", 18, 18, 3, 3, 64, 40, 1, 16, 8),
    ("conv 5x5", 16, 16, 5, 5, 6, 16, 1, 16, 8),
    ("conv 1x1", 14, 14, 1, 1, 64, 96, 1, 16, 8),
    ("conv 3x3, stride 2", 33, 33, 3, 3, 16, 32, 2, 16, 8),
    ("conv 3x3, odd sizes", 11, 15, 3, 3, 7, 13, 1, 16, 8),
    ("dense 784 to 100", 1, 1, 1, 1, 784, 100, 1, 16, 8),
    ("dense 2048 to 10", 1, 1, 1, 1, 2048, 10, 1, 16, 8),
    ("conv 3x3 on 32 x 32 PEs", 16, 16, 3, 3, 32, 128, 1, 32, 32),
]

CONFIG = """[general]
run_name = run
[architecture_presets]
ArrayHeight : {rows}
ArrayWidth : {columns}
IfmapSramSzkB : 32
FilterSramSzkB : 144
OfmapSramSzkB : 32
IfmapOffset : 0
FilterOffset : 10000000
OfmapOffset : 20000000
Bandwidth : 10
Dataflow : {dataflow}
MemoryBanks : 1
ReadRequestBuffer : 32
WriteRequestBuffer : 32
[layout]
IfmapCustomLayout : False
IfmapSRAMBankBandwidth : 10
IfmapSRAMBankNum : 10
IfmapSRAMBankPort : 2
FilterCustomLayout : False
FilterSRAMBankBandwidth : 10
FilterSRAMBankNum : 10
FilterSRAMBankPort : 2
[sparsity]
SparsitySupport : false
SparseRep : ellpack_block
OptimizedMapping : false
BlockSize : 8
RandomNumberGeneratorSeed : 40
[run_presets]
InterfaceBandwidth : CALC
UseRamulatorTrace : False
"""


def run(shape, dataflow):
    name, height, width, kh, kw, channels, filters, stride, rows, columns = shape
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        os.chdir(folder)
        open("run.cfg", "w").write(CONFIG.format(rows=rows, columns=columns, dataflow=dataflow))
        open("net.csv", "w").write("Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides, Sparsity,\n"
                                   f"layer, {height}, {width}, {kh}, {kw}, {channels}, {filters}, {stride}, 1:1,\n")
        open("layout.csv", "w").write("Layer name, " + ", ".join(["x"] * 16) + ",\nlayer, " + ", ".join(["1"] * 16) + ",\n")
        scalesim(save_disk_space=True, verbose=False, config="run.cfg", topology="net.csv", layout="layout.csv", input_type_gemm=False).run_scale(top_path=folder)
        read = lambda report: {k.strip(): float(v) for k, v in next(csv.DictReader(open(f"{folder}/run/{report}.csv"))).items() if k and k.strip()}
        detail, compute = read("DETAILED_ACCESS_REPORT"), read("COMPUTE_REPORT")
        os.chdir("/")
    return {
        "cycles": compute["Total Cycles"], "stalls": compute["Stall Cycles"],
        "outputs": [detail["SRAM OFMAP Start Cycle"], detail["SRAM OFMAP Stop Cycle"]], "filters": [detail["SRAM Filter Start Cycle"], detail["SRAM Filter Stop Cycle"]],
        "sram": [detail["SRAM IFMAP Reads"], detail["SRAM Filter Reads"], detail["SRAM OFMAP Writes"]], "dram": [detail["DRAM IFMAP Reads"], detail["DRAM Filter Reads"], detail["DRAM OFMAP Writes"]],
    }


rows = []
for shape in SHAPES:
    name, height, width, kh, kw, channels, filters, stride, array_rows, array_columns = shape
    layer = {"kind": "dense", "inFeatures": channels, "outFeatures": filters} if height == 1 else {
        "kind": "conv", "inChannels": channels, "outChannels": filters, "kernel": [kh, kw], "stride": stride, "padding": 0, "inHeight": height, "inWidth": width}
    rows.append(json.dumps({"name": name, "layer": layer, "rows": array_rows, "columns": array_columns, "os": run(shape, "os"), "ws": run(shape, "ws")}))
print("[\n" + ",\n".join(rows) + "\n]")
