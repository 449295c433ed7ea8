#!/usr/bin/env python3
"""Reads the traces of one run with the packages of others and says as JSON what is in them: the referee of traces.test.ts.

    pip install perfetto protobuf vcdvcd nir numpy
    read-traces.py run.perfetto-trace run.vcd run.npz run.nir
"""
import json
import sys

import nir
import numpy
from google.protobuf.unknown_fields import UnknownFieldSet
from perfetto.protos.perfetto.trace import perfetto_trace_pb2
from vcdvcd import VCDVCD


def perfetto(file):
    trace = perfetto_trace_pb2.Trace()
    with open(file, "rb") as stream:
        trace.ParseFromString(stream.read())
    names, tracks, slices, instants, counters, opened, unknown = {}, {}, {}, {}, {}, {}, 0
    for packet in trace.packet:
        unknown += len(UnknownFieldSet(packet)) + sum(len(UnknownFieldSet(getattr(packet, one))) for one in ("track_event", "track_descriptor", "interned_data") if packet.HasField(one))
        for entry in packet.interned_data.event_names:
            names[entry.iid] = entry.name
        if packet.HasField("track_descriptor"):
            one = packet.track_descriptor
            tracks[one.uuid] = (tracks[one.parent_uuid] + "/" if one.parent_uuid else "") + one.name
        if packet.HasField("track_event"):
            event, at = packet.track_event, tracks[packet.track_event.track_uuid]
            if event.type == 1:
                assert at not in opened, "slices overlap on " + at
                opened[at] = packet.timestamp
                slices.setdefault(at, []).append([names[event.name_iid], packet.timestamp, None])
            elif event.type == 2:
                slices[at][-1][2] = packet.timestamp
                assert packet.timestamp >= opened.pop(at)
            elif event.type == 3:
                instants.setdefault(at, []).append([names[event.name_iid], packet.timestamp])
            elif event.type == 4:
                counters.setdefault(at, []).append([packet.timestamp, event.double_counter_value])
    assert not opened and unknown == 0
    return {"tracks": list(tracks.values()), "slices": slices, "instants": instants, "counters": counters}


def vcd(file):
    dump = VCDVCD(file)
    return {"timescale_s": float(dump.timescale["timescale"]), "signals": {name: [[at, value] for at, value in dump[name].tv] for name in dump.signals}}


def npz(file):
    with numpy.load(file) as arrays:
        return {name: arrays[name].tolist() for name in arrays.files}


def graph_data(file):
    found = nir.read_data(file)
    return {name: {what: {"type": type(one).__name__, **({"idx": one.idx.tolist(), "time": one.time.tolist(), "n_neurons": one.n_neurons, "t_max": one.t_max} if isinstance(one, nir.EventData)
            else {"data": one.data.tolist(), "dt": float(one.dt)})} for what, one in node.observables.items()} for name, node in found.nodes.items()}


if __name__ == "__main__":
    readers = {"perfetto-trace": perfetto, "vcd": vcd, "npz": npz, "nir": graph_data}
    print(json.dumps({file.rsplit(".", 1)[1]: readers[file.rsplit(".", 1)[1]](file) for file in sys.argv[1:]}, allow_nan=True))
