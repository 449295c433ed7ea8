import { protoWriter, type ProtoWriter } from './protobuf.ts';
import { play, titleOf, type Cut, type Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** Field numbers of perfetto_trace.proto (https://perfetto.dev/docs/reference/trace-packet-proto). */
const TRACE_PACKET = 1;
const PACKET = { timestamp: 8, sequence: 10, event: 11, interned: 12, flags: 13, descriptor: 60 } as const;
const DESCRIPTOR = { uuid: 1, name: 2, parent: 5, counter: 8, ordering: 11, rank: 12, description: 14 } as const;
const COUNTER = { unit: 6 } as const;
const EVENT = { type: 9, nameId: 10, track: 11, double: 44, flow: 47 } as const;
const INTERNED = { eventNames: 2 } as const;
const EVENT_NAME = { id: 1, name: 2 } as const;
const TYPE = { begin: 1, end: 2, instant: 3, counter: 4 } as const;
const [CLEARED, NEEDED] = [1, 2];
const EXPLICIT = 3;

/** Holds all other tracks: the order of tracks beside it is the viewer's own, and it would put those without others in them into a folded group far off. */
const ROOT = 1;

/** The one sequence of packets; whoever writes a trace chooses. */
const SEQUENCE = 1;

/** A trace as Perfetto's TrackEvents (ui.perfetto.dev): whole nanoseconds, so what is shorter has no length there. */
export function renderPerfetto(trace: Trace): { readonly bytes: Uint8Array; readonly cuts: readonly Cut[] } {
  const writer = protoWriter();
  const cuts = play(trace, perfettoTimeline(writer, trace));
  return { bytes: writer.bytes(), cuts };
}

function perfettoTimeline(writer: ProtoWriter, trace: Trace): Timeline {
  const names = new Map<string, number>();
  let [tracks, packets] = [ROOT, 0];
  const packet = (fill: () => void): void => writer.message(TRACE_PACKET, () => {
    writer.varint(PACKET.sequence, SEQUENCE);
    writer.varint(PACKET.flags, packets++ === 0 ? CLEARED : NEEDED);
    fill();
  });
  const event = (at_s: number, track: number, type: number, fill: () => void): void => packet(() => {
    writer.varint(PACKET.timestamp, Math.round(at_s * 1e9));
    writer.message(PACKET.event, () => {
      writer.varint(EVENT.type, type);
      writer.varint(EVENT.track, track);
      fill();
    });
  });
  const idOf = (name: string): number => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const id = names.size + 1;
    names.set(name, id);
    packet(() => writer.message(PACKET.interned, () => writer.message(INTERNED.eventNames, () => {
      writer.varint(EVENT_NAME.id, id);
      writer.text(EVENT_NAME.name, name);
    })));
    return id;
  };
  const describe = (uuid: number, name: string, fill: () => void): void => packet(() => writer.message(PACKET.descriptor, () => {
    writer.varint(DESCRIPTOR.uuid, uuid);
    writer.text(DESCRIPTOR.name, name);
    // Tracks stand in the order in which they are declared.
    writer.varint(DESCRIPTOR.ordering, EXPLICIT);
    writer.varint(DESCRIPTOR.rank, uuid);
    fill();
  }));
  describe(ROOT, titleOf(trace), () => writer.text(DESCRIPTOR.description, `times: ${trace.clock.source}`));
  return {
    track: (name, within, counter) => {
      const uuid = ++tracks;
      describe(uuid, name, () => {
        writer.varint(DESCRIPTOR.parent, within ?? ROOT);
        if (counter !== undefined) writer.message(DESCRIPTOR.counter, () => writer.text(COUNTER.unit, counter));
      });
      return uuid;
    },
    slice: (track, begin_s, end_s, name, flow) => {
      const id = idOf(name);
      event(begin_s, track, TYPE.begin, () => {
        writer.varint(EVENT.nameId, id);
        if (flow !== null) writer.fixed64(EVENT.flow, flow + 1);
      });
      event(end_s, track, TYPE.end, () => undefined);
    },
    instant: (track, at_s, name) => {
      const id = idOf(name);
      event(at_s, track, TYPE.instant, () => writer.varint(EVENT.nameId, id));
    },
    count: (track, at_s, value) => event(at_s, track, TYPE.counter, () => writer.double(EVENT.double, value)),
  };
}
