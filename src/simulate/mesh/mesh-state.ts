import type { Mesh } from '../../ir/target.ts';
import type { MeshRoutes } from './mesh-routes.ts';
import { hopTicks, type Ticks } from './ticks.ts';

/** Words of a record, of a link as of a packet: two of them fill a cache line. */
export const RECORD = 8;

/** Words of a link. A link is named by the place of its record in `links`. */
export const LINK = {
  /** Next link in the same slot of the wheel. */
  NEXT: 0,
  /** Packet that is on its way, -1 when idle. */
  CARRIED: 1,
  /** First and last packet that wait for it, -1 when none does. */
  FIRST: 2,
  LAST: 3,
  /** Places left in the buffer at its end; the packet on its way has one. */
  ROOM: 4,
  /** Ticks of a transfer. */
  SERVICE: 5,
  /** Link 0 of the tile at its end; ~core into a core. */
  TILE: 6,
  /** Packets that have crossed. */
  CROSSED: 7,
} as const;

/** Words of a packet, or of a copy of one. */
export const PACKET = {
  /** Next packet in the same queue, or next free record. */
  NEXT: 0,
  /** Entry of its tree where it arrives next; ~(place of the core in the route) on the last link, and without a table, where that is 0. */
  ENTRY: 1,
  /** Without a table: links still to go to the east. In a tree: copies that have not left. */
  EAST: 2,
  COPIES: 2,
  /** Without a table: links still to go to the south, and the link into the core. */
  SOUTH: 3,
  INTO: 4,
  /** The link in whose buffer it lies; -1 in its sender; -2 - (the packet it was copied from) for a copy that has not left yet. */
  PLACE: 5,
  /** Its number in the round, and the tick its sending began. */
  NUMBER: 6,
  SENT: 7,
} as const;

/** Packets of one round, sent at once when it begins, by every sender in this order. */
export interface Round {
  readonly count: number;
  /** Sender of each: a core, or the number of cores for the entry of input data. */
  readonly senders: Int32Array;
  readonly routes: Int32Array;
}

/** Told of every arrival: the packet's number in the round, the place of the core in its route, the core, and when sending began and ended. */
export type Arrival = (number: number, rank: number, core: number, sent: number, arrived: number) => void;

/** Told of what one sample does link by link; links by number. */
export interface MeshWatch {
  /** A transfer has ended: the packet's number in the round, when, and how many ticks it took. */
  readonly crossed: (link: number, packet: number, now: number, ticks: number) => void;
  /** So many packets wait for this link from now on. */
  readonly waits: (link: number, waiting: number, now: number) => void;
}

export interface MeshState {
  readonly routes: MeshRoutes;
  readonly interval: number;
  readonly send: number;
  readonly links: Int32Array;
  /** Packets that wait for each link, and the most there were: [2 x number of the link]. */
  readonly queues: Int32Array;
  /** Links from the router into the cores, and from the senders into a router, come after those between tiles. */
  readonly firstInto: number;
  readonly firstFrom: number;
  /** Grows with the packets in flight. */
  packets: Int32Array;
  /** First free record. */
  free: number;
  /** Slot of tick t at 2 (t & mask): first and last link whose transfer ends then. */
  readonly wheel: Int32Array;
  /** A bit for every slot that holds a link. */
  readonly occupied: Int32Array;
  readonly mask: number;
  now: number;
  /** Transfers under way. */
  moving: number;
  /** The numbers of the round's packets by sender, first to last; the next that each sends. */
  order: Int32Array;
  readonly firstOf: Int32Array;
  readonly nextOf: Int32Array;
  arrival: Arrival;
  /** Null unless somebody looks. */
  watch: MeshWatch | null;
}

/** Places of a buffer that takes all. */
export const UNBOUNDED = 0x3fffffff;

/** An empty mesh. `buffer`: packets that the buffer at the end of a link takes; null for any number. */
export function meshState(mesh: Mesh, routes: MeshRoutes, ticks: Ticks, buffer: number | null, arrival: Arrival = () => {}): MeshState {
  const tiles = mesh.width * mesh.height;
  const cores = tiles * mesh.coresPerTile;
  const firstInto = 4 * tiles;
  const firstFrom = firstInto + cores;
  const links = new Int32Array((firstFrom + cores + 1) * RECORD).fill(-1);
  const link = (id: number, service: number, tile: number): void => {
    const at = id * RECORD;
    links[at + LINK.ROOM] = tile < 0 ? UNBOUNDED : buffer ?? UNBOUNDED;
    links[at + LINK.SERVICE] = service;
    links[at + LINK.TILE] = tile < 0 ? tile : 4 * tile * RECORD;
    links[at + LINK.CROSSED] = 0;
  };
  const across = [1, -mesh.width, -1, mesh.width];
  for (let tile = 0; tile < tiles; tile++) {
    for (let port = 0; port < 4; port++) link(4 * tile + port, hopTicks(ticks, mesh, tile, port), Math.max(0, tile + across[port]!));
  }
  const entry = mesh.entry.y * mesh.width + mesh.entry.x;
  for (let core = 0; core < cores; core++) link(firstInto + core, ticks.deliver, ~core);
  for (let sender = 0; sender <= cores; sender++) link(firstFrom + sender, ticks.interval, sender < cores ? Math.floor(sender / mesh.coresPerTile) : entry);
  const longest = Math.max(Math.max(ticks.eastWest, ticks.northSouth) + (mesh.chips ? ticks.betweenChips : 0), ticks.deliver, ticks.interval);
  const slots = Math.max(32, 2 ** Math.ceil(Math.log2(longest + 1)));
  return {
    routes, interval: ticks.interval, send: ticks.send, links, queues: new Int32Array(2 * (links.length / RECORD)), firstInto, firstFrom,
    packets: new Int32Array(0), free: -1, wheel: new Int32Array(2 * slots).fill(-1), occupied: new Int32Array(slots / 32), mask: slots - 1, now: 0, moving: 0,
    order: new Int32Array(0), firstOf: new Int32Array(cores + 2), nextOf: new Int32Array(cores + 1), arrival, watch: null,
  };
}
