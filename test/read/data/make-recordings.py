"""
Writes recordings.json: what NumPy makes of the N-MNIST recordings in test/models/data/nmnist, and aedat31.aedat: a small AEDAT 3.1 file with the
events that stand beside it in recordings.json. Run from this folder: python3 make-recordings.py
"""
import gzip
import json
import struct
from pathlib import Path

import numpy as np

SENSOR, BIN_US, BINS = 34, 15_000, 20


def nmnist(path):
    raw = np.frombuffer(gzip.open(path).read(), np.uint8).reshape(-1, 5).astype(np.int64)
    time = ((raw[:, 2] & 127) << 16) | (raw[:, 3] << 8) | raw[:, 4]
    return raw[:, 0], raw[:, 1], raw[:, 2] >> 7, time


def binned(x, y, p, bins):
    grid = np.zeros((BINS + 1, 2, SENSOR, SENSOR), np.int64)
    np.add.at(grid, (np.minimum(bins, BINS), p, y, x), 1)
    return grid


def describe(path):
    x, y, p, time = nmnist(path)
    grid = binned(x, y, p, time // BIN_US)
    kept = grid[:BINS].reshape(BINS, -1)
    weights = np.arange(1, kept[0].size + 1)
    return {
        'file': path.name, 'events': len(x), 'late': int(grid[BINS].sum()),
        'eventsPerBin': kept.sum(1).tolist(), 'activePerBin': (kept > 0).sum(1).tolist(), 'activeOn': int((grid[:BINS, 1] > 0).sum()),
        # A checksum that feels the place of every active cell.
        'placesPerBin': ((kept > 0) * weights).sum(1).tolist(),
        # 7 bins of 300/7 ms, the borders in exact whole numbers.
        'eventsPer7th': np.bincount(np.minimum(time * 7 // 300_000, 7), minlength=8)[:7].tolist(),
    }


def packet(kind, events, size=8, overflow=0):
    header = struct.pack('<hhiiiiii', kind, 1, size, 4, overflow, len(events), len(events), len(events))
    return header + b''.join(events)


def polarity(x, y, p, time, valid=1):
    return struct.pack('<Ii', (x << 17) | (y << 2) | (p << 1) | valid, time)


def aedat():
    """Two packets of polarity events, the second after the 31-bit clock has gone round, one packet of special events between."""
    head = '#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#Start-Time: 2020-01-01 00:00:00 (TZ+0000)\r\n#!END-HEADER\r\n'
    rows = [(3, 5, 1, 2**31 - 1500), (127, 0, 0, 2**31 - 1000), (3, 5, 1, 2**31 - 1), (0, 127, 1, 2**31 + 499), (64, 64, 0, 2**31 + 500), (1, 2, 0, 2**31 + 9000)]
    start = rows[0][3]
    first = [polarity(x, y, p, t) for x, y, p, t in rows[:3]] + [polarity(9, 9, 1, 2**31 - 2, valid=0)]
    second = [polarity(x, y, p, t - 2**31) for x, y, p, t in rows[3:]]
    special = packet(0, [struct.pack('<Ii', 1, 7)])
    Path('aedat31.aedat').write_bytes(head.encode() + packet(1, first) + special + packet(1, second, overflow=1))
    return [[x, y, p, t - start] for x, y, p, t in rows]


folder = Path('../../models/data/nmnist')
result = {'nmnist': [describe(path) for path in sorted(folder.glob('*.bin.gz'))], 'aedat': aedat()}
Path('recordings.json').write_text(json.dumps(result) + '\n')
