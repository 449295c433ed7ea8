import type { Routes } from '../../../src/ir/routed.ts';
import type { Mesh } from '../../../src/ir/target.ts';
import { meshRoutesOf } from '../../../src/simulate/mesh/mesh-routes.ts';
import { LINK, meshState, RECORD, UNBOUNDED } from '../../../src/simulate/mesh/mesh-state.ts';
import { runRound, type Halt } from '../../../src/simulate/mesh/run-round.ts';
import type { SlowArrival } from './slow-mesh.ts';

/** Times of a mesh in ticks. */
export interface Times {
  readonly eastWest: number;
  readonly northSouth: number;
  /** Of a hop to another chip, besides; left out: 0. */
  readonly betweenChips?: number;
  readonly interval: number;
  readonly send: number;
  readonly deliver: number;
}

export interface Sent {
  readonly sender: number;
  readonly route: number;
}

export interface MeshRun {
  readonly halt: Halt | null;
  readonly arrivals: readonly (SlowArrival & { readonly rank: number })[];
  readonly hops: number;
  readonly ended: number;
  readonly mostWaiting: number;
  /** Packets that hold a place in some buffer. */
  readonly held: number;
}

/** One round on an empty mesh. */
export function runMesh(mesh: Mesh, routes: Routes, packets: readonly Sent[], times: Times, buffer: number | null): MeshRun {
  const arrivals: MeshRun['arrivals'][number][] = [];
  const state = meshState(mesh, meshRoutesOf(routes, mesh), { betweenChips: 0, ...times, tick_s: 1e-9, exact: true }, buffer,
    (packet, rank, core, sent, arrived) => arrivals.push({ packet, rank, core, sent, arrived }));
  const halt = runRound(state, { count: packets.length, senders: Int32Array.from(packets, ({ sender }) => sender), routes: Int32Array.from(packets, ({ route }) => route) });
  let [hops, mostWaiting, held] = [0, 0, 0];
  for (let link = 0; link * RECORD < state.links.length; link++) {
    if (link < state.firstInto) hops += state.links[link * RECORD + LINK.CROSSED]!;
    mostWaiting = Math.max(mostWaiting, state.queues[2 * link + 1]!);
    const size = state.links[link * RECORD + LINK.TILE]! < 0 ? UNBOUNDED : buffer ?? UNBOUNDED;
    held += size - state.links[link * RECORD + LINK.ROOM]!;
  }
  return { halt, arrivals, hops, ended: state.now, mostWaiting, held };
}
