#!/usr/bin/env python3
"""Writes referee.json beside this file: what read-traces.py reads from the traces in a folder, and their hashes. Usage: make-referee.py DIR (see traces.test.ts)."""
import hashlib
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
files = [pathlib.Path(sys.argv[1]) / ("small." + ending) for ending in ("perfetto-trace", "vcd", "npz", "nir")]
read = json.loads(subprocess.run([sys.executable, here / "read-traces.py", *files], check=True, capture_output=True, text=True).stdout.replace("Infinity", "null"))
sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
(here / "referee.json").write_text(json.dumps({"sha256": sums, "read": read}, indent=1) + "\n")
