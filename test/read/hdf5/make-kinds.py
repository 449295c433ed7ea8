"""Writes kinds.h5, deep.h5 and vast.h5: every kind of value that h5py writes, groups within groups, and a file of 1 kB that claims petabytes.
Run: python3 test/read/hdf5/make-kinds.py"""
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
with h5py.File(os.path.join(HERE, "kinds.h5"), "w") as file:
    for kind in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", ">f8", ">i2"):
        file[f"numbers/{kind.replace('>', 'big_')}"] = np.array([[1, 2, 3], [4, 5, 6]], dtype=kind)
    file["numbers/bool"] = np.array([True, False])
    file["numbers/scalar"] = 2.5
    file["numbers/none"] = np.zeros((0, 3))
    file["numbers/packed"] = np.zeros(0)
    del file["numbers/packed"]
    file.create_dataset("numbers/packed", data=np.arange(1000.0), compression="gzip", shuffle=True, fletcher32=True)
    file["texts/one"] = "Grüße"
    file["texts/many"] = ["a", "bc"]
    file.create_dataset("texts/fixed", data=np.array([b"x", b"longer"], dtype="S6"))
    file.create_dataset("others/empty", data=h5py.Empty("f"))
    file["others/compound"] = np.zeros(2, dtype=[("a", "i4"), ("b", "f8")])
    file["others/broken"] = h5py.SoftLink("/nowhere")
    file["others/outside"] = h5py.ExternalLink("secrets.h5", "/key")
    layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
    layout[:] = h5py.VirtualSource("secrets.h5", "data", shape=(4,))
    file.create_virtual_dataset("others/view", layout)
    file.attrs["__type__"] = "Kinds"
    file.attrs["dt"] = 1e-4
    file.attrs["counts"] = np.array([1, 2, 3])
with h5py.File(os.path.join(HERE, "deep.h5"), "w", libver="latest") as file:
    file.create_group("/".join(["g"] * 40))
with h5py.File(os.path.join(HERE, "vast.h5"), "w", libver="latest") as file:
    file.create_dataset("weight", shape=(2**40, 2**10), dtype="f8", chunks=(2**10, 2**10), compression="gzip")
